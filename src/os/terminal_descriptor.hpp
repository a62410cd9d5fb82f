#pragma once
// Standard streams and terminals as descriptors of POSIX. For the sources of src/os: others say
// which stream they mean (standard_stream.hpp, terminal.hpp).

#include "os/standard_stream.hpp"
#include "os/terminal.hpp"

namespace cloudx::os {

[[nodiscard]] int descriptor_of(StandardStream stream);

// As those of terminal.hpp.
[[nodiscard]] TerminalKind terminal_kind(int descriptor);
[[nodiscard]] TerminalSize terminal_size(int descriptor);

}  // namespace cloudx::os
