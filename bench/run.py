#!/usr/bin/env python3
"""Runs every measurement, prints the tables, and says of each bound whether it is met."""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats: about two minutes")
    parser.add_argument("--json", metavar="FILE", help="write all figures and bounds there")
    parser.add_argument("--only", metavar="PART", action="append",
                        help="measure only this part; may be given several times")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is missed")
    parser.add_argument("--compare", nargs=2, metavar=("OLD", "NEW"),
                        help="compare two files written with --json, and measure nothing")
    parser.add_argument("files", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if len(arguments.files) == 2 and not arguments.compare:
        arguments.compare = arguments.files
    elif arguments.files:
        parser.error("compare takes two files")
    return arguments


def machine():
    model = next((line.split(":", 1)[1].strip()
                  for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(),
            "load": os.getloadavg()[0]}


def parts():
    """name -> what measures it, in the order of the report"""
    import congestion
    import core
    import hosts
    import keystroke
    import memory
    import relay
    import relay_throughput
    import startup
    import targets
    import throughput
    import upload
    return {
        "core": core.measure,
        "startup": startup.measure,
        "throughput": throughput.measure,
        "large": throughput.measure_large,
        "tunnels": throughput.measure_tunnels,
        "upload": upload.measure,
        "keystroke": keystroke.measure,
        "memory": memory.measure,
        "congestion": congestion.measure,
        "hosts": hosts.measure,
        "relay": relay.measure,
        "relay_throughput": relay_throughput.measure,
        "targets": targets.measure,
    }


def main():
    arguments = parse_arguments()
    import report
    if arguments.compare:
        report.compare(*arguments.compare)
        return 0
    measures = parts()
    unknown = set(arguments.only or ()) - set(measures)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(measures)}")
    about = machine()
    print(f"{about['cores']} cores, {about['cpu']}, Linux {about['kernel']}, "
          f"load {about['load']:.1f}")
    sections, failed = [], []
    for name, measure in measures.items():
        if arguments.only and name not in arguments.only:
            continue
        try:
            sections.append(measure(arguments.quick))
        except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
            failed.append(f"{name}: {error}")
            print(f"\n{failed[-1]}")
            continue
        report.print_section(sections[-1])
        sys.stdout.flush()
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(report.as_json(about, sections), file, indent=1)
            file.write("\n")
    bounds = [bound for section in sections for bound in section.bounds]
    report.print_bounds(bounds, failed)
    missed = not all(bound.met for bound in bounds)
    return 1 if failed or (arguments.strict and missed) else 0


if __name__ == "__main__":
    sys.exit(main())
