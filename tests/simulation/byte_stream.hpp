#pragma once
// A byte stream of any length that nobody has to store: each byte follows from its position.

#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace cloudx::simulation {

class ByteStream {
 public:
  explicit ByteStream(std::uint64_t seed) : seed_(seed) {}

  void generate(std::uint64_t position, std::span<std::uint8_t> into) const;
  [[nodiscard]] bool matches(std::uint64_t position, ByteView bytes) const;

 private:
  [[nodiscard]] std::uint64_t word(std::uint64_t index) const;
  std::uint64_t seed_;
};

}  // namespace cloudx::simulation
