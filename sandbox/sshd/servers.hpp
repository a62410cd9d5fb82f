#pragma once
// The SSH servers behind the instances: one process for each connection, on a socket pair, so that
// nothing listens anywhere (but see server/plain_ssh.hpp).

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "base/error.hpp"
#include "sandbox/agent/target.hpp"
#include "sandbox/sshd/machine.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

class SshServers {
 public:
  // `folder` gets one folder an instance. The world must outlive this object.
  SshServers(boost::asio::any_io_executor executor, World& world, std::filesystem::path sshd,
             std::filesystem::path folder);
  SshServers(const SshServers&) = delete;
  SshServers& operator=(const SshServers&) = delete;
  ~SshServers();

  [[nodiscard]] Result<void> prepare(std::string_view instance_id);
  // Host keys of all instances as known_hosts lines.
  [[nodiscard]] std::string known_hosts() const;
  // False: this machine allows no namespaces, and only the sandbox's own user can log in.
  [[nodiscard]] bool isolated() const { return isolated_; }
  [[nodiscard]] const std::filesystem::path& sshd() const { return sshd_; }

  [[nodiscard]] Result<std::unique_ptr<Target>> open(std::string_view instance_id);
  // The same on a connected socket, which stays the caller's.
  [[nodiscard]] Result<void> attach(std::string_view instance_id, int socket);
  // Brings the files up to date with the world's pushed keys.
  void refresh_keys(std::string_view instance_id, std::string_view os_user, Time now);

 private:
  [[nodiscard]] Result<pid_t> start(std::string_view instance_id, int socket) const;

  boost::asio::any_io_executor executor_;
  World& world_;
  std::filesystem::path sshd_;
  std::filesystem::path folder_;
  bool isolated_;
  std::map<std::string, Machine, std::less<>> machines_;
  std::vector<pid_t> attached_;
};

}  // namespace cloudx::sandbox
