"""Both ends of a relay of version 2 as programs for Windows; their ssh.exe is run outside of Wine."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness
import test_relay_v2
from outside import Outside


class Relay(test_relay_v2.Version2):
    def setUp(self):
        super().setUp()
        outside = Outside(self.home, dict(self.environment))
        self.addCleanup(outside.stop)
        self.environment["CLOUDX_OUTSIDE"] = str(outside.port)
        # Wine goes on with a program when the one that started it is ended.
        self.addCleanup(subprocess.run, ["pkill", "-f", f"exe relay forward .*{self.work}"], check=False)

    def test_ssh_and_scp_reach_the_hidden_machine(self):
        self.start_forward()
        self.write_relay_config()
        done = self.ssh_to_endpoint("echo $USER; cat", input=b"there and back")
        self.assertEqual(done.stdout, b"someone\nthere and back")
        self.transfer_by_scp(8 << 20)
        self.assertEqual(self.ssh_to_endpoint("exit 7", check=False).returncode, 7)


if __name__ == "__main__":
    harness.main()
