# How scripts/cross gets a compiler, and has it and the sources of libraries work for a target.
# shellcheck shell=bash

CROSS_ROOT="$BUILD_ROOT/cross"
ZIG_VERSION=0.14.1
ZIG_SHA256=6eb9d4d759b292c83810dbee2e9e8e3fbfbf01d864e6e9811bae711fd74e1c2f
CLOUDX_ZIG="${CLOUDX_ZIG:-}"
# As of the release that is built, so that two builds are equal.
SOURCE_DATE_EPOCH=$(git -C "$ROOT" log -1 --format=%ct 2> /dev/null || echo 0)
export SOURCE_DATE_EPOCH

# Zig's name of a target (its "triple").
zig_target() {
  case "$1" in
    linux-*) echo "${1#linux-}-linux-musl" ;;
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

# Programs under the names that build systems look for.
write_wrappers() {
  local target=$1 folder="$CROSS_ROOT/$1/tools" tool
  mkdir -p "$folder"
  for tool in cc c++; do
    printf '#!/bin/sh\nexec "%s" %s -target %s "$@"\n' "$CLOUDX_ZIG" "$tool" "$(zig_target "$target")" > "$folder/$tool"
  done
  for tool in ar ranlib; do printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$CLOUDX_ZIG" "$tool" > "$folder/$tool"; done
  chmod +x "$folder"/*
}

openssl_name() {
  case "$1" in
    linux-x86_64) echo linux-x86_64 ;;
  esac
}

# Without what the program never asks for, and without reading a system's openssl.cnf, which may name
# modules that a static program cannot load.
make_openssl() {
  local target=$1 prefix=$2 work="$CROSS_ROOT/$1/openssl"
  mkdir -p "$work"
  (cd "$work" && CC="$prefix/../tools/cc" AR="$prefix/../tools/ar" RANLIB="$prefix/../tools/ranlib" \
    logged "$target-openssl-configure" "$CROSS_ROOT/sources/openssl/Configure" "$(openssl_name "$target")" \
    no-shared no-tests no-engine no-dso no-async no-autoload-config no-comp no-dtls no-srtp no-ssl3 no-psk \
    no-srp no-cms no-ts no-idea no-camellia no-seed no-rc2 no-rc4 no-md4 no-whirlpool no-aria no-gost no-ui-console \
    --openssldir=/etc/ssl -O2 -ffunction-sections -fdata-sections &&
    logged "$target-openssl" make -j"$(nproc)" build_generated libcrypto.a libssl.a)
  cp "$work"/lib{crypto,ssl}.a "$prefix/lib/"
  mkdir -p "$prefix/include/openssl"
  cp "$CROSS_ROOT"/sources/openssl/include/openssl/*.h "$work"/include/openssl/*.h "$prefix/include/openssl/"
}

# compile_library TARGET NAME SOURCE FLAG...: one source, one library.
compile_library() {
  local tools="$CROSS_ROOT/$1/tools" prefix="$CROSS_ROOT/$1/libraries" name=$2 source=$3 compiler=c++
  [[ "$source" == *.c ]] && compiler=cc
  "$tools/$compiler" -O2 -DNDEBUG -fPIC -ffunction-sections -fdata-sections -I "$prefix/include" "${@:4}" \
    -c "$source" -o "$prefix/lib/$name.o"
  "$tools/ar" rcs "$prefix/lib/lib$name.a" "$prefix/lib/$name.o"
  rm "$prefix/lib/$name.o"
}

make_dependencies() {
  local target=$1 prefix="$CROSS_ROOT/$1/libraries" sources="$CROSS_ROOT/sources" header
  write_wrappers "$target"
  [[ -f "$prefix/complete" ]] && return
  step "Building what the program is linked with ($target)"
  mkdir -p "$prefix/include" "$prefix/lib"
  # Headers alone, away from those of this system's C library.
  for header in boost fmt CLI toml++; do ln -sfn "/usr/include/$header" "$prefix/include/$header"; done
  for header in libpq-fe postgres_ext pg_config_ext; do ln -sfn "/usr/include/postgresql/$header.h" "$prefix/include/$header.h"; done
  cp "$sources"/pugixml/src/*.hpp "$sources/sqlite3/build/sqlite3.h" "$prefix/include/"
  make_openssl "$target" "$prefix"
  compile_library "$target" boost_json "$ROOT/cmake/cross/boost_json.cpp" -std=c++23
  compile_library "$target" boost_url "$ROOT/cmake/cross/boost_url.cpp" -std=c++23
  compile_library "$target" pugixml "$sources/pugixml/src/pugixml.cpp" -std=c++23
  compile_library "$target" sqlite3 "$sources/sqlite3/build/sqlite3.c" -DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION
  touch "$prefix/complete"
}

build_program() {
  local target=$1 folder="$CROSS_ROOT/$1/build"
  step "Configuring ($target)"
  logged "$target-configure" cmake -S "$ROOT" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCLOUDX_TARGET="$target" -DCLOUDX_ZIG="$CLOUDX_ZIG" -DCMAKE_TOOLCHAIN_FILE="$ROOT/cmake/cross/toolchain.cmake"
  step "Building ($target)"
  cmake --build "$folder" --target cloudx-proxy
  mkdir -p "$CROSS_ROOT/$target/bin"
  cp "$folder/bin/cloudx-proxy" "$CROSS_ROOT/$target/bin/"
}

# Whether this machine has to be able to run what is built for the target.
runs_here() {
  [[ "$1" == "$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)" ]]
}

# The sandbox and the other programs of the tests are this system's.
test_program() {
  local program="$CROSS_ROOT/$1/bin/cloudx-proxy"
  runs_here "$1" || { bad "Not tested ($1): this machine does not run it."; return; }
  "$program" --version > /dev/null || { bad "$program does not even say its version."; return 1; }
  "$ROOT/scripts/setup" test
  build release
  step "Running the end-to-end tests ($1)"
  CLOUDX_PROGRAM="$program" ctest --test-dir "$BUILD_ROOT/release" --output-on-failure -j $(($(nproc) * 4)) -L e2e \
    -E '^e2e\.relay_(nodes|outages|units)\.'
}
