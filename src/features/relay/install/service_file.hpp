#pragma once
// The file that makes a service manager run `relay forward`.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "features/relay/install/install_request.hpp"

namespace cloudx::relay {

// A variable of the environment that `relay forward` is to have.
struct Variable {
  std::string name;
  std::string value;
  bool is_credential = false;  // a file that the service cannot read itself
};

struct ServiceFile {
  std::string program;   // absolute
  std::string key_file;  // absolute
  std::string identity;  // absolute
  // "--id", "my-mac", ...: those of `relay forward` but the files.
  std::vector<std::string> options;
  std::optional<std::string> run_as;
  std::string ca_file = {};  // of --ca-file, absolute; "" without
  std::vector<Variable> variables = {};
  std::string log_file = {};  // where launchd puts what it says; systemd has its journal
};

inline constexpr const char* kUnitName = "cloudx-relay-forward.service";
inline constexpr const char* kLaunchdLabel = "cloudx-proxy.relay-forward";
inline constexpr const char* kLogName = "cloudx-relay-forward.log";

// systemd.service(5), systemd.exec(5). The system's service gets all files as credentials, so that
// its user need not be able to read them; the user's own manager cannot confine it further than
// NoNewPrivileges.
[[nodiscard]] std::string systemd_unit(const ServiceFile& service, bool user);

// launchd.plist(5).
[[nodiscard]] std::string launchd_plist(const ServiceFile& service);

}  // namespace cloudx::relay
