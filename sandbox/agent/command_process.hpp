#pragma once
// A command without a terminal (agent/session/plugins/noninteractivecommands): its stdin is empty,
// and what it writes comes from two pipes or, all together, from a file once it has ended.

#include <array>
#include <memory>
#include <optional>
#include <span>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "sandbox/agent/agent.hpp"
#include "sandbox/agent/program.hpp"

namespace cloudx::sandbox {

class CommandProcess {
 public:
  // Errc::not_found where there is no such program, Errc::io where it can not be started.
  [[nodiscard]] static Result<std::shared_ptr<CommandProcess>> start(
      const boost::asio::any_io_executor& executor, const Program& program, bool separate_output);

  CommandProcess(const CommandProcess&) = delete;
  CommandProcess& operator=(const CommandProcess&) = delete;
  ~CommandProcess();

  // At least one byte; 0 at the end. One read of each stream at a time.
  boost::asio::awaitable<std::size_t> read(CommandStream stream, std::span<std::uint8_t> into);
  // Until it has ended. Nothing for a code: a signal ended it.
  boost::asio::awaitable<std::optional<int>> ended();
  // What both streams have in the file by now.
  [[nodiscard]] Bytes collected() const;
  void interrupt(bool quit) const;
  void kill();  // and no stream has anything more

 private:
  CommandProcess(const boost::asio::any_io_executor& executor, std::unique_ptr<Child> child);

  std::unique_ptr<Child> child_;
  std::array<std::optional<boost::asio::posix::stream_descriptor>, 2> streams_;
  boost::asio::posix::stream_descriptor end_;  // readable when it has ended (pidfd_open(2))
  int file_ = -1;
};

}  // namespace cloudx::sandbox
