#include <algorithm>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

constexpr std::string_view kMasterWord = "cloudx-relay-master-v2";
constexpr std::string_view kKeyWord = "cloudx-relay-key-v2";
constexpr std::string_view kBlanks = " \t\r";
constexpr std::size_t kKeySize = 32;

// The next word of a line, taken off its front; "" at its end.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::optional<Secret> key_from(std::string_view word) {
  auto bytes = unbase64(word);
  if (!bytes || bytes->size() != kKeySize) return std::nullopt;
  Secret key(std::string(as_text(*bytes)));
  std::ranges::fill(*bytes, std::uint8_t{0});
  return key;
}

std::unexpected<Error> bad_line(int number, std::string_view what) {
  return fail(Errc::configuration, fmt::format("line {}: {}", number, what));
}

// What follows the first word of a key's line.
Result<RoleKey> read_role_key(std::string_view rest, int number) {
  RoleKey key;
  key.id = take_word(rest);
  const auto role = parse_role(take_word(rest));
  auto bytes = key_from(take_word(rest));
  if (!valid_id(key.id)) return bad_line(number, "the endpoint's id is not [A-Za-z0-9-]");
  if (!role) return bad_line(number, "the role is neither connect nor forward");
  if (!bytes || !take_word(rest).empty()) {
    return bad_line(number, "the key is not the base64 text of 32 bytes");
  }
  key.role = *role;
  key.key = std::move(*bytes);
  return key;
}

void append(std::string& text, std::string_view word, std::string_view end) {
  text.append(word).append(end);
}

}  // namespace

Secret master_key_file(const Secret& master) {
  std::string text;
  text.reserve(256);  // it does not move while it grows: no copy stays behind
  text += "# Master key of a relay service: every endpoint's keys are derived from it.\n";
  append(text, kMasterWord, " ");
  std::string key = base64(as_bytes(master.reveal()));
  append(text, key, "\n");
  wipe(key);
  return Secret(std::move(text));
}

Secret endpoint_key_file(const Secret& master, std::string_view id,
                         const std::vector<Role>& roles) {
  std::string text;
  text.reserve(1024);
  for (const Role role : roles) {
    text += role == Role::connect ? "# For cloudx-proxy relay connect, to reach "
                                  : "# For cloudx-proxy relay forward, on ";
    append(text, id, "\n");
    append(text, kKeyWord, " ");
    append(text, id, " ");
    append(text, name_of(role), " ");
    std::string key = base64(as_bytes(role_key(master, role, id).reveal()));
    append(text, key, "\n");
    wipe(key);
  }
  return Secret(std::move(text));
}

Result<Secret> read_master_key_file(std::string_view text) {
  std::optional<Secret> master;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_line(text);
    const std::string_view word = take_word(line);
    if (word.empty() || word.starts_with('#')) continue;
    auto key = key_from(take_word(line));
    if (word != kMasterWord || !key || !take_word(line).empty()) {
      return bad_line(number, fmt::format("this is no \"{} BASE64\"; cloudx-proxy relay keygen "
                                          "makes one",
                                          kMasterWord));
    }
    if (master) return bad_line(number, "a second master key");
    master = std::move(*key);
  }
  if (!master) return fail(Errc::configuration, "there is no master key in it");
  return std::move(*master);
}

Result<ClientKeys> read_client_key_file(std::string_view text) {
  ClientKeys keys;
  const std::string_view whole = text;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_line(text);
    const std::string_view word = take_word(line);
    if (word == kMasterWord) {
      return bad_line(number,
                      "this is the service's master key; a client gets the key that "
                      "cloudx-proxy relay endpoint prints");
    }
    if (word != kKeyWord) {
      if (keys.roles.empty() || word.empty() || word.starts_with('#')) continue;
      return bad_line(number, "this is no key");
    }
    auto key = read_role_key(line, number);
    if (!key) return std::unexpected(key.error());
    keys.roles.push_back(std::move(*key));
  }
  if (!keys.roles.empty()) return keys;
  const std::size_t end = whole.find_last_not_of("\r\n");
  if (end == std::string_view::npos) return fail(Errc::configuration, "the file is empty");
  keys.shared = Secret(std::string(whole.substr(0, end + 1)));
  return keys;
}

}  // namespace cloudx::relay
