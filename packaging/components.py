"""What a program is linked with: versions, sources, licences and their texts, as found where it was built.

The list is packaging/components.json. A "version" or a "text" comes from one of
  source    a package of Debian that scripts/cross has compiled (SOURCES/NAME.files, SOURCES/NAME)
  package   a package of Debian whose headers were compiled (dpkg's database, /usr/share/doc)
  zig       the folder lib of Zig, of which C's and C++'s libraries are
  file      packaging/licences
"""

import dataclasses
import functools
import json
import pathlib
import re
import subprocess

from project import ROOT, Failure


@dataclasses.dataclass(frozen=True)
class Origin:
    """Where a component's source is from."""
    version: str
    purl: str
    download: str = ""
    sha256: str = ""
    patched: bool = True


@dataclasses.dataclass(frozen=True)
class Component:
    name: str
    licence: str
    holder: str
    address: str
    origin: Origin
    text: str


def debian(name, version):
    """purl and a page of every version there was; the archive itself drops old ones."""
    return (f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch=source",
            f"https://snapshot.debian.org/package/{name}/{version}/")


def holders(copyright_file):
    """Whose the package is as a whole, in a file in Debian's machine-readable form (DEP-5)."""
    found = re.search(r"^Files:\s*\*[ \t]*\nCopyright:((?:.*\n)(?:[ \t]+\S.*\n)*)", copyright_file, re.M)
    return [f"Copyright {line.strip()}" for line in found[1].splitlines() if line.strip()] if found else []


def stanza(copyright_file, licence):
    """The text under "License: NAME" there."""
    found = re.search(rf"^License:\s*{re.escape(licence)}[ \t]*\n((?:[ \t].*\n?)+)", copyright_file, re.M)
    if not found:
        return ""
    lines = [re.sub(r"^[ \t]", "", line.rstrip()) for line in found[1].splitlines()]
    return "\n".join("" if line == "." else line for line in lines)


class Places:
    """Where scripts/cross keeps what it builds with."""

    def __init__(self, cross, zig_folder, zig_version, zig_sha256, documents=pathlib.Path("/usr/share/doc")):
        self.sources = cross / "sources"
        self.zig = zig_folder / "lib"
        self.zig_version = zig_version
        self.zig_sha256 = zig_sha256
        self.documents = documents

    def read(self, path):
        try:
            return path.read_text(errors="replace")
        except OSError:
            raise Failure(f"{path} is not there: scripts/cross fetches it.") from None

    def of_source(self, name):
        said = self.read(self.sources / f"{name}.files")
        version = re.search(rf"^{name}_(\S+)\.dsc ", said, re.M)[1]
        archive = re.search(rf"^({name}_\S+\.orig\.tar\.\w+) \d+ SHA256:([0-9a-f]{{64}})$", said, re.M)
        if "without patches" in said:
            version = re.sub(r"-[^-]*$", "", version)
            return Origin(version, f"pkg:generic/{name}@{version}", sha256=archive[2], patched=False)
        purl, page = debian(name, version)
        return Origin(version, purl, page, archive[2])

    @functools.cache
    def of_package(self, name):
        said = subprocess.run(["dpkg-query", "-W", "-f", "${source:Package} ${source:Version}", name],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
        if not said:
            raise Failure(f"Debian's package {name} is not installed; scripts/setup cross installs it.")
        source, version = said.split()
        return Origin(version, *debian(source, version))

    def of_zig(self, file, number):
        version = self.zig_version
        if file:
            found = re.findall(rf"define {number}\w*\s+(\d+)\s*$", self.read(self.zig / file), re.M)
            # 190100 is 19.1.0; mingw-w64 has a number for each part.
            parts = re.findall(r"\d\d", found[0]) if len(found) == 1 else found[:3]
            version = ".".join(str(int(part)) for part in parts)
        return self.from_zig(version)

    def from_zig(self, version):
        return Origin(version, f"pkg:pypi/ziglang@{self.zig_version}", "https://ziglang.org/download/", self.zig_sha256)

    def origin(self, where):
        if "source" in where:
            return self.of_source(where["source"])
        if "package" in where:
            return self.of_package(where["package"])
        if "of_zig" in where:
            if self.zig_version not in where["of_zig"]:
                raise Failure(f"packaging/components.json does not say what Zig {self.zig_version} has of a library.")
            return self.from_zig(where["of_zig"][self.zig_version])
        return self.of_zig(where["zig"], where.get("number", ""))

    @functools.cache
    def text_of_package(self, name, licence):
        said = self.read(self.documents / name / "copyright")
        text = stanza(said, licence)
        return "\n".join([*holders(said), "", text]) if text else ""

    def text(self, where):
        if "package" in where:
            return self.text_of_package(where["package"], where["licence"])
        folder = {"source": self.sources, "zig": self.zig, "file": ROOT / "packaging/licences"}
        kind, path = next((kind, where[kind]) for kind in folder if kind in where)
        return self.read(folder[kind] / path)


def components(target, places):
    found = []
    for entry in json.loads((ROOT / "packaging/components.json").read_text()):
        if target.system in entry.get("systems", [target.system]):
            text = places.text(entry["text"]).strip()
            if not text:
                raise Failure(f"The text of {entry['name']}'s licence was not found.")
            found.append(Component(entry["name"], entry["licence"], entry["holder"], entry["address"],
                                   places.origin(entry["version"]), text))
    return found
