"""What the program costs that scripts/cross has built, beside the one for this system."""

import os
import pathlib
import platform
import shutil
import subprocess
import time

import programs
import test_memory
from report import Section

CROSS = pathlib.Path(__file__).resolve().parents[1] / "build/cross"


def commands():
    """Target -> how it is started here. What runs others' programs costs most of what they do."""
    found = {}
    for target, runner in ((f"linux-{platform.machine()}", None), ("linux-aarch64", "qemu-aarch64-static"),
                           ("windows-x86_64", "wine")):
        name = "cloudx-proxy.exe" if target.startswith("windows") else "cloudx-proxy"
        program = CROSS / target / "bin" / name
        if target not in found and program.exists() and (runner is None or shutil.which(runner)):
            found[target] = [*([runner] if runner else []), program]
    return found


def version_seconds(command):
    begin = time.perf_counter()
    subprocess.run([*command, "--version"], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, "WINEDEBUG": "-all"})
    return time.perf_counter() - begin


def connect(place, command):
    """Seconds until the first SSH byte, and the peak of the process in MiB."""
    place.program = command
    begin = time.perf_counter()
    process = place.connect(programs.harness.INSTANCE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if not process.stdout.readline().startswith(b"SSH-2.0-"):
        raise RuntimeError(f"no SSH banner from {command}")
    seconds = time.perf_counter() - begin
    peak = test_memory.peak_kib(process.pid) / 1024
    process.terminate()
    process.wait()
    return seconds, peak


def measure(quick):
    section = Section("Programs of scripts/cross, beside the one for this system")
    own = [programs.BIN / "cloudx-proxy"]
    found = commands()
    if not found:
        section.text = "scripts/cross has built none that runs here."
        return section
    with programs.temporary_folder() as folder, programs.SandboxPlace(folder, "--key-lifetime", "60m") as place:
        for target, command in found.items():
            pairs = [(version_seconds(own), version_seconds(command)) for _ in range(3 if quick else 9)]
            section.row(f"{target}: --version", 1000 * programs.median([other for _, other in pairs]), "ms",
                        f"{programs.median([other / mine for mine, other in pairs]):.2f} times this system's")
            if len(command) > 1:
                continue
            runs = [(connect(place, own), connect(place, command)) for _ in range(3 if quick else 9)]
            section.row(f"{target}: connect to the first SSH byte",
                        1000 * programs.median([other[0] for _, other in runs]), "ms",
                        f"{programs.median([other[0] / mine[0] for mine, other in runs]):.2f} times")
            section.row(f"{target}: peak RSS then", programs.median([other[1] for _, other in runs]), "MiB",
                        f"{programs.median([other[1] / mine[1] for mine, other in runs]):.2f} times")
    return section
