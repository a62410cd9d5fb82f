#!/usr/bin/env python3
"""Draws what scripts/bench has measured: plot.py FIGURES.json FOLDER

FIGURES.json is what `scripts/bench --json` wrote. Two pictures come of it, throughput.svg and
first-byte.svg; a picture whose figures are not there is left out. Each has the colours of a light and
of a dark page.
"""

import argparse
import dataclasses
import html
import json
import pathlib
import sys

import report

WIDTH, LEFT, RIGHT = 720, 250, 110  # in pixels; bars stand between the labels and their values
BAR, GAP, HEADING, TOP, BOTTOM = 18, 8, 34, 48, 44
LIGHT = {"page": "#ffffff", "border": "#d0d7de", "text": "#1f2328", "quiet": "#59636e",
         "own": "#0969da", "other": "#afb8c1"}
DARK = {"page": "#161b22", "border": "#3d444d", "text": "#e6edf3", "quiet": "#9198a1",
        "own": "#58a6ff", "other": "#565e67"}


@dataclasses.dataclass
class Bar:
    label: str
    value: float
    unit: str
    own: bool  # ours, and not what it is compared with


@dataclasses.dataclass
class Chart:
    title: str
    note: str
    groups: list  # of (heading, bars)


class Figures:
    """The rows of a file of figures, by section and name."""

    def __init__(self, result):
        self.rows = {(section["title"], row["name"]): row
                     for section in result["sections"] for row in section["rows"]}

    def value(self, section, name):
        return self.rows[section, name]["value"]

    def bar(self, label, section, name, own):
        row = self.rows[section, name]
        return Bar(label, row["value"], row["unit"], own)


def throughput(figures):
    groups = []
    for size in ("1 KiB", "64 KiB"):
        section = f"Throughput, messages of {size}"
        for way in ("upload", "download"):
            groups.append((f"{way}, messages of {size}", [
                figures.bar("through the tunnel", section, f"{way}, tunnel", True),
                figures.bar("two processes, no protocol", section, f"{way}, limit", False),
                figures.bar("the same, writes batched", section,
                            f"{way}, limit with batched writes", False)]))
    return Chart("Throughput of one tunnel on one machine",
                 "Both ends share the machine, and send as many messages a second as they can.", groups)


def first_byte(figures):
    section = "Start of a connection"
    rounds = figures.value(section, "sequential round trips to the first SSH byte")
    cpu = figures.value(section, "CPU until then")
    bars = [figures.bar("through the tunnel", section, "ssh HOST true, through the tunnel", True),
            figures.bar("plain ssh, same server", section, "ssh HOST true, plain, same sshd", False),
            figures.bar("plain ssh, no Nagle's delay", section,
                        "the same plain, without Nagle's delay", False)]
    return Chart("Time of ssh HOST true, from its start to its end",
                 f"Until the first SSH byte: {rounds:.0f} round trips one after the other, "
                 f"{report.figure(cpu, 'ms')} of CPU.", [("no network delay", bars)])


CHARTS = {"throughput": throughput, "first-byte": first_byte}


def colours(scheme):
    return (f".page{{fill:{scheme['page']};stroke:{scheme['border']}}}text{{fill:{scheme['text']}}}"
            f".quiet{{fill:{scheme['quiet']}}}.own{{fill:{scheme['own']}}}"
            f".other{{fill:{scheme['other']}}}")


def text(x, y, words, extra=""):
    return f'<text x="{x}" y="{y}"{extra}>{html.escape(words, quote=False)}</text>'


def drawn_bar(bar, y, scale):
    length = max(bar.value * scale, 1)
    kind = "own" if bar.own else "other"
    middle = y + BAR - 5
    weight = ' font-weight="600"' if bar.own else ""
    return [text(LEFT - 10, middle, bar.label, f' text-anchor="end"{weight}'),
            f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" rx="3" class="{kind}"/>',
            text(f"{LEFT + length + 8:.1f}", middle, report.figure(bar.value, bar.unit), weight)]


def drawn(chart):
    largest = max(bar.value for _, bars in chart.groups for bar in bars)
    scale = (WIDTH - LEFT - RIGHT) / largest
    shapes, y = [], TOP
    for heading, bars in chart.groups:
        shapes.append(text(20, y + 20, heading, ' class="quiet"'))
        y += HEADING
        for bar in bars:
            shapes += drawn_bar(bar, y, scale)
            y += BAR + GAP
    height = y + BOTTOM
    title = html.escape(chart.title)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{title}">',
        "<style>text{font:13px -apple-system,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif}"
        f"{colours(LIGHT)}@media (prefers-color-scheme:dark){{{colours(DARK)}}}</style>",
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="9" class="page"/>',
        text(20, 32, chart.title, ' font-weight="600" style="font-size:16px"'),
        *shapes,
        text(20, height - 18, chart.note, ' class="quiet"'),
        "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(prog="bench/plot.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=pathlib.Path, metavar="FIGURES.json")
    parser.add_argument("folder", type=pathlib.Path, metavar="FOLDER")
    arguments = parser.parse_args()
    figures = Figures(json.loads(arguments.figures.read_text()))
    made = 0
    for name, chart in CHARTS.items():
        try:
            picture = drawn(chart(figures))
        except KeyError as missing:
            print(f"{name}.svg is left out: {arguments.figures} has no {missing}")
            continue
        (arguments.folder / f"{name}.svg").write_text(picture)
        print(arguments.folder / f"{name}.svg")
        made += 1
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main())
