#include "cli/relay_options.hpp"

#include "cli/common_options.hpp"

namespace cloudx::cli {

void add_relay_options(CLI::App& app, relay::ClientRequest& request) {
  add_optional(app, "--id", request.id, "ID", "the endpoint [the one that the key is for]");
  add_optional(app, "--api-url", request.api_url, "URL", "the relay service, https://...");
  add_optional(app, "--api-key-file", request.api_key_file, "FILE",
               "key for the service (cloudx-proxy relay endpoint)");
  add_optional(app, "--protocol", request.protocol, "auto|v1|v2",
               "version that the service speaks [auto: as the key]")
      ->check(CLI::IsMember({"auto", "v1", "v2"}).description(""));
  add_optional(app, "--ca-file", request.ca_file, "FILE",
               "certificate authorities to trust [SSL_CERT_FILE, else the system's]");
}

void add_identity_option(CLI::App& app, relay::ClientRequest& request) {
  add_optional(app, "--identity", request.identity, "FILE",
               "private key for the relay [~/.ssh/proxy]");
}

void warn_of_key_file(const relay::ClientRequest& request, const home::ProcessContext& context,
                      Progress& progress) {
  const std::string warning = relay::key_file_warning(request, context);
  if (!warning.empty()) progress.warn(warning);
}

}  // namespace cloudx::cli
