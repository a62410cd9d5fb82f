#!/usr/bin/env python3
"""Prints where this system gets Debian's packages from, as lines of sources.list(5) for source packages.

    debian_sources.py [ROOT]    of the system that is installed below ROOT, "/" unless told

Both forms are read: one line each (sources.list, *.list) and stanzas (*.sources). What counts is the part
"main" of Debian's own archive, of its security archive and of mirrors, for the release that is installed.
"""

import pathlib
import re
import sys

# The folder of a mirror, a list of such, or a day of the archive of old releases.
ARCHIVE = re.compile(r"/debian(?:-security)?(?:\.list|/\d{8}T\d{6}Z)?/?$")
LINE = re.compile(r"\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)")


def one_line_entries(text):
    for line in text.splitlines():
        if found := LINE.match(line):
            options = dict(option.partition("=")[::2] for option in (found[1] or "").split())
            yield [found[2]], [found[3]], found[4].split(), options.get("signed-by", "")


def stanzas(text):
    """Fields by their name in small letters. A line that begins with a blank goes on with the one above."""
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", text):
        fields = {}
        for line in re.sub(r"\n[ \t]+", " ", stanza).splitlines():
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        yield fields


def stanza_entries(text):
    for fields in stanzas(text):
        if fields.get("types") and fields.get("enabled", "yes").lower() not in ("no", "false", "0"):
            yield (fields.get("uris", "").split(), fields.get("suites", "").split(),
                   fields.get("components", "").split(), fields.get("signed-by", ""))


def entries(root):
    folder = root / "etc/apt"
    for file in [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]:
        if file.exists():
            yield from one_line_entries(file.read_text())
    for file in sorted(folder.glob("sources.list.d/*.sources")):
        yield from stanza_entries(file.read_text())


def source_lines(root):
    codename = re.search(r"^VERSION_CODENAME=(\w+)$", (root / "etc/os-release").read_text(), re.MULTILINE)
    release = rf"(?:{codename[1] if codename else 'stable'}|stable|oldstable)"
    for places, suites, components, key in entries(root):
        # A key that stands in a stanza itself is none of a line's: apt's own ones are taken.
        options = f"[signed-by={key}] " if re.fullmatch(r"/\S+", key) else ""
        for place in places:
            for suite in suites:
                security = re.fullmatch(rf"{release}(?:-security|/updates)", suite)
                usual = re.fullmatch(rf"{release}(?:-updates)?", suite) and ARCHIVE.search(place)
                if "main" in components and (security or usual):
                    yield f"deb-src {options}{place} {suite} main"


def main():
    lines = dict.fromkeys(source_lines(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/")))
    if not lines:
        sys.exit("apt knows no mirror of Debian's archive (/etc/apt/sources.list, /etc/apt/sources.list.d).")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
