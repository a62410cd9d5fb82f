// The frames of smux, in one piece and cut.
//
// Input: the size of the parts, one byte; then the stream.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/smux/frame.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

struct Decoded {
  std::vector<smux::FrameHeader> frames;
  Bytes payloads;
  std::size_t missing = 0;
  std::optional<smux::FrameError> error;

  bool operator==(const Decoded&) const = default;
};

Decoded decode(ByteView stream, std::size_t part) {
  Decoded all;
  smux::FrameDecoder decoder;
  while (!stream.empty() && !all.error) {
    ByteView piece = stream.first(std::min(part, stream.size()));
    stream = stream.subspan(piece.size());
    while (true) {
      const auto fragment = decoder.next(piece);
      if (!fragment) {
        all.error = fragment.error();
        break;
      }
      if (!*fragment) break;
      const ByteView payload = (*fragment)->payload;
      all.payloads.insert(all.payloads.end(), payload.begin(), payload.end());
      if ((*fragment)->ends_frame) all.frames.push_back((*fragment)->frame);
    }
    expect(all.error || piece.empty(), "all that was given is taken");
    expect(all.error || decoder.missing() > 0, "something is always missing");
  }
  all.missing = all.error ? 0 : decoder.missing();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t part = std::size_t{input.byte()} + 1;
  const ByteView stream = input.rest();
  const Decoded whole = decode(stream, stream.size() + 1);
  expect(whole == decode(stream, part), "where it is cut does not matter");
  Bytes again;
  ByteView payloads = whole.payloads;
  for (const smux::FrameHeader& frame : whole.frames) {
    std::array<std::uint8_t, smux::kHeaderSize> header;
    smux::encode_header(frame, header);
    again.insert(again.end(), header.begin(), header.end());
    again.insert(again.end(), payloads.begin(), payloads.begin() + frame.length);
    payloads = payloads.subspan(frame.length);
  }
  expect(again.size() <= stream.size() && std::ranges::equal(again, stream.first(again.size())),
         "encoding gives the same bytes");
  return 0;
}
