#include "features/plugin/ports.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "features/plugin/output.hpp"
#include "features/plugin/texts.hpp"
#include "forwarding/accepting.hpp"
#include "forwarding/carry.hpp"

namespace cloudx::plugin {

namespace asio = boost::asio;

namespace {

std::string property(const ssm::Properties& properties, std::string_view name) {
  const auto found =
      std::ranges::find(properties, name, &std::pair<std::string, std::string>::first);
  return found == properties.end() ? std::string() : found->second;
}

// 0 for what is no port, as session-manager-plugin takes it.
std::uint16_t port_of(std::string_view text) {
  std::uint16_t port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port;
}

}  // namespace

Ports::Ports(asio::any_io_executor executor, std::string session_id, Progress& progress)
    : executor_(std::move(executor)),
      session_id_(std::move(session_id)),
      progress_(progress),
      tasks_(executor_) {}

Result<void> Ports::listen(const ssm::Properties& properties) {
  if (property(properties, "localConnectionType") == "unix") {
    const std::string path = property(properties, "localUnixSocket");
    auto listener = os::listen_on_path(executor_, path);
    if (!listener) return std::unexpected(listener.error());
    listeners_.push_back(std::move(*listener));
    print(mux_socket_text(path, session_id_));
    return {};
  }
  std::uint16_t port = port_of(property(properties, "localPortNumber"));
  for (const std::string_view loopback : {"127.0.0.1", "::1"}) {
    auto listener = os::listen_on_port(executor_, *IpAddress::parse(loopback), port);
    if (!listener && listeners_.empty()) return std::unexpected(listener.error());
    if (!listener) break;  // this machine has IPv4 alone, or somebody else has it there
    port = (*listener)->port();
    listeners_.push_back(std::move(*listener));
  }
  print(mux_port_text(port, session_id_));
  return {};
}

void Ports::carry(const std::shared_ptr<forwarding::MuxPipe>& mux) {
  forwarding::allow_many_connections();
  for (const auto& listener : listeners_) tasks_.start(take(*listener, mux));
}

asio::awaitable<void> Ports::take(os::Listener& listener,
                                  std::shared_ptr<forwarding::MuxPipe> mux) {
  const auto on_connection = [this, &mux](os::LocalSocket socket) {
    if (!std::exchange(accepted_, true)) print(mux_accepted_text(session_id_));
    tasks_.start(carry_one(mux, std::move(socket)));
  };
  // On stderr: what is on stdout, callers read line by line.
  const auto on_trouble = [this](const Error& error) {
    if (!std::exchange(trouble_told_, true)) progress_.report(forwarding::describe_trouble(error));
  };
  co_await forwarding::accept_all(listener, on_connection, on_trouble);
}

asio::awaitable<void> Ports::carry_one(std::shared_ptr<forwarding::MuxPipe> mux,
                                       os::LocalSocket socket) {
  co_await forwarding::carry(executor_, std::move(mux), std::move(socket), {});
}

asio::awaitable<void> Ports::close() {
  for (const auto& listener : listeners_) listener->close();
  co_await tasks_.all_ended();
}

}  // namespace cloudx::plugin
