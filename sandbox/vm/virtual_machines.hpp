#pragma once
// The virtual machines behind launched instances: each a private "/" with an SSH server that
// listens on the instance's own loopback address.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

struct VirtualMachineOptions {
  std::filesystem::path sshd;
  std::filesystem::path folder;  // gets one folder an instance
  std::uint16_t port = 22;
};

// 22, or 2222 where this user or another server's hold on the port does not allow it.
[[nodiscard]] std::uint16_t usable_ssh_port();

class VirtualMachines {
 public:
  // The world must outlive this object.
  VirtualMachines(boost::asio::any_io_executor executor, World& world,
                  VirtualMachineOptions options);
  VirtualMachines(const VirtualMachines&) = delete;
  VirtualMachines& operator=(const VirtualMachines&) = delete;
  ~VirtualMachines();  // ends them all

  // Of an instance that has just been launched: boots it when it is no longer pending.
  void launch(const std::string& id);
  // Ends the VM of an instance that has been stopped or terminated.
  void follow_state(const std::string& id);
  // Faults::vm_time_scale has changed.
  void follow_time_scale() const;
  [[nodiscard]] std::string console_of(const std::string& id) const;

 private:
  [[nodiscard]] std::filesystem::path time_scale() const { return options_.folder / "time-scale"; }
  boost::asio::awaitable<void> live(std::string id);
  // A descriptor to read the progress from.
  [[nodiscard]] Result<int> boot(const Instance& instance);
  void power_off(const std::string& id);

  boost::asio::any_io_executor executor_;
  World& world_;
  VirtualMachineOptions options_;
  std::map<std::string, pid_t> running_;
};

}  // namespace cloudx::sandbox
