#include "features/relay/deploy/relay_key.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "home/ssh_keys/key_pair.hpp"
#include "home/ssh_keys/public_key.hpp"
#include "home/state_directory.hpp"
#include "os/file.hpp"
#include "os/file_lock.hpp"

namespace cloudx::relay {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestFile = 1U << 20;

// The identity of both ends: features/relay has the same default.
home::Locations own_pair(const home::ProcessContext& context) {
  home::Locations pair;
  pair.directory = fs::path(context.home) / ".ssh";
  pair.key_name = "proxy";
  pair.public_key = pair.directory / "proxy.pub";
  return pair;
}

Result<fs::path> ensure_own_pair(const home::ProcessContext& context, Progress& progress) {
  const home::Locations pair = own_pair(context);
  if (home::key_state(pair) == home::KeyState::complete) return pair.public_key;
  // Two runs at once make one key.
  const auto lock = os::FileLock::take(home::state_directory(context));
  if (!lock) return std::unexpected(lock.error());
  const auto before = home::ensure_key_pair(pair);
  if (!before) return std::unexpected(before.error());
  if (*before == home::KeyState::missing) {
    progress.report(fmt::format("made the key {}, which opens the relay VMs: both ends need it",
                                home::private_key(pair).string()));
  }
  return pair.public_key;
}

}  // namespace

Result<std::string> resolve_public_key(const std::optional<std::string>& file,
                                       const home::ProcessContext& context, Progress& progress) {
  const auto path = file ? Result<fs::path>(os::expand_tilde(*file, context.home))
                         : ensure_own_pair(context, progress);
  if (!path) return std::unexpected(path.error());
  const auto content = os::read_file(*path, kLongestFile);
  if (!content) return std::unexpected(content.error());
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::configuration,
                fmt::format("{} is not a public key for a relay: {}", path->string(), why));
  };
  const auto key = home::parse_public_key(*content);
  if (!key) return wrong(key.error().message);
  // EC2 takes no others (ImportKeyPair).
  if (key->type != "ssh-ed25519" && key->type != "ssh-rsa") {
    return wrong("EC2 takes ssh-ed25519 and ssh-rsa alone");
  }
  // Without the comment: one that changes must not make another key pair of it.
  return key->line();
}

std::string key_label(std::string_view public_key) {
  constexpr std::size_t kDigits = 12;
  return hex(sha256(as_bytes(public_key))).substr(0, kDigits);
}

}  // namespace cloudx::relay
