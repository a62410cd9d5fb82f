#include "features/setup/one_password_agent.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "os/file.hpp"
#include "os/platform.hpp"
#include "os/process/process.hpp"

namespace cloudx::setup {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxOutput = 1U << 20;
constexpr std::chrono::seconds kLimit{20};  // the agent may wait for a finger on a sensor
// An item that was made this moment comes to the agent through the desktop program.
constexpr std::array<std::chrono::milliseconds, 4> kPauses{
    std::chrono::milliseconds(250), std::chrono::milliseconds(500), std::chrono::milliseconds(1000),
    std::chrono::milliseconds(1500)};

// "ssh-ed25519 AAAA... comment": the part that tells the key.
std::string_view blob_of(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return {};
  const std::string_view rest = line.substr(blank + 1);
  return rest.substr(0, rest.find_first_of(" \r\n"));
}

// Nothing where the agent does not answer.
std::optional<bool> agent_has(std::string_view public_key, const fs::path& socket) {
  std::vector<std::string> words{"ssh-add", "-L"};
  if (!os::kIsWindows) words.insert(words.begin(), {"env", "SSH_AUTH_SOCK=" + socket.string()});
  const auto listed = async::wait_for<os::ProcessOutput>(kLimit, [&](async::Deadline deadline) {
    return os::run_process(words, kMaxOutput, std::move(deadline));
  });
  // ssh-add(1): 1 when the agent has no keys, 2 when it cannot be asked.
  if (!listed || listed->exit_status > 1) return std::nullopt;
  const std::string_view blob = blob_of(public_key);
  return !blob.empty() && listed->out.contains(blob);
}

std::optional<bool> agent_offers(const OnePasswordKey& key, const fs::path& socket) {
  if (key.public_key.empty()) return std::nullopt;
  auto has = agent_has(key.public_key, socket);
  for (const auto pause : kPauses) {
    if (!key.created || has != false) break;
    std::this_thread::sleep_for(pause);
    has = agent_has(key.public_key, socket);
  }
  return has;
}

fs::path config_file(const home::ProcessContext& context) {
  const fs::path usual = fs::path(context.home) / ".config";
  const fs::path named = context.environment.get("XDG_CONFIG_HOME").value_or("");
  std::error_code error;
  if (os::kIsWindows) {
    const auto local = context.environment.get("LOCALAPPDATA");
    return (local ? fs::path(*local) : fs::path(context.home) / "AppData/Local") /
           "1Password/config/ssh/agent.toml";
  }
  for (const fs::path& folder : {named, usual}) {
    const fs::path file = folder / "1Password/ssh/agent.toml";
    if (folder.is_absolute() && fs::exists(file, error)) return file;
  }
  return usual / "1Password/ssh/agent.toml";
}

}  // namespace

std::optional<std::string> agent_warning(const OnePasswordKey& key, AgentItem item,
                                         const std::function<std::vector<std::string>()>& accounts,
                                         const home::ProcessContext& context) {
  const auto asked = agent_offers(key, fs::path(context.home) / ".1password" / "agent.sock");
  if (asked == true) return std::nullopt;
  const fs::path file = config_file(context);
  const auto text = os::read_file(file);
  std::optional<AgentConfig> config;
  if (text) {
    auto parsed = parse_agent_config(*text);
    if (!parsed) {
      return fmt::format("1Password's SSH agent may not offer this key: {} cannot be used: {}",
                         file.string(), parsed.error().message);
    }
    config = std::move(*parsed);
    if (names_accounts(*config)) item.account = accounts();
  }
  const bool by_config = is_offered(config, item);
  if (by_config && !asked) return std::nullopt;
  if (by_config) {
    return "1Password's SSH agent does not list this key: unlock 1Password, and look whether the "
           "item is archived";
  }
  return fmt::format(
      "1Password's SSH agent does not offer keys of the vault {} unless it is told to: {}\n{}to {}",
      item.vault.back(), config ? "add" : "write", lines_to_offer(item.vault.back(), !config),
      file.string());
}

}  // namespace cloudx::setup
