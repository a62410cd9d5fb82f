#pragma once
// Options that several commands have, with the same names and meaning.

#include <optional>
#include <string>

#include <CLI/App.hpp>

#include "home/account.hpp"
#include "home/locations.hpp"

namespace cloudx::cli {

// `into` must live as long as the app; it stays empty where the option is not given.
CLI::Option* add_optional(CLI::App& app, const std::string& name, std::optional<std::string>& into,
                          const std::string& value_name, const std::string& about);

// --profile, --aws-env
void add_profile_options(CLI::App& app, home::AccountRequest& request);
// --profile, --aws-env, --region
void add_account_options(CLI::App& app, home::AccountRequest& request);
// --owner-tag: the key of the tag that names an instance's owner
void add_owner_option(CLI::App& app, std::optional<std::string>& key);
// --ssh-key, --ssh-config, --ssh-dir
void add_location_options(CLI::App& app, home::LocationRequest& request);

}  // namespace cloudx::cli
