#include "net/connector.hpp"

#include <chrono>
#include <optional>

#include "net/dial.hpp"
#include "net/tcp_stream.hpp"
#include "net/tls_roots.hpp"
#include "net/tls_stream.hpp"

namespace cloudx::net {

namespace {

constexpr auto kAddressTimeout = std::chrono::seconds(15);

class SystemConnector final : public Connector {
 public:
  explicit SystemConnector(ConnectorOptions options) : options_(std::move(options)) {}

  boost::asio::awaitable<Result<std::unique_ptr<Stream>>> open(Url url,
                                                               async::Deadline deadline) override {
    const async::Deadline limited = deadline.at_most(kAddressTimeout);
    auto socket = co_await reach(url, limited);
    if (!socket) co_return std::unexpected(socket.error());
    if (!url.secure()) co_return std::make_unique<TcpStream>(std::move(*socket));
    if (auto ready = load_roots(); !ready) co_return std::unexpected(ready.error());
    co_return co_await tls_connect(std::move(*socket), tls_, url.host, limited);
  }

 private:
  boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> reach(Url url,
                                                                     async::Deadline deadline) {
    const auto proxy = proxy_for(url, options_.proxy);
    if (!proxy) co_return std::unexpected(proxy.error());
    if (!proxy->has_value()) co_return co_await dial(url.host, url.port, deadline);
    auto socket = co_await dial((*proxy)->host, (*proxy)->port, deadline);
    if (!socket) co_return fail("the proxy of HTTPS_PROXY", socket.error());
    TcpStream stream(std::move(*socket));
    const auto opened = co_await open_tunnel(stream, **proxy, url, deadline);
    if (!opened) co_return std::unexpected(opened.error());
    co_return stream.release();
  }

  Result<void> load_roots() {
    if (tls_) return {};
    auto context = client_tls_context(options_.ca_file, options_.ca_named_by);
    if (!context) return std::unexpected(context.error());
    tls_ = std::move(*context);
    return {};
  }

  ConnectorOptions options_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
};

}  // namespace

std::unique_ptr<Connector> make_connector(ConnectorOptions options) {
  return std::make_unique<SystemConnector>(std::move(options));
}

}  // namespace cloudx::net
