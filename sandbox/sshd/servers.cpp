#include "sandbox/sshd/servers.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <set>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "sandbox/sshd/namespaces.hpp"

namespace cloudx::sandbox {

namespace {

// Signal 9 to the first process of a process-id namespace ends all of them.
void end_process(pid_t process) {
  kill(-process, SIGKILL);  // its process group, where there is no namespace
  kill(process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

SshServers::SshServers(boost::asio::any_io_executor executor, World& world,
                       std::filesystem::path sshd, std::filesystem::path folder)
    : executor_(std::move(executor)),
      world_(world),
      sshd_(std::move(sshd)),
      folder_(std::move(folder)),
      isolated_(namespaces_available()) {}

SshServers::~SshServers() {
  for (const pid_t process : attached_) end_process(process);
}

Result<void> SshServers::prepare(std::string_view instance_id) {
  Result<Machine> machine = Machine::prepare(folder_ / instance_id);
  if (!machine) return std::unexpected(machine.error());
  machines_.insert_or_assign(std::string(instance_id), std::move(*machine));
  return {};
}

std::string SshServers::known_hosts() const {
  std::string lines;
  for (const auto& [id, machine] : machines_) {
    lines += fmt::format("{} {}\n", id, machine.host_key());
  }
  return lines;
}

Result<std::unique_ptr<Target>> SshServers::open(std::string_view instance_id) {
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return fail(Errc::io, "socketpair: " + system_message(errno));
  }
  const Result<pid_t> child = start(instance_id, pair[1]);
  close(pair[1]);
  if (!child) {
    close(pair[0]);
    return std::unexpected(child.error());
  }
  return make_target(executor_, pair[0], [process = *child] { end_process(process); });
}

Result<void> SshServers::attach(std::string_view instance_id, int socket) {
  std::erase_if(attached_, [](pid_t process) { return waitpid(process, nullptr, WNOHANG) != 0; });
  const Result<pid_t> child = start(instance_id, socket);
  if (!child) return std::unexpected(child.error());
  attached_.push_back(*child);
  return {};
}

Result<pid_t> SshServers::start(std::string_view instance_id, int socket) const {
  const auto machine = machines_.find(instance_id);
  if (machine == machines_.end()) return fail(Errc::not_found, "there is no SSH server");
  const Machine& files = machine->second;
  const IsolatedCommand command{
      {sshd_.string(), "-i", "-f", files.config().string(), "-E", files.log().string()},
      socket,
      files.log().string(),
      files.passwd().string(),
      files.group().string()};
  return start_command(command, isolated_);
}

void SshServers::refresh_keys(std::string_view instance_id, std::string_view os_user, Time now) {
  const auto machine = machines_.find(instance_id);
  if (machine == machines_.end()) return;
  Result<void> done = machine->second.write_accounts(world_.pushed_keys.os_users(instance_id));
  if (done) {
    done = machine->second.write_authorized_keys(
        std::string(os_user), world_.pushed_keys.authorized_keys(instance_id, os_user, now));
  }
  if (!done) fmt::print(stderr, "cloudx-sandbox: {}\n", done.error().message);
}

}  // namespace cloudx::sandbox
