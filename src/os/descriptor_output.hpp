#pragma once
// What src/os does with an output that it has as a descriptor of POSIX: a standard stream, or what
// it opened itself. For its own sources: others say which stream they mean (standard_stream.hpp,
// terminal.hpp).

#include <chrono>
#include <string_view>

#include "os/terminal.hpp"

namespace cloudx::os {

[[nodiscard]] int descriptor_of(StandardStream stream);

// False where not all of it can be written; errno says why.
[[nodiscard]] bool write_all(int descriptor, std::string_view text);

// As write_with_patience() of standard_stream.hpp.
bool write_with_patience(int descriptor, std::string_view text, std::chrono::milliseconds patience);

// As those of terminal.hpp.
[[nodiscard]] TerminalKind terminal_kind(int descriptor);
[[nodiscard]] TerminalSize terminal_size(int descriptor);

}  // namespace cloudx::os
