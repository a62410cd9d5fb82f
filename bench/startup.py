"""From exec to the first SSH byte, and `ssh HOST true` as a whole."""

import subprocess
import time

import lockstep
import programs
from report import Section


def first_byte_cpu(place):
    """CPU seconds that connect has used when the SSH banner comes out of it."""
    process = place.connect(programs.harness.INSTANCE, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
    banner = process.stdout.readline()
    used = programs.cpu_seconds(process.pid)
    process.terminate()
    process.wait()
    if not banner.startswith(b"SSH-2.0-"):
        raise RuntimeError(f"no SSH banner but {banner!r}")
    return used


def round_trips(place):
    relay, environment = lockstep.relay_endpoints(place.environment)
    try:
        before = relay.rounds
        process = place.connect(programs.harness.INSTANCE, environment=environment,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdout.readline()
        rounds = relay.rounds - before
        process.terminate()
        process.wait()
    finally:
        relay.stop()
    return rounds


def ssh_true(place, host):
    begin = time.perf_counter()
    place.ssh(host, "true")
    return time.perf_counter() - begin


def measure(quick):
    section = Section("Start of a connection")
    repeats = 7 if quick else 25
    # Long-lived keys, because plain ssh uses the one that the tunnel has pushed.
    with programs.temporary_folder() as folder, programs.SandboxPlace(
            folder, "--plain-ssh", "--key-lifetime", "60m") as place:
        rounds = programs.median([round_trips(place) for _ in range(1 if quick else 3)])
        for host in ("tunnel", "plain", "prompt"):
            place.ssh(host, "true")
        cpu, tunnel, plain, prompt = [], [], [], []
        for _ in range(repeats):
            cpu.append(first_byte_cpu(place) * 1000)
            plain.append(ssh_true(place, "plain") * 1000)
            tunnel.append(ssh_true(place, "tunnel") * 1000)
            prompt.append(ssh_true(place, "prompt") * 1000)
    ratio = programs.median([a / b for a, b in zip(tunnel, plain)])
    stricter = programs.median([a / b for a, b in zip(tunnel, prompt)])
    section.row("sequential round trips to the first SSH byte", rounds, "")
    section.row("CPU until then", programs.median(cpu), "ms", f"fastest {min(cpu):.1f} ms")
    section.row("ssh HOST true, through the tunnel", programs.median(tunnel), "ms")
    section.row("ssh HOST true, plain, same sshd", programs.median(plain), "ms")
    section.row("ratio of the two", ratio, "", f"median of {repeats} pairs")
    section.row("the same plain, without Nagle's delay", programs.median(prompt), "ms")
    section.row("ratio to that, for information", stricter, "")
    section.bound("round trips from exec to the first SSH byte", rounds, 7)
    section.bound("CPU from exec to the first SSH byte", programs.median(cpu), 15, "ms")
    section.bound("ssh HOST true against plain ssh", ratio, 1.1)
    return section
