#pragma once
// What a websocket's client end reads, with text frames made binary ones.
//
// Beast closes a websocket whose text is no UTF-8 (RFC 6455 section 8.1 wants that). The protocol
// spoken here marks nothing by the opcode, and session-manager-plugin takes a message from either
// kind of frame, so its bytes must get through as they are.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace cloudx::net {

class FrameOpcodes {
 public:
  // All that is read, in order, from the answer to the upgrade on; frames of a server, which are
  // not masked. Changes the opcode's byte and nothing else.
  void pass(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
      const std::size_t skipped = std::min<std::uint64_t>(payload_left_, bytes.size());
      payload_left_ -= skipped;
      bytes = bytes.subspan(skipped);
      if (bytes.empty()) return;
      step(bytes.front());
      bytes = bytes.subspan(1);
    }
  }

 private:
  static constexpr std::string_view kAnswerEnd = "\r\n\r\n";
  static constexpr std::uint8_t kOpcode = 0x0F;
  static constexpr std::uint8_t kText = 0x1;
  static constexpr std::uint8_t kBinary = 0x2;

  enum class Part : std::uint8_t { answer, opcode, length, longer_length };

  void step(std::uint8_t& byte) {
    switch (part_) {
      case Part::answer:
        matched_ = byte == static_cast<std::uint8_t>(kAnswerEnd[matched_]) ? matched_ + 1
                   : byte == '\r'                                          ? 1
                                                                           : 0;
        if (matched_ == kAnswerEnd.size()) part_ = Part::opcode;
        break;
      case Part::opcode:
        if ((byte & kOpcode) == kText) {
          byte = static_cast<std::uint8_t>((byte & ~kOpcode) | kBinary);
        }
        part_ = Part::length;
        break;
      case Part::length:
        on_length(byte & 0x7F);
        break;
      case Part::longer_length:
        length_ = length_ << 8 | byte;
        if (--length_bytes_ == 0) begin_payload();
        break;
    }
  }

  void on_length(std::uint8_t length) {
    length_ = length < 126 ? length : 0;
    length_bytes_ = length < 126 ? 0 : length == 126 ? 2 : 8;
    if (length_bytes_ == 0) {
      begin_payload();
    } else {
      part_ = Part::longer_length;
    }
  }

  void begin_payload() {
    payload_left_ = length_;
    part_ = Part::opcode;
  }

  Part part_ = Part::answer;
  std::size_t matched_ = 0;
  std::uint64_t length_ = 0;
  int length_bytes_ = 0;  // still to come
  std::uint64_t payload_left_ = 0;
};

}  // namespace cloudx::net
