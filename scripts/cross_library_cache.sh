# Compiled libraries are the same bytes in whatever folder they were made: what one clone has made is kept
# for the others of this user.
# shellcheck shell=bash

LIBRARY_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/cloudx-proxy/libraries"
LIBRARIES=(openssl boost_json boost_url pugixml sqlite3)

library_archive() {
  local target=$1 name
  for name in "${LIBRARIES[@]}"; do library_key "$target" "$name"; done | sha256sum |
    sed "s|^\(.\{32\}\).*|$LIBRARY_CACHE/$target-\1.tar|"
}

# restore_libraries TARGET: with the keys that say what they were made of.
restore_libraries() {
  local archive prefix="$CROSS_ROOT/$1/libraries"
  archive=$(library_archive "$1")
  [[ -f "$archive" && ! -f "$prefix/openssl.key" ]] || return 0
  step "Taking the libraries that another clone has compiled ($1)"
  tar -C "$prefix" -xf "$archive"
}

# The newest of each target stay.
keep_libraries() {
  local archive prefix="$CROSS_ROOT/$1/libraries"
  archive=$(library_archive "$1")
  [[ ! -f "$archive" ]] || return 0
  mkdir -p "$LIBRARY_CACHE"
  (cd "$prefix" && tar -cf "$archive.$$" ./*.key lib include/openssl include/pug*.hpp include/sqlite3.h)
  rm -f "$LIBRARY_CACHE/$1"-*.tar
  mv "$archive.$$" "$archive"
}
