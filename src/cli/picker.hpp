#pragma once
// A list on the terminal that is searched by typing.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/setup/questions.hpp"

namespace cloudx::cli {

// What the list looks like at a moment, apart from the terminal.
class Selection {
 public:
  explicit Selection(const std::vector<std::string>& lines, std::size_t marked = 0);

  // Lines with every word of the search in them, in any case.
  [[nodiscard]] const std::vector<std::size_t>& matches() const { return matches_; }
  [[nodiscard]] const std::string& search() const { return search_; }
  [[nodiscard]] std::optional<std::size_t> marked() const;  // index into the lines
  void type(char c);
  void erase();  // one character, as UTF-8 has it
  void move(int by);
  // The part of the matches, at most `height`, that has the marked one in it.
  [[nodiscard]] std::size_t first_shown(std::size_t height) const;

 private:
  void narrow();

  const std::vector<std::string>& lines_;
  std::vector<std::size_t> matches_;
  std::string search_;
  std::size_t at_ = 0;  // in the matches
};

// A line's number (from 1), or words that only one line has.
[[nodiscard]] std::optional<std::size_t> matching_choice(const std::vector<std::string>& lines,
                                                         std::string_view answer);

// The index of the picked line; nothing if the user gave up (Escape, Ctrl-C, Ctrl-D). stdin and
// stdout must be terminals, stdout one with a cursor.
[[nodiscard]] std::optional<std::size_t> pick(const setup::Choices& choices);

}  // namespace cloudx::cli
