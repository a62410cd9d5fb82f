"""Files on their way by scp, one up and one down, while something happens to their connections."""

import contextlib
import os
import signal
import subprocess

import harness


class Transfers(harness.EndToEnd):
    """Both transfers run at the same time, each through an ssh and a ProxyCommand of its own."""

    # scp's own limit, in Kbit/s, so that a transfer lasts long enough for something to happen in it.
    RATE = 32_000

    def start_transfers(self, size, rate=RATE):
        """Begins to copy `size` random bytes up and as many others down."""
        self.up = self.random_file("up.bin", size)
        made = self.ssh(f"head -c {size} /dev/urandom > down.bin && sha256sum down.bin")
        self.down_digest = made.stdout.split()[0].decode()
        self.down = self.folder / "down.bin"
        host = "cloudx-test-host"
        self.running = [self.scp(rate, self.up, f"{host}:up.bin"),
                        self.scp(rate, f"{host}:down.bin", self.down)]

    def scp(self, rate, source, target):
        limit = [] if rate is None else ["-l", str(rate)]
        # A session of its own, so that a program that hangs goes with its ssh and ProxyCommand.
        process = subprocess.Popen(
            [*self.prefix, "scp", "-q", *limit, "-F", str(self.ssh_config), str(source),
             str(target)],
            env=self.environment, start_new_session=True, stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        self.addCleanup(self.end_group, process)
        return process

    prefix = ()  # of every scp: a command that runs it elsewhere

    @staticmethod
    def end_group(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()

    def wait_until_moving(self, cloud, size):
        """Until a quarter of `size` has passed each way."""
        def moving(state):
            sessions = [s for s in state["sessions"] if s["state"] == "open"]
            return all(any(s[way] >= size // 4 for s in sessions)
                       for way in ("bytes_to_target", "bytes_from_target"))
        cloud.wait_until(moving, "transfers both ways")

    def finish_transfers(self):
        """Fails unless both transfers end well and SHA-256 is equal at both ends."""
        for process in self.running:
            _, errors = process.communicate(timeout=4 * harness.PATIENCE)
            # A loss that lasts for some seconds is told.
            told = [line for line in errors.splitlines() if b"the connection to" not in line]
            self.assertEqual((process.returncode, told), (0, []))
        far = self.ssh("sha256sum up.bin").stdout.split()[0].decode()
        self.assertEqual(far, harness.sha256(self.up), "up")
        self.assertEqual(harness.sha256(self.down), self.down_digest, "down")

    def survive(self, cloud, happen, size=16 * harness.MEBIBYTE, rate=RATE):
        """Transfers of `size` both ways go on to a good end when happen() is called in the middle."""
        self.start_transfers(size, rate)
        self.wait_until_moving(cloud, size)
        happen()
        self.finish_transfers()
        self.assert_no_session_is_left(cloud)

    def resumptions(self, cloud):
        return cloud.operations().count("ResumeSession")
