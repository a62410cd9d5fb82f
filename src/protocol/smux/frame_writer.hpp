#pragma once
// Writes frames into pieces of memory that follow each other in the byte stream. Each piece becomes
// one message of the data channel, so a frame ends with its piece where that costs little: then a
// message that is repeated or late holds up one frame.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "protocol/smux/frame.hpp"

namespace cloudx::smux {

class FrameWriter {
 public:
  explicit FrameWriter(std::span<const std::span<std::uint8_t>> pieces);

  [[nodiscard]] std::size_t written() const { return written_; }
  [[nodiscard]] bool fits_header() const { return room_ >= kHeaderSize; }
  // How long the payload of the next frame should be at most, for one that has `wanted` bytes; 0
  // where no frame should begin any more.
  [[nodiscard]] std::size_t payload_room(std::size_t wanted) const;

  // The caller has asked whether it fits.
  void write(const FrameHeader& header, ByteView payload = {});

 private:
  void write(ByteView bytes);
  void skip_full_pieces();

  std::span<const std::span<std::uint8_t>> pieces_;
  std::size_t used_ = 0;  // of the first piece
  std::size_t room_ = 0;  // in all of them
  std::size_t written_ = 0;
};

}  // namespace cloudx::smux
