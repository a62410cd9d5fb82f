#include "aws/api/credentials/file_credentials.hpp"

#include <fmt/format.h>

#include "aws/api/credentials/static_credentials.hpp"
#include "aws/core/profiles.hpp"
#include "base/secret.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

boost::asio::awaitable<Result<Credentials>> FileCredentials::get(async::Deadline /*deadline*/) {
  if (!stale_) co_return current_;
  auto fresh = read_again();
  if (!fresh) co_return std::unexpected(fresh.error());
  current_ = std::move(*fresh);
  stale_ = false;
  co_return current_;
}

void FileCredentials::expired(std::string_view /*access_key_id*/) {
  stale_ = true;
}

Result<Credentials> FileCredentials::read_again() const {
  auto text = os::read_file(path_);
  if (!text) return fail(Errc::credentials, text.error().message);
  const ConfigFile parsed = parse_config_file(*text);
  wipe(*text);
  const bool is_config = file_ == SharedFile::config;
  const Profiles profiles =
      is_config ? merge_profiles(parsed, {}) : merge_profiles(ConfigFile{}, parsed);
  const Profile* profile = profiles.find(profile_);
  const auto where = fmt::format("profile {} in {}", profile_, path_.string());
  const ConfigSection none;
  const ConfigSection& section = profile == nullptr ? none
                                 : is_config        ? profile->config
                                                    : profile->credentials;
  auto found = credentials_in_section(section, current_.source, where);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Errc::credentials, where + " has no access key any more");
  return std::move(**found);
}

}  // namespace cloudx::aws
