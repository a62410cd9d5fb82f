"""Runs tests of the program for Windows by Wine:

    run.py unit NAME                                the unit tests NAME-test.exe
    run.py e2e PIPES FILE [CLASS[.METHOD]...]       tests of tests/e2e, with pipes of that kind
    run.py own FILE [CLASS[.METHOD]...]             tests of this folder

The program is what `scripts/cross windows-x86_64` has built; ends with 77, saying why, where there is none.
"""

import contextlib
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "build/cross/windows-x86_64/build/bin"
SKIPPED = 77


def skip(why):
    print(f"Skipped: {why}")
    sys.exit(SKIPPED)


@contextlib.contextmanager
def wine():
    """The environment of programs that Wine runs, while it runs: the first program that comes starts what Wine has of
    Windows' services, which keep the pipes of that program open. So an idle one comes first, and stays."""
    prefix = ROOT / "build/cross/wine"
    prefix.mkdir(parents=True, exist_ok=True)
    variables = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all"}
    quiet = {"env": variables, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with open(prefix.with_suffix(".lock"), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        # Two at once in a folder that is not made yet get into each other's way.
        if not (prefix / "system.reg").exists():
            subprocess.run(["wine", "cmd", "/c", "exit"], stdin=subprocess.DEVNULL, check=True, **quiet)
        idle = subprocess.Popen(["wine", "cmd"], stdin=subprocess.PIPE, **quiet)
        # This one ends when all that starts by itself has started.
        subprocess.run(["wine", "cmd", "/c", "exit"], stdin=subprocess.DEVNULL, check=True, **quiet)
    try:
        yield variables
    finally:
        idle.stdin.close()
        idle.wait()


def unit(name):
    program = BUILT / f"{name}-test.exe"
    if not program.exists():
        skip(f"{program.name} is not built; scripts/cross --test windows-x86_64 does it")
    # A pipe, because Wine writes to a file from its beginning, whoever else has written there. Paths
    # that begin with a slash are those of the drive that the working folder is on, which is all of this system.
    with wine() as variables:
        done = subprocess.run(["wine", program, "--gtest_brief=1"], env=variables, cwd=ROOT, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    sys.stdout.buffer.write(done.stdout)
    return done.returncode


def e2e(pipes, file, *cases):
    return run(ROOT / f"tests/e2e/test_{file}.py", pipes, cases)


def own(file, *cases):
    return run(ROOT / f"tests/windows/test_{file}.py", "inherited", cases)


def run(file, pipes, cases):
    if not (BUILT / "cloudx-proxy.exe").exists():
        skip("cloudx-proxy.exe is not built; scripts/cross windows-x86_64 does it")
    with wine() as variables:
        variables |= {"CLOUDX_WINDOWS": str(BUILT), "CLOUDX_PIPES": pipes,
                      "CLOUDX_PROGRAM": str(ROOT / "tests/windows/cloudx-proxy")}
        return subprocess.run([sys.executable, file, *cases], env=variables).returncode


if __name__ == "__main__":
    if shutil.which("wine") is None:
        skip("wine is not installed")
    kind, *words = sys.argv[1:]
    sys.exit({"unit": unit, "e2e": e2e, "own": own}[kind](*words))
