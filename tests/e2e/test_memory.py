"""How much memory connect takes: at rest, and when a flood meets a side that does not read.

The peak since exec counts (VmHWM), so everything before the measured state is in it.
"""

import os
import pathlib
import select
import socket

import harness
from hints import ctest

IDLE_KIB = 12 * 1024
FLOODED_KIB = 24 * 1024
# More than every buffer of connect together; what an agent sends ahead before it notices.
FLOOD = 24 * harness.MEBIBYTE
# Seconds without any progress after which a pipe counts as stuck.
STUCK = 3


@ctest(unsanitized=True)  # a sanitizer needs far more than the program
class Memory(harness.EndToEnd):
    def listen(self):
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(harness.PATIENCE)
        self.addCleanup(server.close)
        return server

    def start(self, server):
        """A tunnel to `server` through which a byte has come already, and the server's socket."""
        process = self.start_connect(harness.INSTANCE, str(server.getsockname()[1]))
        remote, _ = server.accept()
        self.addCleanup(remote.close)
        remote.sendall(b"!")
        self.assertEqual(process.stdout.read(1), b"!")
        return process, remote

    def assert_peak_below(self, process, bound):
        peak = peak_kib(process.pid)
        print(f"peak {peak / 1024:.1f} MiB of {bound // 1024}", flush=True)
        self.assertLess(peak, bound)
        self.assertIsNone(process.poll(), "it must still run")

    def test_idle_tunnel(self):
        self.sandbox()
        process, _ = self.start(self.listen())
        self.assert_peak_below(process, IDLE_KIB)

    def test_flood_into_a_far_side_that_does_not_read(self):
        self.sandbox()
        process, _ = self.start(self.listen())
        flood(process.stdin.fileno(), 4 * FLOOD)
        self.assert_peak_below(process, FLOODED_KIB)

    def test_flood_out_of_the_far_side_that_nobody_reads(self):
        # The real agent sends on whether or not it is acknowledged, a chunk each millisecond.
        self.sandbox("--agent-pace")
        process, remote = self.start(self.listen())
        flooded = flood(remote.fileno(), 4 * FLOOD)
        self.assert_peak_below(process, FLOODED_KIB)
        # What waited comes at once: by the agent's repeats, one in each round trip, it would take
        # most of an hour.
        self.assertEqual(len(process.stdout.read(flooded)), flooded)


def flood(descriptor, size):
    """Writes at most `size` bytes, until nothing is taken any more; returns how many."""
    os.set_blocking(descriptor, False)
    written, chunk = 0, bytes(1 << 16)
    while written < size and select.select([], [descriptor], [], STUCK)[1]:
        written += os.write(descriptor, chunk[:size - written])
    return written


def peak_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise AssertionError("no VmHWM")


if __name__ == "__main__":
    harness.main()
