#pragma once
// WebSocket over one concrete layer, by Beast. Included by websocket_tcp.cpp and websocket_tls.cpp
// only: each instantiates one stream type.

#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>

#include "async/alarm.hpp"
#include "async/cancel_on_expiry.hpp"
#include "base/crypto.hpp"
#include "base/printable.hpp"
#include "base/request_echo.hpp"
#include "net/batch_layer.hpp"
#include "net/loss_watch.hpp"
#include "net/websocket_frame.hpp"
#include "net/websocket_layers.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

// `Owner` is kept alive beside the stream (the TLS context), `Layer` is what Beast runs over.
template <class Owner, class Layer>
class WebSocketOf final : public WebSocket {
 public:
  WebSocketOf(WebSocketEnd end, Owner owner, Layer layer, const WebSocketLimits& limits)
      : owner_(std::move(owner)),
        stream_(BatchLayer<Layer>(std::move(layer))),
        end_(end),
        limits_(limits),
        timer_(stream_.get_executor()),
        speaking_(stream_.get_executor()) {
    stream_.read_message_max(limits.max_message);
    // Beast would set its timer anew for every message that is read: keep_alive() takes its place.
    beast::websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = beast::websocket::stream_base::none();
    timeouts.idle_timeout = beast::websocket::stream_base::none();
    stream_.set_option(timeouts);
    stream_.control_callback([this](auto, auto) { heard_ = true; });
  }

  asio::awaitable<Result<void>> connect(HttpRequest request, async::Deadline deadline) {
    stream_.next_layer().read_text_as_binary();
    stream_.set_option(beast::websocket::stream_base::decorator(
        [headers = request.headers](beast::websocket::request_type& upgrade) {
          for (const HttpHeader& header : headers) upgrade.set(header.name, header.value);
        }));
    const std::string host = request.url.authority();
    const std::string doing = "opening the websocket to " + request.url.host;
    const async::CancelOnExpiry watch(stream_.get_executor(), deadline, [this] { abort(); });
    beast::websocket::response_type response;
    const auto [error] = co_await stream_.async_handshake(response, host, request.url.target,
                                                          asio::as_tuple(asio::use_awaitable));
    if (error == beast::websocket::error::upgrade_declined) co_return declined(doing, response);
    if (error) co_return watch.failure(doing, Errc::connect, error.message());
    keep_alive();
    keep_speaking();
    watch_for_loss();
    co_return Result<void>{};
  }

  asio::awaitable<Result<void>> accept(HttpRequest request, async::Deadline deadline) {
    beast::http::request<beast::http::empty_body> upgrade(beast::http::verb::get,
                                                          request.url.target, 11);
    for (const HttpHeader& header : request.headers) upgrade.insert(header.name, header.value);
    const async::CancelOnExpiry watch(stream_.get_executor(), deadline, [this] { abort(); });
    const auto [error] =
        co_await stream_.async_accept(upgrade, asio::as_tuple(asio::use_awaitable));
    if (error) {
      co_return watch.failure("accepting the websocket", Errc::connect, error.message());
    }
    keep_alive();
    keep_speaking();
    co_return Result<void>{};
  }

  asio::awaitable<Result<WebSocketMessage>> read() override {
    received_.consume(received_.size());
    reading_ = true;
    const auto [error, size] =
        co_await stream_.async_read(received_, asio::as_tuple(asio::use_awaitable));
    reading_ = false;
    heard_ = true;
    if (error == beast::websocket::error::closed) co_return closed_by_peer();
    if (silent_) co_return fail(Errc::connect, "the other side has not answered for too long");
    if (error) co_return fail(Errc::connect, error.message());
    const auto data = received_.cdata();
    co_return WebSocketMessage{stream_.got_text(),
                               {static_cast<const std::uint8_t*>(data.data()), data.size()}};
  }

  asio::awaitable<Result<void>> write(std::span<const WebSocketMessage> messages) override {
    if (!stream_.is_open()) co_return fail(Errc::connect, "the websocket is closed");
    for (const WebSocketMessage& message : messages) append(message);
    if (loss_watch_) loss_watch_->data_sent();
    const boost::system::error_code error = co_await stream_.next_layer().flush();
    if (error) co_return fail(Errc::connect, error.message());
    co_return Result<void>{};
  }

  asio::awaitable<void> close(std::uint16_t code, std::string reason,
                              std::chrono::steady_clock::duration limit) override {
    const async::CancelOnExpiry watch(stream_.get_executor(), async::Deadline{}.at_most(limit),
                                      [this] { abort(); });
    const beast::websocket::close_reason why(static_cast<beast::websocket::close_code>(code),
                                             reason);
    co_await stream_.async_close(why, asio::as_tuple(asio::use_awaitable));
    abort();
  }

  void abort() override {
    loss_watch_.reset();
    stream_.next_layer().close();
  }

 private:
  static constexpr std::size_t kShownBody = 200;

  // Looks twice in every ping interval whether anything has come from the peer.
  void keep_alive() {
    timer_.expires_after(limits_.ping_interval / 2);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
      if (!error && !alive.expired()) on_look();
    });
  }

  void on_look() {
    // Nothing is heard of a peer that nobody listens to.
    quiet_looks_ = std::exchange(heard_, false) || !reading_ ? 0 : quiet_looks_ + 1;
    if (!stream_.is_open()) return;
    if (quiet_looks_ >= 2 * limits_.missed_pongs) {
      silent_ = true;
      abort();
      return;
    }
    if (quiet_looks_ > 0) ping();
    keep_alive();
  }

  // Beast answers pings of the peer, and whatever it writes counts as well.
  void keep_speaking() {
    const auto now = std::chrono::steady_clock::now();
    auto due = stream_.next_layer().sent_at() + limits_.own_silence;
    if (due <= now) {
      ping();
      due = now + limits_.own_silence;
    }
    speaking_.set(due, [this] {
      if (stream_.is_open()) keep_speaking();
    });
  }

  // It goes out with what is being written, or at once.
  void ping() {
    if (std::exchange(pinging_, true)) return;
    if (loss_watch_) loss_watch_->data_sent();
    stream_.async_ping({}, [this, alive = std::weak_ptr(alive_)](boost::system::error_code) {
      if (!alive.expired()) pinging_ = false;
    });
  }

  void watch_for_loss() {
    auto& socket = stream_.next_layer().socket();
    boost::system::error_code error;
    const auto local = socket.local_endpoint(error).address();
    if (error) return;  // lost already: the next read says so
    loss_watch_.emplace(socket, local, [this] {
      silent_ = true;
      abort();
    });
  }

  void append(const WebSocketMessage& message) {
    std::optional<FrameMask> mask;
    if (end_ == WebSocketEnd::client) random_(mask.emplace());
    const std::size_t size = websocket_frame_size(message.payload.size(), mask.has_value());
    write_websocket_frame(message.text, mask, message.payload, stream_.next_layer().append(size));
  }

  static std::unexpected<Error> declined(const std::string& doing,
                                         const beast::websocket::response_type& response) {
    const auto status = static_cast<int>(response.result_int());
    const std::string said = without_signature(response.body());
    auto error = fail(Errc::service, fmt::format("{}: the service answered {} {}", doing, status,
                                                 excerpt(said, kShownBody)));
    error.error().http_status = status;
    return error;
  }

  std::unexpected<Error> closed_by_peer() const {
    const auto& why = stream_.reason();
    const std::string_view text(why.reason.data(), why.reason.size());
    return fail(Errc::closed,
                fmt::format("the websocket was closed with code {}{}{}",
                            static_cast<unsigned>(why.code), text.empty() ? "" : ": ", text));
  }

  Owner owner_;
  beast::websocket::stream<BatchLayer<Layer>> stream_;
  WebSocketEnd end_;
  WebSocketLimits limits_;
  asio::steady_timer timer_;  // of keep_alive()
  async::Alarm speaking_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // handlers may outlive this object
  int quiet_looks_ = 0;
  bool heard_ = false;
  bool reading_ = false;
  bool pinging_ = false;
  bool silent_ = false;
  RandomPool random_;  // of the masks: RFC 6455 section 10.3 wants them unpredictable
  beast::flat_buffer received_;
  std::optional<LossWatch> loss_watch_;  // of a client's end
};

template <class Owner, class Layer>
asio::awaitable<MaybeWebSocket> upgrade_over(WebSocketEnd end, Owner owner, Layer layer,
                                             HttpRequest request, WebSocketLimits limits,
                                             async::Deadline deadline) {
  auto socket =
      std::make_unique<WebSocketOf<Owner, Layer>>(end, std::move(owner), std::move(layer), limits);
  Result<void> done;
  if (end == WebSocketEnd::client) {
    done = co_await socket->connect(std::move(request), std::move(deadline));
  } else {
    done = co_await socket->accept(std::move(request), std::move(deadline));
  }
  if (!done) co_return std::unexpected(done.error());
  co_return std::move(socket);
}

}  // namespace cloudx::net
