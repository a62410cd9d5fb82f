#include "features/setup/key_step.hpp"

#include <fmt/format.h>

#include "features/setup/one_password.hpp"
#include "home/ssh_keys/key_pair.hpp"
#include "home/state_directory.hpp"
#include "os/file.hpp"
#include "os/file_lock.hpp"

namespace cloudx::setup {

namespace {

std::string absolute_path(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::absolute(path, error).generic_string();
}

void tell(home::KeyState before, const home::Locations& locations, bool dry_run, Report& report) {
  const std::string key = absolute_path(home::private_key(locations));
  switch (before) {
    case home::KeyState::missing:
      report.done(fmt::format("{} the ed25519 key {}", dry_run ? "would make" : "made", key));
      break;
    case home::KeyState::complete:
      report.same(fmt::format("key {}", key));
      break;
    case home::KeyState::public_only:
      report.same(fmt::format("public key {}.pub; its private half lives elsewhere", key));
      break;
    case home::KeyState::private_only:
      report.done(
          fmt::format("{} {}.pub from its private half", dry_run ? "would make" : "made", key));
      break;
  }
}

Result<ChosenKey> key_files(const SetupRequest& request, const home::Locations& locations,
                            const home::ProcessContext& context, Report& report) {
  if (request.dry_run) {
    tell(home::key_state(locations), locations, true, report);
  } else {
    // Two runs at once make one key.
    const auto lock = os::FileLock::take(home::state_directory(context));
    if (!lock) return std::unexpected(lock.error());
    const auto before = home::ensure_key_pair(locations);
    if (!before) return std::unexpected(before.error());
    tell(*before, locations, false, report);
  }
  return ChosenKey{absolute_path(home::private_key(locations)), std::nullopt};
}

Result<void> write_public_key(const home::Locations& locations, const OnePasswordKey& key,
                              Report& report) {
  const std::string line = key.public_key + "\n";
  const auto present = os::read_file(locations.public_key);
  if (present && *present == line) return {};
  if (present && present->substr(0, present->find_last_not_of("\r\n") + 1) == key.public_key) {
    return {};
  }
  if (auto ready = home::ensure_directory(locations.directory); !ready) return ready;
  if (auto written =
          os::write_file_atomically(locations.public_key, line, os::FileAccess::readable_if_new);
      !written) {
    return written;
  }
  report.done(fmt::format("wrote {}", locations.public_key.string()));
  return {};
}

// A public half alone may well be that of an item there, from an earlier run.
Result<ChosenKey> without_one_password(const Error& why, const SetupRequest& request,
                                       const home::Locations& locations,
                                       const home::ProcessContext& context, Questions& questions,
                                       Report& report) {
  report.warn(why.message);
  if (home::key_state(locations) == home::KeyState::public_only) {
    report.warn(fmt::format("it stays with the public key {}, whose private half 1Password has",
                            locations.public_key.string()));
    return ChosenKey{absolute_path(locations.public_key), one_password_agent()};
  }
  const auto files = questions.confirm("Go on with a key in a file?", true);
  if (!files) return std::unexpected(files.error());
  if (!*files) return std::unexpected(why);
  report.warn("the key is not in 1Password, as --1password asks: it is a file");
  return key_files(request, locations, context, report);
}

}  // namespace

Result<ChosenKey> settle_key(const SetupRequest& request, const home::Locations& locations,
                             const home::ProcessContext& context, Questions& questions,
                             Report& report) {
  if (!request.one_password) return key_files(request, locations, context, report);
  OnePasswordRequest wanted;
  wanted.key_name = locations.key_name;
  if (!request.one_password->empty()) wanted.vault = *request.one_password;
  wanted.look_only = request.dry_run;
  wanted.choose_vault = [&](const std::vector<std::string>& names) {
    return questions.choose({.text = fmt::format("There is no vault \"{}\"; take", wanted.vault),
                             .option = "--1password VAULT",
                             .lines = names,
                             .preset = 0});
  };
  report.busy("asking 1Password");
  const auto key = find_or_create_key(wanted, context);
  if (!key)
    return without_one_password(key.error(), request, locations, context, questions, report);
  for (const std::string& warning : key->warnings) report.warn(warning);
  const std::string what = fmt::format("the 1Password item \"{}\"", key->title);
  if (key->created) {
    report.done(fmt::format("{} {}", request.dry_run ? "would make" : "made", what));
  } else {
    report.same(fmt::format("key of {}", what));
  }
  if (!request.dry_run) {
    if (auto written = write_public_key(locations, *key, report); !written) {
      return std::unexpected(written.error());
    }
  }
  return ChosenKey{absolute_path(locations.public_key), one_password_agent()};
}

}  // namespace cloudx::setup
