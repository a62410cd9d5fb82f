#include "sandbox/vm/disk.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "os/file.hpp"
#include "sandbox/vm/fake_programs.hpp"

namespace cloudx::sandbox {

namespace fs = std::filesystem;

namespace {

constexpr mode_t kFolder = 0755;
constexpr auto kPrivate = os::FileAccess::private_if_new;
constexpr auto kReadable = os::FileAccess::readable_if_new;
constexpr uid_t kUser = 1000;  // ec2-user of Amazon Linux
constexpr const char* kHome = "home/ec2-user";

// Where the sandbox is not root, one user of its namespace exists, the sandbox's own.
uid_t user_id() {
  return geteuid() == 0 ? kUser : geteuid();
}
gid_t group_id() {
  return geteuid() == 0 ? kUser : getegid();
}

// sshd passes over keys in folders that others may write to, so the modes do not depend on umask.
Result<void> make_folder(const fs::path& path, mode_t mode = kFolder) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && chmod(path.c_str(), mode) == 0) return {};
  return fail(Errc::io, fmt::format("making {} failed", path.string()));
}

Result<void> give_to_user(const fs::path& path) {
  if (geteuid() != 0 || chown(path.c_str(), user_id(), group_id()) == 0) return {};
  return fail(Errc::io, fmt::format("{}: {}", path.string(), system_message(errno)));
}

// As Amazon Linux 2023 has it, as far as it is the same for a login by key; PAM would want accounts
// that this machine has not.
constexpr const char* kSshdConfig =
    "Include /etc/ssh/sshd_config.d/*.conf\n"
    "AuthorizedKeysFile .ssh/authorized_keys\n"
    "PasswordAuthentication no\n"
    "KbdInteractiveAuthentication no\n"
    "UsePAM no\n"
    "X11Forwarding yes\n"
    "PrintMotd no\n"
    "PrintLastLog no\n"
    "Subsystem sftp internal-sftp\n";

std::string passwd() {
  const char* shell = access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh";
  return fmt::format(
      "ec2-user:*:{}:{}:EC2 Default User:/home/ec2-user:{}\n"
      "root:*:0:0:root:/root:/bin/sh\n"
      "sshd:*:65533:65533::/run/sshd:/usr/sbin/nologin\n",
      user_id(), group_id(), shell);
}

// Without a group "tty" sshd leaves a terminal's owner alone, which it could not change but as
// root.
std::string group() {
  return fmt::format("ec2-user:x:{}:\nroot:x:0:\nsshd:x:65533:\n", group_id());
}

Result<void> make_own_part(const DiskPlan& plan) {
  constexpr std::array kFolders{"",
                                "dev",
                                "dev/pts",
                                "etc",
                                "etc/ssh",
                                "etc/ssh/sshd_config.d",
                                "etc/sudoers.d",
                                "home",
                                kHome,
                                "home/ec2-user/.ssh",
                                "proc",
                                "root",
                                "run",
                                "run/sshd",
                                "sandbox",
                                "sandbox/bin",
                                "tmp",
                                "usr",
                                "usr/local",
                                "usr/local/bin",
                                "usr/local/sbin",
                                "var",
                                "var/log"};
  Result<void> done;
  for (const char* name : kFolders) {
    if (done) done = make_folder(plan.folder / name);
  }
  constexpr mode_t kSticky = 01777;
  constexpr mode_t kOnlyUser = 0700;
  if (done) done = make_folder(plan.folder / "tmp", kSticky);
  if (done) done = make_folder(plan.folder / kHome, kOnlyUser);
  if (done) done = make_folder(plan.folder / kHome / ".ssh", kOnlyUser);
  const fs::path keys = plan.folder / kHome / ".ssh/authorized_keys";
  if (done) done = os::write_file_atomically(keys, plan.authorized_keys, kPrivate);
  for (const fs::path& path : {plan.folder / kHome, keys.parent_path(), keys}) {
    if (done) done = give_to_user(path);
  }
  const fs::path etc = plan.folder / "etc";
  if (done) done = os::write_file_atomically(etc / "passwd", passwd(), kReadable);
  if (done) done = os::write_file_atomically(etc / "group", group(), kReadable);
  if (done) done = os::write_file_atomically(etc / "nsswitch.conf", "passwd: files\n", kReadable);
  if (done) done = os::write_file_atomically(etc / "ssh/sshd_config", kSshdConfig, kPrivate);
  if (done) {
    done = os::write_file_atomically(etc / "sudoers.d/90-cloud-init-users",
                                     "ec2-user ALL=(ALL) NOPASSWD:ALL\n", kPrivate);
  }
  return done ? write_fake_programs(plan.folder / "sandbox/bin") : done;
}

// What of this machine is seen at the same place inside; a symbolic link (/bin -> usr/bin) is
// copied.
Result<void> show_inside(const fs::path& path, const fs::path& disk, std::vector<Mount>& mounts) {
  std::error_code error;
  const fs::path inside = disk / path.relative_path();
  const fs::file_status status = fs::symlink_status(path, error);
  if (!fs::exists(status)) return {};
  if (fs::is_symlink(status)) {
    fs::copy_symlink(path, inside, error);
  } else if (fs::is_directory(status)) {
    fs::create_directories(inside, error);
    mounts.push_back({path, inside});
  } else {
    std::ofstream(inside).flush();  // something to mount it on
    mounts.push_back({path, inside});
  }
  return error ? fail(Errc::io, fmt::format("{}: {}", inside.string(), error.message()))
               : Result<void>{};
}

// A link on the disk means a place inside, but is followed from outside here.
Result<void> stay_inside(const fs::path& disk, const fs::path& path) {
  std::error_code error;
  const fs::path parent = fs::weakly_canonical(path.parent_path(), error);
  const fs::path root = fs::canonical(disk, error);
  if (!error && std::ranges::mismatch(root, parent).in1 == root.end()) return {};
  return fail(Errc::io, fmt::format("{} lies behind a link", path.string()));
}

}  // namespace

Result<std::vector<Mount>> make_disk(const DiskPlan& plan) {
  constexpr std::array kShown{
      "/usr/bin",         "/usr/lib",   "/usr/lib32",   "/usr/lib64", "/usr/libx32",
      "/usr/sbin",        "/usr/share", "/usr/libexec", "/bin",       "/lib",
      "/lib32",           "/lib64",     "/libx32",      "/sbin",      "/etc/alternatives",
      "/etc/ld.so.cache", "/dev/null",  "/dev/zero",    "/dev/full",  "/dev/random",
      "/dev/urandom",     "/dev/tty"};
  Result<void> done = make_own_part(plan);
  std::vector<Mount> mounts;
  for (const char* path : kShown) {
    if (done) done = show_inside(path, plan.folder, mounts);
  }
  if (!done) return std::unexpected(done.error());
  std::error_code error;
  fs::create_symlink("pts/ptmx", plan.folder / "dev/ptmx", error);
  for (const auto& [from, inside] :
       {std::pair(plan.sshd, kSshdInside), std::pair(plan.time_scale, kTimeScaleInside)}) {
    const fs::path onto = plan.folder / fs::path(inside).relative_path();
    std::ofstream(onto).flush();
    mounts.push_back({from, onto});
  }
  if (error) return fail(Errc::io, fmt::format("{}: {}", plan.folder.string(), error.message()));
  return mounts;
}

Result<void> apply_files(const fs::path& disk, const CloudConfig& config) {
  Result<void> done;
  for (const auto& [name, content] : config.host_keys) {  // "ed25519_private", "ed25519_public"
    const std::string type = name.substr(0, name.find('_'));
    const bool is_public = name.ends_with("_public");
    const fs::path file =
        disk / fmt::format("etc/ssh/ssh_host_{}_key{}", type, is_public ? ".pub" : "");
    if (done) done = os::write_file_atomically(file, content, is_public ? kReadable : kPrivate);
  }
  for (const WrittenFile& file : config.files) {
    const fs::path path = disk / fs::path(file.path).lexically_normal().relative_path();
    if (done) done = stay_inside(disk, path);
    if (done && !fs::exists(path.parent_path())) done = make_folder(path.parent_path());
    if (!done) return done;
    std::string content =
        file.append ? os::read_file(path).value_or("") + file.content : file.content;
    done = os::write_file_atomically(path, content);
    if (done) chmod(path.c_str(), file.mode);
  }
  std::ofstream keys(disk / kHome / ".ssh/authorized_keys", std::ios::app);
  for (const std::string& key : config.authorized_keys) keys << key << '\n';
  return done;
}

}  // namespace cloudx::sandbox
