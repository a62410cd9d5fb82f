#pragma once
// ssmmessages: the message gateway that clients open data channels at.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/http.hpp"
#include "net/stream.hpp"
#include "sandbox/gateway/data_channel.hpp"
#include "sandbox/gateway/reach.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

struct GatewayOptions {
  bool allow_unsigned = false;  // as the service did for clients before 1.2.764.0
  bool paced_agent = false;
  Duration resend_interval = std::chrono::milliseconds(100);
  std::size_t resend_count = 1;
  // From the start of a terminal to the first look at its output.
  Duration terminal_delay = std::chrono::seconds(1);
  std::uint64_t seed = 1;
};

class Gateway {
 public:
  // The world must outlive this object, and this object the open channels.
  Gateway(boost::asio::any_io_executor executor, World& world, GatewayOptions options, Reach reach);

  // One upgrade request, to its end.
  boost::asio::awaitable<void> serve(std::unique_ptr<net::Stream> stream, HttpRequest request);
  void end_session(const Session& session);
  // Every websocket is lost; where the incident says so, new ones are answered with 503 for a
  // while. To refuse connections is the listener's part.
  void restart(const GatewayRestart& incident);
  // Of every open session.
  void restart_agents(const AgentRestart& incident);
  void stall_agents(const AgentStall& incident);
  void kill_workers(const WorkerKill& incident);

 private:
  [[nodiscard]] HttpResponse check(const HttpRequest& request);  // status 101: go on
  boost::asio::awaitable<void> open_channel(std::shared_ptr<ClientLink> link,
                                            std::string session_id);
  [[nodiscard]] std::shared_ptr<DataChannel> channel_of(const Session& session);

  boost::asio::any_io_executor executor_;
  World& world_;
  GatewayOptions options_;
  Reach reach_;
  std::map<std::string, std::shared_ptr<DataChannel>, std::less<>> channels_;
  std::vector<std::weak_ptr<ClientLink>> links_;
  Time unavailable_until_{};
  std::uint64_t opened_ = 0;  // each channel gets random numbers of its own
};

}  // namespace cloudx::sandbox
