#pragma once
// One direction of a bad network between client and agent: drops, doubles and reorders messages.

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "base/bytes.hpp"
#include "sandbox/world/faults.hpp"

namespace cloudx::sandbox {

class FaultLink {
 public:
  explicit FaultLink(std::uint64_t seed) : random_(seed) {}

  // Nothing would happen to a message now: it need not pass.
  [[nodiscard]] bool clear(const Faults& faults) const {
    return !held_ && faults.drop <= 0 && faults.duplicate <= 0 && faults.reorder <= 0;
  }
  // What arrives now, in this order. A message that is overtaken comes after the next one.
  [[nodiscard]] std::vector<Bytes> pass(Bytes message, const Faults& faults);
  // The message still held back, when nothing came that could overtake it.
  [[nodiscard]] std::optional<Bytes> release();

 private:
  [[nodiscard]] bool happens(double probability);

  std::mt19937_64 random_;
  std::optional<Bytes> held_;
};

// The message as a broken sender would have made it.
[[nodiscard]] Bytes corrupt(Bytes message, Garbage garbage);

}  // namespace cloudx::sandbox
