#pragma once
// The layer between Beast's websocket and TCP or TLS: what is written in one go leaves with as few
// TLS records and system calls as it takes. Data frames are appended directly and sent by flush();
// Beast's own frames (upgrade, ping, pong, close) come through async_write_some() and never wait.
//
// TLS takes the bytes from here, so this is where a payload is copied to, once, on its way out.
// What comes in passes through, at a client's end with its text frames made binary.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "net/frame_opcodes.hpp"

namespace cloudx::net {

// `Next` is a TCP socket or a TLS stream over one. Pending operations keep it alive.
template <class Next>
class BatchLayer {
 public:
  using executor_type = typename Next::executor_type;

  explicit BatchLayer(Next next) : state_(std::make_shared<State>(std::move(next))) {}

  [[nodiscard]] executor_type get_executor() { return state_->next.get_executor(); }

  // Room for a frame, to be filled before anything else happens.
  [[nodiscard]] std::span<std::uint8_t> append(std::size_t size) {
    const auto room = state_->output.prepare(size);
    state_->output.commit(size);
    return {static_cast<std::uint8_t*>(room.data()), size};
  }

  // Until all that was appended has been handed to TCP.
  boost::asio::awaitable<boost::system::error_code> flush() {
    const std::shared_ptr<State> state = state_;
    boost::system::error_code result;
    while (state->output.size() > 0 && !result) {
      if (state->busy) {
        co_await state->idle.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        continue;
      }
      state->begin_sending();
      const auto [error, size] = co_await boost::asio::async_write(
          state->next, state->sending.cdata(), boost::asio::as_tuple(boost::asio::use_awaitable));
      state->end_sending();
      result = error;
    }
    co_return result;
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        ReadSome<Buffers>{state_, buffers}, token, state_->next);
  }

  // For a client's end, before the upgrade.
  void read_text_as_binary() { state_->opcodes.emplace(); }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    const std::size_t size = boost::asio::buffer_size(buffers);
    boost::asio::buffer_copy(state_->output.prepare(size), buffers);
    state_->output.commit(size);
    return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        WriteOwn{state_, size}, token, state_->next);
  }

  // Beast's synchronous calls would need these; none of them is used.
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, boost::system::error_code& error) {
    return state_->next.read_some(buffers, error);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, boost::system::error_code& error) {
    return state_->next.write_some(buffers, error);
  }

  // When bytes were last handed to the layer below, or are still being so.
  [[nodiscard]] std::chrono::steady_clock::time_point sent_at() const {
    return state_->busy ? std::chrono::steady_clock::now() : state_->sent_at;
  }

  [[nodiscard]] auto& socket() { return state_->next.lowest_layer(); }

  void close() {
    boost::system::error_code ignored;
    state_->next.lowest_layer().close(ignored);
  }
  friend void beast_close_socket(BatchLayer& layer) { layer.close(); }

  template <class Handler>
  friend void async_teardown(boost::beast::role_type role, BatchLayer& layer, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, layer.state_->next, std::forward<Handler>(handler));
  }
  friend void teardown(boost::beast::role_type role, BatchLayer& layer,
                       boost::system::error_code& error) {
    using boost::beast::websocket::teardown;
    teardown(role, layer.state_->next, error);
  }

 private:
  struct State {
    explicit State(Next stream)
        : next(std::move(stream)),
          idle(next.get_executor(), boost::asio::steady_timer::time_point::max()) {}

    void begin_sending() {
      std::swap(sending, output);
      busy = true;
      sent_at = std::chrono::steady_clock::now();
    }
    void end_sending() {
      sending.consume(sending.size());
      busy = false;
      idle.cancel();
    }

    Next next;
    boost::beast::flat_buffer output;
    boost::beast::flat_buffer sending;
    boost::asio::steady_timer idle;  // never expires: cancelled when a sending has ended
    bool busy = false;
    std::chrono::steady_clock::time_point sent_at;  // of what was sent last, its begin
    std::optional<FrameOpcodes> opcodes;
  };

  template <class Buffers>
  struct ReadSome {
    std::shared_ptr<State> state;
    Buffers buffers;
    bool begun = false;

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t size = 0) {
      if (!begun) {
        begun = true;
        State& layer = *state;
        const Buffers into = buffers;
        layer.next.async_read_some(into, std::move(self));
        return;
      }
      if (state->opcodes) pass(size);
      self.complete(error, size);
    }

    void pass(std::size_t size) {
      for (auto at = boost::asio::buffer_sequence_begin(buffers);
           at != boost::asio::buffer_sequence_end(buffers) && size > 0; ++at) {
        const boost::asio::mutable_buffer buffer = *at;
        const std::size_t part = std::min(size, buffer.size());
        state->opcodes->pass({static_cast<std::uint8_t*>(buffer.data()), part});
        size -= part;
      }
    }
  };

  // A frame of Beast's: sent at once, or by the flush that is under way.
  struct WriteOwn {
    std::shared_ptr<State> state;
    std::size_t size;
    bool sent = false;

    // Begins, goes on when the sending that was under way has ended, and ends.
    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t = 0) {
      State& layer = *state;
      if (sent) {
        layer.end_sending();
        self.complete(error, error ? 0 : size);
      } else if (layer.busy) {
        layer.idle.async_wait(std::move(self));
      } else {
        sent = true;
        layer.begin_sending();
        boost::asio::async_write(layer.next, layer.sending.cdata(), std::move(self));
      }
    }
  };

  std::shared_ptr<State> state_;
};

}  // namespace cloudx::net
