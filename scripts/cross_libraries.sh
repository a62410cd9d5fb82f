# What the program is linked with, compiled for a target.
# shellcheck shell=bash

# No library holds the time at which it was compiled.
export SOURCE_DATE_EPOCH=0

# Programs under the names that build systems look for. Nothing that is compiled holds where that was.
write_wrappers() {
  local target=$1 folder="$CROSS_ROOT/$1/tools" tool
  mkdir -p "$folder"
  for tool in cc c++; do
    printf '#!/bin/sh\nexec "%s" %s -target %s -g0 -ffile-prefix-map=%s/= -ffile-prefix-map=%s/= "$@"\n' \
      "$CLOUDX_ZIG" "$tool" "$(zig_target "$target")" "$ROOT" "${CLOUDX_ZIG%/*}" > "$folder/$tool"
  done
  for tool in ar ranlib; do printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$CLOUDX_ZIG" "$tool" > "$folder/$tool"; done
  # As CMake calls a compiler of resources: SOURCE RESULT.
  printf '#!/bin/sh\nexec "%s" rc /:auto-includes none "$@"\n' "$CLOUDX_ZIG" > "$folder/rc"
  chmod +x "$folder"/*
}

# A digest of all that the library NAME is made of and by.
library_key() {
  local target=$1 name=$2
  {
    echo "$target $ZIG_VERSION"
    cat "$ROOT/scripts/cross_libraries.sh"
    case "$name" in
      boost_*) cat "$ROOT/cmake/cross/$name.cpp"; dpkg-query -W libboost1.81-dev ;;
      *) cat "$SOURCES/$name.files" ;;
    esac
  } | sha256sum
}

# library TARGET NAME COMMAND...: where the library is not there, or was made of something else.
library() {
  local target=$1 name=$2 stamp="$CROSS_ROOT/$1/libraries/$2.key" key
  shift 2
  key=$(library_key "$target" "$name")
  [[ -f "$stamp" && "$(< "$stamp")" == "$key" ]] && return
  step "Compiling $name ($target)"
  rm -f "$stamp"
  "$@"
  printf '%s\n' "$key" > "$stamp"
}

openssl_name() {
  case "$1" in
    linux-*) echo "$1" ;;
    macos-aarch64) echo darwin64-arm64-cc ;;
    macos-x86_64) echo darwin64-x86_64-cc ;;
    windows-x86_64) echo mingw64 ;;
  esac
}

# Zig lacks the header of CommonCrypto that OpenSSL takes random numbers from; it has getentropy(2) instead.
openssl_definitions() {
  if [[ "$1" == macos-* ]]; then echo -DOPENSSL_NO_APPLE_CRYPTO_RANDOM; fi
}

# Without what the program never asks for, and without reading a system's openssl.cnf, which may name
# modules that a static program cannot load. What TLS refuses as too weak is what Debian's refuses. The
# compiler has no path: the library holds how it was called.
make_openssl() {
  local target=$1 prefix="$CROSS_ROOT/$1/libraries" work="$CROSS_ROOT/$1/openssl"
  local definitions
  mapfile -t definitions < <(openssl_definitions "$target")
  rm -rf "$work" "$prefix/include/openssl"
  mkdir -p "$work" "$prefix/include/openssl"
  (cd "$work" && export PATH="$CROSS_ROOT/$target/tools:$PATH" CC=cc AR=ar RANLIB=ranlib &&
    logged "$target-openssl-configure" "$SOURCES/openssl/Configure" "$(openssl_name "$target")" \
      no-shared no-tests no-engine no-dso no-async no-autoload-config no-comp no-dtls no-srtp no-ssl3 no-psk \
      no-srp no-cms no-ts no-idea no-camellia no-seed no-rc2 no-rc4 no-md4 no-whirlpool no-aria no-gost no-ui-console \
      --openssldir=/etc/ssl -O2 -ffunction-sections -fdata-sections -DOPENSSL_TLS_SECURITY_LEVEL=2 \
      "${definitions[@]}" &&
    logged "$target-openssl" make -j"$(nproc)" build_generated libcrypto.a libssl.a)
  cp "$work"/lib{crypto,ssl}.a "$prefix/lib/"
  cp "$SOURCES"/openssl/include/openssl/*.h "$work"/include/openssl/*.h "$prefix/include/openssl/"
}

# compile_library TARGET NAME SOURCE FLAG...: one source, one library.
compile_library() {
  local tools="$CROSS_ROOT/$1/tools" prefix="$CROSS_ROOT/$1/libraries" name=$2 source=$3 compiler=c++
  [[ "$source" == *.c ]] && compiler=cc
  rm -f "$prefix/lib/lib$name.a"
  "$tools/$compiler" -O2 -DNDEBUG -fPIC -ffunction-sections -fdata-sections -I "$prefix/include" "${@:4}" \
    -c "$source" -o "$prefix/lib/$name.o"
  "$tools/ar" rcs "$prefix/lib/lib$name.a" "$prefix/lib/$name.o"
  rm "$prefix/lib/$name.o"
}

make_pugixml() {
  cp "$SOURCES"/pugixml/src/*.hpp "$CROSS_ROOT/$1/libraries/include/"
  compile_library "$1" pugixml "$SOURCES/pugixml/src/pugixml.cpp" -std=c++23
}

make_sqlite() {
  make_sqlite_source
  cp "$SOURCES/sqlite3/build/sqlite3.h" "$CROSS_ROOT/$1/libraries/include/"
  compile_library "$1" sqlite3 "$SOURCES/sqlite3/build/sqlite3.c" -DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION
}

make_libraries() {
  local target=$1 prefix="$CROSS_ROOT/$1/libraries" name
  write_wrappers "$target"
  mkdir -p "$prefix/include" "$prefix/lib"
  # Headers alone, away from those of this system's C library.
  for name in boost fmt CLI toml++ gtest gmock; do ln -sfn "/usr/include/$name" "$prefix/include/$name"; done
  for name in libpq-fe postgres_ext pg_config_ext; do ln -sfn "/usr/include/postgresql/$name.h" "$prefix/include/$name.h"; done
  restore_libraries "$target"
  library "$target" openssl make_openssl "$target"
  for name in boost_json boost_url; do
    library "$target" "$name" compile_library "$target" "$name" "$ROOT/cmake/cross/$name.cpp" -std=c++23
  done
  library "$target" pugixml make_pugixml "$target"
  library "$target" sqlite3 make_sqlite "$target"
  keep_libraries "$target"
}
