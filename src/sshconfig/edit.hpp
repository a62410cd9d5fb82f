#pragma once
// Changes of a document. What is not named stays byte-identical, with one exception: where lines
// are added behind a last line without newline, that line gets one.
//
// Values given here are as ssh shall read them; they are quoted where they must be. A value must
// not hold a line feed, CR or NUL: can_be_written() says so beforehand.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "sshconfig/document.hpp"

namespace cloudx::sshconfig {

[[nodiscard]] bool can_be_written(std::string_view value);

// A Host block without body: `lead` are whole comment lines ("# ...", or "" for a blank line).
[[nodiscard]] Block make_host_block(const Document& document, std::span<const std::string> patterns,
                                    std::span<const std::string> lead);

// Before the block that has this index; at the end with blocks.size().
void insert_block(Document& document, std::size_t index, Block block);

// The block and its lead.
void remove_block(Document& document, std::size_t index);

// To where it has the index `to` afterwards.
void move_block(Document& document, std::size_t from, std::size_t to);

// As the first line of the file, where it is in effect for every host.
void insert_at_top(Document& document, std::string_view keyword, std::string_view value);

// The first directive of this keyword gets the value, further ones go; without any it is added.
// True if that changed anything.
bool set_directive(Document& document, std::size_t block, std::string_view keyword,
                   std::string_view value);

// Behind the block's last directive, with the indentation and the separator of the others.
void add_directive(Document& document, std::size_t block, std::string_view keyword,
                   std::string_view value);

// A comment with the indentation of the block's directives: text without "#".
void add_comment(Document& document, std::size_t block, std::string_view text);

// All directives of this keyword. True if there were any.
bool remove_directive(Document& document, std::size_t block, std::string_view keyword);

}  // namespace cloudx::sshconfig
