#pragma once
// Which instance a user means, as far as it can be understood without asking AWS, and what to ask.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api/ec2.hpp"
#include "base/error.hpp"
#include "home/account.hpp"
#include "instances/target_spec.hpp"

namespace cloudx::instances {

struct Selection {
  std::string instance_id;             // known already; empty: find_instance() asks EC2
  std::optional<ConfiguredHost> host;  // that gave the id
  std::string what;                    // for messages: "the Name tag \"web\""
  std::vector<aws::InstanceFilter> filters;
  std::optional<EcsTarget> container;  // in place of all of these: find_container() asks ECS
  std::string name;  // it may have been meant as a host's; empty where it cannot be one
};

// Of a text as parse_instance_spec() takes it, with its errors. A Name tag may have more behind a
// bar (" | "), which need not be given.
[[nodiscard]] Result<Selection> select(std::string_view text, const HostLookup& host_of);

// The same for a text that may mean many. "tag:" may stand before KEY=VALUE, and "*" and "?" in it,
// or in a Name, are EC2's wildcards.
[[nodiscard]] Result<Selection> select_all(std::string_view text, const HostLookup& host_of);

// The same of a text as parse_target_spec() takes it.
[[nodiscard]] Result<Selection> select_target(std::string_view text, const HostLookup& host_of);

// What went wrong with looking for it in AWS, and before that that it is no host of the ssh config
// where it may have been meant so. An answer that names several instances stays as it is.
[[nodiscard]] Error explained(const Selection& selection, const std::filesystem::path& ssh_config,
                              Error error);

// What was given on the command line, and for what was not, what the host's ProxyCommand says.
[[nodiscard]] home::AccountRequest account_of(const Selection& selection,
                                              home::AccountRequest given);

}  // namespace cloudx::instances
