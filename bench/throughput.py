"""Bulk through one tunnel and many, against what two processes exchange with no protocol."""

import time

import programs
from report import Section

NAMES = {"up": "upload", "down": "download"}


def one_pair(far_end, way):
    """The limit, then the tunnel at once after it: a busy machine slows both."""
    plain = programs.limit(way, far_end.size, far_end.payload)
    before = programs.cpu_seconds(far_end.process.pid)
    transfer = far_end.finished(far_end.start(way))
    far_end_cpu = programs.cpu_seconds(far_end.process.pid) - before
    batched = programs.limit(way, far_end.size, far_end.payload, "--batched")
    speed = transfer["bytes"] / transfer["seconds"]
    return {
        "limit": plain["bytes_per_second"] / 1e6,
        "batched limit": batched["bytes_per_second"] / 1e6,
        "tunnel": speed / 1e6,
        "share": speed / plain["bytes_per_second"],
        "batched share": speed / batched["bytes_per_second"],
        "cpu": transfer["cpu_seconds"] * (1 << 30) / transfer["bytes"],
        "far end cpu": far_end_cpu * (1 << 30) / transfer["bytes"],
        "cpu ratio": transfer["cpu_seconds"] / plain["client_cpu_seconds"],
    }


def one_size(section, quick, payload):
    """Returns the shares of the limit, each way."""
    size = (64 if quick else 256) * programs.MIB
    repeats = 3 if quick else 7
    pairs = {way: [] for way in NAMES}
    with programs.temporary_folder() as folder, programs.FarEnd(folder, size, payload) as far_end:
        for _ in range(repeats):
            for way in NAMES:
                pairs[way].append(one_pair(far_end, way))
    shares = {}
    for way, name in NAMES.items():
        of = {key: [pair[key] for pair in pairs[way]] for key in pairs[way][0]}
        middle = {key: programs.median(values) for key, values in of.items()}
        shares[way] = middle["share"]
        section.row(f"{name}, limit", middle["limit"], "MB/s")
        section.row(f"{name}, limit with batched writes", middle["batched limit"], "MB/s")
        section.row(f"{name}, tunnel", middle["tunnel"], "MB/s")
        section.row(f"{name}, share of the limit", middle["share"], "",
                    f"of {repeats} pairs, {min(of['share']):.2f} to {max(of['share']):.2f}")
        section.row(f"{name}, share of the batched limit", middle["batched share"], "")
        section.row(f"{name}, CPU of connect", middle["cpu"], "s/GiB",
                    f"{middle['cpu ratio']:.2f} of the limit's client")
        section.row(f"{name}, CPU of the far end", middle["far end cpu"], "s/GiB",
                    "the slower of the two sets the pace")
    return shares


def measure(quick):
    section = Section("Throughput, messages of 1 KiB")
    shares = one_size(section, quick, 1024)
    for way, name in NAMES.items():
        section.bound(f"{name}, share of the machine's limit", shares[way], 0.8, at_least=True)
    return section


def measure_large(quick):
    """For information: what larger messages bring where the service takes them."""
    section = Section("Throughput, messages of 64 KiB")
    one_size(section, quick, 64 << 10)
    return section


def together(far_end, way, count):
    """`count` sessions at once: bytes per second in all, from the first start to the last end."""
    begin = time.perf_counter()
    processes = [far_end.start(way) for _ in range(count)]
    done = [far_end.finished(process) for process in processes]
    return sum(one["bytes"] for one in done) / (time.perf_counter() - begin)


def measure_tunnels(quick):
    """1, 10 and 50 tunnels; each as a ratio to the one alone, with the same bytes in all."""
    section = Section("Tunnels at once")
    total = (64 if quick else 200) * programs.MIB
    failed = 0
    for way, name in NAMES.items():
        alone = None
        for count in (1, 10, 50):
            with programs.temporary_folder() as folder, programs.FarEnd(
                    folder, total // count) as far_end:
                try:
                    speed = together(far_end, way, count) / 1e6
                except RuntimeError as error:
                    section.row(f"{name}, {count} tunnels", 0, "MB/s", str(error))
                    failed += 1
                    continue
            alone = alone or speed
            section.row(f"{name}, {count} tunnel{'s' if count > 1 else ''}", speed, "MB/s",
                        f"{speed / alone:.2f} of one alone")
    section.bound("runs of 1, 10 and 50 tunnels in which one failed", failed, 0)
    return section
