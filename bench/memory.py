"""Peak memory of connect; the states are those of tests/e2e/test_memory.py."""

import socket
import subprocess

import programs
import test_memory
from report import Section


def peak_mib(place, flooded):
    """`flooded`: None, or which side does not read: "remote" or "local"."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        process = place.connect(programs.harness.INSTANCE, str(server.getsockname()[1]),
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        remote, _ = server.accept()
        with remote:
            remote.sendall(b"!")
            process.stdout.read(1)
            if flooded == "remote":
                test_memory.flood(process.stdin.fileno(), 4 * test_memory.FLOOD)
            elif flooded == "local":
                test_memory.flood(remote.fileno(), test_memory.FLOOD)
            peak = test_memory.peak_kib(process.pid) / 1024
            process.kill()
            process.wait()
    return peak


def measure(_quick):
    section = Section("Peak memory of connect (RSS)")
    found = {}
    for arguments, states in (((), (None, "remote")), (("--agent-pace",), ("local",))):
        with programs.temporary_folder() as folder, programs.SandboxPlace(
                folder, *arguments) as place:
            for state in states:
                found[state] = peak_mib(place, state)
    section.row("idle", found[None], "MiB")
    section.row("upload to a far side that does not read", found["remote"], "MiB")
    section.row("download that nobody reads here", found["local"], "MiB")
    section.bound("peak RSS, idle", found[None], 12, "MiB")
    section.bound("peak RSS, far side does not read", found["remote"], 24, "MiB")
    section.bound("peak RSS, local side does not read", found["local"], 24, "MiB")
    return section
