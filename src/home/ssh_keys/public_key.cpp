#include "home/ssh_keys/public_key.hpp"

#include <optional>
#include <utility>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace cloudx::home {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kLineEnds = "\r\n";
constexpr std::string_view kBlanks = " \t";

// Takes what stands before the next of `separators`, and them, off the front.
std::string_view take_until(std::string_view& text, std::string_view separators) {
  const std::string_view taken = text.substr(0, text.find_first_of(separators));
  text.remove_prefix(taken.size());
  const std::size_t next = text.find_first_not_of(separators);
  text.remove_prefix(next == std::string_view::npos ? text.size() : next);
  return taken;
}

// The blob begins with its own length-prefixed copy of the type (RFC 4253 section 6.6).
bool is_blob_of(std::string_view type, std::string_view text) {
  const auto blob = unbase64(text);
  return blob && blob->size() > 4 + type.size() && load_be32(blob->data()) == type.size() &&
         as_text(ByteView(*blob).subspan(4, type.size())) == type;
}

std::optional<PublicKey> key_in(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || line[begin] == '#') return std::nullopt;
  line.remove_prefix(begin);
  const std::string_view type = take_until(line, kBlanks);
  const std::string_view blob = take_until(line, kBlanks);
  if (!is_blob_of(type, blob)) return std::nullopt;
  return PublicKey{std::string(type), std::string(blob)};
}

}  // namespace

Result<PublicKey> parse_public_key(std::string_view text) {
  const auto wrong = [](std::string why) { return fail(Errc::configuration, std::move(why)); };
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::optional<PublicKey> found;
  while (!text.empty()) {
    const std::string_view line = take_until(text, kLineEnds);
    if (line.starts_with("-----BEGIN") && line.contains("PRIVATE KEY")) {
      return wrong("it holds a private key");
    }
    auto key = key_in(line);
    if (key && found) return wrong("it has more than one key");
    if (key) found = std::move(key);
  }
  if (!found) return wrong("it has no line of the form \"ssh-ed25519 AAAA...\"");
  return std::move(*found);
}

}  // namespace cloudx::home
