# How scripts/cross tests what it has built.
# shellcheck shell=bash

# Whether this machine has to be able to run what is built for the target.
runs_here() {
  case "$1" in
    windows-*) command -v wine > /dev/null ;;
    *) [[ "$1" == "$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)" ]] ;;
  esac
}

# The sandbox and the other programs of the tests are this system's.
test_program() {
  local target=$1 program="$CROSS_ROOT/$1/bin/cloudx-proxy"
  runs_here "$target" || { bad "Not tested ($target): this machine does not run it."; return; }
  if [[ "$target" == windows-* ]]; then
    program="$ROOT/tests/windows/cloudx-proxy"
    prepare_wine "$target"
  fi
  "$program" --version > /dev/null || { bad "$program does not even say its version."; return 1; }
  "$ROOT/scripts/setup" test
  build release
  if [[ "$target" == windows-* ]]; then test_by_wine "$program"; return; fi
  step "Running the end-to-end tests ($target)"
  CLOUDX_PROGRAM="$program" ctest --test-dir "$BUILD_ROOT/release" --output-on-failure -j $(($(nproc) * 4)) -L e2e \
    -E '^e2e\.relay_(nodes|outages|units)\.'
}

# What runs programs for Windows, with a home of its own.
prepare_wine() {
  export CLOUDX_WINDOWS="$CROSS_ROOT/$1/bin" WINEPREFIX="$CROSS_ROOT/wine" WINEDEBUG=-all
  "$CROSS_ROOT/$1/tools/c++" -std=c++23 -O1 -s "$ROOT/tests/windows/parent.cpp" -o "$CLOUDX_WINDOWS/parent.exe"
  logged wine wine cmd /c exit
}

# With each kind of pipe that ssh has for a ProxyCommand somewhere.
test_by_wine() {
  local pipes
  for pipes in inherited anonymous overlapped; do
    step "Running end-to-end tests by Wine ($pipes pipes)"
    CLOUDX_PROGRAM="$1" CLOUDX_PIPES=$pipes ctest --test-dir "$BUILD_ROOT/release" --output-on-failure -j 4 \
      -R '^e2e\.(ssh|start|cuts)\.'
  done
}
