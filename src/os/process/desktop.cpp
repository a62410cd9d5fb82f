#include "os/process/desktop.hpp"

#include <array>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include "os/platform.hpp"

// environ(7): no header has to declare it.
extern char** environ;

namespace cloudx::os {

std::span<const char* const> screen_variables() {
  if (kIsMac) return {};
  // Without one xdg-open would start a text browser on this terminal.
  static constexpr std::array kVariables = {"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"};
  return kVariables;
}

bool open_web_page(const std::string& url) {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  if (::posix_spawn_file_actions_init(&files) != 0) return false;
  if (::posix_spawnattr_init(&attributes) != 0) return false;
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  }
  // A session of its own: Ctrl-C here does not close the browser.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::string program = kIsMac ? "open" : "xdg-open";
  std::string argument = url;
  std::array<char*, 3> words{program.data(), argument.data(), nullptr};
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, program.c_str(), &files, &attributes, words.data(), ::environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return failed == 0;
}

}  // namespace cloudx::os
