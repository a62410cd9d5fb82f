#pragma once
// Takes the bytes of a fuzz input apart, front to back. An input that has come to its end gives
// zeros and empty strings, so that every input means something.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace cloudx::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  std::uint8_t byte();
  std::uint32_t be16();
  std::uint64_t be64();
  ByteView bytes(std::size_t count);  // fewer where there are no more
  // A length of two bytes, then as many bytes.
  ByteView block() { return bytes(be16()); }
  ByteView rest() { return bytes(rest_.size()); }
  std::string_view text() { return as_text(rest()); }

 private:
  ByteView rest_;
};

}  // namespace cloudx::fuzz
