"""Uploads over a long way: how soon a session fills what the service takes."""

import subprocess
import time

import programs
from report import Section

ROUND_TRIP = "50ms"
# What the pacer sends a second, with the largest payload that it looks for (message_pacer.hpp,
# payload_size_discovery.hpp).
MOST = 900 * (32 << 10)
SMALL = ("--message-rate", "unlimited", "--payload-size", "1024")


def delivered(sandbox):
    return sum(session["bytes_to_target"] for session in sandbox.state()["sessions"])


def upload(place, size, *arguments):
    """Bytes a second at the target, from its first byte to its last."""
    file = place.folder / "zeros"
    with open(file, "wb") as zeros:
        zeros.truncate(size)
    before = delivered(place.sandbox)
    with open(file, "rb") as source:
        process = place.connect(programs.harness.INSTANCE, programs.SINK, *arguments,
                                stdin=source, stdout=subprocess.PIPE)
    first = None
    while True:
        arrived = delivered(place.sandbox) - before
        now = time.perf_counter()
        if arrived > 0 and first is None:
            first = now
        if arrived >= size:
            break
        if process.poll() is not None:
            raise RuntimeError(f"connect ended with {process.returncode}")
        time.sleep(0.005)
    process.terminate()
    process.wait()
    return size / (now - first)


def measure(quick):
    section = Section(f"Uploads, {ROUND_TRIP} of round trip")
    sizes = (32,) if quick else (32, 256)
    with programs.temporary_folder() as folder, programs.SandboxPlace(
            folder, "--path", f"rtt={ROUND_TRIP}") as place:
        for size in sizes:
            speeds = [upload(place, size * programs.MIB) for _ in range(3)]
            speed = programs.median(speeds)
            section.row(f"{size} MiB, as shipped", speed / 1e6, "MB/s",
                        f"{speed / MOST:.2f} of 900 messages of 32 KiB a second")
            if size == 32:
                section.bound("32 MiB at 50 ms, share of what the service takes", speed / MOST, 0.7,
                              at_least=True)
        for size in sizes:
            speed = programs.median([upload(place, size * programs.MIB, *SMALL) for _ in range(3)])
            section.row(f"{size} MiB, 1 KiB messages without a limit", speed / 1e6, "MB/s")
    return section
