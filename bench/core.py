"""The microbenchmarks, and their ratios."""

import json
import subprocess

import programs
from report import Section

RATIOS = (  # what, against what
    ("decode_frame/1024", "sha256_of_payload/1024"),
    ("encode_frame/1024", "sha256_of_payload/1024"),
    ("decode_frame/65536", "sha256_of_payload/65536"),
    ("encode_frame/65536", "sha256_of_payload/65536"),
)
UNITS = {"ns": 1, "us": 1e3, "ms": 1e6}


def measure(quick):
    done = subprocess.run(
        [programs.BIN / "cloudx-bench-micro", "--benchmark_format=json",
         f"--benchmark_min_time={0.1 if quick else 0.5}", "--benchmark_repetitions=3",
         "--benchmark_report_aggregates_only=true"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found = {}
    for entry in json.loads(done.stdout)["benchmarks"]:
        if entry["aggregate_name"] == "median":
            found[entry["run_name"]] = entry
    section = Section("Core (microbenchmarks)")
    times = {}
    for name, entry in found.items():
        times[name] = entry["cpu_time"] * UNITS[entry["time_unit"]]
        if "items_per_second" in entry:
            times[name] = 1e9 / entry["items_per_second"]
        allocations = entry.get("allocations_per_message")
        note = "" if allocations is None else f"a message, {allocations:.2f} allocations"
        section.row(name, times[name], "ns", note)
    for what, against in RATIOS:
        section.row(f"{what} / {against}", times[what] / times[against], "")
    for size in (1024, 65536):
        for way in ("upload", "download"):
            section.bound(f"allocations a message, {way} of {size >> 10} KiB messages",
                          found[f"channel_{way}/{size}"]["allocations_per_message"], 0)
    return section
