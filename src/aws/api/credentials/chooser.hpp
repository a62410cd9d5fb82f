#pragma once
// The choice behind make_credentials_provider(); private to this folder.

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api/credentials/chain.hpp"
#include "aws/api/credentials/file_credentials.hpp"
#include "aws/core/profiles.hpp"

namespace cloudx::aws {

using Provider = std::unique_ptr<CredentialsProvider>;
using Choice = Result<Provider>;  // null: this source does not apply

// One choice; the arguments must outlive it.
class Chooser {
 public:
  Chooser(const Settings& settings, const Environment& environment, ApiClient& client,
          net::HttpClient& direct, CredentialsOptions options)
      : settings_(settings),
        environment_(environment),
        client_(client),
        direct_(direct),
        options_(std::move(options)) {}

  Choice choose();

 private:
  using Source = Choice (Chooser::*)(const Profile&);

  Choice first_of(std::initializer_list<Source> sources, const Profile& profile);
  Choice from_environment(const Profile&);
  Choice from_role(const Profile& profile);
  Choice from_web_identity(const Profile& profile);
  Choice from_sso(const Profile& profile);
  Choice from_credentials_file(const Profile& profile);
  Choice from_login_session(const Profile& profile);
  Choice from_process(const Profile& profile);
  Choice from_config_file(const Profile& profile);
  Choice from_container(const Profile&);
  Choice from_instance(const Profile&);

  Choice keys_in_file(SharedFile file, const Profile& profile) const;
  Choice role_source(const Profile& role);
  Choice named_source(const Profile& role, const std::string& name);
  Choice credential_source(const Profile& role, const std::string& name);
  std::string nothing_found() const;

  // Environment variables speak for a profile only if it was not given by argument.
  std::optional<std::string> variable_or_key(std::string_view variable, const Profile& profile,
                                             std::string_view key) const;
  bool environment_counts() const { return !settings_.profile_from_argument && !is_source_; }

  const Settings& settings_;
  const Environment& environment_;
  ApiClient& client_;
  net::HttpClient& direct_;
  CredentialsOptions options_;
  std::vector<std::string> visited_;  // role profiles on the way here
  bool is_source_ = false;            // looking for the source of a role
};

// The keys that the environment holds, as a provider.
[[nodiscard]] Choice as_provider(Result<std::optional<Credentials>> found);

}  // namespace cloudx::aws
