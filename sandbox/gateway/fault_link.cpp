#include "sandbox/gateway/fault_link.hpp"

#include <string_view>
#include <utility>

#include "base/crypto.hpp"

namespace cloudx::sandbox {

bool FaultLink::happens(double probability) {
  // Not std::uniform_real_distribution: a seed must give the same run everywhere.
  return static_cast<double>(random_() >> 11) * 0x1.0p-53 < probability;
}

std::vector<Bytes> FaultLink::pass(Bytes message, const Faults& faults) {
  std::vector<Bytes> out;
  const bool dropped = happens(faults.drop);
  const bool doubled = happens(faults.duplicate);
  const bool overtaken = happens(faults.reorder);
  if (dropped) return out;
  if (overtaken && !held_) {
    held_ = std::move(message);
    return out;
  }
  if (doubled) out.push_back(message);
  out.push_back(std::move(message));
  if (held_) out.push_back(*std::exchange(held_, std::nullopt));
  return out;
}

std::optional<Bytes> FaultLink::release() {
  return std::exchange(held_, std::nullopt);
}

Bytes corrupt(Bytes message, Garbage garbage) {
  constexpr std::size_t kDigestAt = 80;
  switch (garbage) {
    case Garbage::none:
      break;
    case Garbage::bad_digest:
      message.at(kDigestAt) ^= 0xFF;
      break;
    case Garbage::bad_header_length:
      store_be32(message.data(), 0xFFFFFFFF);
      break;
    case Garbage::random:
      random_bytes(message);
      break;
    case Garbage::text:
      message = to_bytes("{\"this\":\"is not a frame\"}");
      break;
  }
  return message;
}

}  // namespace cloudx::sandbox
