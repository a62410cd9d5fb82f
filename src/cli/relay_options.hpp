#pragma once
// Options that the clients of a relay service share.

#include <CLI/App.hpp>

#include "base/progress.hpp"
#include "features/relay/client/settings.hpp"

namespace cloudx::cli {

// --id, --api-url, --api-key-file, --protocol, --ca-file
void add_relay_options(CLI::App& app, relay::ClientRequest& request);
// --identity
void add_identity_option(CLI::App& app, relay::ClientRequest& request);

// Says it where others can read the key file.
void warn_of_key_file(const relay::ClientRequest& request, const home::ProcessContext& context,
                      Progress& progress);

}  // namespace cloudx::cli
