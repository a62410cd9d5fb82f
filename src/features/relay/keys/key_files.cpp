#include "features/relay/keys/key_files.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "features/relay/config/service_config.hpp"
#include "os/file.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

constexpr const char* kServiceConfig = "/etc/cloudx-proxy/relay.toml";
constexpr std::size_t kLargestKeyFile = std::size_t{64} << 10;

Result<std::vector<Role>> wanted_roles(const std::optional<std::string>& name) {
  if (!name) return std::vector{Role::connect, Role::forward};
  const auto role = parse_role(*name);
  if (role) return std::vector{*role};
  return fail(Errc::usage,
              fmt::format("there is no role \"{}\": it is connect or forward", printable(*name)));
}

Result<Secret> read_master_key(const std::filesystem::path& file) {
  auto read = os::read_file(file, kLargestKeyFile);
  if (!read) return std::unexpected(read.error());
  const Secret text(std::move(*read));
  auto key = read_master_key_file(text.reveal());
  if (!key) return fail(file.string(), key.error());
  return key;
}

Result<Secret> master_key_of_service(const std::filesystem::path& file,
                                     const aws::Environment& environment) {
  const auto text = os::read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto config = parse_service_config(*text, file, true);
  if (!config) return std::unexpected(config.error());
  auto secrets = load_service_secrets(*config, environment);
  if (!secrets) return std::unexpected(secrets.error());
  if (!secrets->master_key.empty()) return std::move(secrets->master_key);
  return fail(
      Errc::configuration,
      fmt::format("the service of {} has no master key: cloudx-proxy relay keygen makes one",
                  file.string()));
}

Result<Secret> find_master_key(const EndpointRequest& request,
                               const aws::Environment& environment) {
  if (request.master_key_file) return read_master_key(*request.master_key_file);
  if (request.config) return master_key_of_service(*request.config, environment);
  std::error_code error;
  if (std::filesystem::exists(kServiceConfig, error)) {
    return master_key_of_service(kServiceConfig, environment);
  }
  return fail(Errc::usage,
              fmt::format("the endpoint's keys are derived from the service's master key: name its "
                          "file with --master-key-file, or the service's configuration with "
                          "--config (there is no {})",
                          kServiceConfig));
}

}  // namespace

Secret make_master_key_file() {
  return master_key_file(new_master_key());
}

Result<Secret> make_endpoint_key_file(const EndpointRequest& request,
                                      const aws::Environment& environment) {
  if (!valid_id(request.id)) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is no id of an endpoint: 1 to {} letters, digits and hyphens",
                            printable(request.id), kMaxId));
  }
  const auto roles = wanted_roles(request.role);
  if (!roles) return std::unexpected(roles.error());
  const auto master = find_master_key(request, environment);
  if (!master) return std::unexpected(master.error());
  return endpoint_key_file(*master, request.id, *roles);
}

}  // namespace cloudx::relay
