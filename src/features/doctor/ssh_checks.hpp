#pragma once
// One host as ssh sees it: who logs in where, through which ProxyCommand, with which key.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "features/doctor/finding.hpp"
#include "hosts/proxy_command.hpp"
#include "os/file_facts.hpp"

namespace cloudx::doctor {

[[nodiscard]] Finding check_ssh_hostname(const std::string& host, const std::string& hostname);

// `os_user` is the one that connect pushes the key for.
[[nodiscard]] Finding check_ssh_user(const std::string& user, const std::string& os_user);

struct ProxyCommandFacts {
  std::string text;                            // "" where there is none
  std::string proxy_jump;                      // "" where there is none
  std::optional<hosts::ProxyCommand> command;  // nullopt: not one of ours
  // The file of its program: for a bare name as PATH has it, "not there" where PATH has none.
  os::FileFacts program;
  bool is_this_program = false;
  std::string setup = "cloudx-proxy setup";      // the command that writes one
  std::string cleanup = "cloudx-proxy cleanup";  // the command that corrects one of ours
};

[[nodiscard]] Finding check_proxy_command(const ProxyCommandFacts& facts);

struct IdentityFacts {
  std::filesystem::path pushed;        // private half of the key that connect pushes, there or not
  bool only_identities = false;        // IdentitiesOnly
  std::vector<os::FileFacts> offered;  // IdentityFile, expanded
};

[[nodiscard]] Finding check_identity_file(const IdentityFacts& facts);

struct ControlPathFacts {
  bool used = false;      // ControlMaster or an existing master
  std::string path;       // expanded; "" for none
  os::FileFacts folder;   // of path
  std::string fitting{};  // one that ssh could use for this host; "none" where there is none
};

[[nodiscard]] Finding check_control_path(const ControlPathFacts& facts);

}  // namespace cloudx::doctor
