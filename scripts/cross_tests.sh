# How scripts/cross tests what it has built.
# shellcheck shell=bash

# Whether this machine has to be able to run what is built for the target.
runs_here() {
  case "$1" in
    "$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)") ;;
    linux-aarch64) command -v qemu-aarch64-static > /dev/null ;;
    windows-*) command -v wine > /dev/null ;;
    *) return 1 ;;
  esac
}

# What stands for the program in the tests: itself, or a program of this machine that has it run.
test_stand_in() {
  local target=$1 program="$CROSS_ROOT/$1/bin/cloudx-proxy"
  [[ "$target" == "linux-$(uname -m)" ]] || program="$CROSS_ROOT/$target/tools/cloudx-proxy"
  echo "$program"
}

# The program takes the stand-in's name for its own: that is what ssh has to start.
write_emulation() {
  local target=$1 stand_in
  stand_in=$(test_stand_in "$target")
  mkdir -p "${stand_in%/*}"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec qemu-%s-static -0 "$0" "%s" "$@"\n' "${target#linux-}" \
    "$CROSS_ROOT/$target/bin/cloudx-proxy" > "$stand_in"
  chmod +x "$stand_in"
}

# The sandbox and the other programs of the tests are this system's.
test_program() {
  local target=$1 program
  if [[ "$target" == macos-* ]]; then look_at_program "$target"; return; fi
  [[ "$target" == "linux-$(uname -m)" ]] || "$ROOT/scripts/setup" emulation
  runs_here "$target" || { bad "Not tested ($target): this machine does not run it."; return; }
  if [[ "$target" != windows-* ]]; then
    program=$(test_stand_in "$target")
    [[ "$target" == "linux-$(uname -m)" ]] || write_emulation "$target"
    "$program" --version > /dev/null || { bad "$program does not even say its version."; return 1; }
  fi
  "$ROOT/scripts/setup" test
  build release
  if [[ "$target" == windows-* ]]; then test_by_wine; return; fi
  test_linux_program "$target" "$program"
  if [[ "$target" == "linux-$(uname -m)" ]]; then test_in_old_debian "$program"; fi
}

# An emulated processor is some ten times slower: ssh, instances that are started, and setup are enough of it.
test_linux_program() {
  local target=$1 program=$2 cases=(-E '^e2e\.relay_(nodes|outages|units)\.')
  [[ "$target" == "linux-$(uname -m)" ]] || cases=(-R '^e2e\.(ssh|start|setup)\.')
  step "Running the end-to-end tests ($target)"
  CLOUDX_PROGRAM="$program" ctest --test-dir "$BUILD_ROOT/release" --output-on-failure -j $(($(nproc) * 4)) -L e2e \
    "${cases[@]}"
}

# The last Debian whose C library is older than a program that is built here for this system wants.
OLD_DEBIAN=bullseye

# A root folder with nothing but that Debian, in which the program runs. /proc and /tmp are this system's: what the
# tests write and the sandbox reads is there.
make_old_debian() {
  local folder="$CROSS_ROOT/$OLD_DEBIAN" archive
  archive=$(awk '$1 == "deb-src" && $NF == "main" { print $(NF - 2); exit }' "$CROSS_ROOT/apt/sources.list")
  if [[ ! -f "$folder/complete" ]]; then
    step "Unpacking Debian's release $OLD_DEBIAN"
    rm -rf "$folder"
    logged "$OLD_DEBIAN" debootstrap --variant=minbase "$OLD_DEBIAN" "$folder" "$archive"
    touch "$folder/complete"
  fi
  cp "$1" "$folder/usr/local/bin/cloudx-proxy"
  cp /etc/hosts "$folder/etc/hosts"  # debootstrap writes none
  mkdir -p "$folder/tools"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec unshare -m sh -c %s "$0" "$@"\n' \
    "'mount --bind /proc \"$folder/proc\" && mount --bind /tmp \"$folder/tmp\" && exec chroot \"$folder\" /usr/local/bin/cloudx-proxy \"\$@\"'" \
    > "$folder/tools/cloudx-proxy"
  chmod +x "$folder/tools/cloudx-proxy"
}

test_in_old_debian() {
  if [[ $EUID -ne 0 ]]; then bad "Not tested in Debian's release $OLD_DEBIAN: that takes root."; return; fi
  "$ROOT/scripts/setup" userland
  make_old_debian "$1"
  step "Running the end-to-end tests of ssh in Debian's release $OLD_DEBIAN"
  CLOUDX_PROGRAM="$CROSS_ROOT/$OLD_DEBIAN/tools/cloudx-proxy" ctest --test-dir "$BUILD_ROOT/release" \
    --output-on-failure -j $(($(nproc) * 4)) -R '^e2e\.ssh\.'
}

# What can be known of a program for macOS without one.
look_at_program() {
  step "Looking at the program ($1)"
  /usr/bin/python3 -B "$ROOT/tests/macos/program_file.py" "$CROSS_ROOT/$1/bin/cloudx-proxy" "${1#macos-}"
}

# Unit tests, and ssh with each kind of pipe that it has for a ProxyCommand somewhere (tests/windows).
test_by_wine() {
  step "Building the tests (windows-x86_64)"
  cmake --build "$CROSS_ROOT/windows-x86_64/build" --target windows-tests
  step "Running the tests by Wine"
  ctest --test-dir "$BUILD_ROOT/release" --output-on-failure -j "$(nproc)" -L windows
}
