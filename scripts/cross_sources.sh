# The sources of libraries that scripts/cross compiles: Debian's source packages, as apt verifies them.
# shellcheck shell=bash

SOURCES="$CROSS_ROOT/sources"
SOURCE_PACKAGES=(openssl pugixml sqlite3)
# Those that could only be had as their authors released them.
UNPATCHED=()

# apt with sources and a state of its own: it needs no root, and nothing of the system's changes.
own_apt() {
  local apt="$CROSS_ROOT/apt"
  apt-get -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State="$apt/state" \
    -o Dir::State::Lists="$apt/state/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root "$@"
}

# What is there already will do where the archive cannot be reached.
fetch_lists() {
  local apt="$CROSS_ROOT/apt"
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
  /usr/bin/python3 -B "$ROOT/scripts/debian_sources.py" > "$apt/sources.list"
  step "Asking Debian for the newest sources of libraries"
  if own_apt update --error-on=any > "$CROSS_ROOT/apt.log" 2>&1; then touch "$apt/complete"; return; fi
  tail -n 5 "$CROSS_ROOT/apt.log" >&2
  [[ -f "$apt/complete" ]] || { bad "apt could not fetch Debian's lists of source packages."; return 1; }
  bad "apt could not ask for newer sources: those that it knew of last time are used."
}

# The files of the package's newest version, NAME SIZE HASH each.
source_files() {
  own_apt source --print-uris "$1" 2> /dev/null | sed -n "s/^'[^']*' //p"
}

# With Debian's patches, the security fixes among them. A machine that is given no file of theirs (some
# proxies refuse names with a "~") gets the authors' release alone, which is said at the end again.
fetch_source() {
  local name=$1 folder="$SOURCES/$1" downloads="$SOURCES/downloads" files description archive
  files=$(source_files "$name")
  [[ -n "$files" ]] || { bad "apt knows no source package \"$name\"."; return 1; }
  [[ -f "$folder.files" && "$(< "$folder.files")" == "$files" ]] && return
  step "Fetching the sources of $name"
  mkdir -p "$downloads"
  description=$(awk '$1 ~ /\.dsc$/ { print $1 }' <<< "$files")
  if (cd "$downloads" && own_apt source --download-only "$name") > "$CROSS_ROOT/fetch-$name.log" 2>&1; then
    rm -rf "$folder" "$folder.files"
    (cd "$downloads" && logged "unpack-$name" dpkg-source --no-copy --extract "$description" "$folder")
    printf '%s\n' "$files" > "$folder.files"
    return
  fi
  UNPATCHED+=("${description%.dsc}")
  files+=$'\nwithout patches'
  [[ -f "$folder.files" && "$(< "$folder.files")" == "$files" ]] && return
  (cd "$downloads" && logged "fetch-$name-tar" own_apt source --download-only --tar-only "$name")
  archive=$(awk '$1 ~ /\.orig\.tar\.[a-z0-9]+$/ { print $1 }' <<< "$files")
  rm -rf "$folder" "$folder.files"
  mkdir "$folder"
  tar -C "$folder" --strip-components=1 -xf "$downloads/$archive"
  printf '%s\n' "$files" > "$folder.files"
}

# SQLite as one file, which compiles for every target.
make_sqlite_source() {
  local folder="$SOURCES/sqlite3/build"
  [[ -f "$folder/complete" ]] && return
  mkdir -p "$folder"
  (cd "$folder" && export CC=clang-19 BUILD_CC=clang-19 && logged sqlite3-configure ../configure &&
    logged sqlite3 make sqlite3.c)
  touch "$folder/complete"
}

fetch_sources() {
  local name
  fetch_lists
  for name in "${SOURCE_PACKAGES[@]}"; do fetch_source "$name"; done
}

tell_unpatched() {
  ((${#UNPATCHED[@]} > 0)) || return 0
  bad "WITHOUT DEBIAN'S PATCHES, security fixes among them: ${UNPATCHED[*]}"
  bad "They could not be fetched (build/cross/fetch-*.log). This is no build to hand on; docs/platforms.md."
}
