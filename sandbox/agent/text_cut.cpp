#include "sandbox/agent/text_cut.hpp"

#include <algorithm>

namespace cloudx::sandbox {

namespace {

struct Lead {
  std::size_t size;     // of the character
  std::uint8_t lowest;  // of its second byte; the highest is below
  std::uint8_t highest;
};

// RFC 3629, section 4; size 0: begins no character.
Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// The size of the character that `text` begins with; 0 where it begins with none.
std::size_t character_size(ByteView text) {
  const Lead lead = lead_of(text.front());
  if (lead.size < 2) return lead.size;
  if (text.size() < lead.size || text[1] < lead.lowest || text[1] > lead.highest) return 0;
  const ByteView rest = text.subspan(2, lead.size - 2);
  return std::ranges::all_of(rest, [](std::uint8_t byte) { return (byte & 0xC0) == 0x80; })
             ? lead.size
             : 0;
}

bool is_replacement(ByteView text) {
  return text.size() >= 3 && text[0] == 0xEF && text[1] == 0xBF && text[2] == 0xBD;
}

}  // namespace

Bytes TextCut::pass(ByteView data) {
  Bytes all = std::move(held_);
  all.insert(all.end(), data.begin(), data.end());
  held_.clear();
  Bytes out;
  out.reserve(all.size());
  for (ByteView left = all; !left.empty();) {
    const std::size_t size = character_size(left);
    if (size == 0 || is_replacement(left)) {
      if (left.size() <= kMostHeld) {
        held_.assign(left.begin(), left.end());
        break;
      }
      out.push_back(left.front());
      left = left.subspan(std::max<std::size_t>(size, 1));
      continue;
    }
    out.insert(out.end(), left.begin(), left.begin() + static_cast<std::ptrdiff_t>(size));
    left = left.subspan(size);
  }
  return out;
}

}  // namespace cloudx::sandbox
