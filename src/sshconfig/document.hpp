#pragma once
// An ssh_config file as lines and blocks. Parsing loses nothing: render(parse(text)) == text for
// every text, legal or not.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sshconfig/line.hpp"

namespace cloudx::sshconfig {

enum class BlockKind : std::uint8_t { host, match };

struct Block {
  BlockKind kind = BlockKind::host;
  // Comments and blank lines before the header that belong to it: those behind the last directive
  // of the block above, but for indented comments that follow that directive.
  std::vector<Line> lead;
  Line header;
  std::vector<Line> body;

  // The patterns of a Host block.
  [[nodiscard]] std::vector<std::string> patterns() const;
};

struct Document {
  // Everything above the first block. Of the comments directly above that block those behind the
  // last blank line are the block's.
  std::vector<Line> preamble;
  std::vector<Block> blocks;

  // "\r\n" if the first line ends so, else "\n": for lines to be added.
  [[nodiscard]] std::string newline() const;
};

[[nodiscard]] Document parse(std::string_view text);
[[nodiscard]] std::string render(const Document& document);

}  // namespace cloudx::sshconfig
