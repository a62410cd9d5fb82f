// What lies between client and agent: the ordered faults and the path.

#include <utility>

#include "sandbox/gateway/data_channel.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::size_t kTypeAt = 4;  // MessageType in a frame

bool is_acknowledge(ByteView frame) {
  return as_text(frame.subspan(kTypeAt)).starts_with(name(ssm::MessageType::acknowledge));
}

}  // namespace

// What is under way does not keep the channel alive.
void DataChannel::start_link_model() {
  if (!faults().path.shapes()) return;
  const std::weak_ptr<DataChannel> weak = shared_from_this();
  PathLine::Ends ends;
  ends.to_agent = [weak](const Bytes& message) {
    if (const Self self = weak.lock()) self->arrive(message);
  };
  ends.to_client = [weak](Bytes message) {
    if (const Self self = weak.lock()) self->deliver(std::move(message));
  };
  path_ = std::make_unique<PathLine>(executor_, faults().path, std::move(ends));
}

bool DataChannel::too_many_messages() {
  if (faults().message_limit == 0) return false;
  if (!limit_) limit_.emplace(static_cast<double>(faults().message_limit));
  if (!limit_->exceeded(PathClock::now())) return false;
  count(&Session::limit_kills, 1);
  return true;
}

void DataChannel::send_to_agent(ByteView message) {
  if (path_) {
    path_->send(Path::Direction::to_agent, Bytes(message.begin(), message.end()));
  } else {
    arrive(message);
  }
}

void DataChannel::send_to_client(Bytes frame) {
  if (suppressed_ < faults().suppress_acknowledges && is_acknowledge(frame)) {
    ++suppressed_;
    return;
  }
  ++frames_to_client_;
  if (faults().garbage != Garbage::none && faults().garbage_every > 0 &&
      frames_to_client_ % faults().garbage_every == 0) {
    pass_path(corrupt(std::move(frame), faults().garbage));
    return;
  }
  if (to_client_.clear(faults())) {
    pass_path(std::move(frame));
    return;
  }
  std::vector<Bytes> arriving = to_client_.pass(std::move(frame), faults());
  for (Bytes& message : arriving) pass_path(std::move(message));
}

void DataChannel::pass_path(Bytes message) {
  if (path_) {
    path_->send(Path::Direction::to_client, std::move(message));
  } else {
    deliver(std::move(message));
  }
}

void DataChannel::deliver(Bytes message) {
  if (!link_ || agent_away_) return;  // lost: the agent repeats it
  link_->send(faults().garbage == Garbage::text && message.front() == '{', std::move(message));
  cut_if_due();
}

void DataChannel::cut_if_due() {
  if (!link_ || !link_->open() || link_->cutting()) return;
  const Faults& ordered = faults();
  const bool due =
      (ordered.cut_after_messages > 0 && link_->messages() >= ordered.cut_after_messages) ||
      (ordered.cut_after_bytes > 0 && link_->bytes() >= ordered.cut_after_bytes);
  if (!due || (ordered.cuts > 0 && cuts_ >= ordered.cuts)) return;
  ++cuts_;
  link_->cut();
}

}  // namespace cloudx::sandbox
