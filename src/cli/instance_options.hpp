#pragma once
// What start, stop and status have in common.

#include <string>

#include <CLI/App.hpp>

#include "features/instances/commands.hpp"

namespace cloudx::cli {

extern const char* const kInstanceFooter;

// INSTANCE, --profile, --region, --aws-env, --ssh-config, --ssh-dir
void add_instance_options(CLI::App& app, instances::InstanceRequest& request);
// --wait, --timeout
void add_wait_options(CLI::App& app, instances::InstanceRequest& request, const std::string& about);

// "i-0123456789abcdef0: stopped -> pending" on stdout.
void print_change(const instances::PowerChange& change);

}  // namespace cloudx::cli
