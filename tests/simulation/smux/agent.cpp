#include "simulation/smux/agent.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cloudx::smux_simulation {
namespace {

using smux::StreamId;

constexpr std::int64_t kBucket = 4 << 20;
constexpr std::size_t kBacklog = 1024;
constexpr std::size_t kSocket = 208U << 10;
constexpr std::size_t kMessage = 1024;
constexpr std::size_t kMuchDown = 1U << 20;

[[noreturn]] void fail(StreamId id, std::string_view what) {
  throw Violation(fmt::format("the agent, stream {}: {}", id, what));
}

}  // namespace

Agent::Agent(Site& site, std::function<void(std::size_t)> acknowledge, Link& down)
    : site_(site),
      acknowledge_(std::move(acknowledge)),
      down_(down),
      random_(site.scenario.seed, 20),
      bucket_(kBucket) {}

const Agent::Record& Agent::record(StreamId id) const {
  static const Record none;
  const auto found = records_.find(id);
  return found == records_.end() ? none : found->second;
}

void Agent::arrive(Bytes message) {
  held_.push_back(std::move(message));
  take_messages();
}

void Agent::take_messages() {
  while (!held_.empty() && socket_.waiting() < kSocket) {
    socket_.append(held_.front());
    acknowledge_(held_.front().size());
    held_.pop_front();
    parse();
  }
}

void Agent::parse() {
  while (bucket_ > 0) {
    const auto frame = socket_.next();
    if (!frame) return;
    handle(*frame);
  }
  if (site_.scenario.prompt) throw Violation("the agent's bucket is empty");
  site_.journal.note("bucket empty", 0);
}

void Agent::handle(const WireFrame& frame) {
  switch (frame.command) {
    case kSyn:
      open(frame.stream);
      break;
    case kPsh:
      push(frame.stream, frame.payload);
      break;
    case kFin:
      close_by_client(frame.stream);
      break;
    default:
      ++keepalives_;
      site_.journal.note("keepalive", frame.stream);
  }
}

void Agent::open(StreamId id) {
  site_.journal.note("SYN", id);
  if (id < 3 || id % 2 == 0) fail(id, "no number of a client");
  if (!records_.empty() && id <= records_.rbegin()->first) fail(id, "opened again, or too late");
  records_[id];
  remotes_[id].plan = site_.plans.at(id);
  accepts_.push_back(id);
  if (accepts_.size() > kBacklog) fail(id, "more streams wait than the backlog holds");
  accept_next();
}

void Agent::push(StreamId id, const Bytes& payload) {
  if (!records_.contains(id)) fail(id, "data before SYN");
  if (finished_.contains(id)) fail(id, "data after FIN");
  Record& known = records_.at(id);
  check_pattern(id, Way::up, known.arrived, payload);
  known.arrived += payload.size();
  const auto found = remotes_.find(id);
  if (found == remotes_.end()) return;  // closed by the destination
  bucket_ -= static_cast<std::int64_t>(payload.size());
  found->second.buffers.push_back(payload);
  found->second.buffered += payload.size();
  plan_read(id);
}

void Agent::close_by_client(StreamId id) {
  site_.journal.note("FIN of the client", id, record(id).arrived);
  if (!records_.contains(id)) fail(id, "FIN before SYN");
  if (!finished_.insert(id).second) fail(id, "a second FIN");
  const auto found = remotes_.find(id);
  if (found == remotes_.end()) return;
  found->second.client_closed = true;
  go_on(id);
}

// One at a time, which is why a slow one delays all that follow.
void Agent::accept_next() {
  if (dialling_ || accepts_.empty()) return;
  dialling_ = true;
  const StreamId id = accepts_.front();
  accepts_.pop_front();
  site_.scheduler.after(remotes_.at(id).plan->dial, [this, id] { dialled(id); });
}

void Agent::dialled(StreamId id) {
  dialling_ = false;
  Remote& remote = remotes_.at(id);
  if (remote.plan->refused) {
    site_.journal.note("refused", id);
    records_.at(id).ended_first = true;
    end(id);
  } else {
    remote.dialled = true;
    plan_read(id);
    go_on(id);
  }
  accept_next();
}

void Agent::plan_read(StreamId id) {
  Remote& remote = remotes_.at(id);
  if (!remote.dialled || remote.reads || remote.buffers.empty()) return;
  remote.reads = true;
  const Duration stall = remote.read == 0 ? remote.plan->read_stall : Duration{};
  site_.scheduler.after(remote.plan->read_lag + stall, [this, id] { read(id); });
}

void Agent::read(StreamId id) {
  const auto found = remotes_.find(id);
  if (found == remotes_.end()) return;
  Remote& remote = found->second;
  remote.reads = false;
  remote.buffers.clear();
  remote.read += remote.buffered;
  const std::size_t count = std::exchange(remote.buffered, 0);
  go_on(id);
  return_tokens(count);
}

void Agent::return_tokens(std::size_t count) {
  bucket_ += static_cast<std::int64_t>(count);
  parse();
  take_messages();
}

// What the destination does next: the end of its input closes it, and with it the whole stream.
void Agent::go_on(StreamId id) {
  Remote& remote = remotes_.at(id);
  if (!remote.dialled) return;
  if (remote.client_closed && remote.buffered == 0) {
    end(id);
  } else if (!remote.answers && remote.read >= remote.plan->answer_after) {
    remote.answers = true;
    site_.scheduler.after(remote.plan->answer_pause, [this, id] { answer(id); });
  }
}

void Agent::answer(StreamId id) {
  const auto found = remotes_.find(id);
  if (found == remotes_.end()) return;
  const Plan& plan = *found->second.plan;
  if (down_.waiting() > kMuchDown) {
    site_.scheduler.after(50ms, [this, id] { answer(id); });
    return;
  }
  Record& known = records_.at(id);
  std::size_t left = std::min(plan.answer_size, plan.download - known.answered);
  while (left > 0) {
    Bytes payload(random_.between(1, std::min<std::size_t>(left, 32'768)));
    fill_pattern(id, Way::down, known.answered, payload);
    known.answered += payload.size();
    left -= payload.size();
    Bytes frame;
    append_frame(frame, kPsh, id, payload);
    send(frame);
  }
  if (known.answered < plan.download) {
    site_.scheduler.after(plan.answer_pause, [this, id] { answer(id); });
  } else if (plan.end != Plan::End::local_closes && plan.end != Plan::End::local_resets) {
    known.ended_first = true;
    end(id);
  }
}

// FIN, and the stream is forgotten: what had not been read goes back into the bucket.
void Agent::end(StreamId id) {
  site_.journal.note("FIN of the agent", id, record(id).answered);
  const std::size_t count = remotes_.at(id).buffered;
  remotes_.erase(id);
  Bytes frame;
  append_frame(frame, kFin, id);
  send(frame);
  return_tokens(count);
}

void Agent::send(const Bytes& frame) {
  for (std::size_t at = 0; at < frame.size();) {
    const std::size_t size = random_.between(1, std::min(kMessage, frame.size() - at));
    down_.send(Bytes(frame.begin() + static_cast<std::ptrdiff_t>(at),
                     frame.begin() + static_cast<std::ptrdiff_t>(at + size)));
    at += size;
  }
}

}  // namespace cloudx::smux_simulation
