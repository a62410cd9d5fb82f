#!/usr/bin/env python3
"""Checks that every include keeps to the modules of docs/architecture.md."""

import pathlib
import re
import sys

# module -> modules it may include from, besides itself
RULES = {
    "src/base": [],
    "src/os": ["src/base"],
    "src/protocol": ["src/base"],
    "src/sshconfig": ["src/base", "src/os"],
    "src/hosts": ["src/base", "src/os", "src/sshconfig"],
    "src/aws/core": ["src/base", "src/os"],
    "src/async": ["src/base"],
    "src/os/process": ["src/base", "src/os", "src/async"],
    "src/net": ["src/base", "src/os", "src/async"],
    "src/aws/api": ["src/base", "src/os", "src/os/process", "src/aws/core", "src/async", "src/net"],
    "src/login": ["src/base", "src/os", "src/async", "src/aws/core", "src/aws/api"],
    "src/home": ["src/base", "src/os", "src/aws/core"],
    "src/home/ssh_keys": ["src/base", "src/os", "src/async", "src/os/process", "src/home"],
    "src/instances": ["src/base", "src/os", "src/async", "src/aws/core", "src/aws/api", "src/home",
                      "src/sshconfig", "src/hosts"],
    "src/session": ["src/base", "src/os", "src/async", "src/protocol", "src/net", "src/aws/core",
                    "src/aws/api", "src/tunnel", "src/home", "src/instances"],
    "src/tunnel": ["src/base", "src/os", "src/protocol", "src/async", "src/net", "src/aws/core",
                   "src/aws/api"],
    "src/store": ["src/base", "src/os"],
    "src/features/relay/reconcile": ["src/base", "src/protocol", "src/aws/core", "src/store"],
    "src/features": ["src/base", "src/os", "src/os/process", "src/protocol", "src/sshconfig",
                     "src/hosts", "src/aws/core", "src/aws/api", "src/async", "src/net",
                     "src/tunnel", "src/store", "src/home", "src/features/relay/reconcile",
                     "src/instances", "src/login", "src/home/ssh_keys", "src/session"],
    "src/cli": ["src/base", "src/os", "src/aws/core", "src/async", "src/net", "src/home",
                "src/features", "src/instances"],
    "sandbox": ["src/base", "src/os", "src/protocol", "src/async", "src/net"],
}
# What the pure modules must not know, by header prefix.
FORBIDDEN_SYSTEM = {
    "src/hosts": ["boost/asio", "boost/beast"],
    "src/os": ["boost/asio", "boost/beast"],
    "src/base": ["boost/asio", "boost/beast"],
    "src/protocol": ["boost/asio", "boost/beast", "spdlog", "sys/socket.h", "thread", "mutex"],
    "src/sshconfig": ["boost/asio", "boost/beast"],
    "src/aws/core": ["boost/asio", "boost/beast"],
    "src/features/relay/reconcile": ["boost/asio", "boost/beast", "sys/socket.h", "thread", "mutex"],
}
# The sandbox shares the wire codec with the client, never its state machine.
CLIENT_ONLY = ("protocol/ssm/channel", "protocol/ssm/send_window", "protocol/ssm/reorder")

FEATURE = re.compile(r"src/features/(\w+)/")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def module_of(path, modules=RULES):
    matches = [module for module in modules if path.startswith(module + "/")]
    return max(matches, key=len) if matches else None


def check_file(root, path):
    name = path.relative_to(root).as_posix()
    module = module_of(name)
    if module is None:
        yield f"{name}: lies in no known module"
        return
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        kind, target = found.groups()
        where = f"{name}:{number}"
        if kind == "<":
            for prefix in FORBIDDEN_SYSTEM.get(module, []):
                if target == prefix or target.startswith(prefix + "/"):
                    yield f"{where}: {module} must not use <{target}>"
            continue
        base = root / "src" if (root / "src" / target).exists() else root
        if not (base / target).exists():
            yield f"{where}: \"{target}\" is not written from src/ (or the sandbox) downwards"
            continue
        other = module_of((base / target).relative_to(root).as_posix())
        if other != module and other not in RULES[module]:
            yield f"{where}: {module} must not include {other} (\"{target}\")"
        feature, other_feature = FEATURE.match(name), FEATURE.match("src/" + target)
        if feature and other_feature and feature.group(1) != other_feature.group(1):
            yield f"{where}: a feature must not include another one (\"{target}\")"
        if module == "sandbox" and target.startswith(CLIENT_ONLY):
            yield f"{where}: the sandbox must not use the client's core (\"{target}\")"


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    if len(sys.argv) > 1:
        root = pathlib.Path(sys.argv[1]).resolve()
    files = [f for d in ("src", "sandbox") for f in sorted((root / d).rglob("*.[ch]pp"))]
    problems = [p for f in files for p in check_file(root, f)]
    print("\n".join(problems) if problems else f"{len(files)} files keep to their modules")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
