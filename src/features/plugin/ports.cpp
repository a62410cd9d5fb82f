#include "features/plugin/ports.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "async/sleep.hpp"
#include "features/plugin/output.hpp"
#include "features/plugin/texts.hpp"
#include "forwarding/carry.hpp"

namespace cloudx::plugin {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};  // until a descriptor may be free again

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

Ports::Ports(asio::any_io_executor executor, std::string session_id)
    : executor_(std::move(executor)), session_id_(std::move(session_id)), tasks_(executor_) {}

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
  for (const auto& listener : listeners_) tasks_.start(take(*listener, mux));
}

asio::awaitable<void> Ports::take(os::Listener& listener,
                                  std::shared_ptr<forwarding::MuxPipe> mux) {
  for (;;) {
    auto socket = co_await listener.accept();
    if (socket) {
      if (!std::exchange(accepted_, true)) print(mux_accepted_text(session_id_));
      tasks_.start(carry_one(mux, std::move(*socket)));
    } else if (socket.error().kind == Errc::interrupted) {
      co_return;
    } else {
      co_await async::sleep_for(kAcceptPause, {});
    }
  }
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
