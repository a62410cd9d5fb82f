# Shared by the scripts of this folder: where things are, and how progress is told.
# shellcheck shell=bash
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
BUILD_ROOT="$ROOT/build"
# Paths below the project count as relative: another clone on this machine finds the same objects.
export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1

if [[ -t 1 ]]; then BOLD=$'\e[1m'; GREEN=$'\e[32m'; RED=$'\e[31m'; PLAIN=$'\e[0m'
else BOLD=''; GREEN=''; RED=''; PLAIN=''; fi

step() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*"; }
good() { printf '%s%s%s\n' "$GREEN" "$*" "$PLAIN"; }
bad() { printf '%s%s%s\n' "$RED" "$*" "$PLAIN" >&2; }

as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"
  elif command -v sudo > /dev/null; then sudo "$@"
  else bad "This step needs root: $*"; bad "Run scripts/setup as root, or install sudo."; return 1
  fi
}

# configure PRESET: what CMake says goes to a file, and is shown when it fails.
configure() {
  local preset=$1 log="$BUILD_ROOT/configure-$1.log"
  mkdir -p "$BUILD_ROOT"
  step "Configuring ($preset)"
  if ! (cd "$ROOT" && cmake --preset "$preset") > "$log" 2>&1; then
    cat "$log" >&2
    bad "Configuring failed."
    return 1
  fi
}

# build PRESET [TARGET...]: configures where needed and builds, with ninja's own progress.
build() {
  local preset=$1
  shift
  configure "$preset" || return 1
  step "Building ($preset; the first time takes some minutes)"
  local targets=()
  (($# == 0)) || targets=(--target "$@")
  (cd "$ROOT" && cmake --build --preset "$preset" "${targets[@]}")
}
