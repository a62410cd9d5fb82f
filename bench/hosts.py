"""list and cleanup of a file with thousands of hosts: how long, and how it grows."""

import os
import pathlib
import random
import resource
import shutil
import subprocess
import time

import programs
from report import Section

FEW, MANY = 1_000, 10_000
ENVIRONMENTS = 25


def written(hosts):
    """As years of the predecessor and of hands leave it: in no order, its program in the
    environments, one host in ten a second time with a setting more."""
    chance = random.Random(1)
    blocks = ["Host cloudx-*\n    User ec2-user\n    TCPKeepAlive yes\n    IdentitiesOnly yes\n"]
    for number in range(ENVIRONMENTS):
        blocks.append(f"Host cloudx-env{number}-*\n    IdentityFile ~/.ssh/vscode/vscode\n"
                      f"    ProxyCommand uvx cloudx-proxy connect %h %p --profile p{number}\n")
    several = []
    for number in range(hosts):
        name = f"cloudx-env{number % ENVIRONMENTS}-host{number}"
        several.append("# Created by cloudx-proxy v0.16.13 on 2026-01-31 12:00:00\n"
                       "# Configuration type: host\n"
                       f"Host {name}\n    HostName i-{number:017x}\n")
        if number % 10 == 0:
            several.append(f"Host {name}\n    HostName i-{number:017x}\n    Port 22\n")
    chance.shuffle(several)
    return "\n".join(blocks + several)


class Home:
    def __init__(self, folder, hosts):
        self.path = pathlib.Path(folder) / f"home-{hosts}"
        self.file = self.path / ".ssh/vscode/config"
        self.file.parent.mkdir(parents=True, mode=0o700)
        (self.path / ".ssh/config").write_text("Include ~/.ssh/vscode/config\n")
        self.file.write_text(written(hosts))
        self.before = self.path / "before"
        shutil.copy(self.file, self.before)

    def milliseconds(self, command):
        shutil.copy(self.before, self.file)
        begin = time.perf_counter()
        subprocess.run([programs.harness.PROXY, command], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL,
                       env={**os.environ, "HOME": str(self.path), "XDG_STATE_HOME": ""})
        return (time.perf_counter() - begin) * 1000

    def cpu_milliseconds(self, command):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.milliseconds(command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def measure(quick):
    section = Section("Thousands of hosts")
    repeats = 3 if quick else 9
    with programs.temporary_folder() as folder:
        few, many = Home(folder, FEW), Home(folder, MANY)
        for command, bound in (("list", 200), ("cleanup", 1000)):
            pairs = [(few.milliseconds(command), many.milliseconds(command))
                     for _ in range(repeats)]
            small, large = (programs.median(values) for values in zip(*pairs))
            growth = programs.median([b / a for a, b in pairs])
            section.row(f"{command}, {FEW:,} hosts", small, "ms")
            cpu = programs.median([many.cpu_milliseconds(command) for _ in range(repeats)])
            section.row(f"{command}, {MANY:,} hosts", large, "ms", f"CPU {cpu:.0f} ms")
            section.row("growth for ten times as many", growth, "", f"median of {repeats} pairs")
            section.bound(f"{command} of {MANY:,} hosts", large, bound, "ms")
            section.bound(f"{command}: growth for ten times as many hosts", growth, 15)
    return section
