#include "sandbox/vm/fake_programs.hpp"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "os/file.hpp"

namespace cloudx::sandbox {

namespace fs = std::filesystem;

namespace {

// The VM's first process takes SIGTERM as power-off (first_process.cpp).
constexpr const char* kSystemctl = R"sh(#!/bin/sh
for word; do
  case $word in
    -*) ;;
    poweroff | halt) kill -TERM 1; exit ;;
    *) break ;;
  esac
done
echo "systemctl $*: nothing to do in the sandbox"
)sh";

constexpr const char* kPoweroff = "#!/bin/sh\nkill -TERM 1\n";

constexpr const char* kShutdown = R"sh(#!/bin/sh
when=+1
for word; do
  case $word in
    -c) echo "shutdown: the sandbox cannot cancel" >&2; exit 1 ;;
    -*) ;;
    now | +*) when=$word; break ;;
  esac
done
if [ "$when" = now ]; then kill -TERM 1; exit; fi
(sleep $((${when#+} * 60)); kill -TERM 1) &
)sh";

// Seconds are all that --on-active takes here, as they are for sleep.
constexpr const char* kSystemdRun = R"sh(#!/bin/sh
delay=0 restart=no
take() {
  case $1 in
    Restart=always) restart=yes ;;
  esac
}
while [ $# -gt 0 ]; do
  case $1 in
    --on-active=*) delay=${1#*=} ;;
    -p) take "$2"; shift ;;
    --property=*) take "${1#*=}" ;;
    --unit=* | --description=* | --timer-property=* | --no-block | --collect | --quiet) ;;
    --) shift; break ;;
    -*) echo "systemd-run: the sandbox does not know $1" >&2; exit 1 ;;
    *) break ;;
  esac
  shift
done
{
  sleep "$delay"
  "$@"
  while [ $restart = yes ]; do sleep 1; "$@"; done
} &
)sh";

constexpr const char* kSleep = R"sh(#!/bin/sh
case $1 in
  '' | *[!0-9]*) exec /usr/bin/sleep "$@" ;;
esac
read -r scale < /sandbox/time-scale
milliseconds=$(($1 * 1000 / scale))
exec /usr/bin/sleep "$(printf '%d.%03d' $((milliseconds / 1000)) $((milliseconds % 1000)))"
)sh";

constexpr const char* kNothing = "#!/bin/sh\nexit 0\n";

struct FakeProgram {
  const char* name;
  const char* script;
};

constexpr FakeProgram kAll[] = {
    {"systemctl", kSystemctl}, {"poweroff", kPoweroff},      {"halt", kPoweroff},
    {"shutdown", kShutdown},   {"systemd-run", kSystemdRun}, {"loginctl", kNothing},
    {"sleep", kSleep},
};

}  // namespace

Result<void> write_fake_programs(const std::filesystem::path& folder) {
  constexpr fs::perms kProgram{0755};
  Result<void> done;
  for (const auto& [name, script] : kAll) {
    if (done) done = os::write_file_atomically(folder / name, script);
    std::error_code error;
    if (done) fs::permissions(folder / name, kProgram, error);
    if (error) return fail(Errc::io, fmt::format("{} cannot be made a program", name));
  }
  return done;
}

}  // namespace cloudx::sandbox
