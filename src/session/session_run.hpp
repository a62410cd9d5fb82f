#pragma once
// One session from its ticket to its end, over AWS's gateway: the tunnel with everything of AWS
// that it needs.

#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ssm.hpp"
#include "aws/clients/clients.hpp"
#include "base/progress.hpp"
#include "os/streams/local_pipe.hpp"
#include "session/aws_session_service.hpp"
#include "session/session_plan.hpp"
#include "tunnel/tunnel.hpp"

namespace cloudx::session {

struct SessionRunOptions {
  // No faster than the service takes it, unless somebody says otherwise.
  SessionRunOptions() { channel.message_rate = ssm::MessagePacer::kUsual; }

  ssm::ChannelOptions channel;  // the session's id and target are filled in
  // See ssm::SessionOptions.
  std::function<ssm::PayloadChoice(std::string_view agent_version)> choose_payload;
  bool renewable = true;  // the credentials, see is_renewable()
  Signature signature = Signature::required;
  os::LocalPipe* errors = nullptr;  // see TunnelParts
  // Called with the session's tunnel before it begins. Empty: nothing local has to wait, see
  // ssm::Session::open_gate().
  std::function<void(tunnel::Tunnel&)> begin;
};

class SessionRun {
 public:
  // All must outlive this object.
  SessionRun(boost::asio::any_io_executor executor, aws::Clients& clients, const SessionPlan& plan,
             Progress& progress, os::LocalPipe& pipe, tunnel::TunnelObserver& observer);
  SessionRun(const SessionRun&) = delete;
  SessionRun& operator=(const SessionRun&) = delete;
  ~SessionRun();

  // `deadline`: until when the session must be open, and the stop that ends it in order. Once.
  boost::asio::awaitable<ssm::SessionOutcome> run(aws::SessionTicket ticket,
                                                  SessionRunOptions options,
                                                  async::Deadline deadline);
  // See ssm::Session::resized(). Also before the session runs.
  void resized(ssm::TerminalSize size);
  // The gateway has refused the websocket, with a signature and without.
  [[nodiscard]] bool refused() const;

 private:
  boost::asio::any_io_executor executor_;
  aws::Clients& clients_;
  const SessionPlan& plan_;
  Progress& progress_;
  os::LocalPipe& pipe_;
  tunnel::TunnelObserver& observer_;
  struct Parts;
  std::unique_ptr<Parts> parts_;  // since it runs, and until this object goes
  ssm::TerminalSize size_;
};

}  // namespace cloudx::session
