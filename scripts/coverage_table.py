#!/usr/bin/env python3
"""Prints what `llvm-cov export` says as a table of the rooms: coverage_table.py SUMMARY.json [ROOM]"""

import json
import pathlib
import sys

SOURCES = pathlib.Path(__file__).resolve().parents[1] / "src"
COUNTED = ("lines", "functions", "branches")


def room_of(path):
    """The folder nearest above a file that is a room: it has a CMakeLists.txt."""
    folder = path.parent
    while not (folder / "CMakeLists.txt").exists():
        folder = folder.parent
    return folder.relative_to(SOURCES).as_posix()


def add_up(files):
    """room -> {what is counted: [reached, there]}"""
    rooms = {}
    for entry in files:
        path = pathlib.Path(entry["filename"]).resolve()
        if SOURCES in path.parents:
            sums = rooms.setdefault(room_of(path), {what: [0, 0] for what in COUNTED})
            for what in COUNTED:
                sums[what][0] += entry["summary"][what]["covered"]
                sums[what][1] += entry["summary"][what]["count"]
    return rooms


def row(name, sums):
    percent = [f"{100 * reached / there:.0f} %" if there else "" for reached, there in sums.values()]
    return f"| {name} | {sums['lines'][1]} | {' | '.join(percent)} |"


def main():
    export = json.loads(pathlib.Path(sys.argv[1]).read_text())
    rooms = add_up(export["data"][0]["files"])
    only = sys.argv[2].removeprefix("src/").rstrip("/") if len(sys.argv) > 2 else ""
    print("| room | lines | lines reached | functions | branches |\n|---|---|---|---|---|")
    for name in sorted(rooms):
        if not only or name == only or name.endswith("/" + only) or name.startswith(only + "/"):
            print(row(name, rooms[name]))
    if not only:
        whole = {what: [sum(sums[what][i] for sums in rooms.values()) for i in (0, 1)]
                 for what in COUNTED}
        print(row("all", whole))


if __name__ == "__main__":
    main()
