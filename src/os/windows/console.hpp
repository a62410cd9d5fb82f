#pragma once
// The console ("Console Functions", Win32), and how a standard stream is told from it.

#include <windows.h>
#include <optional>
#include <string_view>

#include "os/standard_stream.hpp"

namespace cloudx::os {

[[nodiscard]] HANDLE handle_of(StandardStream stream);

// Its mode, where it is a console.
[[nodiscard]] std::optional<DWORD> console_mode(HANDLE stream);

// Text, whatever code page the console has. False where that fails.
[[nodiscard]] bool write_to_console(HANDLE console, std::string_view text);

}  // namespace cloudx::os
