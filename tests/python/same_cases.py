#!/usr/bin/env python3
"""Checks that cases.py finds in the source of a folder what unittest finds by importing it."""

import pathlib
import sys
import unittest

import cases


def names(suite):
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from names(part)
        else:
            yield part.id().removeprefix("test_")


def main():
    path = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(path))
    read = {".".join(words) for *words, _, _ in cases.cases(path)}
    imported = set(names(unittest.defaultTestLoader.discover(str(path), "test_*.py")))
    for name in sorted(read ^ imported):
        print(f"only found by {'reading' if name in read else 'importing'}: {name}")
    print(f"{len(imported)} cases in {path.name}")
    return 1 if read != imported or not imported else 0


if __name__ == "__main__":
    sys.exit(main())
