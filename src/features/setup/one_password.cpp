#include "features/setup/one_password.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "features/setup/agent_config.hpp"
#include "features/setup/one_password_agent.hpp"
#include "features/setup/op_program.hpp"
#include "os/platform.hpp"

namespace cloudx::setup {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

// In text mode, which op before 2.0 knows alone for a field, some types come quoted.
std::string field_value(const std::string& answer) {
  boost::system::error_code error;
  const json::value parsed = json::parse(answer, error);
  if (error) return answer;
  if (const json::object* object = parsed.if_object()) return text_of(*object, "value");
  return parsed.is_string() ? std::string(parsed.get_string().c_str()) : std::string();
}

Result<std::string> public_key_of(const std::string& item) {
  const auto field = op({"item", "get", item, "--fields", "public key", "--format=json"});
  if (!field) return std::unexpected(field.error());
  std::string key = field_value(*field);
  key.erase(key.find_last_not_of(" \t\r\n") + 1);
  if (key.starts_with("ssh-") && !key.contains('\n')) return key;
  return fail(Errc::io, "the item in 1Password has no SSH public key");
}

Result<OpEntry> find_vault(const OnePasswordRequest& request) {
  const auto list = op_json({"vault", "list"});
  if (!list) return std::unexpected(list.error());
  const auto vaults = op_entries(*list, "name");
  const std::string& wanted = request.vault;
  for (const OpEntry& vault : vaults) {
    if (same_name(vault.name, wanted) || vault.id == wanted) return vault;
  }
  if (wanted == kDefaultVault) {  // accounts of families and firms have another one of its kind
    for (const OpEntry& vault : vaults) {
      if (is_default_vault(vault.name)) return vault;
    }
  }
  std::vector<std::string> names;
  names.reserve(vaults.size());
  for (const OpEntry& vault : vaults) names.push_back(vault.name);
  if (names.empty()) return fail(Errc::not_found, "1Password has no vault that you may use");
  const auto chosen = request.choose_vault(names);
  if (!chosen) return std::unexpected(chosen.error());
  return vaults.at(*chosen);
}

// macOS keeps the agent's socket elsewhere; ~/.1password/agent.sock is the link that its
// documentation has people make.
Result<void> ensure_agent_socket(const fs::path& home) {
  if (os::kIsWindows) return {};
  const fs::path socket = home / ".1password" / "agent.sock";
  std::error_code error;
  const fs::path real = home / "Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock";
  if (os::kIsMac && fs::exists(real, error) && fs::read_symlink(socket, error) != real) {
    fs::create_directories(socket.parent_path(), error);
    if (fs::is_symlink(socket, error)) fs::remove(socket, error);
    fs::create_symlink(real, socket, error);
  }
  if (fs::exists(socket, error)) return {};
  return fail(Errc::not_found,
              fmt::format("1Password's SSH agent is not running: {} is missing; turn on "
                          "\"Use the SSH agent\" in 1Password's settings under Developer",
                          socket.string()));
}

Result<void> check_available(const fs::path& home) {
  if (const auto version = op({"--version"}); !version) {
    return fail(Errc::not_found, fmt::format("1Password's program op is not installed, or does not "
                                             "run: {}",
                                             version.error().message));
  }
  const auto accounts = op_json({"account", "list"});
  if (!accounts) return std::unexpected(accounts.error());
  if (op_entries(*accounts, "url").empty() &&
      (!accounts->is_array() || accounts->get_array().empty())) {
    return fail(Errc::credentials, "nobody is signed in to 1Password: run  op signin");
  }
  return ensure_agent_socket(home);
}

// What `op` tells of the accounts: their addresses and ids. Their names it does not.
std::vector<std::string> account_names() {
  std::vector<std::string> names;
  const auto accounts = op_json({"account", "list"});
  if (!accounts || !accounts->is_array()) return names;
  for (const json::value& account : accounts->get_array()) {
    const json::object* object = account.if_object();
    if (object == nullptr) continue;
    for (const char* key : {"url", "account_uuid", "shorthand"}) {
      names.push_back(text_of(*object, key));
    }
  }
  const auto used = op_json({"account", "get"});
  if (used && used->is_object()) {
    for (const char* key : {"id", "name", "domain"}) {
      names.push_back(text_of(used->get_object(), key));
    }
  }
  std::erase(names, "");
  return names;
}

Result<OnePasswordKey> create(const OnePasswordRequest& request, std::string title,
                              const OpEntry& vault) {
  OnePasswordKey key{.title = std::move(title), .public_key = {}, .created = true, .warnings = {}};
  if (request.look_only) return key;
  const auto made = op_json(
      {"item", "create", "--category=ssh-key", "--title=" + key.title, "--vault=" + vault.id});
  if (!made) return std::unexpected(made.error());
  const json::object* object = made->if_object();
  const std::string id = object == nullptr ? std::string() : text_of(*object, "id");
  if (id.empty()) return fail(Errc::io, "op made an item and did not say which");
  auto line = public_key_of(id);
  if (!line) return std::unexpected(line.error());
  key.public_key = std::move(*line);
  return key;
}

}  // namespace

std::optional<std::string> one_password_agent() {
  if (os::kIsWindows) return std::nullopt;
  return "~/.1password/agent.sock";
}

Result<OnePasswordKey> find_or_create_key(const OnePasswordRequest& request,
                                          const home::ProcessContext& context) {
  if (auto ready = check_available(context.home); !ready) {
    return std::unexpected(ready.error());
  }
  const auto list = op_json({"item", "list", "--categories", "SSH Key"});
  if (!list) return std::unexpected(list.error());
  const auto items = op_entries(*list, "title");
  const std::string title = "cloudX SSH Key - " + request.key_name;
  const auto titled = [&](std::string_view wanted) {
    return std::ranges::find(items, wanted, &OpEntry::name);
  };
  auto found = titled(title);
  if (found == items.end()) found = titled(request.key_name);

  OpEntry item;
  Result<OnePasswordKey> key = OnePasswordKey{};
  if (found == items.end()) {
    const auto vault = find_vault(request);
    if (!vault) return std::unexpected(vault.error());
    item = {"", title, vault->name, vault->id};
    key = create(request, title, *vault);
  } else {
    item = *found;
    key->title = found->name;
    auto line = public_key_of(found->id);
    if (!line) return std::unexpected(line.error());
    key->public_key = std::move(*line);
  }
  if (!key) return key;
  const AgentItem named{
      .item = {item.id, item.name}, .vault = {item.vault_id, item.vault}, .account = {}};
  if (auto warning = agent_warning(*key, named, account_names, context)) {
    key->warnings.push_back(std::move(*warning));
  }
  return key;
}

}  // namespace cloudx::setup
