#include "features/setup/one_password.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/file.hpp"
#include "net/main_loop.hpp"
#include "net/process.hpp"

namespace cloudx::setup {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::size_t kMaxOutput = 4U << 20;
constexpr std::chrono::minutes kLimit{2};  // op may wait for a finger on a sensor

struct Entry {
  std::string id;
  std::string name;
  std::string vault;
};

Result<std::string> op(std::vector<std::string> words) {
  words.insert(words.begin(), "op");
  const auto ran = net::wait_for<net::ProcessOutput>(kLimit, [&](net::Budget budget) {
    return net::run_process(words, kMaxOutput, std::move(budget));
  });
  if (!ran) return std::unexpected(ran.error());
  if (ran->exit_status == 0) return ran->out;
  const std::string_view said(ran->err);
  return fail(Errc::io, fmt::format("op {} failed: {}", words[1],
                                    said.substr(0, said.find_last_not_of("\r\n") + 1)));
}

Result<json::value> op_json(std::vector<std::string> words) {
  words.emplace_back("--format=json");
  const auto text = op(std::move(words));
  if (!text) return std::unexpected(text.error());
  boost::system::error_code error;
  // An empty list is written as nothing at all by some versions.
  if (text->find_first_not_of(" \t\r\n") == std::string::npos) return json::array();
  json::value parsed = json::parse(*text, error);
  if (error) return fail(Errc::io, "op answered with something that is not JSON");
  return parsed;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member != nullptr && member->is_string() ? std::string(member->get_string().c_str())
                                                  : std::string();
}

std::vector<Entry> entries(const json::value& list, std::string_view name_key) {
  std::vector<Entry> found;
  if (!list.is_array()) return found;
  for (const json::value& item : list.get_array()) {
    const json::object* object = item.if_object();
    if (object == nullptr) continue;
    Entry entry{text_of(*object, "id"), text_of(*object, name_key), {}};
    const json::value* vault = object->if_contains("vault");
    if (vault != nullptr && vault->is_object()) entry.vault = text_of(vault->get_object(), "name");
    if (!entry.id.empty()) found.push_back(std::move(entry));
  }
  return found;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

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

Result<Entry> find_vault(const OnePasswordRequest& request) {
  const auto list = op_json({"vault", "list"});
  if (!list) return std::unexpected(list.error());
  const auto vaults = entries(*list, "name");
  const auto named = std::ranges::find_if(
      vaults, [&](const Entry& vault) { return same_name(vault.name, request.vault); });
  if (named != vaults.end()) return *named;
  std::vector<std::string> names;
  names.reserve(vaults.size());
  for (const Entry& vault : vaults) names.push_back(vault.name);
  if (names.empty()) return fail(Errc::not_found, "1Password has no vault that you may use");
  const auto chosen = request.choose_vault(names);
  if (!chosen) return std::unexpected(chosen.error());
  return vaults.at(*chosen);
}

// macOS keeps the agent's socket elsewhere; ~/.1password/agent.sock is the link that its
// documentation has people make.
Result<void> ensure_agent_socket(const fs::path& home) {
  const fs::path socket = home / ".1password" / "agent.sock";
  std::error_code error;
#ifdef __APPLE__
  const fs::path real = home / "Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock";
  const bool linked = fs::read_symlink(socket, error) == real;
  if (!linked && fs::exists(real, error)) {
    fs::create_directories(socket.parent_path(), error);
    if (fs::is_symlink(socket, error)) fs::remove(socket, error);
    fs::create_symlink(real, socket, error);
  }
#endif
  if (fs::exists(socket, error)) return {};
  return fail(Errc::not_found,
              fmt::format("1Password's SSH agent is not running: {} is missing; turn on "
                          "\"Use the SSH agent\" in 1Password's settings under Developer",
                          socket.string()));
}

Result<void> check_available(const fs::path& home) {
  if (const auto version = op({"--version"}); !version) {
    return fail(Errc::not_found, "1Password's program op is not installed, or does not run");
  }
  const auto accounts = op_json({"account", "list"});
  if (!accounts) return std::unexpected(accounts.error());
  if (entries(*accounts, "url").empty() &&
      (!accounts->is_array() || accounts->get_array().empty())) {
    return fail(Errc::credentials, "nobody is signed in to 1Password: run  op signin");
  }
  return ensure_agent_socket(home);
}

// The agent offers the keys of the vault Private, and of those that its config file names.
std::optional<std::string> agent_warning(const std::string& vault, const fs::path& home) {
  if (vault.empty() || same_name(vault, kDefaultVault) || same_name(vault, "Personal")) {
    return std::nullopt;
  }
  const auto config = read_file(home / ".config/1Password/ssh/agent.toml");
  if (config && config->contains(fmt::format("\"{}\"", vault))) return std::nullopt;
  return fmt::format(
      "1Password's SSH agent offers only keys of the vault {} unless told otherwise: add\n"
      "  [[ssh-keys]]\n  vault = \"{}\"\nto ~/.config/1Password/ssh/agent.toml",
      kDefaultVault, vault);
}

Result<OnePasswordKey> create(const OnePasswordRequest& request, std::string title,
                              const Entry& vault) {
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

Result<OnePasswordKey> find_or_create_key(const OnePasswordRequest& request,
                                          const home::Surroundings& surroundings) {
  if (auto ready = check_available(surroundings.home); !ready) {
    return std::unexpected(ready.error());
  }
  const auto list = op_json({"item", "list", "--categories", "SSH Key"});
  if (!list) return std::unexpected(list.error());
  const auto items = entries(*list, "title");
  const std::string title = "cloudX SSH Key - " + request.key_name;
  const auto titled = [&](std::string_view wanted) {
    return std::ranges::find(items, wanted, &Entry::name);
  };
  auto found = titled(title);
  if (found == items.end()) found = titled(request.key_name);

  std::string vault;
  Result<OnePasswordKey> key = OnePasswordKey{};
  if (found == items.end()) {
    const auto chosen = find_vault(request);
    if (!chosen) return std::unexpected(chosen.error());
    vault = chosen->name;
    key = create(request, title, *chosen);
  } else {
    vault = found->vault;
    key->title = found->name;
    auto line = public_key_of(found->id);
    if (!line) return std::unexpected(line.error());
    key->public_key = std::move(*line);
  }
  if (!key) return key;
  if (auto warning = agent_warning(vault, surroundings.home)) {
    key->warnings.push_back(std::move(*warning));
  }
  return key;
}

}  // namespace cloudx::setup
