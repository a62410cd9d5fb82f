#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build folder; findings are errors.

A file is looked at again only when it, a project header it includes, its flags, .clang-tidy or the
program have changed: the stamp of a clean file is kept beside ccache's objects, in
~/.cache/cloudx-proxy/tidy, and serves other clones of this machine, too.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("src", "sandbox")


def dependencies(build):
    """object file -> the project's files it was made from, as ninja knows them"""
    text = subprocess.run(["ninja", "-C", str(build), "-t", "deps"], check=True,
                          capture_output=True, text=True).stdout
    result, current = {}, None
    for line in text.splitlines():
        if line and not line.startswith(" "):
            current = result.setdefault(line.split(":")[0], [])
        elif line.strip():
            path = pathlib.Path(line.strip())
            path = path if path.is_absolute() else build / path
            if ROOT in path.resolve().parents:
                current.append(path.resolve())
    return result


def stamp_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(cache) / "cloudx-proxy" / "tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fingerprint(version, entry, files):
    digest = hashlib.sha256(version)
    # Paths below the project count as relative, as for ccache.
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    digest.update((ROOT / ".clang-tidy").read_bytes())
    for path in sorted(set(files)):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def look_at(job):
    build, entry, stamp = job
    done = subprocess.run(["clang-tidy-19", "--quiet", "-p", str(build), entry["file"]],
                          check=False, capture_output=True, text=True)
    if done.returncode == 0:
        stamp.touch()
    return entry["file"], done.returncode, done.stdout


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    stamps = stamp_folder()
    version = subprocess.run(["clang-tidy-19", "--version"], check=True, capture_output=True).stdout
    known = dependencies(build)
    commands = json.loads((build / "compile_commands.json").read_text())
    jobs, clean, seen = [], 0, set()
    for entry in commands:
        path = pathlib.Path(entry["file"])
        # Some are compiled several times, with mistakes built in for the simulation to catch.
        if path in seen:
            continue
        seen.add(path)
        if not any((ROOT / folder) in path.parents for folder in FOLDERS):
            continue
        words = shlex.split(entry["command"])
        files = known[words[words.index("-o") + 1]]
        stamp = stamps / fingerprint(version, entry, files)
        if stamp.exists():
            clean += 1
        else:
            jobs.append((build, entry, stamp))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, (name, status, output) in enumerate(pool.map(look_at, jobs), 1):
            print(f"[{done}/{len(jobs)}] {pathlib.Path(name).relative_to(ROOT)}", flush=True)
            if status != 0:
                failed += 1
                print(output, flush=True)
    print(f"{len(jobs)} files looked at, {clean} unchanged and clean before, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
