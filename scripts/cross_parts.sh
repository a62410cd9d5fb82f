# How scripts/cross gets a compiler, and builds the program with it.
# shellcheck shell=bash

CROSS_ROOT="$BUILD_ROOT/cross"
ZIG_VERSION=0.14.1
ZIG_SHA256=6eb9d4d759b292c83810dbee2e9e8e3fbfbf01d864e6e9811bae711fd74e1c2f
CLOUDX_ZIG="${CLOUDX_ZIG:-}"

# Zig's name of a target (its "triple").
zig_target() {
  case "$1" in
    linux-*) echo "${1#linux-}-linux-musl" ;;
    macos-*) echo "${1#macos-}-macos.12.0" ;;
    windows-*) echo "${1#windows-}-windows-gnu" ;;
  esac
}

# log NAME COMMAND...: what it says goes to a file, and is shown when it fails.
logged() {
  local log="$CROSS_ROOT/$1.log"
  shift
  "$@" > "$log" 2>&1 || { tail -n 40 "$log" >&2; bad "Failed: $*"; bad "The whole output is in $log."; return 1; }
}

# Makefiles and CMake's flags take them apart.
check_path() {
  [[ ! "$1" =~ [^[:alnum:]./_+,:@%~-] ]] && return
  bad "$1: neither OpenSSL's makefiles nor the flags of compilers can do with this path."
  bad "Letters, digits and ./_+,:@%~- are what it may have."
  return 1
}

# The program and the headers that scripts/cross was tried with: another version has others.
find_compiler() {
  local version
  if [[ -z "$CLOUDX_ZIG" ]]; then fetch_compiler; return; fi
  CLOUDX_ZIG=$(realpath -e -- "$CLOUDX_ZIG") || { bad "CLOUDX_ZIG names no program."; return 1; }
  check_path "$CLOUDX_ZIG"
  version=$("$CLOUDX_ZIG" version) || { bad "$CLOUDX_ZIG does not say its version."; return 1; }
  [[ "$version" == "$ZIG_VERSION" ]] || { bad "$CLOUDX_ZIG is Zig $version; needed is $ZIG_VERSION."; return 1; }
  [[ -d "${CLOUDX_ZIG%/*}/lib/libcxx" ]] || { bad "$CLOUDX_ZIG has no folder lib beside it."; return 1; }
}

fetch_compiler() {
  local folder="$CROSS_ROOT/zig-$ZIG_VERSION"
  CLOUDX_ZIG="$folder/ziglang/zig"
  [[ -f "$folder/complete" ]] && return
  step "Fetching Zig $ZIG_VERSION (80 MB)"
  rm -rf "$folder"
  mkdir -p "$folder"
  printf 'ziglang==%s --hash=sha256:%s\n' "$ZIG_VERSION" "$ZIG_SHA256" > "$folder/requirements.txt"
  logged zig /usr/bin/python3 -m pip download --quiet --no-deps --require-hashes --only-binary :all: \
    --dest "$folder" --requirement "$folder/requirements.txt"
  /usr/bin/python3 -m zipfile -e "$folder"/*.whl "$folder"
  rm "$folder"/*.whl
  chmod +x "$CLOUDX_ZIG"
  touch "$folder/complete"
}

program_name() {
  case "$1" in
    windows-*) echo cloudx-proxy.exe ;;
    *) echo cloudx-proxy ;;
  esac
}

# A build begins anew where its compiler is another: CMake keeps the flags that it began with.
build_program() {
  local target=$1 folder="$CROSS_ROOT/$1/build" key
  key=$({ echo "$CLOUDX_ZIG $ZIG_VERSION"; clang++-19 --version; cat "$ROOT/cmake/cross/toolchain.cmake"; } | sha256sum)
  if [[ ! -f "$folder.key" || "$(< "$folder.key")" != "$key" ]]; then rm -rf "$folder"; fi
  printf '%s\n' "$key" > "$folder.key"
  step "Configuring ($target)"
  logged "$target-configure" cmake -S "$ROOT" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCLOUDX_TARGET="$target" -DCLOUDX_ZIG="$CLOUDX_ZIG" -DCMAKE_TOOLCHAIN_FILE="$ROOT/cmake/cross/toolchain.cmake"
  step "Building ($target)"
  cmake --build "$folder" --target cloudx-proxy
  mkdir -p "$CROSS_ROOT/$target/bin"
  cp "$folder/bin/$(program_name "$target")" "$CROSS_ROOT/$target/bin/"
}
