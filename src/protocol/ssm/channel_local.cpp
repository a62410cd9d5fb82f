// The channel's local side: bytes to send, and received bytes to write.

#include <algorithm>
#include <string>
#include <utility>

#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/control.hpp"

namespace cloudx::ssm {
namespace {

// As much as one read of the local side may bring.
constexpr std::size_t kSpaceBytes = 64U << 10;
constexpr std::size_t kGoodRead = 32;  // messages
// Of a small window a small part: what stays unused of it is speed lost.
constexpr std::size_t kGoodShare = 32;
// So much local data at once is more than somebody types.
constexpr std::size_t kBulk = 8U << 10;
constexpr TerminalSize kAnySize{.columns = 80, .rows = 24};  // the agent has no terminal

}  // namespace

std::span<const std::span<std::uint8_t>> Channel::input_space() {
  const std::size_t size = message_size();
  const std::size_t most = std::max<std::size_t>(kSpaceBytes / size, 1);
  const std::size_t pieces = std::min(most, window_.room(size));
  if (space_.size() < pieces) space_.resize(pieces);
  pieces_.clear();
  for (Bytes& frame : std::span(space_).first(pieces)) {
    if (frame.empty()) frame = window_.new_frame(size);
    frame.resize(kFrameHeaderSize + size);
    pieces_.push_back(std::span(frame).subspan(kFrameHeaderSize));
  }
  return pieces_;
}

void Channel::commit_input(std::size_t count, Instant now) {
  if (phase_ != Phase::open) return;
  probe_payload(count, now);
  for (std::size_t i = 0; count > 0 && i < space_.size(); ++i) {
    const std::size_t size = std::min(count, space_[i].size() - kFrameHeaderSize);
    space_[i].resize(kFrameHeaderSize + size);
    send_data(std::exchange(space_[i], Bytes()), now);
    count -= size;
  }
}

// Only when there is much to send and the path could use the size: a probe that gets lost holds up
// what follows it.
void Channel::probe_payload(std::size_t at_hand, Instant now) {
  // Agents before 3.2.1041.0 would leave a repeated probe unanswered.
  const bool answers = !window_.agent().is_legacy() && connected_ && !window_.paused();
  // Not before the target is there. If the probe alone were lost until then, the agent would take
  // the data behind it into its reorder buffer, acknowledge it, find it not ready when the probe
  // comes, and never look at it again.
  // A terminal takes what is typed, and the probe's size would be taken for its own.
  const bool may_ask = answers && window_.agent().is_target_ready() && !is_terminal();
  if (at_hand < kBulk || !may_ask || !probe_.due(now.at)) return;
  if (window_.payload_limit() < probe_.wanted()) return;
  std::string padded = format_size(kAnySize);
  padded.resize(std::max(padded.size(), probe_.wanted()), ' ');
  probe_.sent(send_payload(PayloadType::size, as_bytes(padded), now));
}

void Channel::withdraw_probe(Instant now) {
  if (probe_.outstanding() == PayloadSizeDiscovery::kNone) return;
  const std::string brief = format_size(kAnySize);
  Bytes frame = window_.new_frame(brief.size());
  std::ranges::copy(as_bytes(brief), frame.begin() + kFrameHeaderSize);
  window_.replace(probe_.outstanding(), stream_header(PayloadType::size, now), std::move(frame));
  probe_.withdrawn(now.at);
}

// To an old agent whose acknowledges were lost with a websocket: a later message tells what became
// of the earlier ones, also when there is no data to send or the window is full.
void Channel::send_tail_probe(Instant now) {
  if (!window_.needs_tail_probe(now.at)) return;
  const TerminalSize size = is_terminal() ? told_terminal_ : kAnySize;
  send_payload(PayloadType::size, as_bytes(format_size(size)), now);
}

void Channel::resize(TerminalSize size, Instant now) {
  terminal_ = size;
  if (phase_ == Phase::open) send_size(now);
}

void Channel::send_size(Instant now) {
  if (!is_terminal() || terminal_ == told_terminal_) return;
  told_terminal_ = terminal_;
  send_payload(PayloadType::size, as_bytes(format_size(terminal_)), now);
}

// The frame holds the plain payload; encrypted sessions send it sealed.
void Channel::send_data(Bytes frame, Instant now) {
  const std::size_t size = frame.size() - kFrameHeaderSize;
  if (const auto& keys = handshake_.keys()) {
    const ByteView plain = ByteView(frame).subspan(kFrameHeaderSize);
    Bytes sealed = window_.new_frame(plain.size() + kSealOverhead);
    keys->client_to_agent.seal(new_nonce(), plain, std::span(sealed).subspan(kFrameHeaderSize));
    frame.swap(sealed);
  }
  window_.commit(stream_header(PayloadType::output, now), std::move(frame), size);
}

bool Channel::accepts_input() const {
  return phase_ == Phase::open && !settled_at_ && !local_ended_ && window_.can_send();
}

bool Channel::wants_input() const {
  if (!accepts_input()) return false;
  const std::size_t room = window_.room(message_size());
  return room >= std::min(kGoodRead, (room + window_.unacknowledged()) / kGoodShare);
}

void Channel::end_input(Instant now) {
  local_ended_ = true;
  active_at_ = now.at;
}

OutputStream Channel::take_output(Bytes& into) {
  const OutputStream stream = local_.take(into);
  taken_ += into.size();
  return stream;
}

void Channel::output_written(std::size_t count, Instant now) {
  taken_ -= std::min(count, taken_);
  active_at_ = now.at;
  drain_reordered(now);
}

void Channel::output_closed(Instant now) {
  discard_output_ = true;
  local_.clear();
  taken_ = 0;
  drain_reordered(now);
  terminate(now);
}

}  // namespace cloudx::ssm
