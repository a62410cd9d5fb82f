#!/usr/bin/env python3
"""Checks that .clang-format decides the layout of every source file."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("src", "sandbox", "tests", "fuzz", "bench")


def main():
    files = [str(f) for d in FOLDERS if (ROOT / d).is_dir()
             for f in sorted((ROOT / d).rglob("*.[ch]pp"))]
    done = subprocess.run(["clang-format-19", "--dry-run", "-Werror", *files], check=False)
    if done.returncode == 0:
        print(f"{len(files)} files are formatted")
    else:
        print("Run: git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs clang-format-19 -i")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
