#pragma once
// What RunInstances needs besides the world: launch templates, their key pair, and machines to
// boot.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "base/error.hpp"
#include "sandbox/server/environment.hpp"
#include "sandbox/vm/virtual_machines.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

struct LaunchSetup {
  std::vector<std::string> templates;
  std::string key_file;  // of a public key; empty: a new pair is made
  // nullopt: this machine allows no namespaces, and instances run without anything behind them.
  // Port 0: usable_ssh_port().
  std::optional<VirtualMachineOptions> machines;
};

struct Launches {
  std::unique_ptr<VirtualMachines> machines;  // must not outlive the world
  Environment environment;                    // for clients
};

// Errors: io, and those of reading the key file.
[[nodiscard]] Result<Launches> prepare_launches(const boost::asio::any_io_executor& executor,
                                                World& world, const LaunchSetup& setup,
                                                const std::filesystem::path& folder);

}  // namespace cloudx::sandbox
