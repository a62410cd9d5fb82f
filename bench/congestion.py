"""The send control on each path of the simulated grid, in virtual time: alike on any machine."""

import json
import subprocess

import programs
from report import Section

NAMES = {
    "congestion.share": ("least share of the bottleneck in the grid", ""),
    "congestion.queueing_p99_ms": ("queueing delay in the grid, 99th percentile", "ms"),
    "congestion.sessions_killed": ("sessions of the grid that the service ended", ""),
}
HEAD = f"  {'RTT ms':>6} {'MB/s':>6} {'share':>6} {'queue p50':>10} {'p99':>6} {'longest':>8}  ms"


def line(cell):
    queueing = cell["queueing_ms"]
    return (f"  {cell['round_trip_ms']:>6} {cell['rate'] / 1e6:>6.2f} {cell['share']:>6.3f} "
            f"{queueing['p50']:>10.1f} {queueing['p99']:>6.1f} {queueing['max']:>8.1f}"
            f"{'  KILLED' if cell['killed'] else ''}")


def table(cells):
    lines = []
    for condition in dict.fromkeys(cell["condition"] for cell in cells):
        lines += ["", f"  {condition}", HEAD]
        lines += [line(cell) for cell in cells if cell["condition"] == condition]
    return "\n".join(lines[1:])


def measure(_quick):
    # It ends with 1 when a bound is missed; what counts here is that it has an answer.
    done = subprocess.run([programs.BIN / "cloudx-congestion-grid", "--json"], check=False,
                          stdout=subprocess.PIPE)
    result = json.loads(done.stdout)
    section = Section("Send control on the simulated grid", text=table(result["cells"]))
    for bound in result["bounds"]:
        name, unit = NAMES.get(bound["name"], (bound["name"], ""))
        section.bound(name, bound["value"], bound["bound"], unit,
                      at_least=bound["name"].endswith("share"))
    section.row("paths", len(result["cells"]), "")
    return section
