// What the channel gives its driver to write on the websocket.

#include <algorithm>
#include <utility>

#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::ssm {
namespace {

constexpr std::size_t kBatchReceipts = 64;
constexpr int kReceiptsInARow = 7;
constexpr std::size_t kGivenReceipts = 1024;  // more are not kept after they were given out

}  // namespace

bool Channel::has_frame(Instant now) const {
  if (!connected_ || phase_ == Phase::closed) return false;
  return token_ || (something_waits(now) && pacer_.may_write(now.at));
}

bool Channel::waits_for_pacer(Instant now) const {
  if (!connected_ || phase_ == Phase::closed || token_) return false;
  return something_waits(now) && !pacer_.may_write(now.at);
}

bool Channel::something_waits(Instant now) const {
  return receipts_wait() || (!backlogged() && window_.ready(now.at));
}

// Acknowledges first: they are small, and each one that is late costs a repeat. But while they come
// as fast as messages may be written, what is typed must not wait for the end of a download.
bool Channel::turn_of_data(Instant now) const {
  return receipts_in_a_row_ >= kReceiptsInARow && !backlogged() && window_.ready(now.at);
}

bool Channel::next_frame(OutgoingFrame& into, Instant now) {
  if (!connected_ || phase_ == Phase::closed) return false;
  into.text = token_.has_value();
  bool found = true;
  if (token_) {
    encode_open();
    into.bytes = as_bytes(opening_);
  } else if (!pacer_.may_write(now.at)) {
    return false;
  } else if (turn_of_data(now)) {
    found = next_data(into, now) || next_receipt(into, now);
  } else {
    found = next_receipt(into, now) || next_data(into, now);
  }
  if (found) pacer_.wrote(now.at);
  return found;
}

bool Channel::next_data(OutgoingFrame& into, Instant now) {
  receipts_in_a_row_ = 0;
  if (backlogged()) return false;
  if (window_.probe_expired(probe_.outstanding(), now.at)) withdraw_probe(now);
  into.bytes = window_.next(now.at);
  if (window_.exhausted()) fail_session("the agent has stopped to acknowledge data");
  return !into.bytes.empty();
}

void Channel::frames_written() {
  wipe(opening_);
  receipt_frames_.clear();
  window_.written();
}

void Channel::encode_open() {
  OpenDataChannel open;
  open.request_id = new_id();
  open.token = std::move(*token_);
  open.client_id = client_id_;
  open.client_version = options_.client_version;
  opening_ = format_open(open);
  token_.reset();
}

bool Channel::next_receipt(OutgoingFrame& into, Instant now) {
  if (!receipts_wait() || receipt_frames_.size() == kBatchReceipts) return false;
  if (receipt_frames_.capacity() == 0) receipt_frames_.reserve(kBatchReceipts);
  ++receipts_in_a_row_;
  const Receipt receipt = receipts_[receipts_given_++];
  if (receipts_given_ == receipts_.size() || receipts_given_ == kGivenReceipts) {
    receipts_.erase(receipts_.begin(),
                    receipts_.begin() + static_cast<std::ptrdiff_t>(receipts_given_));
    receipts_given_ = 0;
  }
  AcknowledgeBuffer buffer;
  const ByteView payload =
      format_acknowledge({MessageType::output_stream_data, receipt.id, receipt.sequence}, buffer);
  FrameHeader header;
  header.type = MessageType::acknowledge;
  header.created_ms = now.unix_ms;
  header.flags = kSynFin;
  header.id = new_id();
  const auto frame =
      std::span(receipt_frames_.emplace_back()).first(kFrameHeaderSize + payload.size());
  std::ranges::copy(payload, frame.subspan(kFrameHeaderSize).begin());
  write_header(header, frame);
  into.bytes = frame;
  return true;
}

}  // namespace cloudx::ssm
