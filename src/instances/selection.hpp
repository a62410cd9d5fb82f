#pragma once
// What a user may write for an instance, as far as it can be understood without asking AWS.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api/ec2.hpp"
#include "base/error.hpp"
#include "home/account.hpp"

namespace cloudx::instances {

// A host of the ssh config that leads to an instance.
struct ConfiguredHost {
  std::string alias;
  std::string instance_id;  // as its HostName has it
  // What its ProxyCommand says, where it does.
  std::optional<std::string> profile;
  std::optional<std::string> region;
  std::optional<std::string> aws_env;
};

using HostLookup = std::function<std::optional<ConfiguredHost>(std::string_view alias)>;

struct Selection {
  std::string instance_id;             // known already; empty: find_instance() asks EC2
  std::optional<ConfiguredHost> host;  // that gave the id
  std::string what;                    // for messages: "the Name tag \"web\""
  std::vector<aws::InstanceFilter> filters;
  std::string name;  // it may have been meant as a host's; empty where it cannot be one
};

// Tried in this order: an instance id, a configured host, a private IPv4 address, KEY=VALUE (a
// tag), a Name tag. A Name tag may have more behind " | ", which need not be given. Errc::usage for
// an empty text and for a host without an instance id.
[[nodiscard]] Result<Selection> select(std::string_view text, const HostLookup& host_of);

// What went wrong with looking for it in AWS, and before that that it is no host of the ssh config
// where it may have been meant so. An answer that names several instances stays as it is.
[[nodiscard]] Error explained(const Selection& selection, const std::filesystem::path& ssh_config,
                              Error error);

// What was given on the command line, and for what was not, what the host's ProxyCommand says.
[[nodiscard]] home::AccountRequest account_of(const Selection& selection,
                                              home::AccountRequest given);

}  // namespace cloudx::instances
