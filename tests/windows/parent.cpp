// What starts the program on Windows, as OpenSSH for Windows and others do:
//   parent.exe [--home FOLDER] [--path FOLDER] [--pipes inherited|anonymous|overlapped]
//              [--reads BYTES] PROGRAM [ARGUMENT...]
// --home is the user's profile (USERPROFILE), --path where programs are found. Pipes of its own are
// passed on from and to its own stdin and stdout; their ends are passed on, too. Once --reads BYTES
// of the output were read it reads no longer. Its exit status is the program's.
#include <windows.h>
#include <array>
#include <atomic>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct Pipe {
  HANDLE read = nullptr;
  HANDLE write = nullptr;
};

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "parent: %s: error %lu\n", what, ::GetLastError());
  std::exit(125);
}

HANDLE inheritable(HANDLE handle) {
  if (::SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) == 0) {
    give_up("SetHandleInformation");
  }
  return handle;
}

Pipe anonymous_pipe() {
  Pipe pipe;
  if (::CreatePipe(&pipe.read, &pipe.write, nullptr, 0) == 0) give_up("CreatePipe");
  return pipe;
}

// As OpenSSH for Windows makes them: a named pipe both ends of which were opened for overlapped
// operations (PowerShell/openssh-portable, contrib/win32/win32compat/fileio.c, fileio_pipe()).
Pipe overlapped_pipe() {
  static std::atomic<int> count = 0;
  std::array<wchar_t, 80> name{};
  std::swprintf(name.data(), name.size(), L"\\\\.\\pipe\\cloudx-parent-%lu-%d",
                ::GetCurrentProcessId(), ++count);
  Pipe pipe;
  pipe.read = ::CreateNamedPipeW(name.data(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED,
                                 PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT, 1, 4096, 4096, 0,
                                 nullptr);
  if (pipe.read == INVALID_HANDLE_VALUE) give_up("CreateNamedPipe");
  pipe.write = ::CreateFileW(name.data(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                             FILE_FLAG_OVERLAPPED, nullptr);
  if (pipe.write == INVALID_HANDLE_VALUE) give_up("CreateFile");
  return pipe;
}

template <class Start>
bool carry_out(HANDLE file, DWORD& moved, const Start& start) {
  OVERLAPPED operation{};
  operation.hEvent = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
  const bool begun = start(&operation) != 0 || ::GetLastError() == ERROR_IO_PENDING;
  const bool done = begun && ::GetOverlappedResult(file, &operation, &moved, TRUE) != 0;
  ::CloseHandle(operation.hEvent);
  return done;
}

// To the end of one of the two, or until `bytes` or more were passed on; then both are closed.
void pass_on(HANDLE from, HANDLE to, std::size_t bytes) {
  std::vector<char> chunk(32768);
  for (std::size_t passed = 0; passed < bytes;) {
    DWORD got = 0;
    const bool read = carry_out(from, got, [&](OVERLAPPED* operation) {
      return ::ReadFile(from, chunk.data(), static_cast<DWORD>(chunk.size()), nullptr, operation);
    });
    if (!read || got == 0) break;
    DWORD at = 0;
    bool written = true;
    while (written && at < got) {
      DWORD moved = 0;
      written = carry_out(to, moved, [&](OVERLAPPED* operation) {
        return ::WriteFile(to, chunk.data() + at, got - at, nullptr, operation);
      });
      at += moved;
    }
    if (!written) break;
    passed += got;
  }
  ::CloseHandle(from);
  ::CloseHandle(to);
}

// The words of this command line from `word` on, as they stand there.
const wchar_t* rest_of_command_line(const wchar_t* line, int words) {
  for (int i = 0; i < words; ++i) {
    bool quoted = false;
    for (; *line != 0 && (quoted || (*line != L' ' && *line != L'\t')); ++line) {
      if (*line == L'"') quoted = !quoted;
    }
    while (*line == L' ' || *line == L'\t') ++line;
  }
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr auto kAll = static_cast<std::size_t>(-1);
  std::string pipes = "inherited";
  std::size_t reads = kAll;
  int first = 1;
  for (; first + 1 < argc && std::string_view(argv[first]).starts_with("--"); first += 2) {
    const std::string_view option = argv[first];
    if (option == "--pipes") pipes = argv[first + 1];
    if (option == "--reads") reads = std::stoul(argv[first + 1]);
    if (option == "--path") ::SetEnvironmentVariableA("PATH", argv[first + 1]);
    if (option == "--home") ::SetEnvironmentVariableA("USERPROFILE", argv[first + 1]);
  }
  const bool own = pipes != "inherited";
  Pipe input;
  Pipe output;
  if (own) input = pipes == "overlapped" ? overlapped_pipe() : anonymous_pipe();
  if (own) output = pipes == "overlapped" ? overlapped_pipe() : anonymous_pipe();
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = inheritable(own ? input.read : ::GetStdHandle(STD_INPUT_HANDLE));
  startup.hStdOutput = inheritable(own ? output.write : ::GetStdHandle(STD_OUTPUT_HANDLE));
  startup.hStdError = inheritable(::GetStdHandle(STD_ERROR_HANDLE));
  std::wstring line = rest_of_command_line(::GetCommandLineW(), first);
  PROCESS_INFORMATION started{};
  if (::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                       &started) == 0) {
    give_up("CreateProcess");
  }
  std::thread sending;
  std::thread receiving;
  if (own) {
    ::CloseHandle(input.read);
    ::CloseHandle(output.write);
    sending = std::thread(pass_on, ::GetStdHandle(STD_INPUT_HANDLE), input.write, kAll);
    receiving = std::thread(pass_on, output.read, ::GetStdHandle(STD_OUTPUT_HANDLE), reads);
  }
  ::WaitForSingleObject(started.hProcess, INFINITE);
  if (own) receiving.join();
  DWORD status = 0;
  ::GetExitCodeProcess(started.hProcess, &status);
  ::ExitProcess(status);  // without the thread that may still wait for input
}
