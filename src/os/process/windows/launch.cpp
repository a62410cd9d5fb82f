#include "os/process/windows/launch.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "base/windows_words.hpp"
#include "os/access.hpp"
#include "os/program_path.hpp"
#include "os/windows/access_list.hpp"

namespace cloudx::os {

namespace {

std::unexpected<Error> cannot_run(const std::string& program, DWORD number) {
  return fail(Errc::io, fmt::format("cannot run {}: {}", program, error_text(number)));
}

std::optional<std::filesystem::path> program_of(const std::string& word) {
  const std::filesystem::path named(word);
  if (!named.has_parent_path()) {
    const char* const path = std::getenv("PATH");
    return find_program(word, path == nullptr ? "" : path);
  }
  if (is_executable(named)) return named;
  std::filesystem::path program = named;
  program += ".exe";
  return is_executable(program) ? std::optional(program) : std::nullopt;
}

// What a started program inherits: these handles and no others that happen to be inheritable.
class InheritedHandles {
 public:
  explicit InheritedHandles(const LaunchStreams& streams)
      : handles_{streams.input.get(), streams.output.get(), streams.errors.get()} {
    SIZE_T size = 0;
    ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    buffer_.resize(size);
    is_made_ = ::InitializeProcThreadAttributeList(get(), 1, 0, &size) != 0 &&
               ::UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                           handles_.data(), sizeof handles_, nullptr, nullptr) != 0;
  }
  InheritedHandles(const InheritedHandles&) = delete;
  InheritedHandles& operator=(const InheritedHandles&) = delete;
  ~InheritedHandles() {
    if (is_made_) ::DeleteProcThreadAttributeList(get());
  }
  [[nodiscard]] bool is_made() const { return is_made_; }
  [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(buffer_.data());
  }

 private:
  std::array<HANDLE, 3> handles_;
  std::vector<unsigned char> buffer_;
  bool is_made_ = false;
};

// A program that was started without a console, by an editor perhaps, opens none for another one.
DWORD creation_flags(ChildGroup group) {
  DWORD flags = CREATE_SUSPENDED | EXTENDED_STARTUPINFO_PRESENT;
  if (::GetConsoleCP() == 0) flags |= CREATE_NO_WINDOW;
  if (group == ChildGroup::own) flags |= CREATE_NEW_PROCESS_GROUP;
  return flags;
}

SECURITY_ATTRIBUTES inheritable() {
  return {.nLength = sizeof(SECURITY_ATTRIBUTES),
          .lpSecurityDescriptor = nullptr,
          .bInheritHandle = TRUE};
}

}  // namespace

std::wstring command_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos;
    if (!line.empty()) line += ' ';
    line += plain ? word : quoted_windows_word(word);
  }
  return wide(line);
}

Result<Launched> launch(const std::vector<std::string>& words, const LaunchStreams& streams,
                        ChildGroup group) {
  const auto program = program_of(words.at(0));
  if (!program) return cannot_run(words.at(0), ERROR_FILE_NOT_FOUND);
  InheritedHandles inherited(streams);
  if (!inherited.is_made()) return cannot_run(words.at(0), ::GetLastError());
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = streams.input.get();
  startup.StartupInfo.hStdOutput = streams.output.get();
  startup.StartupInfo.hStdError = streams.errors.get();
  startup.lpAttributeList = inherited.get();
  std::wstring line = command_line(words);
  PROCESS_INFORMATION started{};
  if (::CreateProcessW(program->c_str(), line.data(), nullptr, nullptr, TRUE, creation_flags(group),
                       nullptr, nullptr, &startup.StartupInfo, &started) == 0) {
    return cannot_run(words.at(0), ::GetLastError());
  }
  return Launched{.process = Handle(started.hProcess),
                  .thread = Handle(started.hThread),
                  .id = started.dwProcessId};
}

Handle null_device() {
  SECURITY_ATTRIBUTES attributes = inheritable();
  return Handle(::CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, &attributes, OPEN_EXISTING, 0,
                              nullptr));
}

Handle inheritable_copy(HANDLE handle) {
  const HANDLE self = ::GetCurrentProcess();
  HANDLE copy = nullptr;
  ::DuplicateHandle(self, handle, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS);
  return Handle(copy);
}

// Anonymous pipes take no overlapped operations; one with a name of its own is as private.
Result<ChildPipe> make_child_pipe(PipeUse use) {
  static std::atomic<unsigned> count = 0;
  constexpr DWORD kSize = 64U << 10;
  const std::wstring name =
      wide(fmt::format(R"(\\.\pipe\cloudx-proxy-{}-{})", ::GetCurrentProcessId(), ++count));
  const bool reads = use == PipeUse::child_reads;
  PrivateAccess access;
  ChildPipe pipe;
  if (access.attributes() != nullptr) {
    pipe.own = Handle(::CreateNamedPipeW(name.c_str(),
                                         (reads ? PIPE_ACCESS_OUTBOUND : PIPE_ACCESS_INBOUND) |
                                             FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                         PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, kSize,
                                         kSize, 0, access.attributes()));
  }
  if (!pipe.own) return fail(Errc::io, "cannot make a pipe: " + error_text(::GetLastError()));
  SECURITY_ATTRIBUTES attributes = inheritable();
  pipe.theirs = Handle(::CreateFileW(name.c_str(),
                                     reads ? GENERIC_READ : GENERIC_WRITE | FILE_READ_ATTRIBUTES, 0,
                                     &attributes, OPEN_EXISTING, 0, nullptr));
  if (!pipe.theirs) return fail(Errc::io, "cannot open a pipe: " + error_text(::GetLastError()));
  return pipe;
}

int exit_status_of(HANDLE process) {
  constexpr DWORD kEndedByControl = 0xC000013A;  // STATUS_CONTROL_C_EXIT
  constexpr int kBySigint = 128 + 2;
  DWORD status = 0;
  if (::GetExitCodeProcess(process, &status) == 0) return 1;
  return status == kEndedByControl ? kBySigint : static_cast<int>(status);
}

}  // namespace cloudx::os
