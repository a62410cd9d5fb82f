#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build folder; findings are errors.

A file is looked at again only when it, a project header it includes, its flags, .clang-tidy or the
program have changed: the stamp of a clean file is kept beside ccache's objects, in
~/.cache/cloudx-proxy/tidy, and serves other clones of this machine, too.

--since BASE looks at the sources that have changed since that commit, and for each header that has
at some sources that include it: what clang-tidy says of a header it says with any of them.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

from project_includes import ROOT, files_of

FOLDERS = ("src", "sandbox")
SOURCES_OF_A_HEADER = 3


def stamp_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(cache) / "cloudx-proxy" / "tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fingerprint(version, source, command):
    digest = hashlib.sha256(version)
    # Paths below the project count as relative, as for ccache.
    digest.update(command.replace(str(ROOT), "").encode())
    digest.update((ROOT / ".clang-tidy").read_bytes())
    for path in sorted(files_of(source)):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def commands_of(build):
    """source -> how it is compiled; the first time, because the simulation compiles some again with
    mistakes in them."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"]).resolve()
        if any((ROOT / folder) in source.parents for folder in FOLDERS):
            found.setdefault(source, entry["command"])
    return found


def git(*words):
    done = subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def changed_since(base):
    names = git("diff", "--name-only", "--diff-filter=d", base, "--", *FOLDERS)
    names += git("ls-files", "--others", "--exclude-standard", "--", *FOLDERS)
    return [(ROOT / name).resolve() for name in names]


def touched(sources, changed):
    """The changed sources, and then for each changed header some that include it: its own source
    before others, and those with little else in them before those with much."""
    found = [source for source in sources if source in changed]
    for header in (path for path in changed if path.suffix == ".hpp"):
        users = [source for source in sources if header in files_of(source)]
        users.sort(key=lambda source: (source.stem != header.stem, len(files_of(source))))
        found += users[:SOURCES_OF_A_HEADER]
    return list(dict.fromkeys(found))


def look_at(build, source, stamp, end):
    """(status, what was found) of a file, or None when there is no time for it any more."""
    if end is not None and time.monotonic() > end:
        return None
    done = subprocess.run(["clang-tidy-19", "--quiet", "-p", str(build), str(source)],
                          check=False, capture_output=True, text=True)
    if done.returncode == 0:
        stamp.touch()
    return done.returncode, done.stdout + (done.stderr if done.returncode else "")


def look_at_all(build, jobs, end):
    """(how many have findings, the files for which there was no time)"""
    failed, left = 0, []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda job: look_at(build, *job, end), jobs)
        for number, ((source, _), result) in enumerate(zip(jobs, results), 1):
            name = source.relative_to(ROOT)
            if result is None:
                left.append(name)
                continue
            print(f"[{number}/{len(jobs)}] {name}", flush=True)
            if result[0] != 0:
                failed += 1
                print(result[1], flush=True)
    return failed, left


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--since", metavar="BASE")
    parser.add_argument("--minutes", type=float, help="begin with no further file after so long")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    build = arguments.build.resolve()
    end = time.monotonic() + 60 * arguments.minutes if arguments.minutes else None
    version = subprocess.run(["clang-tidy-19", "--version"], check=True, capture_output=True).stdout
    commands, stamps = commands_of(build), stamp_folder()
    sources = list(commands)
    if arguments.since:
        sources = touched(sources, changed_since(arguments.since))
    jobs = [(source, stamps / fingerprint(version, source, commands[source])) for source in sources]
    new = [job for job in jobs if not job[1].exists()]
    failed, left = look_at_all(build, new, end)
    for name in left:
        print(f"no time was left for {name}")
    print(f"{len(new) - len(left)} files looked at, {len(jobs) - len(new)} unchanged and clean before, "
          f"{len(left)} left out, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
