#pragma once
// The frames and the bytes of the model, apart from the code that is tested: what the reference
// says of the format is written down here once more.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"

namespace cloudx::smux_simulation {

enum : std::uint8_t { kSyn = 0, kFin = 1, kPsh = 2, kNop = 3 };

struct WireFrame {
  std::uint8_t command = kNop;
  std::uint32_t stream = 0;
  Bytes payload;
};

// Bytes in, whole frames out. Throws a Violation where the format is broken.
class FrameReader {
 public:
  void append(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  [[nodiscard]] std::optional<WireFrame> next();
  [[nodiscard]] std::size_t waiting() const { return bytes_.size() - start_; }

 private:
  Bytes bytes_;
  std::size_t start_ = 0;
};

void append_frame(Bytes& into, std::uint8_t command, std::uint32_t stream, ByteView payload = {});

// Which way the bytes of a stream go.
enum class Way : std::uint8_t { up, down };

// The bytes of a stream from `position` on: each tells where it belongs.
void fill_pattern(std::uint32_t stream, Way way, std::size_t position,
                  std::span<std::uint8_t> into);
// Throws a Violation unless they are these.
void check_pattern(std::uint32_t stream, Way way, std::size_t position, ByteView bytes);

}  // namespace cloudx::smux_simulation
