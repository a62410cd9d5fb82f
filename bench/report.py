"""What a run has found: rows to read, bounds to hold, and a comparison of two runs."""

import dataclasses
import json


@dataclasses.dataclass
class Row:
    name: str
    value: float
    unit: str
    note: str = ""


@dataclasses.dataclass
class Bound:
    """`value` must be at most, or at least, `bound`."""
    name: str
    value: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self):
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclasses.dataclass
class Section:
    title: str
    rows: list = dataclasses.field(default_factory=list)
    bounds: list = dataclasses.field(default_factory=list)
    text: str = ""  # a table of its own, printed as it is

    def row(self, name, value, unit, note=""):
        self.rows.append(Row(name, value, unit, note))

    def bound(self, name, value, bound, unit="", at_least=False):
        self.bounds.append(Bound(name, value, bound, unit, at_least))


def figure(value, unit=""):
    if float(value).is_integer() and abs(value) < 1e6:
        text = str(int(value))
    else:
        text = f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return f"{text} {unit}".strip()


def print_section(section):
    print(f"\n{section.title}\n{'-' * len(section.title)}")
    for row in section.rows:
        print(f"  {row.name:<46}{figure(row.value, row.unit):>14}  {row.note}".rstrip())
    if section.text:
        print(section.text.rstrip())


def print_bounds(bounds, failed):
    print("\nBounds\n------")
    for bound in bounds:
        relation = ">=" if bound.at_least else "<="
        print(f"  {'met   ' if bound.met else 'MISSED'}  {bound.name:<52}"
              f"{figure(bound.value, bound.unit):>12}  {relation} "
              f"{figure(bound.bound, bound.unit)}")
    missed = [bound.name for bound in bounds if not bound.met]
    for problem in failed:
        print(f"  FAILED  {problem}")
    if failed:
        print(f"{len(failed)} measurements FAILED, {len(missed)} of {len(bounds)} bounds MISSED.")
    elif missed:
        print(f"{len(missed)} of {len(bounds)} bounds MISSED: {'; '.join(missed)}")
    else:
        print(f"All {len(bounds)} bounds are met.")


def as_json(machine, sections):
    return {
        "machine": machine,
        "sections": [{"title": section.title, "text": section.text,
                      "rows": [dataclasses.asdict(row) for row in section.rows]}
                     for section in sections],
        "bounds": [{"name": bound.name, "value": bound.value, "bound": bound.bound,
                    "unit": bound.unit, "relation": "at least" if bound.at_least else "at most",
                    "met": bound.met}
                   for section in sections for bound in section.bounds]}


def figures_of(result):
    """name -> (value, unit), of rows and bounds alike"""
    found = {f"{section['title']}: {row['name']}": (row["value"], row["unit"])
             for section in result["sections"] for row in section["rows"]}
    found.update({f"Bounds: {bound['name']}": (bound["value"], bound["unit"])
                  for bound in result["bounds"]})
    return found


def compare(old_path, new_path):
    with open(old_path) as old_file, open(new_path) as new_file:
        old, new = figures_of(json.load(old_file)), figures_of(json.load(new_file))
    title = None
    for name in [*old, *(name for name in new if name not in old)]:
        section, _, row = name.partition(": ")
        if section != title:
            title = section
            print(f"\n{title}\n{'-' * len(title)}")
        before, after = old.get(name), new.get(name)
        change = ""
        if before and after and before[0]:
            change = f"{(after[0] / before[0] - 1) * 100:+.1f} %"
        print(f"  {row:<54}{figure(*before) if before else '-':>14}"
              f"{figure(*after) if after else '-':>14}{change:>12}")
