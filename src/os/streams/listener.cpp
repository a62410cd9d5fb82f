#include "os/streams/listener.hpp"

#include <cerrno>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>

#include "os/descriptor.hpp"
#include "os/file_identity.hpp"
#include "os/local_socket.hpp"
#include "os/streams/port_listener.hpp"

namespace cloudx::os {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using Local = asio::local::stream_protocol;

class PathListener final : public Listener {
 public:
  PathListener(Local::acceptor acceptor, std::string path)
      : acceptor_(std::move(acceptor)), path_(std::move(path)), made_(FileIdentity::of(path_)) {}
  ~PathListener() override { PathListener::close(); }

  Result<void> listen() {
    boost::system::error_code error;
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(Errc::io, error.message());
    return {};
  }

  asio::awaitable<Result<LocalSocket>> accept() override {
    auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
    if (!acceptor_.is_open()) co_return fail(Errc::interrupted, "closed");
    if (error) co_return fail(Errc::io, error.message());
    co_return LocalSocket(std::move(socket));
  }
  void close() override {
    if (!acceptor_.is_open()) return;
    // Its number is given to no other file before the socket is closed.
    if (made_ && made_ == FileIdentity::of(path_)) ::unlink(path_.c_str());
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  }
  [[nodiscard]] bool is_open() const override { return acceptor_.is_open(); }
  [[nodiscard]] std::uint16_t port() const override { return 0; }

 private:
  Local::acceptor acceptor_;
  std::string path_;
  std::optional<FileIdentity> made_;  // another program may have put its own there since
};

}  // namespace

Result<std::unique_ptr<Listener>> listen_on_port(const asio::any_io_executor& executor,
                                                 const IpAddress& address, std::uint16_t port) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(address.text(), error), port);
  tcp::acceptor acceptor(executor);
  if (!error) acceptor.open(endpoint.protocol(), error);
  // A port whose last connections are not forgotten yet can be taken again.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && !address.is_v4()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(Errc::io, error.message());
  return std::make_unique<PortListener>(std::move(acceptor));
}

Result<std::unique_ptr<Listener>> listen_on_path(const asio::any_io_executor& executor,
                                                 const std::string& path) {
  if (path.size() > longest_socket_path()) {
    return fail(Errc::io, "the path is too long for a socket");
  }
  boost::system::error_code error;
  Local::acceptor acceptor(executor);
  acceptor.open(Local(), error);
  // Nobody connects before listen(), so the mode is right before it matters.
  if (!error) acceptor.bind(Local::endpoint(path), error);
  if (error) return fail(Errc::io, error.message());
  auto listener = std::make_unique<PathListener>(std::move(acceptor), path);  // removes it
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) return fail(Errc::io, system_message(errno));
  if (auto listening = listener->listen(); !listening) return std::unexpected(listening.error());
  return listener;
}

}  // namespace cloudx::os
