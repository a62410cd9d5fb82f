"""Manual pages and completions, which the program writes of itself (packaging/CMakeLists.txt does the same)."""

import dataclasses
import pathlib
import platform
import subprocess
import tempfile

from project import Failure, run, tool

SHELLS = {"bash": "cloudx-proxy", "zsh": "_cloudx-proxy", "fish": "cloudx-proxy.fish", "powershell": "cloudx-proxy.ps1"}


@dataclasses.dataclass(frozen=True)
class Documents:
    pages: dict  # name of the file -> its bytes
    scripts: dict  # shell -> its bytes


def writer(cross, build):
    """A program of this system: the static one where there is one, else that of the build."""
    for path in (cross / f"linux-{platform.machine()}" / "bin/cloudx-proxy", build / "release/bin/cloudx-proxy"):
        if path.is_file():
            return path
    raise Failure("No program for this machine is there to write the manual pages: scripts/cross "
                  f"linux-{platform.machine()}, or cmake --build --preset release.")


def write_documents(program, date):
    with tempfile.TemporaryDirectory() as folder:
        run(program, "__man", folder, date)
        pages = {path.name: path.read_bytes() for path in sorted(pathlib.Path(folder).glob("*.1"))}
    scripts = {}
    for shell in SHELLS:
        done = subprocess.run([program, "completion", shell], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              check=False)
        # Which shells there are is the program's to say.
        if done.returncode == 0 and done.stdout:
            scripts[shell] = done.stdout
    if not pages or not scripts:
        raise Failure(f"{program} writes no manual pages, or no completions.")
    return Documents(pages, scripts)


def pages_for_a_browser(documents):
    """Windows has no man; a page is read there as HTML."""
    mandoc = tool("mandoc", "mandoc")
    pages = {}
    for name, page in documents.pages.items():
        done = subprocess.run([mandoc, "-T", "html", "-O", "man=%N.html"], input=page, stdout=subprocess.PIPE,
                              check=True)
        pages[name.removesuffix(".1") + ".html"] = done.stdout
    return pages
