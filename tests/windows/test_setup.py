"""A user of Windows from an empty home on: setup, what ssh makes of its files, and the other commands."""

import json
import pathlib
import stat
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness
from outside import Outside

OTHER = "i-0fedcba9876543210"


def windows(path):
    return "Z:" + str(path)


class Setup(harness.EndToEnd):
    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=self.folder, prefix="Jane Döe "))
        self.sandbox("--instance", f"id={harness.INSTANCE},name=cloudX-dev-web,state=running",
                     "--instance", f"id={OTHER},name=cloudX-qa-db,state=running")
        keys = {name: self.environment.pop("AWS_" + name)
                for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")}
        for name in ("REGION", "DEFAULT_REGION", "CONFIG_FILE", "SHARED_CREDENTIALS_FILE"):
            self.environment.pop("AWS_" + name, None)
        self.environment.update(HOME=str(self.home), AWS_EC2_METADATA_DISABLED="true")
        aws = self.home / ".aws"
        aws.mkdir()
        (aws / "credentials").write_text(f"[dev]\naws_access_key_id = {keys['ACCESS_KEY_ID']}\n"
                                         f"aws_secret_access_key = {keys['SECRET_ACCESS_KEY']}\n")
        (aws / "config").write_text("[profile dev]\nregion = eu-west-1\n")
        outside = Outside(self.home, dict(self.environment))
        self.addCleanup(outside.stop)
        self.environment["CLOUDX_OUTSIDE"] = str(outside.port)

    def proxy(self, *arguments, check=True):
        done = self.run_program(harness.PROXY, *arguments, check=check)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def set_up(self, *arguments):
        return self.proxy("setup", "--yes", "--profile", "dev", "--instance", harness.INSTANCE, *arguments)

    def tree(self):
        return {str(path.relative_to(self.home)): path.read_bytes()
                for path in sorted(self.home.rglob("*")) if path.is_file() and "lock" not in path.name}

    def ssh_g(self, host):
        """What OpenSSH reads in the file, which is Windows' as it is."""
        config = self.home / ".ssh/vscode/config"
        out = self.run_program("ssh", "-G", "-F", config, host).stdout.decode()
        return dict(line.split(" ", 1) for line in out.splitlines() if " " in line)

    def test_files_are_as_ssh_reads_them_and_closed_to_others(self):
        _, out, _ = self.set_up()
        self.assertIn("cloudx-dev-web answers", out)
        home = windows(self.home)
        self.assertEqual((self.home / ".ssh/config").read_text(), f'Include "{home}/.ssh/vscode/config"\n')
        seen = self.ssh_g("cloudx-dev-web")
        self.assertEqual(seen["hostname"], harness.INSTANCE)
        self.assertEqual(seen["user"], "ec2-user")
        self.assertEqual(seen["identityfile"], f"{home}/.ssh/vscode/vscode")
        self.assertRegex(seen["proxycommand"], r'^"?Z:/.*/cloudx-proxy\.exe"? connect .* --profile dev$')
        self.assertEqual(seen["controlmaster"], "false")  # OpenSSH for Windows has no sockets
        for name in (".ssh/vscode", ".ssh/vscode/vscode", ".ssh/vscode/config"):
            self.assertEqual(stat.S_IMODE((self.home / name).stat().st_mode) & 0o007, 0, name)
        before = self.tree()
        _, again, _ = self.set_up()
        self.assertEqual(self.tree(), before)
        self.assertIn("says so already", again)

    def test_hosts_are_listed_tidied_and_moved(self):
        self.set_up()
        listed = json.loads(self.proxy("list", "--json")[1])
        self.assertIn("cloudx-dev-web", json.dumps(listed))
        self.assertIn("running", self.proxy("status", "cloudx-dev-web")[1])
        before = self.ssh_g("cloudx-dev-web")
        self.proxy("cleanup")
        self.assertEqual(self.ssh_g("cloudx-dev-web"), before)
        tidy = self.tree()
        self.proxy("cleanup")
        self.assertEqual(self.tree(), tidy)
        self.proxy("migrate")
        moved = (self.home / ".ssh/config").read_text()
        self.assertEqual(moved, f'Include "{windows(self.home)}/.ssh/cloudX/config"\n')
        self.assertTrue((self.home / ".ssh/cloudX/config").is_file())

    def test_doctor_finds_no_fault_in_what_setup_wrote(self):
        self.set_up()
        _, out, _ = self.proxy("doctor", "cloudx-dev-web", "--json", check=False)
        findings = json.loads(out)
        text = json.dumps(findings, indent=1)
        self.assertNotIn('"failure"', text)
        self.assertNotIn("chmod", text)

    def test_relay_install_writes_a_task(self):
        key = self.home / "relay.key"
        key.write_text("dGVzdA==\n")
        identity = self.home / "proxy"
        self.run_program("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", identity)
        arguments = ("relay", "install", "--api-url", "https://relay.example.com", "--api-key-file",
                     windows(key), "--identity", windows(identity), "--id", "my-pc",
                     "--directory", windows(self.home / "task"))
        _, out, _ = self.proxy(*arguments)
        self.assertIn("schtasks /Create /F /TN cloudx-relay-forward /XML", out)
        file = self.home / "task/cloudx-relay-forward.xml"
        text = file.read_text("ascii")
        self.assertIn("<BootTrigger />", text)
        self.assertIn("--id my-pc", text)
        self.assertIn("is as it must be", self.proxy(*arguments)[1])


if __name__ == "__main__":
    harness.main()
