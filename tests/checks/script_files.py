"""The project's scripts, by the program that reads them."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = (".ci", "scripts", "src", "sandbox", "packaging", "tests", "fuzz", "bench", "docs")
DATA = (ROOT / "tests/data", ROOT / "fuzz/corpus")


def scripts(suffix, interpreters):
    """Files that end with `suffix`, or whose first line names one of `interpreters`."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if not path.is_file() or any(data in path.parents for data in DATA):
                continue
            if path.suffix == suffix:
                yield path
            elif not path.suffix:
                with open(path, "rb") as file:
                    first = file.readline(100).split()
                if first and first[0].startswith(b"#!"):
                    if pathlib.PurePath(first[-1].decode()).name in interpreters:
                        yield path
