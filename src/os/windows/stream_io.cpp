#include "os/windows/stream_io.hpp"

#include <algorithm>
#include <winternl.h>

#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace {

// Only pipes are opened for overlapped operations; a file, unlike them, goes by the place that such
// an operation names.
bool is_pipe(HANDLE stream) {
  return ::GetFileType(stream) == FILE_TYPE_PIPE;
}

// `start` is ReadFile or WriteFile; how many bytes that were.
template <class Start>
std::optional<DWORD> carry_out(HANDLE stream, const Start& start) {
  DWORD moved = 0;
  if (!is_pipe(stream)) {
    return start(&moved, nullptr) != 0 ? std::optional(moved) : std::nullopt;
  }
  const Handle done(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!done) return std::nullopt;
  OVERLAPPED operation{};
  operation.hEvent = done.get();
  if (start(nullptr, &operation) == 0 && ::GetLastError() != ERROR_IO_PENDING) return std::nullopt;
  if (::GetOverlappedResult(stream, &operation, &moved, TRUE) == 0) return std::nullopt;
  return moved;
}

}  // namespace

bool write_to_stream(HANDLE stream, std::string_view text) {
  while (!text.empty()) {
    constexpr std::size_t kLargest = 64U << 10;
    const auto size = static_cast<DWORD>(std::min(text.size(), kLargest));
    const auto written = carry_out(stream, [&](DWORD* moved, OVERLAPPED* operation) {
      return ::WriteFile(stream, text.data(), size, moved, operation);
    });
    if (!written) return false;
    text.remove_prefix(*written);
  }
  return true;
}

std::optional<std::size_t> read_from_stream(HANDLE stream, std::span<std::uint8_t> into) {
  const auto size = static_cast<DWORD>(into.size());
  const auto got = carry_out(stream, [&](DWORD* moved, OVERLAPPED* operation) {
    return ::ReadFile(stream, into.data(), size, moved, operation);
  });
  if (got) return *got;
  const DWORD why = ::GetLastError();
  // All writers of the pipe have gone, or the end of a file.
  if (why == ERROR_BROKEN_PIPE || why == ERROR_HANDLE_EOF || why == ERROR_PIPE_NOT_CONNECTED) {
    return 0;
  }
  return std::nullopt;
}

// "FILE_PIPE_LOCAL_INFORMATION" of the Windows driver kit: no call of Win32 tells it.
bool has_no_reader(HANDLE stream) {
  struct {
    ULONG type, configuration, largest_count, count, inbound, readable, outbound, writable, state,
        end;
  } facts{};
  constexpr auto kLocalInformation = static_cast<FILE_INFORMATION_CLASS>(24);
  constexpr ULONG kConnected = 3;
  IO_STATUS_BLOCK status{};
  return is_pipe(stream) &&
         ::NtQueryInformationFile(stream, &status, &facts, sizeof facts, kLocalInformation) >= 0 &&
         facts.state != kConnected;
}

}  // namespace cloudx::os
