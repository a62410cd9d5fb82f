#pragma once
// What a forward in the background has besides its forwarding: its place in the register, the
// socket where it is asked, and its log.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "features/forward/control.hpp"
#include "features/forward/log_file.hpp"
#include "features/forward/register.hpp"
#include "home/process_context.hpp"
#include "os/background.hpp"
#include "os/streams/listener.hpp"

namespace cloudx::forward {

// Where the register is: FOLDER/forward of home::state_directory().
[[nodiscard]] std::filesystem::path register_folder(const home::ProcessContext& context);

class Background {
 public:
  // Takes a name and its socket, before anything else is begun. `detachment` must outlive this
  // object. Errc::io.
  [[nodiscard]] static Result<std::unique_ptr<Background>> prepare(
      const boost::asio::any_io_executor& executor, const std::filesystem::path& folder,
      std::string target, os::Detachment& detachment);
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background() = default;  // its files are removed, but for the log

  [[nodiscard]] const std::string& name() const { return registration_.name(); }
  [[nodiscard]] std::filesystem::path log() const { return registration_.file(".log"); }
  [[nodiscard]] std::uint64_t process() const { return detachment_.process(); }
  // It is ready: in the register from now on, and the log begins.
  [[nodiscard]] Result<void> publish(std::vector<LocalEnd> ends);
  // Lets go of the terminal; what `progress` is told goes to the log from now on.
  [[nodiscard]] Result<void> detach(LoggedProgress& progress);
  // Answers whoever asks, until close().
  boost::asio::awaitable<void> serve(Answer answer, async::Deadline deadline);
  void close() { listener_->close(); }

 private:
  Background(Registration registration, std::string target, os::Detachment& detachment)
      : registration_(std::move(registration)),
        target_(std::move(target)),
        detachment_(detachment) {}

  Registration registration_;
  std::string target_;
  os::Detachment& detachment_;
  std::optional<LogFile> log_;
  std::unique_ptr<os::Listener> listener_;  // goes before the registration
};

}  // namespace cloudx::forward
