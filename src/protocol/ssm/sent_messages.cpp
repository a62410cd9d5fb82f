#include "protocol/ssm/sent_messages.hpp"

#include <algorithm>

namespace cloudx::ssm {

bool SentMessages::holds_data_larger_than(std::size_t payload_size) const {
  for (std::int64_t number = oldest_; number < end_; ++number) {
    const SentMessage& message = (*this)[number];
    const bool data = !message.acknowledged && message.type == PayloadType::output;
    if (data && message.frame.size() > kFrameHeaderSize + payload_size) return true;
  }
  return false;
}

SentMessage& SentMessages::append(PayloadType type, Bytes frame, std::size_t data_size) {
  if (span() == static_cast<std::int64_t>(ring_.size())) grow();
  SentMessage& message = (*this)[end_];
  message = SentMessage{};
  message.frame = std::move(frame);
  message.type = type;
  message.data_size = static_cast<std::uint32_t>(data_size);
  payload_bytes_ += message.frame.size() - kFrameHeaderSize;
  ++outstanding_;
  ++end_;
  return message;
}

Bytes SentMessages::replace_frame(std::int64_t number, Bytes frame) {
  SentMessage& message = (*this)[number];
  payload_bytes_ -= message.frame.size();
  payload_bytes_ += frame.size();
  message.retransmits = message.backoff = 0;
  return std::exchange(message.frame, std::move(frame));
}

void SentMessages::advance_cursor() {
  ++cursor_;
  skip_acknowledged();
}

void SentMessages::skip_acknowledged() {
  while (cursor_ < end_ && (*this)[cursor_].acknowledged) ++cursor_;
}

Bytes SentMessages::remove(std::int64_t number) {
  SentMessage& message = (*this)[number];
  if (message.sends > 0) unlink(number);
  message.acknowledged = true;
  --outstanding_;
  payload_bytes_ -= message.frame.size() - kFrameHeaderSize;
  Bytes frame = std::exchange(message.frame, Bytes());
  for (; oldest_ < end_ && (*this)[oldest_].acknowledged; ++oldest_) {
    delivered_ += (*this)[oldest_].data_size;
  }
  cursor_ = std::max(cursor_, oldest_);
  skip_acknowledged();
  return frame;
}

void SentMessages::restart() {
  for (std::int64_t number = oldest_; number < end_; ++number) {
    SentMessage& message = (*this)[number];
    message.sent_before_restart = message.sent_before_restart || message.sends > 0;
    message.retransmits = message.backoff = 0;
    message.earlier = message.later = kNone;
  }
  cursor_ = oldest_;
  first_written_ = last_written_ = kNone;
}

void SentMessages::grow() {
  std::vector<SentMessage> larger(ring_.size() * 2);
  for (std::int64_t number = oldest_; number < end_; ++number) {
    larger[static_cast<std::size_t>(number) & (larger.size() - 1)] = std::move((*this)[number]);
  }
  ring_ = std::move(larger);
}

void SentMessages::written(std::int64_t number) {
  unlink(number);
  SentMessage& message = (*this)[number];
  message.earlier = last_written_;
  message.later = kNone;
  (last_written_ == kNone ? first_written_ : (*this)[last_written_].later) = number;
  last_written_ = number;
}

// Does nothing for a message that is not in the list.
void SentMessages::unlink(std::int64_t number) {
  SentMessage& message = (*this)[number];
  if (message.earlier == kNone && first_written_ != number) return;
  (message.earlier == kNone ? first_written_ : (*this)[message.earlier].later) = message.later;
  (message.later == kNone ? last_written_ : (*this)[message.later].earlier) = message.earlier;
  message.earlier = message.later = kNone;
}

}  // namespace cloudx::ssm
