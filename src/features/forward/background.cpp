#include "features/forward/background.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "home/state_directory.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};  // the system has no descriptor left

}  // namespace

fs::path register_folder(const home::ProcessContext& context) {
  return home::state_directory(context) / "forward";
}

Result<std::unique_ptr<Background>> Background::prepare(const asio::any_io_executor& executor,
                                                        const fs::path& folder, std::string target,
                                                        os::Detachment& detachment) {
  auto registration = Registration::claim(folder, target);
  if (!registration) return std::unexpected(registration.error());
  std::unique_ptr<Background> made(
      new Background(std::move(*registration), std::move(target), detachment));
  const std::string path = made->registration_.file(".socket").string();
  auto listener = os::listen_on_path(executor, path);
  if (!listener) {
    return fail(Errc::io, fmt::format("cannot listen on {}: {}", path, listener.error().message));
  }
  made->listener_ = std::move(*listener);
  return made;
}

Result<void> Background::publish(std::vector<LocalEnd> ends) {
  auto file = LogFile::begin(log());
  if (!file) return std::unexpected(file.error());
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto published = registration_.publish({.name = name(),
                                                .process = process(),
                                                .target = target_,
                                                .since = now,
                                                .ends = ends,
                                                .log = log().string(),
                                                .socket = registration_.file(".socket").string()});
  if (!published) return published;
  for (const LocalEnd& end : ends) {
    file->write(fmt::format("listening on {}, forwarding to {}", end.local, end.to));
  }
  log_.emplace(std::move(*file));
  return {};
}

Result<void> Background::detach(LoggedProgress& progress) {
  const auto detached = detachment_.detach();
  if (detached && log_) progress.go_on_in(std::move(*log_));
  return detached;
}

asio::awaitable<void> Background::serve(Answer answer, async::Deadline deadline) {
  for (;;) {
    auto socket = co_await listener_->accept();
    if (socket) {
      co_await answer_question(std::move(*socket), answer, deadline);
    } else if (socket.error().kind == Errc::interrupted) {
      co_return;
    } else {
      co_await async::sleep_for(kAcceptPause, deadline);
    }
  }
}

}  // namespace cloudx::forward
