// A binary message of the data channel, as it comes and with its lengths and digest made right.

#include <algorithm>
#include <cstdint>

#include "base/crypto.hpp"
#include "fuzz/support/expect.hpp"
#include "protocol/ssm/frame.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::size_t kTypeAt = 4;
constexpr std::size_t kTypeEnd = 36;
constexpr std::size_t kDigestAt = 80;
constexpr std::size_t kDigestEnd = 112;
constexpr std::uint32_t kAgentLength = 116;  // HeaderLength of an agent

bool is_bare(ssm::MessageType type) {
  return type == ssm::MessageType::start_publication ||
         type == ssm::MessageType::pause_publication || type == ssm::MessageType::channel_closed;
}

void check_accepted(ByteView message, const ssm::Frame& frame) {
  if (is_bare(frame.header.type)) return;
  const std::size_t header_length = load_be32(message.data());
  expect(message.size() == header_length + 4 + frame.payload.size(), "the rest is the payload");
  expect(frame.payload.empty() ||
             std::ranges::equal(sha256(frame.payload), message.subspan(kDigestAt, 32)),
         "no payload without its digest");
  if (header_length != kAgentLength) return;
  Bytes again;
  ssm::encode_frame(frame.header, frame.payload, again);
  // Free to the sender: how the type is padded, the digest of nothing, and what PayloadLength says.
  const auto same = [&](std::size_t from, std::size_t to) {
    return std::ranges::equal(message.subspan(from, to - from),
                              ByteView(again).subspan(from, to - from));
  };
  expect(same(0, kTypeAt) && same(kTypeEnd, kDigestAt) && same(kDigestEnd, kAgentLength) &&
             same(ssm::kFrameHeaderSize, message.size()),
         "encoding gives the same fields");
  const auto decoded = ssm::decode_frame(again);
  expect(decoded && decoded->header.type == frame.header.type &&
             decoded->header.id == frame.header.id &&
             decoded->header.sequence == frame.header.sequence,
         "what is encoded decodes");
}

// No mutation finds a SHA-256: it is put in, so that what lies behind it is reached.
Bytes made_right(ByteView message) {
  Bytes right(message.begin(), message.end());
  if (right.size() < ssm::kFrameHeaderSize) return right;
  const ByteView payload = ByteView(right).subspan(ssm::kFrameHeaderSize);
  store_be32(right.data(), kAgentLength);
  store_be32(right.data() + kAgentLength, static_cast<std::uint32_t>(payload.size()));
  std::ranges::copy(sha256(payload), right.begin() + kDigestAt);
  return right;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView message(data, size);
  if (const auto frame = ssm::decode_frame(message)) check_accepted(message, *frame);
  const Bytes right = made_right(message);
  const auto frame = ssm::decode_frame(right);
  if (frame) {
    check_accepted(right, *frame);
  } else if (right.size() >= ssm::kFrameHeaderSize) {
    expect(frame.error() == ssm::FrameError::too_short ||
               frame.error() == ssm::FrameError::no_type ||
               frame.error() == ssm::FrameError::no_date,
           "right lengths and digest are not refused");
  }
  return 0;
}
