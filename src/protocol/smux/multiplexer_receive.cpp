// From the agent: frames, and whom they are for.

#include <algorithm>
#include <string>

#include "protocol/smux/injected_bug.hpp"
#include "protocol/smux/multiplexer.hpp"

namespace cloudx::smux {

bool Multiplexer::wants_feed() const {
  return !failure_ && received_ < options_.receive_limit;
}

void Multiplexer::feed(ByteView bytes, TimePoint now) {
  while (!failure_) {
    const auto fragment = decoder_.next(bytes);
    if (!fragment) {
      failure_ = fail(Errc::protocol,
                      "the agent's multiplexer sent " + std::string(describe(fragment.error())))
                     .error();
      for (auto& [id, stream] : streams_) tell(stream);
      return;
    }
    if (!*fragment) return;
    receive(**fragment, now);
  }
}

// What is for a stream that is not there is no fault of the agent: it may not know that we closed
// it. The agent opens no streams itself; if it did, nobody would wait for them.
void Multiplexer::receive(const Fragment& fragment, TimePoint now) {
  const Command command = fragment.frame.command;
  if (command != Command::psh && command != Command::fin) return;
  const StreamId id = fragment.frame.stream;
  const bool is_ours = id % 2 == 1 && id <= newest_opened_;
  if (is_ours) newest_accepted_ = std::max(newest_accepted_, id);
  const auto found = streams_.find(id);
  if (!is_ours || found == streams_.end() || found->second.remote_ended) return;
  if (command == Command::fin) {
    receive_fin(found->second);
  } else {
    receive_data(found->second, fragment.payload, now);
  }
}

void Multiplexer::receive_data(Stream& stream, ByteView payload, TimePoint now) {
  stream.quiet_since = now;
  if (stream.closed || payload.empty()) return;
  if (injected<InjectedBug::fragment_lost>() && payload.size() % 64 == 1) return;
  if (injected<InjectedBug::answer_dropped>() && stream.fin_sent) return;
  stream.received.insert(stream.received.end(), payload.begin(), payload.end());
  received_ += payload.size();
  tell(stream);
}

// The agent has closed the destination and forgotten the stream: what has not been sent would be
// dropped there. Its bytes that came before this are still given out.
void Multiplexer::receive_fin(Stream& stream) {
  stream.remote_ended = true;
  look_again(stream, std::nullopt);
  stream.unsent.clear();
  update_turn(stream, false);
  close_if_done(stream);
  tell(stream);
}

}  // namespace cloudx::smux
