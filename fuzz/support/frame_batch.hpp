#pragma once
// The frames that a channel gives to be written: what must hold for each, and that those of one
// batch stay as they are until it has been written, whatever happens meanwhile.

#include <cstdint>
#include <map>
#include <vector>

#include "base/bytes.hpp"
#include "fuzz/support/delivery.hpp"
#include "protocol/ssm/channel.hpp"

namespace cloudx::fuzz {

class FrameBatch {
 public:
  // `largest`: bytes of a data message's payload. The delivery must outlive this object.
  FrameBatch(std::size_t largest, const Delivery& delivery)
      : largest_(largest), delivery_(delivery) {}

  // Takes what there is now and leaves it unwritten. False when there is nothing.
  bool collect(ssm::Channel& channel, ssm::Instant now);
  void written(ssm::Channel& channel);

  [[nodiscard]] std::int64_t newest() const { return sent_.empty() ? -1 : sent_.rbegin()->first; }

 private:
  struct Held {
    ByteView view;
    Bytes bytes;
  };
  void check(const ssm::Frame& frame, ByteView bytes);

  std::size_t largest_;
  const Delivery& delivery_;
  std::vector<Held> held_;
  std::map<std::int64_t, Bytes> sent_;  // every numbered message
};

}  // namespace cloudx::fuzz
