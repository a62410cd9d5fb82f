#include "features/relay/deploy/public_key.hpp"

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/file.hpp"
#include "features/setup/key_pair.hpp"
#include "home/file_lock.hpp"
#include "home/state_directory.hpp"

namespace cloudx::relay {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestLine = 16U << 10;
constexpr std::string_view kBlank = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// The identity of both ends: features/relay has the same default.
home::Locations own_pair(const home::Surroundings& surroundings) {
  home::Locations pair;
  pair.directory = fs::path(surroundings.home) / ".ssh";
  pair.key_name = "proxy";
  pair.public_key = pair.directory / "proxy.pub";
  return pair;
}

Result<fs::path> ensure_own_pair(const home::Surroundings& surroundings, Progress& progress) {
  const home::Locations pair = own_pair(surroundings);
  if (setup::key_state(pair) == setup::KeyState::complete) return pair.public_key;
  // Two runs at once make one key.
  const auto lock = home::FileLock::take(home::state_directory(surroundings));
  if (!lock) return std::unexpected(lock.error());
  const auto before = setup::ensure_key_pair(pair);
  if (!before) return std::unexpected(before.error());
  if (*before == setup::KeyState::missing) {
    progress.report(fmt::format("made the key {}, which opens the relay VMs: both ends need it",
                                setup::private_key(pair).string()));
  }
  return pair.public_key;
}

// The blob begins with its own length-prefixed copy of the type (RFC 4253 section 6.6).
bool is_blob_of(std::string_view type, std::string_view text) {
  const auto blob = unbase64(text);
  return blob && blob->size() > 4 + type.size() && load_be32(blob->data()) == type.size() &&
         as_text(ByteView(*blob).subspan(4, type.size())) == type;
}

}  // namespace

Result<std::string> settle_public_key(const std::optional<std::string>& file,
                                      const home::Surroundings& surroundings, Progress& progress) {
  const auto path = file ? Result<fs::path>(expand_tilde(*file, surroundings.home))
                         : ensure_own_pair(surroundings, progress);
  if (!path) return std::unexpected(path.error());
  const auto content = read_file(*path, kLongestLine);
  if (!content) return std::unexpected(content.error());
  const std::string_view line = trim(*content);
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::configuration,
                fmt::format("{} is not a public key for a relay: {}", path->string(), why));
  };
  if (line.contains("PRIVATE KEY")) return wrong("it holds a private key; name its .pub file");
  if (line.contains('\n')) return wrong("it has more than one line");
  const std::string_view type = line.substr(0, line.find(' '));
  // EC2 takes no others (ImportKeyPair).
  if (type != "ssh-ed25519" && type != "ssh-rsa") {
    return wrong("EC2 takes ssh-ed25519 and ssh-rsa alone");
  }
  const std::string_view rest = trim(line.substr(type.size()));
  const std::string_view blob = rest.substr(0, rest.find(' '));
  if (!is_blob_of(type, blob)) return wrong("it has no line of the form \"ssh-ed25519 AAAA...\"");
  // Without the comment: one that changes must not make another key pair of it.
  return fmt::format("{} {}", type, blob);
}

std::string key_label(std::string_view public_key) {
  constexpr std::size_t kDigits = 12;
  return hex(sha256(as_bytes(public_key))).substr(0, kDigits);
}

}  // namespace cloudx::relay
