#include "protocol/smux/frame_writer.hpp"

#include <algorithm>
#include <array>

namespace cloudx::smux {
namespace {

// A frame with less in it, of a stream that has more, costs too much.
constexpr std::size_t kWorthwhile = 64;

}  // namespace

FrameWriter::FrameWriter(std::span<const std::span<std::uint8_t>> pieces) : pieces_(pieces) {
  for (const auto& piece : pieces) room_ += piece.size();
  skip_full_pieces();
}

std::size_t FrameWriter::payload_room(std::size_t wanted) const {
  if (room_ <= kHeaderSize) return 0;
  const std::size_t whole = room_ - kHeaderSize;
  if (written_ > 0 && whole < std::min(wanted, kWorthwhile)) return 0;
  std::size_t room = pieces_[0].size() - used_;
  for (const auto& piece : pieces_.subspan(1)) {
    if (room >= kHeaderSize + std::min(wanted, kWorthwhile)) break;
    room += piece.size();
  }
  return std::min({room - kHeaderSize, whole, wanted});
}

void FrameWriter::write(const FrameHeader& header, ByteView payload) {
  std::array<std::uint8_t, kHeaderSize> encoded;
  encode_header(header, encoded);
  write(encoded);
  write(payload);
}

void FrameWriter::write(ByteView bytes) {
  while (!bytes.empty()) {
    const auto free = pieces_[0].subspan(used_);
    const ByteView part = bytes.first(std::min(bytes.size(), free.size()));
    std::ranges::copy(part, free.begin());
    bytes = bytes.subspan(part.size());
    used_ += part.size();
    room_ -= part.size();
    written_ += part.size();
    skip_full_pieces();
  }
}

void FrameWriter::skip_full_pieces() {
  while (!pieces_.empty() && used_ == pieces_[0].size()) {
    pieces_ = pieces_.subspan(1);
    used_ = 0;
  }
}

}  // namespace cloudx::smux
