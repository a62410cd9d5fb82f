#include "features/doctor/key_checks.hpp"

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"
#include "features/doctor/remedy_commands.hpp"

namespace cloudx::doctor {

namespace {

// Reads the fields of PROTOCOL.key: strings with a length of four bytes in front.
class Fields {
 public:
  explicit Fields(ByteView bytes) : rest_(bytes) {}

  std::optional<ByteView> string() {
    if (rest_.size() < 4) return std::nullopt;
    const std::size_t size = load_be32(rest_.data());
    if (rest_.size() - 4 < size) return std::nullopt;
    const ByteView value = rest_.subspan(4, size);
    rest_ = rest_.subspan(4 + size);
    return value;
  }
  bool skip(std::size_t size) {
    if (rest_.size() < size) return false;
    rest_ = rest_.subspan(size);
    return true;
  }

 private:
  ByteView rest_;
};

// "ssh-ed25519 AAAA... comment" -> "AAAA..."
std::string_view blob_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view rest = line.substr(space + 1);
  return rest.substr(0, rest.find_first_of(" \r\n"));
}

std::string pair_command(const KeyFacts& facts) {
  const std::string folder =
      facts.directory.exists ? "" : make_folder(facts.directory.path) + " && ";
  return fmt::format("{} makes a pair (or {}ssh-keygen -t ed25519 -f {})", facts.setup, folder,
                     typed(facts.private_key.path));
}

// ssh-keygen reads no private half that others can read.
std::string public_half_command(const KeyFacts& facts) {
  const bool open = facts.private_key.open_to_others;
  const std::string first = open ? set_mode(facts.private_key, "600") + " && " : "";
  return fmt::format("{}ssh-keygen -y -f {} > {}", first, typed(facts.private_key.path),
                     typed(facts.public_key.path));
}

Finding check_agent_for(const KeyFacts& facts, const std::string& name) {
  const std::string where = facts.private_key.path.string();
  if (!facts.agent_keys) {
    const bool none = facts.agent_keys.error().kind == Errc::configuration;
    return failure(name,
                   fmt::format("{} is not there, and no agent has it: {}", where,
                               facts.agent_keys.error().message),
                   none
                       ? "remove that line from the ssh config, or put the private half beside the "
                         "public one"
                       : "start the agent that holds the key (1Password: Settings, Developer, SSH "
                         "agent), or put the private half beside the public one");
  }
  const std::string_view blob = facts.public_line ? blob_of(*facts.public_line) : "";
  if (!blob.empty() && facts.agent_keys->contains(blob)) {
    return good(name, "held by the agent");
  }
  return failure(name, fmt::format("{} is not there, and the agent does not have this key", where),
                 "add the key to the agent (1Password: enable its vault for the SSH agent), or put "
                 "the private half beside the public one");
}

}  // namespace

std::optional<std::string> public_half_of(std::string_view private_file) {
  constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
  constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----";
  constexpr std::string_view kMagic{"openssh-key-v1\0", 15};
  const std::size_t begin = private_file.find(kBegin);
  const std::size_t end = private_file.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return std::nullopt;
  }
  std::string text;
  for (const char c : private_file.substr(begin + kBegin.size(), end - begin - kBegin.size())) {
    if (c != '\n' && c != '\r') text += c;
  }
  const auto bytes = unbase64(text);
  if (!bytes || !as_text(*bytes).starts_with(kMagic)) return std::nullopt;
  Fields fields(ByteView(*bytes).subspan(kMagic.size()));
  const bool at_keys = fields.string() && fields.string() && fields.string() && fields.skip(4);
  const auto half = at_keys ? fields.string() : std::nullopt;
  if (!half) return std::nullopt;
  return base64(*half);
}

Finding check_key_directory(const KeyFacts& facts) {
  const std::string name = "key directory";
  const std::string path = facts.directory.path.string();
  if (!facts.directory.exists) {
    return failure(name, path + " does not exist", pair_command(facts));
  }
  if (!facts.directory.is_directory) {
    return failure(name, path + " is no folder",
                   fmt::format("move it away ({}), or name another folder with --ssh-dir",
                               move_away(facts.directory.path)));
  }
  if (facts.directory.open_to_others) {
    return warning(name,
                   fmt::format("{} is open to others ({})", path, facts.directory.permissions),
                   set_mode(facts.directory, "700"));
  }
  return good(name, path);
}

Finding check_public_key(const KeyFacts& facts) {
  const std::string name = "public key";
  const std::string path = facts.public_key.path.string();
  if (!facts.public_key.exists) {
    const std::string remedy =
        facts.private_key.exists ? public_half_command(facts) : pair_command(facts);
    return failure(name, path + " does not exist: there is nothing to push", remedy);
  }
  if (!facts.public_line) {
    const std::string& message = facts.public_line.error().message;
    return failure(name, message.substr(0, message.find('\n')),
                   facts.private_key.exists
                       ? public_half_command(facts)
                       : "put the public half there, or name another key with --ssh-key");
  }
  if (facts.own_public_half && *facts.own_public_half != blob_of(*facts.public_line)) {
    return failure(name, fmt::format("{} does not belong to the private key beside it", path),
                   public_half_command(facts));
  }
  return good(name, path);
}

Finding check_private_key(const KeyFacts& facts) {
  const std::string name = "private key";
  const std::string path = facts.private_key.path.string();
  if (!facts.private_key.exists && !facts.public_key.exists) {
    return skipped(name, "there is no pair");
  }
  if (!facts.private_key.exists) return check_agent_for(facts, name);
  if (!facts.private_key.readable) {
    return failure(name, path + " cannot be read",
                   "make it yours: " + set_mode(facts.private_key, "600"));
  }
  // ssh ignores such a key (authfile.c, sshkey_perm_ok).
  if (facts.private_key.open_to_others) {
    return failure(name,
                   fmt::format("{} is open to others ({}): ssh does not use it", path,
                               facts.private_key.permissions),
                   set_mode(facts.private_key, "600"));
  }
  return good(name, path);
}

}  // namespace cloudx::doctor
