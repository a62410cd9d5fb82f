"""The targets of scripts/cross, under the names that packages have for them. As a program it prints those that
this scripts/cross builds for, a line each, or with --json as the matrix of .github/workflows/packages.yml."""

import dataclasses
import json
import pathlib
import re
import subprocess
import sys


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    system: str
    processor: str
    # Of GitHub, where the program is tried on the system that it is for.
    runner: str
    # Of dpkg, rpm, Arch Linux and Nix; empty where there is no such package.
    deb: str = ""
    rpm: str = ""
    arch_linux: str = ""
    nix: str = ""

    @property
    def program(self):
        return "cloudx-proxy.exe" if self.system == "windows" else "cloudx-proxy"

    @property
    def archive(self):
        return "zip" if self.system == "windows" else "tar.gz"


TARGETS = {target.name: target for target in (
    Target("linux-x86_64", "linux", "x86_64", "ubuntu-24.04", "amd64", "x86_64", "x86_64", "x86_64-linux"),
    Target("linux-aarch64", "linux", "aarch64", "ubuntu-24.04-arm", "arm64", "aarch64", "aarch64", "aarch64-linux"),
    Target("windows-x86_64", "windows", "x86_64", "windows-2025"),
    Target("macos-aarch64", "macos", "aarch64", "macos-15", nix="aarch64-darwin"),
    Target("macos-x86_64", "macos", "x86_64", "macos-15-intel", nix="x86_64-darwin"),
)}


def file_name(project, target, kind):
    """Of what a release has for a target: "archive", "deb", "rpm", "msi" or "spdx.json"."""
    if kind == "deb":
        return f"{project.name}_{project.version}-1_{target.deb}.deb"
    if kind == "rpm":
        return f"{project.name}-{project.version}-1.{target.rpm}.rpm"
    return f"{project.name}-{project.version}-{target.name}.{target.archive if kind == 'archive' else kind}"


def buildable():
    """Those that the help of scripts/cross names."""
    cross = pathlib.Path(__file__).resolve().parents[1] / "scripts/cross"
    help_text = subprocess.run([cross, "--help"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [target for target in TARGETS.values() if re.search(rf"\b{target.name}\b", help_text)]


if __name__ == "__main__":
    if sys.argv[1:] == ["--json"]:
        print(json.dumps([{"target": target.name, "runner": target.runner} for target in buildable()]))
    else:
        print("\n".join(target.name for target in buildable()))
