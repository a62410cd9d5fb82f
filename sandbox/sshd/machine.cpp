#include "sandbox/sshd/machine.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::sandbox {

namespace fs = std::filesystem;

namespace {

// StrictModes and UsePAM are off because the accounts exist for this process only; a password is
// never accepted. PermitRootLogin: where the sandbox runs as root, the pushed user has uid 0 too.
std::string config_text(const fs::path& folder) {
  return fmt::format(
      "HostKey {0}/host_key\n"
      "AuthorizedKeysFile {0}/keys/%u\n"
      "PidFile none\n"
      "UsePAM no\n"
      "StrictModes no\n"
      "PasswordAuthentication no\n"
      "KbdInteractiveAuthentication no\n"
      "PermitRootLogin yes\n"
      "AllowTcpForwarding yes\n"
      "UseDNS no\n"
      "PrintMotd no\n"
      "PrintLastLog no\n"
      "MaxSessions 100\n"
      "AcceptEnv LANG LC_* GIT_PROTOCOL\n"
      "Subsystem sftp internal-sftp\n",
      folder.string());
}

// Written in place: the running servers' view of it is a bind mount of this very inode. It is left
// alone when nothing changes, and never empty, because they may be reading it.
Result<void> write_in_place(const fs::path& file, const std::string& content) {
  const Result<std::string> old = os::read_file(file);
  if (old && *old == content) return {};
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  const auto size = static_cast<ssize_t>(content.size());
  const bool written = descriptor >= 0 &&
                       write(descriptor, content.data(), content.size()) == size &&
                       ftruncate(descriptor, size) == 0;
  const int reason = errno;
  if (descriptor >= 0) close(descriptor);
  if (written) return {};
  return fail(Errc::io, fmt::format("{}: {}", file.string(), system_message(reason)));
}

std::string field(std::string_view line, std::size_t index) {
  for (; index > 0; --index) line.remove_prefix(std::min(line.find(':') + 1, line.size()));
  return std::string(line.substr(0, line.find(':')));
}

}  // namespace

Result<void> make_ssh_key(const fs::path& file) {
  std::error_code error;
  if (fs::exists(file, error)) return {};
  std::array<std::string, 9> words{"ssh-keygen", "-q", "-t", "ed25519",         "-N",
                                   "",           "-f", file, "-Ccloudx-sandbox"};
  std::array<char*, 10> argv{};
  std::ranges::transform(words, argv.begin(), [](std::string& word) { return word.data(); });
  pid_t child = 0;
  int status = -1;
  if (posix_spawnp(&child, "ssh-keygen", nullptr, nullptr, argv.data(), environ) != 0 ||
      waitpid(child, &status, 0) != child || status != 0) {
    return fail(Errc::io, "ssh-keygen could not make a key; is openssh-client installed?");
  }
  return {};
}

Result<Machine> Machine::prepare(const fs::path& folder) {
  Machine machine(folder);
  std::error_code error;
  fs::create_directories(folder / "keys", error);
  if (!error) fs::create_directories(machine.home(), error);
  if (error) return fail(Errc::io, fmt::format("{}: {}", folder.string(), error.message()));
  Result<void> done = make_ssh_key(folder / "host_key");
  if (done) done = os::write_file_atomically(machine.config(), config_text(folder));
  if (done) done = machine.write_accounts({});
  if (!done) return std::unexpected(done.error());
  const Result<std::string> key = os::read_file(folder / "host_key.pub");
  if (!key) return std::unexpected(key.error());
  machine.host_key_ = key->substr(0, key->rfind(' '));
  return machine;
}

Result<void> Machine::write_accounts(const std::set<std::string>& users) const {
  const char* shell = access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh";
  std::string passwd;
  std::string group;
  for (const std::string& user : users) {
    passwd += fmt::format("{}:*:{}:{}::{}:{}\n", user, getuid(), getgid(), home().string(), shell);
    group += fmt::format("{}:x:{}:\n", user, getgid());
  }
  bool separation_user = users.contains("sshd");  // sshd drops its privileges to it
  std::ifstream system_passwd("/etc/passwd");
  for (std::string line; std::getline(system_passwd, line);) {
    const std::string name = field(line, 0);
    separation_user = separation_user || name == "sshd";
    if (!users.contains(name)) passwd += line + "\n";
  }
  if (!separation_user) passwd += "sshd:*:65533:65534::/run/sshd:/usr/sbin/nologin\n";
  std::ifstream system_group("/etc/group");
  for (std::string line; std::getline(system_group, line);) {
    if (!users.contains(field(line, 0))) group += line + "\n";
  }
  const Result<void> done = write_in_place(this->passwd(), passwd);
  return done ? write_in_place(this->group(), group) : done;
}

Result<void> Machine::write_authorized_keys(const std::string& user,
                                            std::string_view content) const {
  return os::write_file_atomically(folder_ / "keys" / user, content);
}

}  // namespace cloudx::sandbox
