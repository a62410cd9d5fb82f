#pragma once
// The registration as an OIDC client, kept between logins beside the tokens. The AWS CLI keeps its
// own there, under another name: a registration belongs to the program that made it.

#include <filesystem>
#include <optional>
#include <string_view>

#include "aws/api/credentials/sso_session.hpp"
#include "aws/api/sso_oidc.hpp"
#include "base/error.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

[[nodiscard]] std::filesystem::path sso_client_path(std::string_view home,
                                                    const SsoSession& session);

// nullopt unless there is one that is valid for a while yet.
[[nodiscard]] std::optional<OidcClient> read_sso_client(const std::filesystem::path& path,
                                                        Timestamp now);
// The folder must exist.
[[nodiscard]] Result<void> write_sso_client(const std::filesystem::path& path,
                                            const OidcClient& client, const SsoSession& session);

}  // namespace cloudx::aws
