// The channel's local side: bytes to send, and received bytes to write.

#include <algorithm>
#include <utility>

#include "protocol/ssm/channel.hpp"

namespace cloudx::ssm {
namespace {

// As much as one read of the local side may bring.
constexpr std::size_t kSpaceBytes = 64U << 10;

}  // namespace

std::size_t Channel::local_data(ByteView data, Instant now) {
  std::size_t taken = 0;
  while (taken < data.size() && accepts_local()) {
    const std::size_t size = std::min(data.size() - taken, options_.payload_size);
    Bytes frame = window_.new_frame(size);
    std::ranges::copy(data.subspan(taken, size), frame.begin() + kFrameHeaderSize);
    send_data(std::move(frame), now);
    taken += size;
  }
  return taken;
}

std::span<const std::span<std::uint8_t>> Channel::local_space() {
  const std::size_t most = std::max<std::size_t>(kSpaceBytes / options_.payload_size, 1);
  const std::size_t pieces = std::min(most, window_.room(options_.payload_size));
  if (space_.size() < pieces) space_.resize(pieces);
  pieces_.clear();
  for (Bytes& frame : std::span(space_).first(pieces)) {
    if (frame.size() != kFrameHeaderSize + options_.payload_size) {
      frame = window_.new_frame(options_.payload_size);
    }
    pieces_.push_back(std::span(frame).subspan(kFrameHeaderSize));
  }
  return pieces_;
}

void Channel::local_filled(std::size_t count, Instant now) {
  if (phase_ != Phase::open) return;
  for (std::size_t i = 0; count > 0 && i < space_.size(); ++i) {
    const std::size_t size = std::min(count, space_[i].size() - kFrameHeaderSize);
    space_[i].resize(kFrameHeaderSize + size);
    send_data(std::exchange(space_[i], Bytes()), now);
    count -= size;
  }
}

// The frame holds the plain payload; encrypted sessions send it sealed.
void Channel::send_data(Bytes frame, Instant now) {
  if (const auto& keys = handshake_.keys()) {
    const ByteView plain = ByteView(frame).subspan(kFrameHeaderSize);
    Bytes sealed = window_.new_frame(plain.size() + kSealOverhead);
    keys->client_to_agent.seal(new_nonce(), plain, std::span(sealed).subspan(kFrameHeaderSize));
    frame.swap(sealed);
  }
  window_.commit(stream_header(PayloadType::output, now), std::move(frame));
}

bool Channel::accepts_local() const {
  return phase_ == Phase::open && !local_ended_ && window_.can_send();
}

void Channel::local_end(Instant now) {
  local_ended_ = true;
  active_at_ = now.at;
}

void Channel::take_local(Bytes& into) {
  into.clear();
  std::swap(into, local_);
  taken_ += into.size();
}

void Channel::local_written(std::size_t count, Instant now) {
  taken_ -= std::min(count, taken_);
  active_at_ = now.at;
  drain_reordered(now);
}

void Channel::output_gone(Instant now) {
  discard_output_ = true;
  local_.clear();
  taken_ = 0;
  drain_reordered(now);
  terminate(now);
}

}  // namespace cloudx::ssm
