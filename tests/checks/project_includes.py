"""What the project's sources include of the project, read from their text: nothing has to be built."""

import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where an include in quotes begins (docs/architecture.md), besides the folder of the file itself.
BEGINNINGS = (ROOT / "src", ROOT, ROOT / "tests", ROOT / "fuzz")
INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


@functools.cache
def included_by(path):
    """The files of the project that one file includes itself."""
    found = []
    for name in INCLUDE.findall(path.read_bytes()):
        for folder in (path.parent, *BEGINNINGS):
            target = folder / name.decode()
            if target.is_file():
                found.append(target.resolve())
                break
    return found


@functools.cache
def files_of(source):
    """A source and all that it includes, directly or not."""
    seen, waiting = {source}, [source]
    while waiting:
        for target in included_by(waiting.pop()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen
