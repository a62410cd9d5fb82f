"""The targets of scripts/cross, under the names that packages have for them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    system: str
    processor: str
    # Of dpkg, rpm, Homebrew and winget; empty where there is no such package.
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
    Target("linux-x86_64", "linux", "x86_64", "amd64", "x86_64", "x86_64", "x86_64-linux"),
    Target("linux-aarch64", "linux", "aarch64", "arm64", "aarch64", "aarch64", "aarch64-linux"),
    Target("windows-x86_64", "windows", "x86_64"),
    Target("macos-aarch64", "macos", "aarch64", nix="aarch64-darwin"),
    Target("macos-x86_64", "macos", "x86_64", nix="x86_64-darwin"),
)}


def file_name(project, target, kind):
    """Of what a release has for a target: "archive", "deb", "rpm", "msi" or "spdx.json"."""
    if kind == "deb":
        return f"{project.name}_{project.version}-1_{target.deb}.deb"
    if kind == "rpm":
        return f"{project.name}-{project.version}-1.{target.rpm}.rpm"
    return f"{project.name}-{project.version}-{target.name}.{target.archive if kind == 'archive' else kind}"
