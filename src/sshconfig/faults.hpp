#pragma once
// Lines for which ssh refuses a file: with one of them it reaches no host at all.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sshconfig/document.hpp"

namespace cloudx::sshconfig {

struct Fault {
  std::size_t line;  // from 1
  std::string what;  // "IdentityFile has more than one value: IdentityFile /a /b"
};

// What can be said without knowing the version of ssh: keywords that no version has, lines without
// a value or with an open quote, values too many. `ignored` are patterns of an IgnoreUnknown that
// is read before the document.
[[nodiscard]] std::vector<Fault> find_faults(const Document& document,
                                             std::span<const std::string> ignored = {});

// The lists of all IgnoreUnknown lines.
[[nodiscard]] std::vector<std::string> ignored_keywords(const Document& document);

// Takes one path, and no version of ssh two: with a blank in it and no quotes the path is cut
// apart. `keyword` is canonical.
[[nodiscard]] bool takes_one_path(std::string_view keyword);

}  // namespace cloudx::sshconfig
