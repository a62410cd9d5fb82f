#pragma once
// Our numbered messages from the oldest that is not acknowledged to the newest: a ring by number,
// and a list of those that were written, in the order of their last writing. Messages below the
// cursor have been written since the last restart; those from it on are to be written in order.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

struct SentMessage {
  Bytes frame;
  PayloadType type = PayloadType::none;
  std::uint32_t data_size = 0;  // bytes of the local side in it
  bool acknowledged = false;
  bool sent_before_restart = false;
  std::uint32_t sends = 0;                 // in all
  std::uint32_t retransmits = 0;           // since the last restart
  std::uint32_t backoff = 0;               // how often its timeout was doubled
  std::uint32_t implied_acknowledges = 0;  // see AgentRules
  TimePoint sent_at;
  std::uint64_t transmission = 0;  // the number of its last write, counting those of all messages
  std::int64_t earlier = -1;       // neighbours in the order of last writing
  std::int64_t later = -1;
};

class SentMessages {
 public:
  static constexpr std::int64_t kNone = -1;

  [[nodiscard]] SentMessage& operator[](std::int64_t number) {
    return ring_[static_cast<std::size_t>(number) & (ring_.size() - 1)];
  }
  [[nodiscard]] const SentMessage& operator[](std::int64_t number) const {
    return ring_[static_cast<std::size_t>(number) & (ring_.size() - 1)];
  }

  [[nodiscard]] std::int64_t oldest() const { return oldest_; }  // not acknowledged, or end()
  [[nodiscard]] std::int64_t cursor() const { return cursor_; }  // to be written, or end()
  [[nodiscard]] std::int64_t end() const { return end_; }        // the next new number
  [[nodiscard]] std::int64_t span() const { return end_ - oldest_; }
  [[nodiscard]] bool any_written() const { return oldest_ < cursor_; }
  [[nodiscard]] bool any_unwritten() const { return cursor_ < end_; }
  [[nodiscard]] bool is_written(std::int64_t number) const { return number < cursor_; }
  [[nodiscard]] bool is_outstanding(std::int64_t number) const {
    return number >= oldest_ && number < end_ && !(*this)[number].acknowledged;
  }
  [[nodiscard]] std::size_t outstanding() const { return outstanding_; }
  [[nodiscard]] std::size_t payload_bytes() const { return payload_bytes_; }
  // Bytes of the local side in all messages before oldest(): what the other end has in order.
  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
  // A message with data and a payload of more than so many bytes is outstanding.
  [[nodiscard]] bool holds_data_larger_than(std::size_t payload_size) const;
  // In the order of last writing; kNone where nothing is written.
  [[nodiscard]] std::int64_t first_written() const { return first_written_; }
  [[nodiscard]] std::int64_t last_written() const { return last_written_; }

  // The message with the number end().
  SentMessage& append(PayloadType type, Bytes frame, std::size_t data_size = 0);
  // Returns the frame before.
  [[nodiscard]] Bytes replace_frame(std::int64_t number, Bytes frame);
  void written(std::int64_t number);  // it becomes the last one in the order of writing
  void advance_cursor();
  // It counts as acknowledged. Returns its frame.
  [[nodiscard]] Bytes remove(std::int64_t number);
  // All outstanding messages are to be written again.
  void restart();

 private:
  void skip_acknowledged();
  void grow();
  void unlink(std::int64_t number);

  std::vector<SentMessage> ring_ = std::vector<SentMessage>(64);  // a power of two
  std::int64_t oldest_ = 0;
  std::int64_t cursor_ = 0;
  std::int64_t end_ = 0;
  std::int64_t first_written_ = kNone;
  std::int64_t last_written_ = kNone;
  std::size_t outstanding_ = 0;
  std::size_t payload_bytes_ = 0;  // of the outstanding ones
  std::uint64_t delivered_ = 0;
};

}  // namespace cloudx::ssm
