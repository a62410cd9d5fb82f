#include "features/relay/client/settings.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "os/access.hpp"
#include "os/file.hpp"
#include "os/file_secrecy.hpp"
#include "protocol/relay/token_v1.hpp"

namespace cloudx::relay {

namespace {

constexpr std::size_t kLargestKeyFile = std::size_t{64} << 10;
constexpr const char* kDefaultIdentity = "~/.ssh/proxy";

Result<ClientKeys> read_keys(const ClientRequest& request, const home::ProcessContext& context) {
  if (!request.api_key_file) {
    if (context.api_key.empty()) {
      return fail(Errc::usage, "name the file with the key for the relay service: --api-key-file");
    }
    return read_client_key_file(context.api_key.reveal());
  }
  const auto path = os::expand_tilde(*request.api_key_file, context.home);
  auto read = os::read_file(path, kLargestKeyFile);
  if (!read) return std::unexpected(read.error());
  const Secret text(std::move(*read));
  auto keys = read_client_key_file(text.reveal());
  if (!keys) return fail(path.string(), keys.error());
  return keys;
}

// A link that anyone could listen to would show keys of version 1 at work, and their use for ever.
Result<Url> read_url(const std::optional<std::string>& text) {
  if (!text) return fail(Errc::usage, "name the relay service: --api-url https://...");
  auto url = parse_url(*text);
  if (!url) return fail(Errc::usage, url.error().message);
  const bool web = url->scheme == "https" || url->scheme == "http";
  if (!web) return fail(Errc::usage, "the URL of the relay service must begin with https://");
  if (!url->secure() && !is_loopback_host(url->host)) {
    return fail(Errc::usage, fmt::format("the relay service at {} must be reached by https: plain "
                                         "http is for this machine itself",
                                         url->host));
  }
  return url;
}

Result<Protocol> choose_protocol(const std::optional<std::string>& wanted, const ClientKeys& keys) {
  const std::string name = wanted.value_or("auto");
  const bool has_v2 = !keys.roles.empty();
  if (name == "v1" && has_v2) {
    return fail(Errc::configuration, "the key file holds keys of version 2, not a shared key");
  }
  if (name == "v2" && !has_v2) {
    return fail(Errc::configuration,
                "the key file holds a shared key of version 1; cloudx-proxy relay endpoint makes "
                "those of version 2");
  }
  if (name != "auto" && name != "v1" && name != "v2") {
    return fail(Errc::usage, fmt::format("there is no protocol \"{}\"", printable(name)));
  }
  return has_v2 ? Protocol::v2 : Protocol::v1;
}

std::string names_of(std::span<const Role> roles) {
  std::string names;
  for (const Role role : roles) names.append(names.empty() ? "" : " or ").append(name_of(role));
  return names;
}

Result<RoleKey> choose_key(const std::optional<std::string>& id, std::span<const Role> roles,
                           const std::vector<RoleKey>& keys) {
  for (const Role role : roles) {
    const auto fits = [&](const RoleKey& key) {
      return key.role == role && (!id || key.id == *id);
    };
    const auto found = std::ranges::find_if(keys, fits);
    if (found == keys.end()) continue;
    if (std::ranges::count_if(keys, fits) > 1) {
      return fail(Errc::usage, "the key file has keys of several endpoints: name one with --id");
    }
    return *found;
  }
  return fail(Errc::configuration, fmt::format("the key file has no key to {} {}", names_of(roles),
                                               id ? printable(*id) : std::string("any endpoint")));
}

}  // namespace

Result<ClientSettings> choose_settings(const ClientRequest& request, std::span<const Role> roles,
                                       ClientKeys keys, const std::string& home) {
  ClientSettings settings;
  auto url = read_url(request.api_url);
  if (!url) return std::unexpected(url.error());
  settings.api_url = std::move(*url);
  const auto protocol = choose_protocol(request.protocol, keys);
  if (!protocol) return std::unexpected(protocol.error());
  settings.protocol = *protocol;
  settings.identity = os::expand_tilde(request.identity.value_or(kDefaultIdentity), home);
  settings.ca_file = os::expand_tilde(request.ca_file.value_or(""), home).string();
  if (settings.protocol == Protocol::v1) {
    settings.id = v1::clean_id(request.id.value_or(""));
    settings.role = roles.front();
    settings.key = std::move(keys.shared);
    if (settings.id.empty()) return fail(Errc::usage, "name the endpoint: --id");
    return settings;
  }
  if (request.id && !valid_id(*request.id)) {
    return fail(Errc::usage,
                fmt::format("\"{}\" is no id of an endpoint: 1 to {} letters, digits and hyphens",
                            printable(*request.id), kMaxId));
  }
  auto key = choose_key(request.id, roles, keys.roles);
  if (!key) return std::unexpected(key.error());
  settings.id = std::move(key->id);
  settings.role = key->role;
  settings.key = std::move(key->key);
  return settings;
}

Result<ClientSettings> read_settings(const ClientRequest& request, std::span<const Role> roles,
                                     const home::ProcessContext& context) {
  auto keys = read_keys(request, context);
  if (!keys) return std::unexpected(keys.error());
  return choose_settings(request, roles, std::move(*keys), context.home);
}

std::string key_file_warning(const ClientRequest& request, const home::ProcessContext& context) {
  if (!request.api_key_file) return {};
  const std::filesystem::path file = os::expand_tilde(*request.api_key_file, context.home);
  const auto credentials = context.environment.get("CREDENTIALS_DIRECTORY");
  if (credentials && file.parent_path() == *credentials) return {};
  return os::open_key_warning(file);
}

Result<void> check_identity(const ClientSettings& settings) {
  const auto readable = os::check_readable(settings.identity);
  if (readable) return {};
  return fail(readable.error().kind,
              fmt::format("cannot read the key for the relay, {}: {} (--identity names another)",
                          settings.identity.string(), readable.error().message));
}

}  // namespace cloudx::relay
