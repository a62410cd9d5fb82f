"""An ssh with ControlPersist: it gives its ProxyCommand no stderr, and what went wrong is read
nevertheless."""

import subprocess

import harness
import terminal

REASON = "ssm:StartSession"


class ControlPersist(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()
        self.command = ["ssh", "-F", self.ssh_config, "-o", "ControlMaster=auto",
                        "-o", f"ControlPath={self.folder}/c-%C", "-o", "ControlPersist=60",
                        "cloudx-test-host", "true"]

    def deny(self):
        self.cloud.faults(deny=["StartSession"])

    def test_reason_is_read_on_the_terminal(self):
        self.deny()
        ssh = terminal.Terminal(self.command, self.environment)
        ssh.expect(REASON)
        self.assertEqual(ssh.end(), 255)

    def test_reason_is_read_in_a_pipe(self):
        self.deny()
        done = self.run_program(*self.command, check=False)
        self.assertEqual(done.returncode, 255)
        self.assertIn(REASON, done.stderr.decode())

    def test_who_silences_ssh_hears_nothing(self):
        self.deny()
        command = " ".join(f"'{word}'" for word in self.command) + " 2> /dev/null"
        shell = terminal.Terminal(["sh", "-c", command], self.environment)
        self.assertEqual(shell.end(), 255)
        self.assertEqual(shell.text(), "")

    def test_file_of_ssh_keeps_what_ssh_has_written(self):
        self.deny()
        log = self.folder / "log"
        with open(log, "wb") as file:
            done = subprocess.run([str(word) for word in self.command], env=self.environment,
                                  stdin=subprocess.DEVNULL, stderr=file, check=False,
                                  timeout=harness.PATIENCE)
        self.assertEqual(done.returncode, 255)
        self.assertIn("Connection closed", log.read_text())

    def test_wrong_option_is_read(self):
        config = self.ssh_config.read_text()
        self.ssh_config.write_text(config.replace("%h %p", "%h %p --no-such-option"))
        done = self.run_program(*self.command, check=False)
        self.assertIn("--no-such-option", done.stderr.decode())


if __name__ == "__main__":
    harness.main()
