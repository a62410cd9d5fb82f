#!/usr/bin/env python3
"""Checks that shellcheck finds nothing in the project's shell scripts."""

import subprocess
import sys

from script_files import ROOT, scripts


def main():
    files = [path.relative_to(ROOT) for path in scripts(".sh", ("sh", "bash"))]
    done = subprocess.run(["shellcheck", "--external-sources", "--source-path=SCRIPTDIR", *files],
                          cwd=ROOT, check=False)
    if done.returncode == 0:
        print(f"shellcheck finds nothing in {len(files)} scripts")
    return done.returncode if files else 1


if __name__ == "__main__":
    sys.exit(main())
