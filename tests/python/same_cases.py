#!/usr/bin/env python3
"""Checks that cases.py finds in the source of a folder what unittest finds by importing it, and
that each file runs its cases when it is called: one that does not would pass with none of them.
"""

import pathlib
import re
import sys
import unittest

import cases


def names(suite):
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from names(part)
        else:
            yield part.id().removeprefix("test_")


def runs_its_cases(file):
    """Whether the last block of a file is `if __name__ == "__main__":` and calls some main()."""
    _, found, rest = file.read_text().rpartition('\nif __name__ == "__main__":\n')
    return bool(found) and re.search(r"\bmain\(", rest) is not None


def main():
    path = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(path))
    read = {".".join(words) for *words, _, _ in cases.cases(path)}
    imported = set(names(unittest.defaultTestLoader.discover(str(path), "test_*.py")))
    for name in sorted(read ^ imported):
        print(f"only found by {'reading' if name in read else 'importing'}: {name}")
    idle = [file.name for file in sorted(path.glob("test_*.py")) if not runs_its_cases(file)]
    for name in idle:
        print(f"runs nothing, because its last lines do not: {name}")
    print(f"{len(imported)} cases in {path.name}")
    return 1 if read != imported or not imported or idle else 0


if __name__ == "__main__":
    sys.exit(main())
