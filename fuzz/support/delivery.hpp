#pragma once
// Judges what a data channel acknowledges and gives to its local side. All bytes of an output
// message tell its number, and the first one that a message begins, so the bytes delivered say what
// they were made of.

#include <cstdint>
#include <map>
#include <set>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"

namespace cloudx::fuzz {

class Delivery {
 public:
  [[nodiscard]] static Bytes output(std::int64_t number, std::size_t size);
  // Such bytes must never be delivered, whatever frame they come in.
  [[nodiscard]] static Bytes forbidden(std::size_t size);

  // A message that is valid as a frame goes to the channel; `size` of its payload in the clear.
  void offered(std::int64_t number, ssm::PayloadType type, std::size_t size);
  void acknowledged(std::int64_t number) const;
  // All that came out at once; whole messages, in order, none twice.
  void delivered(ByteView bytes);

 private:
  [[nodiscard]] std::int64_t number_of(ByteView message) const;

  std::map<std::int64_t, std::set<std::size_t>> offered_;  // the sizes of output, none: other types
  std::int64_t last_ = -1;                                 // number of the last message delivered
};

}  // namespace cloudx::fuzz
