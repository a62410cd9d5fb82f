#include "sandbox/vm/first_process.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <string_view>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cloudx::sandbox {

namespace {

constexpr int kFailed = 126;
constexpr const char* kPath =
    "/sandbox/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

[[noreturn]] void give_up(std::string_view what) {
  fmt::print(stderr, "cloudx-sandbox: the VM cannot start: {}, errno {}\n", what, errno);
  _exit(kFailed);
}

void take_console(const Boot& boot) {
  const int console = open(boot.console.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  constexpr int kProgress = 3;
  if (console < 0 || nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
      dup2(console, STDOUT_FILENO) < 0 || dup2(console, STDERR_FILENO) < 0) {
    _exit(kFailed);
  }
  if (boot.progress != kProgress && dup3(boot.progress, kProgress, O_CLOEXEC) < 0) _exit(kFailed);
  if (syscall(SYS_close_range, kProgress + 1, ~0U, 0U) != 0) _exit(kFailed);
}

void report(std::string_view step) {
  constexpr int kProgress = 3;
  const std::string line = fmt::format("{}\n", step);
  if (write(kProgress, line.data(), line.size()) < 0) _exit(kFailed);
}

void mount_all(const Boot& boot) {
  // pivot_root(2) wants a mount point.
  const char* disk = boot.disk.c_str();
  if (mount(disk, disk, nullptr, MS_BIND, nullptr) != 0) give_up("mounting its disk");
  for (const Mount& wanted : boot.mounts) {
    mount_attr read_only{};
    read_only.attr_set = MOUNT_ATTR_RDONLY;
    const bool device = wanted.from.starts_with("/dev/");
    if (mount(wanted.from.c_str(), wanted.onto.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0 ||
        (!device && mount_setattr(AT_FDCWD, wanted.onto.c_str(), AT_RECURSIVE, &read_only,
                                  sizeof read_only) != 0)) {
      give_up(wanted.onto);
    }
  }
  const std::string terminals = boot.disk + "/dev/pts";
  if (mount("devpts", terminals.c_str(), "devpts", MS_NOSUID | MS_NOEXEC,
            "newinstance,ptmxmode=0666,mode=0600") != 0) {
    give_up("mounting /dev/pts");
  }
  const std::string processes = boot.disk + "/proc";
  if (mount("proc", processes.c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) {
    give_up("mounting /proc");
  }
  // The old root lies on top of the new one for a moment, see pivot_root(2).
  if (chdir(disk) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 ||
      chdir("/") != 0 || symlink("/proc/self/fd", "/dev/fd") != 0) {
    give_up("changing to its disk");
  }
}

pid_t start(const Command& command) {
  const pid_t child = fork();
  if (child != 0) return child;
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  signal(SIGTERM, SIG_DFL);
  execvp(argv[0], argv.data());
  fmt::print(stderr, "{}: {}\n", command.front(), errno);
  _exit(127);
}

// Until it ends; what else ends meanwhile is taken care of, too.
void run(const Command& command) {
  if (command.empty()) return;
  const pid_t child = start(command);
  int status = 0;
  while (child > 0) {
    const pid_t ended = waitpid(-1, &status, 0);
    if (ended == child || (ended < 0 && errno != EINTR)) break;
  }
  if (status != 0) fmt::print(stderr, "cloud-init: {} failed, status {}\n", command[0], status);
}

bool somebody_listens(const Boot& boot) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(boot.port);
  inet_pton(AF_INET, boot.address.c_str(), &where.sin_addr);
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      connect(probe, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  close(probe);
  return connected;
}

void start_ssh_server(const Boot& boot) {
  if (boot.make_host_keys) run({"ssh-keygen", "-A"});
  const pid_t server = start({kSshdInside, "-D", "-e", "-o", "PidFile=none", "-o",
                              fmt::format("ListenAddress={}:{}", boot.address, boot.port), "-o",
                              fmt::format("SetEnv=PATH={}", kPath)});
  constexpr useconds_t kPause = 10'000;
  while (!somebody_listens(boot)) {
    if (waitpid(server, nullptr, WNOHANG) == server) {
      report("sshd failed");
      return;
    }
    usleep(kPause);
  }
  report("sshd listening");
}

}  // namespace

void run_first_process(const Boot& boot) {
  take_console(boot);
  mount_all(boot);
  clearenv();
  setenv("PATH", kPath, 1);
  setenv("HOME", "/root", 1);
  umask(S_IWGRP | S_IWOTH);
  // The end of process 1 is the end of all others in its namespace, pid_namespaces(7).
  signal(SIGTERM, [](int) { _exit(EXIT_SUCCESS); });
  for (const Command& command : boot.boot_commands) run(command);
  report("user data applied");
  start_ssh_server(boot);
  for (const Command& command : boot.run_commands) run(command);
  report("finished");
  for (;;) {
    if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) pause();
  }
}

}  // namespace cloudx::sandbox
