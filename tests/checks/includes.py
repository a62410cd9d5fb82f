#!/usr/bin/env python3
"""Checks every include against the table of modules in docs/architecture.md.

A row names one or more folders, what they hold, and what they may use besides src/base: other
modules, by their folder below src. "all above" means the modules of the rows before it, without the
features. "(no Asio)" forbids sockets and event loops, "(pure)" threads and locks, too. Beyond the
table: no feature includes another one, the operating system's headers stand in src/os, and so does
every question which system that is, the sandbox shares no more than codecs with the client, and no
two folders include each other, not even by way of others.
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
ASIO = re.compile(r"boost/(?:asio|beast)\b")
IMPURE = re.compile(r"boost/(?:asio|beast)\b|sys/socket\.h$|(?:thread|mutex|condition_variable)$")
# Headers of C are the operating system's, but for those of libraries that are the same everywhere.
OS_HEADERS = re.compile(r"(?!(?:fmt|openssl|toml\+\+)/|sqlite3\.h$|libpq-fe\.h$).*\.h$|csignal$|"
                        r"boost/asio/(?:local|posix|windows)/")
SYSTEM_MACRO = re.compile(r"^\s*#\s*(?:el)?if.*\b(_WIN32|_WIN64|__MINGW\w+|__APPLE__|__linux__|__unix__)\b",
                          re.MULTILINE)
# The sandbox shares the wire codec with the client, never its state machines.
CLIENT_ONLY = re.compile(r"protocol/ssm/(?!(?:acknowledge|control|encryption|frame|handshake|json|rto|time|"
                         r"version)\.hpp$)")


class Table:
    """The rows of docs/architecture.md."""

    def __init__(self, text):
        self.uses = {}       # module -> what it may use, itself included
        self.forbidden = {}  # module -> system headers that it must not include
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
            if len(cells) == 3 and cells[0].startswith("`"):
                self.add(cells[0], cells[2])

    def add(self, names, may_use):
        above = {module for module in self.uses if not module.startswith("src/features/")}
        folders = re.findall(r"`([^`]+)`", names)
        # "`src/a/b`, `c`" are two folders side by side.
        parent = folders[0].rpartition("/")[0]
        modules = [folders[0], *(f"{parent}/{folder}" for folder in folders[1:])]
        for marker, headers in (("(no Asio)", ASIO), ("(pure)", IMPURE)):
            if marker in may_use:
                self.forbidden.update(dict.fromkeys(modules, headers))
        words = [word.strip() for word in re.sub(r"\([^)]*\)", "", may_use).split(",")]
        allowed = {"src/base"}
        for word in words:
            if word == "all above":
                allowed |= above
            elif word not in ("–", "", "anything"):
                allowed.add(f"src/{word}")
        for module in modules:
            self.uses[module] = allowed | {module}

    def module_of(self, path):
        matches = [module for module in self.uses if path.startswith(module + "/")]
        return max(matches, key=len) if matches else None

    def may_use(self, module, other):
        """"protocol" stands for all modules below it."""
        return other in self.uses[module] or other.rpartition("/")[0] in self.uses[module]


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = [file for folder in ("src", "sandbox")
                      for file in sorted((root / folder).rglob("*.[ch]pp"))]
        self.table = Table((root / "docs" / "architecture.md").read_text())
        self.edges = {}  # folder -> folder -> an include that is the reason

    def problems(self):
        for file in self.files:
            yield from self.check(file)
        yield from self.circles()

    def check(self, file):
        name = file.relative_to(self.root).as_posix()
        module = self.table.module_of(name)
        if module is None:
            yield f"{name}: lies in no module of docs/architecture.md"
            return
        text = file.read_text()
        for found in SYSTEM_MACRO.finditer(text):
            if is_portable(module):
                yield (f"{name}:{text.count(chr(10), 0, found.start(1)) + 1}: only src/os asks for {found[1]}; "
                       "os/platform.hpp tells which system it is")
        for found in INCLUDE.finditer(text):
            where = f"{name}:{text.count(chr(10), 0, found.start(1)) + 1}"
            check = self.check_system if found[1] == "<" else self.check_own
            yield from check(where, name, module, found[2])

    def check_system(self, where, name, module, target):
        forbidden = self.table.forbidden.get(module)
        if forbidden and forbidden.match(target):
            yield f"{where}: {module} must not use <{target}>"
        if is_portable(module) and OS_HEADERS.match(target):
            yield f"{where}: only src/os includes the operating system's <{target}>"

    def check_own(self, where, name, module, target):
        base = self.root / "src" if (self.root / "src" / target).exists() else self.root
        path = base / target
        if not path.exists():
            yield f"{where}: \"{target}\" is not written from src/ (or the sandbox) downwards"
            return
        other_name = path.relative_to(self.root).as_posix()
        other = self.table.module_of(other_name)
        if other is None:
            yield f"{where}: \"{target}\" lies in no module of docs/architecture.md"
            return
        feature, other_feature = feature_of(name), feature_of(other_name)
        if feature and other_feature and feature != other_feature:
            yield f"{where}: a feature must not include another one (\"{target}\")"
        elif other != module and not self.table.may_use(module, other):
            yield f"{where}: {module} must not include {other} (\"{target}\")"
        if module == "sandbox" and CLIENT_ONLY.match(target):
            yield f"{where}: the sandbox must not use the client's core (\"{target}\")"
        folder, other_folder = name.rpartition("/")[0], other_name.rpartition("/")[0]
        if folder != other_folder:
            self.edges.setdefault(folder, {}).setdefault(other_folder, f"{where} (\"{target}\")")

    def circles(self):
        """Each set of folders that reach each other, by one include for each step in it."""
        for members in components(self.edges):
            steps = [f"  {folder} includes {other}: {why}" for folder in sorted(members)
                     for other, why in sorted(self.edges[folder].items()) if other in members]
            yield f"{', '.join(sorted(members))} include each other\n" + "\n".join(steps)


def is_portable(module):
    return module.startswith("src/") and not module.startswith("src/os")


def feature_of(name):
    found = re.match(r"src/features/(\w+)/", name)
    return found[1] if found else None


def components(edges):
    """The strongly connected components of more than one node (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges.get(node, ()):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(stack[at:])
            del stack[at:]

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    if len(sys.argv) > 1:
        root = pathlib.Path(sys.argv[1]).resolve()
    tree = Tree(root)
    problems = list(tree.problems())
    print("\n".join(problems) if problems else f"{len(tree.files)} files keep to their modules")
    return 1 if problems or not tree.files else 0


if __name__ == "__main__":
    sys.exit(main())
