#include "login/browser.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace cloudx::login {

namespace {

#ifdef __APPLE__
constexpr const char* kOpener = "open";

bool has_screen(const aws::Environment&) {
  return true;
}
#else
constexpr const char* kOpener = "xdg-open";

// Without one xdg-open would start a text browser on this terminal.
bool has_screen(const aws::Environment& environment) {
  constexpr std::array kSigns = {"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"};
  return std::ranges::any_of(kSigns,
                             [&](const char* name) { return environment.get(name).has_value(); });
}
#endif

// The URL comes from a service, and the program that gets it reads options and other schemes, too.
bool is_web_page(const std::string& url) {
  return url.starts_with("https://") &&
         std::ranges::all_of(url, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

bool open_in_browser(const std::string& url, const aws::Environment& environment) {
  if (!is_web_page(url) || !has_screen(environment)) return false;
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  if (::posix_spawn_file_actions_init(&files) != 0) return false;
  if (::posix_spawnattr_init(&attributes) != 0) return false;
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  }
  // A session of its own: Ctrl-C here does not close the browser.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::string program = kOpener;
  std::string argument = url;
  std::array<char*, 3> words{program.data(), argument.data(), nullptr};
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, kOpener, &files, &attributes, words.data(), ::environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return failed == 0;
}

}  // namespace cloudx::login
