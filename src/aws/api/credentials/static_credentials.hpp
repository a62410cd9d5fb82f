#pragma once
// Access keys that are simply written down: in the environment or in the shared files.

#include <optional>
#include <string>
#include <utility>

#include "aws/api/credentials_provider.hpp"
#include "aws/core/environment.hpp"
#include "aws/core/profiles.hpp"

namespace cloudx::aws {

class StaticCredentials final : public CredentialsProvider {
 public:
  explicit StaticCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;

 private:
  Credentials credentials_;
};

// nullopt where there is no access key id; Errc::credentials for an id without a secret.
[[nodiscard]] Result<std::optional<Credentials>> credentials_in_environment(
    const Environment& environment);
// `where` is for messages ("profile dev in /home/me/.aws/credentials").
[[nodiscard]] Result<std::optional<Credentials>> credentials_in_section(
    const ConfigSection& section, const std::string& source, const std::string& where);

}  // namespace cloudx::aws
