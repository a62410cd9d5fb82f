#include "base/bytes.hpp"

#include <bit>
#include <cstring>

namespace cloudx {

namespace {

template <class Integer>
Integer load_be(const std::uint8_t* at) {
  Integer value = 0;
  std::memcpy(&value, at, sizeof value);
  return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

template <class Integer>
void store_be(std::uint8_t* at, Integer value) {
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  std::memcpy(at, &value, sizeof value);
}

}  // namespace

ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes to_bytes(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

std::uint32_t load_be32(const std::uint8_t* at) {
  return load_be<std::uint32_t>(at);
}
std::uint64_t load_be64(const std::uint8_t* at) {
  return load_be<std::uint64_t>(at);
}
void store_be32(std::uint8_t* at, std::uint32_t value) {
  store_be(at, value);
}
void store_be64(std::uint8_t* at, std::uint64_t value) {
  store_be(at, value);
}

}  // namespace cloudx
