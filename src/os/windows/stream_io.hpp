#pragma once
// Reading and writing of a stream that somebody else has opened, for overlapped operations or not:
// a handle that was opened for them takes no others ("Synchronous and Asynchronous I/O", Win32),
// and one that was not takes these, too. The pipes of OpenSSH for Windows are overlapped.

#include <windows.h>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cloudx::os {

// All of it; GetLastError() says why not.
[[nodiscard]] bool write_to_stream(HANDLE stream, std::string_view text);

// At least one byte, or 0 at the end. Nothing where it fails: GetLastError() says why.
[[nodiscard]] std::optional<std::size_t> read_from_stream(HANDLE stream,
                                                          std::span<std::uint8_t> into);

// Nobody reads the pipe any more. False of what is no pipe. Waits for an operation on the stream
// that is going on.
[[nodiscard]] bool has_no_reader(HANDLE stream);

}  // namespace cloudx::os
