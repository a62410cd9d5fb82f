// What the agent's plugins connect a session to: ports, and programs on a terminal. Commands
// without one are in data_channel_command.cpp.

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "sandbox/agent/basic_target.hpp"
#include "sandbox/agent/command_words.hpp"
#include "sandbox/agent/pty_target.hpp"
#include "sandbox/agent/remote_host.hpp"
#include "sandbox/gateway/data_channel.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

Time now() {
  return std::chrono::system_clock::now();
}

RemoteHost host_of(World& world, const Session& session) {
  const Instance* instance = world.instance(session.target);
  const InstanceSpec spec = instance == nullptr ? InstanceSpec{} : instance->spec();
  return find_remote_host(session.plan.host, spec.agent_version, spec.private_ip, world.hosts);
}

// As a shell runs it, or word by word where there is none. One that can not be told apart counts as
// a program of that name.
std::vector<std::string> words_of(const SessionPlan& plan) {
  if (plan.kind == SessionKind::shell) return {"sh"};
  if (!plan.without_shell) return {"sh", "-c", plan.command};
  Result<std::vector<std::string>> words = split_command(plan.command);
  return words && !words->empty() ? std::move(*words) : std::vector<std::string>{plan.command};
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<Target>>> DataChannel::dial(
    Reach reach, Destination destination, std::vector<std::string> addresses) {
  Result<std::unique_ptr<Target>> opened = fail(Errc::resolve, "missing address");
  for (const std::string& address : addresses) {
    Destination next = destination;
    next.address = address;
    opened = co_await reach.open(std::move(next));
    if (opened) break;
  }
  co_return opened;
}

asio::awaitable<void> DataChannel::connect_target(Self self, ConnectTarget connect) {
  const Session* session = self->world_.session(self->session_id_);
  if (session == nullptr) co_return;
  if (connect.plugin == Plugin::command) {
    co_await run_command(self);
    co_return;
  }
  if (connect.plugin == Plugin::terminal) {
    self->take_over(self->make_terminal(*session));
    co_return;
  }
  const RemoteHost host = host_of(self->world_, *session);
  if (!host.forbidden.empty()) {
    self->perform(self->agent_.on_target_forbidden(host.forbidden, now()));
    co_return;
  }
  const Destination destination{session->target, "", session->plan.port};
  const Dial dial_port = [reach = self->reach_, destination, addresses = host.addresses] {
    return dial(reach, destination, addresses);
  };
  if (connect.plugin == Plugin::mux_port) {
    self->take_over(self->make_multiplexer(dial_port, connect.keepalive));
    co_return;
  }
  auto opened = co_await dial_port();
  if (opened && connect.plugin == Plugin::basic_port) {
    opened = make_basic_target(self->executor_, std::move(*opened), dial_port);
  }
  self->take_over(std::move(opened));
}

void DataChannel::take_over(Result<std::unique_ptr<Target>> opened) {
  if (ended_) return;
  if (!opened) {
    perform(agent_.on_target_failed(opened.error().message, now()));
    return;
  }
  target_ = std::move(*opened);
  perform(agent_.on_target_connected(now()));
  asio::co_spawn(executor_, read_target(shared_from_this()), asio::detached);
  asio::co_spawn(executor_, write_target(shared_from_this()), asio::detached);
}

std::unique_ptr<Target> DataChannel::make_multiplexer(Dial dial_port, bool keepalive) {
  const std::weak_ptr<DataChannel> weak = shared_from_this();
  MuxEvents events;
  events.dial_failed = [weak] {
    if (const Self self = weak.lock()) self->perform(self->agent_.on_dial_failed(now()));
  };
  events.stalled = [weak] {
    if (const Self self = weak.lock()) self->count(&Session::mux_stalls, 1);
  };
  events.broken = [weak](std::string why) {
    const Self self = weak.lock();
    Session* session = self ? self->world_.session(self->session_id_) : nullptr;
    if (session != nullptr) session->mux_error = std::move(why);
  };
  return make_mux_target(executor_, std::move(dial_port), std::move(events),
                         {.keepalive = keepalive});
}

Result<std::unique_ptr<Target>> DataChannel::make_terminal(const Session& session) const {
  return open_terminal(executor_, {words_of(session.plan), reach_.home(session.target)});
}

}  // namespace cloudx::sandbox
