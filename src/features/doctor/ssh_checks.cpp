#include "features/doctor/ssh_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "features/doctor/remedy_commands.hpp"
#include "instances/target.hpp"
#include "sshconfig/control_path.hpp"

namespace cloudx::doctor {

namespace {

constexpr const char* kIncludeFirst =
    "ssh takes the first value it meets: move the Include of our config to the first line of "
    "~/.ssh/config";

constexpr const char* kRemoveIt =
    "remove that line; or, where it stands in ~/.ssh/config for every host, move the Include of "
    "our "
    "config above it, to the first line";

Finding check_program(const ProxyCommandFacts& facts, const std::string& name) {
  const std::string& called = facts.command->program;
  if (!facts.program.exists) {
    return failure(name, fmt::format("{} does not exist", called),
                   facts.cleanup + " writes the path of this program");
  }
  if (!facts.program.executable) {
    return failure(name, fmt::format("{} cannot be executed", called),
                   set_mode(facts.program, "+x"));
  }
  if (!facts.is_this_program) {
    return warning(name,
                   fmt::format("runs {}, which is not this program", facts.program.path.string()),
                   facts.cleanup + " writes the path of this program");
  }
  return good(name, facts.text);
}

bool same_key(const std::filesystem::path& identity, const std::filesystem::path& pushed) {
  return identity == pushed || identity == pushed.string() + ".pub";
}

}  // namespace

Finding check_ssh_hostname(const std::string& host, const std::string& hostname) {
  const std::string name = "ssh HostName";
  if (instances::parse_target(hostname, "22")) return good(name, hostname);
  if (hostname == host) {
    return failure(name, fmt::format("ssh knows no HostName for {}", host),
                   "check the name (cloudx-proxy list), or set it up: cloudx-proxy setup");
  }
  return failure(name, fmt::format("{} is no instance id", hostname),
                 fmt::format("set HostName of {} to the instance id (i-...)", host));
}

Finding check_ssh_user(const std::string& user, const std::string& os_user) {
  const std::string name = "ssh User";
  if (user == os_user) return good(name, user);
  return failure(
      name, fmt::format("ssh logs in as {}, but the key is pushed for {}", user, os_user),
      fmt::format(
          "remove the User {} that comes first, or add --os-user {} to the ProxyCommand. {}", user,
          user, kIncludeFirst));
}

Finding check_proxy_command(const ProxyCommandFacts& facts) {
  const std::string name = "ssh ProxyCommand";
  if (!facts.proxy_jump.empty()) {
    return failure(name, fmt::format("ProxyJump {} comes first", facts.proxy_jump), kRemoveIt);
  }
  if (facts.text.empty() || facts.text == "none") {
    return failure(name, "there is none: ssh would dial an instance id",
                   facts.text.empty() ? facts.setup + " writes it" : kRemoveIt);
  }
  if (!facts.command) {
    return failure(name, fmt::format("is another program: {}", facts.text), kRemoveIt);
  }
  if (!facts.command->launcher.empty()) {
    return warning(name, fmt::format("starts the older Python program: {}", facts.text),
                   facts.cleanup + " writes the path of this program");
  }
  return check_program(facts, name);
}

Finding check_identity_file(const IdentityFacts& facts) {
  const std::string name = "ssh IdentityFile";
  const auto offered = std::ranges::find_if(
      facts.offered, [&](const os::FileFacts& file) { return same_key(file.path, facts.pushed); });
  if (offered == facts.offered.end()) {
    const std::string text =
        fmt::format("ssh does not offer {}, the key that is pushed", facts.pushed.string());
    const std::string remedy =
        fmt::format("set IdentityFile {}, or name the other key with --ssh-key in the ProxyCommand",
                    facts.pushed.string());
    // Without IdentitiesOnly an agent may offer it all the same.
    return facts.only_identities ? failure(name, text, remedy) : warning(name, text, remedy);
  }
  if (!offered->exists) {
    return failure(name, fmt::format("{} does not exist", offered->path.string()),
                   fmt::format("where an agent holds the key, set IdentityFile {0}.pub; else  "
                               "ssh-keygen -t ed25519 -f {1}  makes a pair",
                               facts.pushed.string(), typed(facts.pushed)));
  }
  return good(name, offered->path.string());
}

Finding check_control_path(const ControlPathFacts& facts) {
  const std::string name = "ssh ControlPath";
  const std::size_t limit = sshconfig::control_path_limit();
  if (!facts.used || facts.path.empty()) return skipped(name, "connections are not shared");
  if (facts.path.size() > limit) {
    return failure(
        name,
        fmt::format("{} has {} characters, ssh can use {}", facts.path, facts.path.size(), limit),
        facts.fitting == "none"
            ? "set ControlPath none: below a home with a name this long no socket fits"
            : "make it shorter: ControlPath " + facts.fitting);
  }
  const std::string folder = facts.folder.path.string();
  if (!facts.folder.exists || !facts.folder.is_directory) {
    return failure(name, fmt::format("the folder {} does not exist", folder),
                   make_folder(facts.folder.path));
  }
  if (facts.folder.open_to_others) {
    return warning(
        name, fmt::format("the folder {} is open to others ({})", folder, facts.folder.permissions),
        set_mode(facts.folder, "700"));
  }
  return good(
      name, fmt::format("{} ({} of at most {} characters)", facts.path, facts.path.size(), limit));
}

}  // namespace cloudx::doctor
