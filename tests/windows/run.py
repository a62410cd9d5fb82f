"""Runs tests of the program for Windows by Wine:

    run.py unit NAME                                the unit tests NAME-test.exe
    run.py e2e PIPES FILE [CLASS[.METHOD]...]       tests of tests/e2e, with pipes of that kind
    run.py own FILE [CLASS[.METHOD]...]             tests of this folder

The program is what `scripts/cross windows-x86_64` has built; ends with 77, saying why, where there is none.
"""

import fcntl
import os
import pathlib
import select
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "build/cross/windows-x86_64/build/bin"
SKIPPED = 77


def skip(why):
    print(f"Skipped: {why}")
    sys.exit(SKIPPED)


def environment():
    """What Wine finds in its own; its folder, one for all tests, is made by the first that comes."""
    prefix = ROOT / "build/cross/wine"
    variables = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all"}
    prefix.mkdir(parents=True, exist_ok=True)
    with open(prefix.with_suffix(".lock"), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (prefix / "made").exists():
            subprocess.run(["wine", "cmd", "/c", "exit"], env=variables, check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            (prefix / "made").touch()
    return variables


def unit(name):
    program = BUILT / f"{name}-test.exe"
    if not program.exists():
        skip(f"{program.name} is not built; scripts/cross --test windows-x86_64 does it")
    # A pipe, because Wine writes to a file from its beginning, whoever else has written there. Paths
    # that begin with a slash are those of the drive that the working folder is on, which is all of this system.
    process = subprocess.Popen(["wine", program, "--gtest_brief=1"], env=environment(), cwd=ROOT,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    copy_output(process)
    return process.wait()


def copy_output(process):
    """To its end, or the program's: what it starts of Wine has the pipe open for longer."""
    while True:
        if select.select([process.stdout], [], [], 0.2)[0]:
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                return
            sys.stdout.buffer.write(chunk)
        elif process.poll() is not None:
            return


def e2e(pipes, file, *cases):
    return run(ROOT / f"tests/e2e/test_{file}.py", pipes, cases)


def own(file, *cases):
    return run(ROOT / f"tests/windows/test_{file}.py", "inherited", cases)


def run(file, pipes, cases):
    if not (BUILT / "cloudx-proxy.exe").exists():
        skip("cloudx-proxy.exe is not built; scripts/cross windows-x86_64 does it")
    variables = {**environment(), "CLOUDX_WINDOWS": str(BUILT), "CLOUDX_PIPES": pipes,
                 "CLOUDX_PROGRAM": str(ROOT / "tests/windows/cloudx-proxy")}
    return subprocess.run([sys.executable, file, *cases], env=variables).returncode


if __name__ == "__main__":
    if shutil.which("wine") is None:
        skip("wine is not installed")
    kind, *words = sys.argv[1:]
    sys.exit({"unit": unit, "e2e": e2e, "own": own}[kind](*words))
