"""One file with the licences of all that is linked; equal texts stand there once."""

RULE = "=" * 100


def third_party_licences(project, target, found):
    lines = [f"What {project.name} {project.version} ({target.name}) is linked with, and under which licences.",
             "The program itself: MIT (LICENSE).", ""]
    for component in found:
        holder = f" Copyright {component.holder}." if component.holder else ""
        lines.append(f"  {component.name} {component.origin.version}: {component.licence}.{holder}")
    by_text = {}
    for component in found:
        by_text.setdefault(component.text, []).append(component)
    for text, those in by_text.items():
        lines += ["", RULE, ", ".join(f"{c.name} ({c.address})" for c in those), RULE, ""]
        lines += [line.rstrip() for line in text.expandtabs().splitlines()]
    return "\n".join(lines) + "\n"
