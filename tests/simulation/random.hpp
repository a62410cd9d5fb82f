#pragma once
// Repeatable randomness: xoshiro256** (Blackman, Vigna), seeded by splitmix64. The conversions are
// our own, because those of the standard library differ between implementations.

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <span>

namespace cloudx::simulation {

[[nodiscard]] constexpr std::uint64_t splitmix64(std::uint64_t state) {
  state += 0x9E3779B97F4A7C15;
  state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
  state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
  return state ^ (state >> 31);
}

class Random {
 public:
  // Each part of a run has a stream of its own, so that a change in one leaves the others alone.
  Random(std::uint64_t seed, std::uint64_t stream) {
    std::uint64_t mixed = splitmix64(seed) ^ (stream * 0xD6E8FEB86659FD93);
    for (std::uint64_t& word : state_) word = mixed = splitmix64(mixed);
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  bool chance(double probability) { return unit() < probability; }
  // [0, bound); the bias is far below what a simulation could notice.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  std::uint64_t between(std::uint64_t first, std::uint64_t last) {
    return first + below(last - first + 1);
  }
  // Evenly over the orders of magnitude (to a factor of two), then evenly within.
  std::uint64_t scaled(std::uint64_t first, std::uint64_t last) {
    const auto doublings = static_cast<std::uint64_t>(std::bit_width(last / first));
    const std::uint64_t low = first << below(doublings);
    return between(low, std::min(low * 2 - 1, last));
  }
  std::chrono::nanoseconds between(std::chrono::nanoseconds first, std::chrono::nanoseconds last) {
    return std::chrono::nanoseconds(between(static_cast<std::uint64_t>(first.count()),
                                            static_cast<std::uint64_t>(last.count())));
  }
  template <class T, std::size_t size>
  const T& one_of(const std::array<T, size>& choices) {
    return choices[below(size)];
  }
  void fill(std::span<std::uint8_t> into) {
    for (std::uint8_t& byte : into) byte = static_cast<std::uint8_t>(next());
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace cloudx::simulation
