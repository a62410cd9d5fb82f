#include "config/load.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "base/shell_word.hpp"
#include "config/parse.hpp"
#include "os/file.hpp"
#include "os/file_facts.hpp"
#include "os/platform.hpp"

namespace cloudx::config {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestFile = 1U << 20;

fs::path folder(const aws::Environment& environment, const std::string& home) {
  fs::path named = environment.get(os::kIsWindows ? "APPDATA" : "XDG_CONFIG_HOME").value_or("");
  // The specification of XDG: a relative path there is to be ignored.
  if (named.is_absolute()) return named;
  return fs::path(home) / (os::kIsWindows ? "AppData/Roaming" : ".config");
}

void read_environment(Configuration& into, const aws::Environment& environment) {
  for (const auto& [key, name] : kKeys) {
    const std::string variable = "CLOUDX_" + aws::upper(name);
    auto value = environment.get(variable);
    if (!value) continue;
    if (const std::string wrong = fault_of(key, *value); !wrong.empty()) {
      into.faults.push_back(
          fmt::format("{} {}: \"{}\"", variable, wrong, aws::presentable(*value, 80)));
    } else {
      into.environment.emplace(key, std::move(*value));
    }
  }
}

Result<void> check_owner(const fs::path& file) {
  const os::FileFacts facts = os::look_at(file);
  if (!facts.owned && !facts.owned_by_root) {
    return fail(Errc::configuration,
                fmt::format("{} is not used: it belongs to another user", file.string()));
  }
  if (!facts.writable_by_others) return {};
  const std::string remedy = os::kIsWindows ? "" : "; chmod go-w " + shell_word(file.string());
  return fail(Errc::configuration, fmt::format("{} is not used: others may write to it ({}){}",
                                               file.string(), facts.permissions, remedy));
}

}  // namespace

fs::path file_path(const aws::Environment& environment, const std::string& home) {
  const auto named = environment.get("CLOUDX_CONFIG");
  if (named == "none") return {};
  if (named) return os::expand_tilde(*named, home);
  return folder(environment, home) / "cloudx-proxy" / "config";
}

Result<Configuration> load(const aws::Environment& environment, const std::string& home) {
  Configuration all;
  read_environment(all, environment);
  all.file = file_path(environment, home);
  if (all.file.empty()) return all;
  const auto text = os::read_file(all.file, kLargestFile);
  if (!text) {
    const bool is_missing = text.error().kind == Errc::not_found;
    const bool is_named = environment.get("CLOUDX_CONFIG").has_value();
    if (is_missing && is_named) {
      all.faults.push_back(
          fmt::format("{}, which CLOUDX_CONFIG names, does not exist", all.file.string()));
    } else if (!is_missing && (is_named || os::look_at(all.file).exists)) {
      // A home that is another user's, or no folder, has no file; so it is for ssh.
      all.faults.push_back(text.error().message);
    }
    return all;
  }
  if (auto good = check_owner(all.file); !good) return std::unexpected(good.error());
  all.is_there = true;
  Parsed parsed = parse(*text);
  all.sections = std::move(parsed.sections);
  for (const Fault& fault : parsed.faults) {
    all.faults.push_back(fmt::format("{}, line {}: {}", all.file.string(), fault.line, fault.what));
  }
  return all;
}

Result<Configuration> load_whole(const aws::Environment& environment, const std::string& home) {
  auto all = load(environment, home);
  if (all && !all->faults.empty()) return fail(Errc::configuration, all->faults.front());
  return all;
}

}  // namespace cloudx::config
