#pragma once
// The files behind one instance's SSH server: configuration, host key, account database, pushed
// keys, home directory and log, all below DIR/<instance id>/.

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::sandbox {

// Makes a key without passphrase and FILE.pub, once; ssh-keygen makes it.
[[nodiscard]] Result<void> make_ssh_key(const std::filesystem::path& file);

class Machine {
 public:
  // Makes the folder and its files; ssh-keygen makes the host key, once.
  [[nodiscard]] static Result<Machine> prepare(const std::filesystem::path& folder);

  // The account database gets these users, each with the uid of the sandbox's own user.
  [[nodiscard]] Result<void> write_accounts(const std::set<std::string>& users) const;
  [[nodiscard]] Result<void> write_authorized_keys(const std::string& user,
                                                   std::string_view content) const;

  [[nodiscard]] std::filesystem::path config() const { return folder_ / "sshd_config"; }
  [[nodiscard]] std::filesystem::path passwd() const { return folder_ / "passwd"; }
  [[nodiscard]] std::filesystem::path group() const { return folder_ / "group"; }
  [[nodiscard]] std::filesystem::path log() const { return folder_ / "sshd.log"; }
  [[nodiscard]] std::filesystem::path home() const { return folder_ / "home"; }
  // "ssh-ed25519 AAAA...": for a known_hosts file.
  [[nodiscard]] const std::string& host_key() const { return host_key_; }

 private:
  explicit Machine(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
  std::string host_key_;
};

}  // namespace cloudx::sandbox
