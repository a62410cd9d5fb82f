#pragma once
// The AWS side that needs no instance: files, profile, credentials, identity, region, clock.

#include <chrono>
#include <optional>
#include <string>

#include "aws/api/sts.hpp"
#include "aws/core/credentials.hpp"
#include "base/error.hpp"
#include "config/load.hpp"
#include "features/doctor/finding.hpp"
#include "home/account.hpp"
#include "os/file_facts.hpp"

namespace cloudx::doctor {

// The program's own file and its environment.
[[nodiscard]] Finding check_configuration(const Result<config::Configuration>& configuration);

enum class AwsFile : std::uint8_t { config, credentials };

[[nodiscard]] Finding check_aws_file(AwsFile kind, const os::FileFacts& file);
// `setup`: the command that makes the profile.
[[nodiscard]] Finding check_profile(const Result<home::Account>& account, const std::string& setup);
[[nodiscard]] Finding check_region(const home::Account& account);

[[nodiscard]] Finding check_credentials(const Result<aws::Credentials>& credentials,
                                        const home::Account& account);
// `source`: of the credentials, "env" where they are variables.
[[nodiscard]] Finding check_identity(const Result<aws::CallerIdentity>& identity,
                                     const std::string& source, const home::Account& account);

// `ahead`: how far AWS's clock is ahead of this machine's; nullopt when AWS could not be asked.
[[nodiscard]] Finding check_clock(std::optional<std::chrono::seconds> ahead);

}  // namespace cloudx::doctor
