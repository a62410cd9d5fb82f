#pragma once
// The local end of a port session, as its document has it: it listens, and carries what connects.

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/task_group.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "forwarding/mux_pipe.hpp"
#include "os/streams/listener.hpp"
#include "protocol/ssm/handshake.hpp"

namespace cloudx::plugin {

class Ports {
 public:
  // `progress` must outlive this object.
  Ports(boost::asio::any_io_executor executor, std::string session_id, Progress& progress);

  // On localPortNumber of this machine (0 or nothing: any free one), or on localUnixSocket. What
  // tools look for is printed. Errc::io.
  [[nodiscard]] Result<void> listen(const ssm::Properties& properties);
  // Each connection becomes a stream of the multiplexer.
  void carry(const std::shared_ptr<forwarding::MuxPipe>& mux);
  // No connection is taken any more, and those there are have ended. `mux` must be over by then.
  boost::asio::awaitable<void> close();

 private:
  boost::asio::awaitable<void> take(os::Listener& listener,
                                    std::shared_ptr<forwarding::MuxPipe> mux);
  boost::asio::awaitable<void> carry_one(std::shared_ptr<forwarding::MuxPipe> mux,
                                         os::LocalSocket socket);

  boost::asio::any_io_executor executor_;
  std::string session_id_;
  Progress& progress_;
  std::vector<std::unique_ptr<os::Listener>> listeners_;
  async::TaskGroup tasks_;
  bool accepted_ = false;
  bool trouble_told_ = false;  // a connection could not be taken
};

}  // namespace cloudx::plugin
