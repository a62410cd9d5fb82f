#pragma once
// The credentials that aws-cli keeps in ~/.aws/cli/cache. Reading them saves MFA prompts and round
// trips; only aws-cli writes there (and a logout removes them).

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/sts.hpp"
#include "aws/core/credentials.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

// What aws-cli hashes for the file name of an assumed role: the arguments of AssumeRole as Python's
// json.dumps(sort_keys=True) writes them, without a generated session name and the token code.
[[nodiscard]] std::string cli_cache_key(const AssumeRoleRequest& request,
                                        bool session_name_generated);
// The key of a role taken with SSO; with `session_name` empty in the legacy form, by start URL.
[[nodiscard]] std::string cli_cache_key(std::string_view account_id, std::string_view role_name,
                                        std::string_view session_name, std::string_view start_url);

// `home` is the user's home directory.
[[nodiscard]] std::filesystem::path cli_cache_path(std::string_view home,
                                                   std::string_view cache_key);

// nullopt unless they are valid for more than 15 minutes.
[[nodiscard]] boost::asio::awaitable<std::optional<Credentials>> read_cli_cache(
    std::filesystem::path path, Timestamp now, async::Deadline deadline);

}  // namespace cloudx::aws
