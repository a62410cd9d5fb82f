#pragma once
// How the agent cuts what a terminal or a command writes (agent/session/utility and its plugins'
// pumps): no message ends within a character of UTF-8. Up to three bytes at the end that form no
// character are held back until more comes, and lost where nothing does. U+FFFD itself counts as a
// byte that is wrong: of its three only the first comes out.

#include <cstddef>

#include "base/bytes.hpp"

namespace cloudx::sandbox {

class TextCut {
 public:
  static constexpr std::size_t kMostHeld = 3;

  // What goes out now, with what was held back before; may be empty.
  [[nodiscard]] Bytes pass(ByteView data);

 private:
  Bytes held_;
};

}  // namespace cloudx::sandbox
