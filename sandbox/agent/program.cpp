#include "sandbox/agent/program.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr int kCannotRun = 127;
constexpr std::chrono::milliseconds kLook{10};
constexpr int kLooks = 20;  // before a program is killed

bool executable(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error) && access(file.c_str(), X_OK) == 0;
}

// That of the sandbox, but for what is known to be different at an instance: the agent's TERM and
// HOME, and none of the credentials that the sandbox itself gives out.
std::vector<std::string> variables_of(const fs::path& home) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (text.starts_with("HOME=") || text.starts_with("TERM=") || text.starts_with("AWS_")) {
      continue;
    }
    variables.emplace_back(text);
  }
  variables.push_back("HOME=" + home.string());
  variables.emplace_back("TERM=xterm-256color");
  if (std::getenv("LANG") == nullptr) variables.emplace_back("LANG=C.UTF-8");
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

asio::awaitable<void> end_soon(std::shared_ptr<Child> child) {
  for (int look = 0; look < kLooks && !child->collect(); ++look) {
    co_await async::sleep_for(kLook, {});
  }
}

}  // namespace

Result<void> find_program(const std::string& name) {
  if (name.contains('/')) {
    if (executable(name)) return {};
    const bool there = access(name.c_str(), F_OK) == 0;
    return fail(Errc::not_found,
                fmt::format("fork/exec {}: {}", name,
                            there ? "permission denied" : "no such file or directory"));
  }
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable == nullptr ? "" : variable;
  while (!folders.empty()) {
    const std::size_t colon = folders.find(':');
    if (!name.empty() && executable(fs::path(folders.substr(0, colon)) / name)) return {};
    folders.remove_prefix(colon == std::string_view::npos ? folders.size() : colon + 1);
  }
  return fail(Errc::not_found,
              fmt::format("exec: \"{}\": executable file not found in $PATH", name));
}

PreparedProgram::PreparedProgram(const Program& program)
    : words_(program.words),
      variables_(variables_of(program.home)),
      folder_(program.home.string()),
      argv_(pointers_to(words_)),
      envp_(pointers_to(variables_)) {}

void PreparedProgram::run() const {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // What this process ignores or blocks would stay so in the new program.
  for (const int number : {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE, SIGCHLD, SIGTSTP}) {
    signal(number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (chdir(folder_.c_str()) == 0) execvpe(argv_.front(), argv_.data(), envp_.data());
  _exit(kCannotRun);
}

Child::~Child() {
  if (collect()) return;
  signal_group(SIGKILL);
  signal(SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Child::collect() {
  if (collected_) return true;
  int status = 0;
  const pid_t got = waitpid(process_, &status, WNOHANG);
  if (got == 0 || (got < 0 && errno == EINTR)) return false;
  collected_ = true;
  status_ = status;
  return true;
}

void Child::signal(int number) const {
  if (!collected_) kill(process_, number);
}

void Child::signal_group(int number) const {
  if (!collected_) kill(-process_, number);
}

void kill_soon(const asio::any_io_executor& executor, std::shared_ptr<Child> child) {
  asio::co_spawn(executor, end_soon(std::move(child)), asio::detached);
}

}  // namespace cloudx::sandbox
