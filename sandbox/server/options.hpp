#pragma once
// The command line of cloudx-sandbox.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sandbox/gateway/gateway.hpp"
#include "sandbox/world/document.hpp"
#include "sandbox/world/faults.hpp"
#include "sandbox/world/instance.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

struct Options {
  std::string state_dir;  // empty: a temporary one, removed at the end
  std::uint16_t port = 0;
  std::string region = "eu-west-1";
  std::vector<InstanceSpec> instances;
  bool temporary_credentials = false;
  bool untrusted_certificate = false;
  Duration key_lifetime = std::chrono::seconds(60);
  std::optional<Duration> round_trip;  // nullopt: no delay line at all
  std::string sshd;
  bool plain_ssh = false;
  std::vector<std::string> launch_templates;  // names; empty: one, "ssh-proxy"
  std::string vm_key;                         // public key file; empty: a new key
  std::uint16_t vm_port = 0;                  // 0: usable_ssh_port()
  Policy policy = Policy::everything;
  bool print_json = false;
  Documents documents;                                                 // the account's own ones
  std::map<std::string, std::vector<std::string>, std::less<>> hosts;  // as World::hosts
  GatewayOptions gateway;
  Faults faults;
  std::vector<std::string> command;  // empty: run until a signal
};

// The options, or the exit code when help was shown or the usage was wrong (said on stderr).
[[nodiscard]] std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace cloudx::sandbox
