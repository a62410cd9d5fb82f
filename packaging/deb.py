"""A package for Debian and Ubuntu, of the static file: it needs nothing of the system it is installed on."""

import hashlib
import pathlib
import tempfile
import textwrap

from contents import File, FOLDERS, ZSH_OF_DEBIAN, below_prefix, packed, write
from documents import SHELLS
from project import run, tool

DOC = "share/doc/cloudx-proxy"
# lintian(1): what is so on purpose.
OVERRIDES = """\
# One file for every release of every distribution: static, and at another address each time (static-pie).
cloudx-proxy: shared-library-lacks-prerequisites [usr/bin/cloudx-proxy]
# The project makes this package itself; it is not on its way into Debian's archive.
cloudx-proxy: initial-upload-closes-no-bugs *
"""


def copyright_file(project):
    text = (project.root / "LICENSE").read_text().split("\n\n", 2)
    body = "\n".join(f" {line}" if line else " ." for line in text[2].rstrip().splitlines())
    return (f"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
            f"Upstream-Name: {project.name}\nSource: {project.address}\n"
            f"Comment: What the program is linked with, and under which licences, is in\n"
            f" /usr/{DOC}/THIRD-PARTY-LICENCES.txt.gz.\n\n"
            f"Files: *\n{text[1].replace('Copyright (c)', 'Copyright:')}\nLicense: Expat\n{body}\n")


def changelog(project):
    """deb-changelog(5)."""
    return (f"{project.name} ({project.version}-1) unstable; urgency=medium\n\n"
            f"  * Release {project.version}; changelog.gz says what is new.\n\n"
            f" -- {project.authors} <{project.contact}>  {project.moment:%a, %d %b %Y %H:%M:%S +0000}\n")


def description(project):
    """deb-control(5), Description."""
    paragraphs = ["\n".join(f" {line}" for line in textwrap.wrap(text, 76)) for text in project.description]
    return f"{project.summary}\n" + "\n .\n".join(paragraphs)


def control(project, target, files):
    # Kibibytes, rounded up for each file (deb-substvars(5), Installed-Size).
    size = sum(-(-len(file.data) // 1024) for file in files.values())
    return (f"Package: {project.name}\nVersion: {project.version}-1\nArchitecture: {target.deb}\n"
            f"Maintainer: {project.authors} <{project.contact}>\nInstalled-Size: {size}\n"
            f"Recommends: ca-certificates, openssh-client\nSuggests: awscli\n"
            f"Section: net\nPriority: optional\nHomepage: {project.address}\n"
            f"Description: {description(project)}\n")


def package_files(project, program, documents, licences):
    """Where Debian's policy wants it (12.1, 12.7): pages and changes compressed, no second licence."""
    files = {}
    for path, file in below_prefix(project, program, documents, licences).items():
        if path.startswith("share/man/"):
            files[f"usr/{path}.gz"] = File(packed(file.data))
        elif path == f"{FOLDERS['zsh']}/{SHELLS['zsh']}":
            files[f"usr/{ZSH_OF_DEBIAN}/{SHELLS['zsh']}"] = file
        elif not path.startswith(f"{DOC}/") and not path.startswith(FOLDERS["powershell"]):
            files[f"usr/{path}"] = file
    files[f"usr/{DOC}/README.md.gz"] = File(packed((project.root / "README.md").read_bytes()))
    files[f"usr/{DOC}/changelog.gz"] = File(packed((project.root / "CHANGELOG.md").read_bytes()))
    files[f"usr/{DOC}/changelog.Debian.gz"] = File(packed(changelog(project).encode()))
    files[f"usr/{DOC}/THIRD-PARTY-LICENCES.txt.gz"] = File(packed(licences.encode()))
    files[f"usr/{DOC}/copyright"] = File(copyright_file(project).encode())
    files["usr/share/lintian/overrides/cloudx-proxy"] = File(OVERRIDES.encode())
    return files


def make_deb(project, target, result, program, documents, licences):
    builder = tool("dpkg-deb", "dpkg")
    files = package_files(project, program, documents, licences)
    sums = "".join(f"{hashlib.md5(file.data).hexdigest()}  {path}\n" for path, file in sorted(files.items()))
    files["DEBIAN/control"] = File(control(project, target, files).encode())
    files["DEBIAN/md5sums"] = File(sums.encode())
    with tempfile.TemporaryDirectory() as folder:
        write(files, pathlib.Path(folder), project.epoch)
        # xz is what every dpkg in use can read; how many processors there are must not show in the bytes.
        run(builder, "--root-owner-group", "-Zxz", "--threads-max=1", "--build", folder, result,
            env={"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": str(project.epoch)})
