#include "sandbox/vm/virtual_machines.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "os/file.hpp"
#include "sandbox/sshd/namespaces.hpp"
#include "sandbox/vm/first_process.hpp"

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

Time now() {
  return std::chrono::system_clock::now();
}

void end_process(pid_t process) {
  kill(process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void append(const std::filesystem::path& file, const std::string& text) {
  std::FILE* out = std::fopen(file.c_str(), "ae");
  if (out == nullptr) return;
  std::fwrite(text.data(), 1, text.size(), out);
  std::fclose(out);
}

// As cloud-init does: user data that cannot be used is told of and passed over.
CloudConfig read_user_data(const std::string& user_data, const std::filesystem::path& console) {
  Result<CloudConfig> config = parse_cloud_config(user_data);
  if (!config) {
    append(console, fmt::format("cloud-init: {}\n", config.error().message));
    return {};
  }
  for (const std::string& key : config->passed_over) {
    append(console, fmt::format("cloud-init: the sandbox does nothing about \"{}\"\n", key));
  }
  return std::move(*config);
}

}  // namespace

std::uint16_t usable_ssh_port() {
  constexpr std::uint16_t kUsual = 22;
  constexpr std::uint16_t kOther = 2222;
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(kUsual);
  inet_pton(AF_INET, "127.213.47.11", &where.sin_addr);
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool usable = bind(probe, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  close(probe);
  return usable ? kUsual : kOther;
}

VirtualMachines::VirtualMachines(asio::any_io_executor executor, World& world,
                                 VirtualMachineOptions options)
    : executor_(std::move(executor)), world_(world), options_(std::move(options)) {
  std::error_code ignored;
  std::filesystem::create_directories(options_.folder, ignored);
  follow_time_scale();
}

VirtualMachines::~VirtualMachines() {
  for (const auto& [id, process] : running_) end_process(process);
}

void VirtualMachines::launch(const std::string& id) {
  asio::co_spawn(executor_, live(id), asio::detached);
}

void VirtualMachines::follow_state(const std::string& id) {
  const Instance* instance = world_.instance(id);
  if (instance == nullptr || instance->state(now()) == InstanceState::running) return;
  const auto process = running_.find(id);
  if (process != running_.end()) kill(process->second, SIGKILL);
}

// In place and at once, because running VMs see this very file.
void VirtualMachines::follow_time_scale() const {
  const std::string text =
      fmt::format("{:<8}\n", std::max<std::uint64_t>(1, world_.faults.vm_time_scale));
  const int file = open(time_scale().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (pwrite(file, text.data(), text.size(), 0) < 0) {
    fmt::print(stderr, "cloudx-sandbox: {}: {}\n", time_scale().string(), system_message(errno));
  }
  close(file);
}

std::string VirtualMachines::console_of(const std::string& id) const {
  return os::read_file(options_.folder / id / "console").value_or("");
}

asio::awaitable<void> VirtualMachines::live(std::string id) {
  Instance& instance = *world_.instance(id);
  const Duration pending = instance.spec().boot + std::chrono::milliseconds(1);
  co_await async::sleep_for(pending, {});
  if (instance.state(now()) != InstanceState::running) co_return;
  instance.reach("running", now());
  const Duration firmware = world_.faults.vm_boot;
  co_await async::sleep_for(firmware, {});
  if (instance.state(now()) != InstanceState::running) co_return;
  const Result<int> progress = boot(instance);
  if (!progress) {
    fmt::print(stderr, "cloudx-sandbox: {}: {}\n", id, progress.error().message);
    co_return;
  }
  asio::readable_pipe pipe(executor_, *progress);
  std::string text;
  for (;;) {
    const auto [error, size] = co_await asio::async_read_until(
        pipe, asio::dynamic_buffer(text), '\n', asio::as_tuple(asio::use_awaitable));
    if (error) break;
    instance.reach(text.substr(0, size - 1), now());
    text.erase(0, size);
  }
  power_off(id);
}

Result<int> VirtualMachines::boot(const Instance& instance) {
  const std::string& id = instance.spec().id;
  const Launch& launch = *instance.launch();
  const std::filesystem::path folder = options_.folder / id;
  Boot plan;
  plan.disk = folder / "disk";
  plan.console = folder / "console";
  const auto mounts = make_disk({.folder = plan.disk,
                                 .sshd = options_.sshd,
                                 .authorized_keys = launch.from.public_key,
                                 .time_scale = time_scale()});
  if (!mounts) return std::unexpected(mounts.error());
  const CloudConfig config = read_user_data(launch.from.user_data, plan.console);
  const Result<void> applied = apply_files(plan.disk, config);
  if (!applied) return std::unexpected(applied.error());
  plan.mounts = *mounts;
  plan.boot_commands = config.boot_commands;
  plan.run_commands = config.run_commands;
  plan.make_host_keys = config.host_keys.empty();
  plan.address = launch.public_ip;
  plan.port = options_.port;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail(Errc::io, "pipe: " + system_message(errno));
  }
  plan.progress = ends[1];
  const Result<pid_t> process = fork_isolated([&] { run_first_process(plan); });
  close(ends[1]);
  if (!process) {
    close(ends[0]);
    return std::unexpected(process.error());
  }
  running_[id] = *process;
  return ends[0];
}

// The first process has closed its end of the pipe: it has ended, by itself or by follow_state().
void VirtualMachines::power_off(const std::string& id) {
  end_process(running_.at(id));
  running_.erase(id);
  Instance& instance = *world_.instance(id);
  instance.reach("powered off", now());
  if (instance.state(now()) != InstanceState::running) return;
  instance.enter(instance.launch()->from.terminates_on_shutdown ? InstanceState::shutting_down
                                                                : InstanceState::stopping,
                 now(),
                 {"Client.InstanceInitiatedShutdown",
                  "Client.InstanceInitiatedShutdown: Instance initiated shutdown"});
}

}  // namespace cloudx::sandbox
