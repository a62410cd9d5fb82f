#include "sandbox/sshd/namespaces.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/sched.h>
#include <string_view>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cloudx::sandbox {

namespace {

constexpr int kSetupFailed = 126;

// fork(2) with clone flags. The program has one thread, so the child may use the library.
pid_t fork_into(unsigned long flags) {
  return static_cast<pid_t>(syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, 0));
}

unsigned long namespace_flags() {
  unsigned long flags = CLONE_NEWNS | CLONE_NEWPID;
  if (geteuid() != 0) flags |= CLONE_NEWUSER;
  return flags;
}

bool write_proc(const char* path, std::string_view text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return written;
}

// user_namespaces(7): setgroups must be denied before an unprivileged process may map its group.
bool map_own_user(uid_t uid, gid_t gid) {
  return write_proc("/proc/self/setgroups", "deny") &&
         write_proc("/proc/self/uid_map", fmt::format("{0} {0} 1", uid)) &&
         write_proc("/proc/self/gid_map", fmt::format("{0} {0} 1", gid));
}

bool bind(const char* from, const char* onto) {
  return mount(from, onto, nullptr, MS_BIND, nullptr) == 0;
}

// sshd as root wants /run/sshd, and writes to the machine's login records: neither may be real.
bool hide_system_files() {
  if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") != 0) return false;
  if (mkdir("/run/sshd", 0755) != 0) return false;
  for (const char* record : {"/var/log/wtmp", "/var/log/btmp", "/var/log/lastlog"}) {
    if (access(record, F_OK) == 0 && !bind("/dev/null", record)) return false;
  }
  return true;
}

bool own_mounts(uid_t uid, gid_t gid) {
  if (uid != 0 && !map_own_user(uid, gid)) return false;
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

bool enter_private_view(const IsolatedCommand& command, uid_t uid, gid_t gid) {
  if (!own_mounts(uid, gid)) return false;
  if (!bind(command.passwd_file.c_str(), "/etc/passwd")) return false;
  if (!bind(command.group_file.c_str(), "/etc/group")) return false;
  return uid != 0 || hide_system_files();
}

void part_from_caller() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);  // an ignored signal would stay ignored in the new program
}

[[noreturn]] void run_child(const IsolatedCommand& command, bool isolated, uid_t uid, gid_t gid) {
  part_from_caller();
  const int log = open(command.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const bool ready = log >= 0 && dup2(command.stdin_and_stdout, STDIN_FILENO) >= 0 &&
                     dup2(command.stdin_and_stdout, STDOUT_FILENO) >= 0 &&
                     dup2(log, STDERR_FILENO) >= 0 && syscall(SYS_close_range, 3U, ~0U, 0U) == 0;
  if (!ready || (isolated && !enter_private_view(command, uid, gid))) {
    fmt::print(stderr, "cloudx-sandbox: preparing {} failed, errno {}\n", command.argv[0], errno);
    _exit(kSetupFailed);
  }
  std::vector<char*> argv;
  argv.reserve(command.argv.size() + 1);
  for (const std::string& word : command.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(kSetupFailed);
}

}  // namespace

bool namespaces_available() {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  const pid_t child = fork_into(namespace_flags());
  if (child < 0) return false;
  if (child == 0) {
    const bool mounted = own_mounts(uid, gid) && bind("/dev/null", "/etc/passwd");
    _exit(mounted ? 0 : kSetupFailed);
  }
  int status = -1;
  return waitpid(child, &status, 0) == child && status == 0;
}

Result<pid_t> start_command(const IsolatedCommand& command, bool isolated) {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  const pid_t child = fork_into(isolated ? namespace_flags() : 0);
  if (child < 0) return fail(Errc::io, "starting a process: " + system_message(errno));
  if (child == 0) run_child(command, isolated, uid, gid);
  return child;
}

Result<pid_t> fork_isolated(const std::function<void()>& first) {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  const pid_t child = fork_into(namespace_flags());
  if (child < 0) return fail(Errc::io, "starting a process: " + system_message(errno));
  if (child > 0) return child;
  part_from_caller();
  if (own_mounts(uid, gid)) first();
  _exit(kSetupFailed);
}

}  // namespace cloudx::sandbox
