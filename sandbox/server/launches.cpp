#include "sandbox/server/launches.hpp"

#include <utility>

#include "os/file.hpp"
#include "sandbox/sshd/machine.hpp"

namespace cloudx::sandbox {

namespace {

void boot_in(VirtualMachines& machines, World& world) {
  world.on_faults_set = [&machines] { machines.follow_time_scale(); };
  world.on_launched = [&machines](const std::string& id) { machines.launch(id); };
  world.on_state_set = [&machines](const std::string& id) { machines.follow_state(id); };
  world.console_of = [&machines](const std::string& id) { return machines.console_of(id); };
}

// The public half of the launch templates' key pair.
Result<std::string> key_pair(const std::string& given, const std::filesystem::path& folder,
                             Environment& environment) {
  if (!given.empty()) return os::read_file(given);
  const std::filesystem::path file = folder / "vm-key";
  const Result<void> made = make_ssh_key(file);
  if (!made) return std::unexpected(made.error());
  environment.emplace_back("CLOUDX_SANDBOX_VM_KEY", file.string());
  return os::read_file(file.string() + ".pub");
}

}  // namespace

Result<Launches> prepare_launches(const boost::asio::any_io_executor& executor, World& world,
                                  const LaunchSetup& setup, const std::filesystem::path& folder) {
  Launches made;
  const Result<std::string> key = key_pair(setup.key_file, folder, made.environment);
  if (!key) return std::unexpected(key.error());
  for (const std::string& name : setup.templates) {
    world.launch_templates[name] = relay_template(name, *key);
  }
  if (setup.machines) {
    VirtualMachineOptions options = *setup.machines;
    if (options.port == 0) options.port = usable_ssh_port();
    made.environment.emplace_back("CLOUDX_SANDBOX_VM_PORT", std::to_string(options.port));
    made.machines = std::make_unique<VirtualMachines>(executor, world, std::move(options));
    boot_in(*made.machines, world);
  }
  return made;
}

}  // namespace cloudx::sandbox
