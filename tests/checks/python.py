#!/usr/bin/env python3
"""Checks that pyflakes finds nothing in the project's Python files."""

import subprocess
import sys

from script_files import ROOT, scripts


def main():
    files = [path.relative_to(ROOT) for path in scripts(".py", ("python3",))]
    # Debian's own, whatever Python comes first in PATH.
    done = subprocess.run(["/usr/bin/python3", "-m", "pyflakes", *files], cwd=ROOT, check=False)
    if done.returncode == 0:
        print(f"pyflakes finds nothing in {len(files)} files")
    return done.returncode if files else 1


if __name__ == "__main__":
    sys.exit(main())
