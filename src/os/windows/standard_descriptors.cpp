#include "os/standard_descriptors.hpp"

#include <fcntl.h>
#include <io.h>

#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace {

constexpr struct {
  DWORD name;
  int number;
  DWORD access;
} kStreams[] = {
    {STD_INPUT_HANDLE, 0, GENERIC_WRITE},
    {STD_OUTPUT_HANDLE, 1, GENERIC_READ},
    {STD_ERROR_HANDLE, 2, GENERIC_WRITE},
};

}  // namespace

// Handles have no lowest number, but what belongs to a stream that was not given may be anything
// that was opened since. And bytes are to stay what they are: no "\r" is added or taken away.
void occupy_standard_descriptors() {
  for (const auto& stream : kStreams) {
    const HANDLE given = ::GetStdHandle(stream.name);
    if (given == nullptr || given == INVALID_HANDLE_VALUE) {
      ::SetStdHandle(stream.name,
                     ::CreateFileW(L"NUL", stream.access, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                   nullptr, OPEN_EXISTING, 0, nullptr));
    }
    ::_setmode(stream.number, _O_BINARY);
  }
}

}  // namespace cloudx::os
