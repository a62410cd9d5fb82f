"""A laptop that sleeps for a minute: programs are stopped, and then go on."""

import os
import pathlib
import signal
import time

import harness
import transfers
from hints import ctest

MINUTE = 60


def parents():
    """Process id -> (parent's process id, name), of everything that runs."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                name, _, rest = (folder / "stat").read_text().rpartition(")")
            except OSError:
                continue  # gone meanwhile
            found[int(folder.name)] = (int(rest.split()[1]), name.partition("(")[2])
    return found


def with_descendants(process):
    """The process ids of `process` and of all below it, the oldest first, and their names."""
    family = {process.pid: "scp"}
    known = parents()
    for pid in sorted(known):
        parent, name = known[pid]
        if parent in family:
            family[pid] = name
    return family


@ctest(seconds=70)
class Sleep(transfers.Transfers):
    def survive_a_minute(self, asleep):
        """Stops every process of both transfers for whose name asleep(name) holds."""
        def sleep():
            stopped = [pid for process in self.running
                       for pid, name in with_descendants(process).items() if asleep(name)]
            self.assertGreaterEqual(len(stopped), 2)
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            time.sleep(MINUTE)
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

        self.survive(self.sandbox(*harness.HURRY), sleep)

    def test_proxy_sleeps_for_a_minute(self):
        self.survive_a_minute(lambda name: name == "cloudx-proxy")

    def test_ssh_and_proxy_sleep_for_a_minute(self):
        self.survive_a_minute(lambda name: True)


if __name__ == "__main__":
    harness.main()
