#include "home/ssh_keys/key_pair.hpp"

#include <vector>

#include <fmt/format.h>

#include "async/main_loop.hpp"
#include "os/file.hpp"
#include "os/file_secrecy.hpp"
#include "os/process/process.hpp"
#include "os/staged_file.hpp"

namespace cloudx::home {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxOutput = 64U << 10;
constexpr std::chrono::seconds kLimit{30};

Result<std::string> ssh_keygen(std::vector<std::string> words) {
  words.insert(words.begin(), "ssh-keygen");
  const auto ran = async::wait_for<os::ProcessOutput>(kLimit, [&](async::Deadline deadline) {
    return os::run_process(words, kMaxOutput, std::move(deadline));
  });
  if (!ran) return std::unexpected(ran.error());
  if (ran->exit_status == 0) return ran->out;
  return fail(Errc::io, fmt::format("ssh-keygen failed: {}",
                                    ran->err.substr(0, ran->err.find_last_not_of("\r\n") + 1)));
}

// For everybody to read, as ssh-keygen makes it.
Result<void> open_public_half(const fs::path& path) {
  constexpr auto kPublic = fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                           fs::perms::others_read;
  std::error_code error;
  const auto present = fs::status(path, error).permissions();
  if (!error && present == kPublic) return {};
  fs::permissions(path, kPublic, error);
  if (!error) return {};
  return fail(Errc::io,
              fmt::format("the mode of {} cannot be set: {}", path.string(), error.message()));
}

Result<void> make_pair(const Locations& locations) {
  // Beside its final place, so that an interrupted run leaves nothing that looks like a key.
  const auto stage = os::StagedFolder::make(locations.directory);
  if (!stage) return std::unexpected(stage.error());
  const fs::path made = stage->path() / locations.key_name;
  const auto ran = ssh_keygen({"-q", "-t", "ed25519", "-N", "", "-f", made.string()});
  if (!ran) return std::unexpected(ran.error());
  // A run that ends in between leaves the half from which the other one is derived.
  std::error_code error;
  fs::rename(made, private_key(locations), error);
  if (!error) fs::rename(made.string() + ".pub", locations.public_key, error);
  if (!error) return {};
  return fail(Errc::io, fmt::format("the new key cannot be moved to {}: {}",
                                    private_key(locations).string(), error.message()));
}

Result<void> derive_public_half(const Locations& locations) {
  const auto line = ssh_keygen({"-y", "-P", "", "-f", private_key(locations).string()});
  if (line)
    return os::write_file_atomically(locations.public_key, *line, os::FileAccess::readable_if_new);
  return fail(Errc::configuration,
              fmt::format("{0} has no public half, and it cannot be derived without a passphrase: "
                          "run  ssh-keygen -y -f {0} > {0}.pub",
                          private_key(locations).string()));
}

}  // namespace

fs::path private_key(const Locations& locations) {
  return locations.directory / locations.key_name;
}

KeyState key_state(const Locations& locations) {
  std::error_code error;
  const bool has_private = fs::exists(private_key(locations), error);
  const bool has_public = fs::exists(locations.public_key, error);
  if (has_private && has_public) return KeyState::complete;
  if (has_public) return KeyState::public_only;
  return has_private ? KeyState::private_only : KeyState::missing;
}

Result<void> ensure_directory(const fs::path& directory) {
  if (auto made = os::make_private_folder(directory); !made) return made;
  return os::close_to_others(directory);
}

Result<KeyState> ensure_key_pair(const Locations& locations) {
  const KeyState before = key_state(locations);
  auto ready = ensure_directory(locations.directory);
  os::remove_stale_stages(locations.public_key);
  if (ready && before == KeyState::missing) ready = make_pair(locations);
  if (ready && before == KeyState::private_only) ready = derive_public_half(locations);
  if (ready && before != KeyState::public_only) {
    ready = os::close_to_others(private_key(locations));
  }
  if (ready) ready = open_public_half(locations.public_key);
  if (!ready) return std::unexpected(ready.error());
  return before;
}

}  // namespace cloudx::home
