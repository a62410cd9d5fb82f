"""How long a byte takes through a tunnel that is full of bulk, behind a slow line.

Every record that goes into connect says when it did; the far side looks at its own clock, which is
the same. What the time exceeds the line's own delay by is the wait behind bulk that connect, the
kernel and the line had taken before.
"""

import fcntl
import os
import select
import socket
import struct
import subprocess
import threading
import time

import bottleneck
import lockstep
import programs
from report import Section

RECORD = 1024
LINES = ((1.0, 50), (4.0, 20))  # MB/s and ms of round trip
BOUND_MS = 100
# Only what connect has taken counts: a larger pipe would hold bulk that it has never seen.
PIPE = 4096


def write_records(descriptor, until):
    os.set_blocking(descriptor, False)
    padding = bytes(RECORD - 8)
    while time.monotonic() < until:
        if not select.select([], [descriptor], [], 1)[1]:
            continue
        try:
            os.write(descriptor, struct.pack("d", time.monotonic()) + padding)
        except BlockingIOError:
            pass  # room, but not for a whole record


def read_delays(remote, count_from, until):
    """Milliseconds each record took; those before `count_from` belong to the start."""
    delays, held = [], bytearray()
    while time.monotonic() < until:
        data = remote.recv(1 << 16)
        now = time.monotonic()
        if not data:
            raise RuntimeError("the tunnel has ended")
        held += data
        while len(held) >= RECORD:
            written, = struct.unpack_from("d", held)
            del held[:RECORD]
            if written >= count_from:
                delays.append((now - written) * 1000)
    return delays


def through(place, rate, round_trip, seconds):
    relay, environment = lockstep.relay_endpoints(
        place.environment,
        lambda ports: bottleneck.Bottleneck(ports, rate * 1e6, round_trip / 1000))
    with socket.create_server(("127.0.0.1", 0)) as server:
        process = place.connect(programs.harness.INSTANCE, str(server.getsockname()[1]),
                                environment=environment, stdin=subprocess.PIPE)
        fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, PIPE)
        remote, _ = server.accept()
        begin = time.monotonic()
        writer = threading.Thread(target=write_records,
                                  args=(process.stdin.fileno(), begin + seconds))
        writer.start()
        with remote:
            remote.settimeout(seconds)
            delays = read_delays(remote, begin + 1, begin + seconds)
        writer.join()
        process.kill()
        process.wait()
    relay.stop()
    carried = len(delays) * RECORD / (seconds - 1) / 1e6
    return [delay - round_trip / 2 for delay in delays], carried


def measure(quick):
    section = Section("A keystroke under bulk, behind a slow line")
    worst = 0
    for rate, round_trip in LINES:
        with programs.temporary_folder() as folder, programs.SandboxPlace(folder) as place:
            waits, carried = through(place, rate, round_trip, 6 if quick else 20)
        name = f"{rate:g} MB/s, {round_trip} ms"
        late = programs.percentile(waits, 0.99)
        worst = max(worst, late)
        section.row(f"{name}: wait behind bulk, median", programs.median(waits), "ms")
        section.row(f"{name}: 99th percentile", late, "ms", f"longest {max(waits):.0f} ms")
        section.row(f"{name}: payload carried", carried, "MB/s",
                    f"{carried / rate:.2f} of the line")
    section.bound("keystroke's wait behind bulk, 99th percentile", worst, BOUND_MS, "ms")
    return section
