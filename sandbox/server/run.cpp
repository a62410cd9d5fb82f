#include "sandbox/server/run.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "os/file.hpp"
#include "sandbox/server/command.hpp"
#include "sandbox/server/sandbox.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr const char* kEnvironmentFile = "env";

// The folder for all files; a temporary one goes with this object.
class StateFolder {
 public:
  explicit StateFolder(const std::string& wanted) : temporary_(wanted.empty()) {
    if (temporary_) {
      std::string name = (fs::temp_directory_path() / "cloudx-sandbox.XXXXXX").string();
      if (mkdtemp(name.data()) != nullptr) path_ = name;
      return;
    }
    std::error_code error;
    fs::create_directories(wanted, error);
    if (!error && chmod(wanted.c_str(), S_IRWXU) == 0) path_ = fs::canonical(wanted, error);
  }
  StateFolder(const StateFolder&) = delete;
  StateFolder& operator=(const StateFolder&) = delete;
  ~StateFolder() {
    std::error_code ignored;
    if (temporary_ && !path_.empty()) fs::remove_all(path_, ignored);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }  // empty: it could not be made

 private:
  bool temporary_;
  fs::path path_;
};

asio::awaitable<int> wait_for_signal() {
  asio::signal_set signals(co_await asio::this_coro::executor, SIGINT, SIGTERM, SIGHUP);
  co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return 0;
}

asio::awaitable<void> finish_with(asio::io_context& context, asio::awaitable<int> work,
                                  int& status) {
  status = co_await std::move(work);
  context.stop();
}

void print_environment(const Environment& environment, bool json, const fs::path& folder) {
  std::string text = json ? as_json(environment) : as_exports(environment);
  if (!json) {
    text = fmt::format(
        "# An AWS of your own, on loopback only; Ctrl-C ends it. In another terminal:\n"
        "#   source {}\n{}# ready\n",
        (folder / kEnvironmentFile).string(), text);
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

int run(const Options& options) {
  signal(SIGPIPE, SIG_IGN);
  const StateFolder folder(options.state_dir);
  if (folder.path().empty()) {
    fmt::print(stderr, "cloudx-sandbox: the state folder {} can not be made\n", options.state_dir);
    return EXIT_FAILURE;
  }
  int status = EXIT_SUCCESS;
  asio::io_context context(1);
  auto sandbox = start_sandbox(context.get_executor(), options, folder.path());
  if (!sandbox) {
    fmt::print(stderr, "cloudx-sandbox: {}\n", sandbox.error().message);
    return EXIT_FAILURE;
  }
  const Environment& environment = (*sandbox)->environment();
  const auto written =
      os::write_file_atomically(folder.path() / kEnvironmentFile, as_exports(environment));
  if (!written) {
    fmt::print(stderr, "cloudx-sandbox: {}\n", written.error().message);
    return EXIT_FAILURE;
  }
  if (options.command.empty()) {
    print_environment(environment, options.print_json, folder.path());
  }
  asio::co_spawn(context,
                 finish_with(context,
                             options.command.empty() ? wait_for_signal()
                                                     : run_command(options.command, environment),
                             status),
                 asio::detached);
  context.run();
  return status;
}

}  // namespace cloudx::sandbox
