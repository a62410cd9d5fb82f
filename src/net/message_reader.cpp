#include "net/message_reader.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/notify.hpp"

namespace cloudx::net {

namespace asio = boost::asio;

namespace {

// So many turns of the executor without another message mean that none has arrived: Asio and Beast
// take up to three to hand one over, and neither tells what they hold.
constexpr int kQuietTurns = 4;
// After as many messages, or bytes, the rest has to wait its turn.
constexpr std::size_t kMostMessages = 64;
constexpr std::size_t kManyBytes = 256U << 10;

}  // namespace

// Shared with the coroutine that reads, which ends after its reader.
struct MessageReader::State {
  struct Taken {
    bool text = false;
    std::size_t size = 0;
  };

  State(const asio::any_io_executor& the_executor, std::shared_ptr<WebSocket> the_socket)
      : executor(the_executor), socket(std::move(the_socket)), changed(the_executor) {}

  [[nodiscard]] bool is_full() const {
    return taken.size() >= kMostMessages || bytes.size() >= kManyBytes;
  }
  void take(const WebSocketMessage& message) {
    taken.push_back({message.text, message.payload.size()});
    bytes.insert(bytes.end(), message.payload.begin(), message.payload.end());
  }
  std::span<const WebSocketMessage> give() {
    std::swap(bytes, given_bytes);
    bytes.clear();
    given.clear();
    std::size_t at = 0;
    for (const Taken& message : taken) {
      given.push_back({message.text, ByteView(given_bytes).subspan(at, message.size)});
      at += message.size;
    }
    taken.clear();
    return given;
  }

  asio::any_io_executor executor;
  std::shared_ptr<WebSocket> socket;
  async::Notify changed;
  bool wanted = false;  // somebody is in read()
  bool taking = false;
  std::optional<Error> error;
  Bytes bytes;  // of the messages in `taken`, one behind the other
  std::vector<Taken> taken;
  Bytes given_bytes;
  std::vector<WebSocketMessage> given;  // views of given_bytes
};

MessageReader::MessageReader(const asio::any_io_executor& executor,
                             std::shared_ptr<WebSocket> socket)
    : state_(std::make_shared<State>(executor, std::move(socket))) {}

MessageReader::~MessageReader() = default;

asio::awaitable<void> MessageReader::take_messages(std::shared_ptr<State> state) {
  do {
    const auto message = co_await state->socket->read();
    if (message) {
      state->take(*message);
    } else {
      state->error = message.error();
    }
    state->changed.notify();
  } while (state->wanted && !state->is_full() && !state->error);
  state->taking = false;
}

void MessageReader::go_on_taking() {
  if (std::exchange(state_->taking, true)) return;
  asio::co_spawn(state_->executor, take_messages(state_), asio::detached);
}

asio::awaitable<Result<std::span<const WebSocketMessage>>> MessageReader::read() {
  const std::shared_ptr<State> state = state_;
  state->wanted = true;
  while (state->taken.empty() && !state->error) {
    go_on_taking();
    co_await state->changed.wait();
  }
  for (int quiet = 0; quiet < kQuietTurns && !state->is_full() && !state->error;) {
    go_on_taking();
    const std::size_t before = state->taken.size();
    co_await asio::post(state->executor, asio::use_awaitable);
    quiet = state->taken.size() == before ? quiet + 1 : 0;
  }
  state->wanted = false;
  if (state->taken.empty()) co_return std::unexpected(*state->error);
  co_return state->give();
}

}  // namespace cloudx::net
