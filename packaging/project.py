"""What every package says of the project: packaging/project.json, the version in CMakeLists.txt, the time."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]


class Failure(Exception):
    """What the user is told, without a traceback."""


class Project:
    def __init__(self, address=None, root=ROOT):
        for name, value in json.loads((root / "packaging/project.json").read_text()).items():
            setattr(self, name, value)
        if address:
            self.address = address.rstrip("/")
        self.root = root
        found = re.search(r"^project\(cloudx-proxy VERSION ([0-9.]+) ", (root / "CMakeLists.txt").read_text(), re.M)
        self.version = found[1]
        self.epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or self.git("log", "-1", "--format=%ct"))
        self.moment = datetime.datetime.fromtimestamp(self.epoch, datetime.timezone.utc)
        self.date = self.moment.strftime("%Y-%m-%d")

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.root, *arguments], check=True, stdout=subprocess.PIPE,
                              text=True).stdout.strip()

    def commit(self):
        """As the program says it (cmake/commit.cmake)."""
        return self.git("rev-parse", "--short=7", "HEAD")

    @property
    def has_address(self):
        """RFC 2606 keeps .example for what does not exist."""
        return not re.match(r"https?://[^/]*\.example(/|$)", self.address)

    def download(self, file):
        return f"{self.releases.format(address=self.address, version=self.version)}/{file}"

    def identifier(self, *words):
        """A GUID that is the same whoever makes it, and another one for other words."""
        return str(uuid.uuid5(uuid.UUID(self.upgrade_code), "/".join(words))).upper()


def tool(name, package):
    """Says which Debian package is missing, rather than that a file is not there."""
    for folder in [*os.environ.get("PATH", "").split(":"), "/usr/bin", "/usr/sbin", "/sbin"]:
        if folder and os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    raise Failure(f"{name} is missing: scripts/setup package installs it (Debian's package {package}).")


def run(*command, **options):
    """What a program says is shown only where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if done.returncode != 0:
        raise Failure(f"{done.stdout.strip()}\n{os.path.basename(command[0])} failed.")
    return done.stdout
