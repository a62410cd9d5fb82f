#pragma once
// The ProxyCommand that setup writes.

#include "home/account.hpp"
#include "home/locations.hpp"
#include "home/process_context.hpp"
#include "hosts/proxy_command.hpp"

namespace cloudx::setup {

// This program, with the options that differ from what connect finds out by itself, and no others.
// What the environment says now (AWS_PROFILE, AWS_REGION) does not count as found out: ssh may be
// started from somewhere else.
[[nodiscard]] hosts::ProxyCommand proxy_command(const home::AccountRequest& account,
                                                const std::string& region,
                                                const home::LocationRequest& locations,
                                                const home::ProcessContext& context);

}  // namespace cloudx::setup
