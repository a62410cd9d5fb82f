#include <fmt/format.h>

#include "features/relay/config/credential.hpp"
#include "features/relay/config/service_config.hpp"
#include "os/file_facts.hpp"
#include "os/file_secrecy.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

// Where one secret comes from, for messages, and its text.
struct Source {
  std::string name;
  Secret text;
};

Result<Source> from_file_or_credential(const std::string& file, const std::string& credential,
                                       const aws::Environment& environment) {
  auto found = read_file_or_credential(file, credential, environment);
  if (!found) return std::unexpected(found.error());
  return Source{found->path, Secret(std::move(found->text))};
}

Result<Source> read_secret_file(const std::string& path, const std::string& credential,
                                const aws::Environment& environment) {
  if (os::look_at(path).open_to_others) {
    return fail(Errc::configuration,
                fmt::format("{} holds a secret and can be read by others: run  {}", path,
                            os::closing_command(path)));
  }
  return from_file_or_credential(path, credential, environment);
}

Result<Source> find_secret(const std::string& file, std::string_view variable,
                           const std::string& credential, const aws::Environment& environment) {
  if (!file.empty()) return read_secret_file(file, credential, environment);
  if (auto text = environment.get(variable)) {
    return Source{std::string(variable), Secret(std::move(*text))};
  }
  return from_file_or_credential("", credential, environment);
}

Secret without_line_end(const Secret& text) {
  const std::string_view whole = text.reveal();
  return Secret(std::string(whole.substr(0, whole.find_last_not_of("\r\n") + 1)));
}

Result<Secret> load_line(const std::string& file, std::string_view variable,
                         const std::string& credential, const aws::Environment& environment) {
  auto source = find_secret(file, variable, credential, environment);
  if (!source) return std::unexpected(source.error());
  Secret line = without_line_end(source->text);
  if (source->name.empty() || !line.empty()) return line;
  return fail(Errc::configuration, source->name + " is empty");
}

Result<Secret> load_master_key(const std::string& file, const aws::Environment& environment) {
  auto source = find_secret(file, "CLOUDX_RELAY_MASTER_KEY", "relay-master-key", environment);
  if (!source) return std::unexpected(source.error());
  if (source->name.empty()) return Secret();
  auto key = read_master_key_file(source->text.reveal());
  if (!key) return fail(source->name, key.error());
  return key;
}

}  // namespace

Result<ServiceSecrets> load_service_secrets(const ServiceConfig& config,
                                            const aws::Environment& environment) {
  auto api_key =
      load_line(config.api_key_file, "CLOUDX_RELAY_API_KEY", "relay-api-key", environment);
  if (!api_key) return std::unexpected(api_key.error());
  auto master_key = load_master_key(config.master_key_file, environment);
  if (!master_key) return std::unexpected(master_key.error());
  auto password = load_line(config.operator_password_file, "CLOUDX_RELAY_OPERATOR_PASSWORD",
                            "relay-operator-password", environment);
  if (!password) return std::unexpected(password.error());
  if (master_key->empty() && api_key->empty()) {
    return fail(Errc::configuration,
                "there is no key: name auth.master_key_file (made by cloudx-proxy relay keygen), "
                "or auth.api_key_file for clients of version 1");
  }
  if (config.v1.value_or(false) && api_key->empty()) {
    return fail(Errc::configuration, "service.v1 = true needs auth.api_key_file");
  }
  return ServiceSecrets{std::move(*api_key), std::move(*master_key), std::move(*password)};
}

}  // namespace cloudx::relay
