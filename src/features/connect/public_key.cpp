#include "features/connect/public_key.hpp"

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"
#include "base/file.hpp"

namespace cloudx::connect {

namespace {

constexpr std::size_t kMinSize = 80;
constexpr std::size_t kMaxSize = 4096;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// The blob begins with its own length-prefixed copy of the type (RFC 4253 section 6.6).
bool is_public_key_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view type = line.substr(0, space);
  const std::string_view rest = trim(line.substr(space + 1));
  const auto blob = unbase64(rest.substr(0, rest.find(' ')));
  if (!blob || blob->size() < 4 + type.size()) return false;
  return load_be32(blob->data()) == type.size() &&
         as_text(ByteView(*blob).subspan(4, type.size())) == type;
}

}  // namespace

Result<std::string> read_public_key(const std::filesystem::path& file) {
  const auto content = read_file(file, 64U << 10);
  if (!content && content.error().kind == Errc::not_found) {
    auto private_half = file;
    private_half.replace_extension();
    return fail(Errc::configuration,
                fmt::format("there is no public key {0}: make a pair with\n  "
                            "ssh-keygen -t ed25519 -f {1}\nor name another with --ssh-key or "
                            "--ssh-dir",
                            file.string(), private_half.string()));
  }
  if (!content) return std::unexpected(content.error());
  const std::string_view line = trim(*content);
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::configuration,
                fmt::format("{} is not a public key that can be pushed: {}", file.string(), why));
  };
  if (line.contains("PRIVATE KEY")) return wrong("it holds a private key");
  if (line.contains('\n')) return wrong("it has more than one line");
  if (!is_public_key_line(line)) return wrong("it has no line of the form \"ssh-ed25519 AAAA...\"");
  if (line.size() < kMinSize || line.size() > kMaxSize) {
    return wrong(fmt::format("EC2 Instance Connect takes {} to {} characters, it has {}", kMinSize,
                             kMaxSize, line.size()));
  }
  return std::string(line);
}

}  // namespace cloudx::connect
