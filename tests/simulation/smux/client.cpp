#include "simulation/smux/client.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cloudx::smux_simulation {
namespace {

using smux::StreamId;

// More would make the watching of turns slow.
constexpr std::size_t kWatched = 100;

}  // namespace

Client::Client(Site& site, Link& up)
    : site_(site),
      up_(up),
      random_(site.scenario.seed, 30),
      mux_(site.scenario.options, simulation::kStart),
      monitor_(site.scenario.options, site.scenario.plans.size() < kWatched) {}

void Client::start() {
  for (const Plan& plan : site_.scenario.plans) {
    site_.scheduler.after(plan.starts, [this, &plan] { begin(plan); });
  }
  arm();
}

void Client::begin(const Plan& plan) {
  const auto id = mux_.open();
  if (!id) throw Violation("no stream can be opened");
  if (!site_.plans.emplace(*id, &plan).second) {
    throw Violation(fmt::format("the number {} is given twice", *id));
  }
  site_.journal.note("open", *id);
  locals_[*id].plan = &plan;
  if (plan.end == Plan::End::local_resets) {
    site_.scheduler.after(plan.resets, [this, id = *id] { reset(id); });
  }
  write(*id);
  settle();
}

void Client::write(StreamId id) {
  const auto found = locals_.find(id);
  if (found == locals_.end() || mux_.remote_ended(id)) return;
  Local& local = found->second;
  const std::size_t wanted = std::min(local.plan->write_size, local.plan->upload - local.written);
  Bytes bytes(
      std::min(wanted, mux_.room(id) + 1));  // what there is no room for would be made in vain
  fill_pattern(id, Way::up, local.written, bytes);
  const std::size_t taken = mux_.write(id, bytes);
  monitor_.written(id, taken);
  local.written += taken;
  local.blocked = taken < bytes.size();  // then it is told when there is room again
  if (local.blocked) return;
  if (local.written == local.plan->upload) {
    all_written(id);
  } else {
    site_.scheduler.after(local.plan->think, [this, id] {
      write(id);
      settle();
    });
  }
}

void Client::all_written(StreamId id) {
  const Plan::End end = locals_.at(id).plan->end;
  if (end == Plan::End::half_close || end == Plan::End::slow_half_close) {
    mux_.end_input(id, site_.scheduler.now());
  } else if (end == Plan::End::local_closes) {
    close(id);
  }
}

void Client::close(StreamId id) {
  site_.journal.note("close", id, locals_.at(id).written);
  mux_.close(id);
  locals_.erase(id);
  ++done_;
}

void Client::reset(StreamId id) {
  if (!locals_.contains(id)) return;
  site_.journal.note("reset", id);
  monitor_.dropped(id);
  mux_.reset(id);
  locals_.erase(id);
  ++done_;
  settle();
}

void Client::look_at(StreamId id) {
  const auto found = locals_.find(id);
  if (found == locals_.end()) return;
  Local& local = found->second;
  if (mux_.remote_ended(id)) monitor_.dropped(id);
  if (local.blocked && mux_.room(id) > 0) write(id);
  if (!locals_.contains(id) || local.reads) return;
  if (!mux_.readable(id) && !mux_.remote_ended(id)) return;
  local.reads = true;
  const Duration stall = local.read == 0 ? local.plan->local_stall : Duration{};
  site_.scheduler.after(stall + random_.between(0us, 500us), [this, id] { read(id); });
}

void Client::read(StreamId id) {
  const auto found = locals_.find(id);
  if (found == locals_.end()) return;
  Local& local = found->second;
  local.reads = false;
  Bytes bytes;
  mux_.take(id, bytes);
  check_pattern(id, Way::down, local.read, bytes);
  local.read += bytes.size();
  mux_.consumed(id, bytes.size());
  if (mux_.remote_ended(id)) {
    if (local.read != agent_->answered(id)) {
      throw Violation(
          fmt::format("stream {} got {} bytes of {}", id, local.read, agent_->answered(id)));
    }
    if (local.plan->end == Plan::End::half_close && site_.scenario.answers_in_time() &&
        local.read != local.plan->download) {
      throw Violation(fmt::format("stream {} got half of an answer", id));
    }
    close(id);
  }
  settle();
}

void Client::acknowledged(std::size_t count) {
  unacknowledged_ -= count;
  monitor_.delivered(count);
  mux_.delivered(count, site_.scheduler.now());
  settle();
}

void Client::arrive(Bytes message) {
  arrived_.push_back(std::move(message));
  settle();
}

void Client::feed() {
  while (!arrived_.empty() && mux_.wants_feed()) {
    mux_.feed(arrived_.front(), site_.scheduler.now());
    arrived_.pop_front();
  }
  if (mux_.failure()) throw Violation(mux_.failure()->message);
}

// After every event: what has become possible.
void Client::settle() {
  bool moved = true;
  while (moved) {
    feed();
    moved = false;
    while (const auto id = mux_.next_changed()) {
      look_at(*id);
      moved = true;
    }
    moved = pump() || moved;
  }
  arm();
}

// One batch of messages, if there is room for it.
bool Client::pump() {
  constexpr std::size_t kLeast = 64;
  const std::size_t room = site_.scenario.window - std::min(site_.scenario.window, unacknowledged_);
  if (!mux_.has_frames() || room < kLeast) return false;
  std::vector<Bytes> pieces;
  std::size_t total = 0;
  for (std::uint64_t left = random_.between(1, 16); left > 0 && total < room; --left) {
    pieces.emplace_back(std::min(site_.scenario.piece, room - total));
    total += pieces.back().size();
  }
  const std::vector<std::span<std::uint8_t>> spans(pieces.begin(), pieces.end());
  std::size_t size = mux_.read_frames(spans);
  if (size == 0) throw Violation("there are frames, and none comes");
  unacknowledged_ += size;
  for (Bytes& piece : pieces) {
    piece.resize(std::min(size, piece.size()));
    size -= piece.size();
    if (piece.empty()) break;
    monitor_.given(piece);
    up_.send(std::move(piece));
  }
  return true;
}

void Client::arm() {
  const auto deadline = mux_.deadline();
  if (!deadline || (armed_ && *armed_ <= *deadline)) return;
  armed_ = deadline;
  site_.scheduler.at(*deadline, [this, at = *deadline] {
    if (armed_ == at) armed_.reset();
    mux_.tick(site_.scheduler.now());
    settle();
  });
}

void Client::check_empty() const {
  if (mux_.streams() > 0) throw Violation(fmt::format("{} streams are left", mux_.streams()));
  if (mux_.received() > 0) throw Violation(fmt::format("{} bytes are left", mux_.received()));
  if (mux_.in_flight() > 0) {
    throw Violation(fmt::format("{} bytes count as under way", mux_.in_flight()));
  }
  if (mux_.has_frames()) throw Violation("frames are left");
}

}  // namespace cloudx::smux_simulation
