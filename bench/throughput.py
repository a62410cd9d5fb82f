"""Bulk through one tunnel and through many, against what two processes exchange with no protocol."""

import programs
from report import Section

NAMES = {"up": "upload", "down": "download"}


def one_size(section, quick, payload):
    """Limit and tunnel in turns, so that a busy machine slows both; returns the shares."""
    size = (64 if quick else 256) * programs.MIB
    repeats = 3 if quick else 7
    shares, speeds, limits, cpu = ({way: [] for way in NAMES} for _ in range(4))
    with programs.temporary_folder() as folder, programs.FarEnd(folder, size, payload) as far_end:
        for _ in range(repeats):
            for way in NAMES:
                limit = programs.limit(way, size, payload)["bytes_per_second"]
                transfer = far_end.finished(far_end.start(way))
                speed = transfer["bytes"] / transfer["seconds"]
                limits[way].append(limit / 1e6)
                speeds[way].append(speed / 1e6)
                shares[way].append(speed / limit)
                cpu[way].append(transfer["cpu_seconds"] * (1 << 30) / transfer["bytes"])
    for way, name in NAMES.items():
        share = programs.median(shares[way])
        spread = f"of {repeats} pairs, {min(shares[way]):.2f} to {max(shares[way]):.2f}"
        section.row(f"{name}, limit", programs.median(limits[way]), "MB/s")
        section.row(f"{name}, tunnel", programs.median(speeds[way]), "MB/s")
        section.row(f"{name}, share of the limit", share, "", spread)
        section.row(f"{name}, CPU of connect", programs.median(cpu[way]), "s/GiB")
    return {way: programs.median(shares[way]) for way in NAMES}


def measure(quick):
    section = Section("Throughput, messages of 1 KiB")
    shares = one_size(section, quick, 1024)
    for way, name in NAMES.items():
        section.bound(f"{name}, share of the machine's limit", shares[way], 0.8, at_least=True)
    return section


def measure_large(quick, payload):
    section = Section(f"Throughput, messages of {payload >> 10} KiB")
    one_size(section, quick, payload)
    return section


def together(far_end, way, count):
    """`count` sessions at once: bytes per second in all, from the first start to the last end."""
    processes = [far_end.start(way) for _ in range(count)]
    begin = programs.time.perf_counter()
    done = [far_end.finished(process) for process in processes]
    return sum(one["bytes"] for one in done) / (programs.time.perf_counter() - begin)


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
