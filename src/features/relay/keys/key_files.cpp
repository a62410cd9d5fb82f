#include "features/relay/keys/key_files.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/printable.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

constexpr std::size_t kLargestKeyFile = std::size_t{64} << 10;

Result<std::vector<Role>> wanted_roles(const std::optional<std::string>& name) {
  if (!name) return std::vector{Role::connect, Role::forward};
  const auto role = parse_role(*name);
  if (role) return std::vector{*role};
  return fail(Errc::usage,
              fmt::format("there is no role \"{}\": it is connect or forward", printable(*name)));
}

Result<Secret> read_master_key(const std::optional<std::string>& file) {
  if (!file) {
    return fail(Errc::usage,
                "the endpoint's keys are derived from the service's master key: name its file with "
                "--master-key-file");
  }
  auto read = read_file(*file, kLargestKeyFile);
  if (!read) return std::unexpected(read.error());
  const Secret text(std::move(*read));
  auto key = read_master_key_file(text.reveal());
  if (!key) return fail(*file, key.error());
  return key;
}

}  // namespace

Secret make_master_key_file() {
  return master_key_file(new_master_key());
}

Result<Secret> make_endpoint_key_file(const EndpointRequest& request) {
  if (!valid_id(request.id)) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is no id of an endpoint: 1 to {} letters, digits and hyphens",
                            printable(request.id), kMaxId));
  }
  const auto roles = wanted_roles(request.role);
  if (!roles) return std::unexpected(roles.error());
  const auto master = read_master_key(request.master_key_file);
  if (!master) return std::unexpected(master.error());
  return endpoint_key_file(*master, request.id, *roles);
}

}  // namespace cloudx::relay
