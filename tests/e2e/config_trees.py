"""Homes as the Python tool wrote them (tests/data/sshconfig/trees), and what ssh -G says in them."""

import os
import pathlib
import re
import shlex
import subprocess

TREES = pathlib.Path(__file__).resolve().parents[1] / "data/sshconfig/trees"


def all_trees():
    """(name, folder) of each home, before and after a run of the Python tool."""
    for tree in sorted(TREES.iterdir()):
        for side in ("before", "after"):
            if (tree / side / ".ssh").is_dir():
                yield f"{tree.name}/{side}", tree / side


def plant(source, home):
    """Makes a home of a tree: @HOME@ is the home itself, NAME.symlink a link."""
    for folder, _, names in os.walk(source):
        target = home / pathlib.Path(folder).relative_to(source)
        target.mkdir(exist_ok=True, mode=0o700)
        for name in names:
            content = (pathlib.Path(folder) / name).read_bytes().replace(b"@HOME@", bytes(home))
            if name.endswith(".symlink"):
                (target / name.removesuffix(".symlink")).symlink_to(content.decode().strip())
            else:
                (target / name).write_bytes(content)
                (target / name).chmod(0o600)


def snapshot(folder):
    """Every file below a folder: its bytes, its mode, and where a link leads."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            files[path.relative_to(folder)] = os.readlink(path)
        elif path.is_file():
            files[path.relative_to(folder)] = (path.read_bytes(), path.stat().st_mode & 0o777)
    return files


def own_configs(home):
    """The config files with hosts of ours."""
    return [path for path in sorted(home.rglob("config"))
            if re.search(rb"(?im)^\s*host.*(cloudx|team)-", path.read_bytes())]


def names_in(home):
    """The names on all Host lines, one for each pattern, and one that no line has."""
    names = {"other.invalid"}
    for path in (home / ".ssh").rglob("config"):
        for line in path.read_text(errors="replace").splitlines():
            found = re.match(r"\s*(?i:host)\b\s*=?(.*)", line)
            if found:
                names.update(word.lstrip("!").replace("*", "some").replace("?", "x")
                             for word in shlex.split(found[1], comments=True))
    return sorted(names - {""})


class Ssh:
    """ssh -G in a home, as {keyword: [values]}."""

    def __init__(self, home):
        self.home = home

    def settings(self, name, config=None):
        answer = subprocess.run(
            ["ssh", "-G", "-F", config or self.home / ".ssh/config", name], text=True,
            capture_output=True, env={**os.environ, "HOME": str(self.home)})
        if answer.returncode != 0:
            raise AssertionError(f"ssh -G {name}: {answer.stderr}")
        found = {}
        for line in answer.stdout.splitlines():
            keyword, _, value = line.partition(" ")
            # ssh writes a host name in lower case.
            found.setdefault(keyword, []).append(re.sub(f"(?i){re.escape(name)}", "NAME", value))
        return found


def arguments_of(command):
    """What a ProxyCommand of ours runs the program with; any other command as it stands."""
    words = shlex.split(command)
    ours = [i for i, word in enumerate(words[:-1])
            if re.fullmatch(r"(.*/)?\w+-proxy", word) and words[i + 1] == "connect"]
    return words[ours[0] + 1:] if ours else command
