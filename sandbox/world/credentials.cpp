#include "sandbox/world/credentials.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace {

Secret random_secret(std::size_t bytes) {
  Bytes raw(bytes);
  random_bytes(raw);
  return Secret(base64(raw));
}

}  // namespace

std::string random_identifier(std::size_t length) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  Bytes raw(length);
  random_bytes(raw);
  std::string text;
  for (const std::uint8_t byte : raw) text += kLetters[byte % kLetters.size()];
  return text;
}

const AccessKey& CredentialStore::add(AccessKey key) {
  std::string id = key.id;
  return keys_.insert_or_assign(std::move(id), std::move(key)).first->second;
}

const AccessKey& CredentialStore::add_user_key(bool temporary, Time now, Duration lifetime) {
  AccessKey key;
  key.id = (temporary ? "ASIA" : "AKIA") + random_identifier(16);
  key.secret = random_secret(30);
  if (temporary) {
    key.session_token = random_secret(180);
    key.expires = now + lifetime;
  }
  key.user_id = "AIDASANDBOXSANDBOX234";
  key.arn = fmt::format("arn:aws:iam::{}:user/sandbox", kAccount);
  return add(std::move(key));
}

const AccessKey& CredentialStore::add_role_key(std::string_view role_arn,
                                               std::string_view session_name, Duration lifetime,
                                               Time now) {
  AccessKey key;
  key.id = "ASIA" + random_identifier(16);
  key.secret = random_secret(30);
  key.session_token = random_secret(180);
  key.expires = now + lifetime;
  key.user_id = fmt::format("AROASANDBOXSANDBOX234:{}", session_name);
  const std::string_view role = role_arn.substr(role_arn.rfind('/') + 1);
  key.arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", kAccount, role, session_name);
  return add(std::move(key));
}

const AccessKey* CredentialStore::find(std::string_view id) const {
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace cloudx::sandbox
