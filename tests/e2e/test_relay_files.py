"""Key files of a relay service, and the service files that relay install writes."""

import base64
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest
import xml.dom.minidom

import harness
import relay_machines
from relay_v2_service import derive


class Files(harness.EndToEnd):
    def setUp(self):
        self.environment = {
            **{k: v for k, v in os.environ.items()
               if not k.lower().endswith("_proxy") and not k.startswith("SSL_CERT")},
            "HOME": str(self.folder / "home")}
        self.master = self.folder / "master.key"
        self.master.unlink(missing_ok=True)
        self.run_program(harness.PROXY, "relay", "keygen", self.master)

    def relay(self, *words, **keywords):
        return self.run_program(harness.PROXY, "relay", *words, check=False, **keywords)

    def master_bytes(self):
        line, = (line for line in self.master.read_text().splitlines() if line[0] != "#")
        word, text = line.split()
        self.assertEqual(word, "cloudx-relay-master-v2")
        return base64.b64decode(text, validate=True)

    def endpoint(self, *options):
        done = self.relay("endpoint", "my-mac", *options)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return [line.split() for line in done.stdout.decode().splitlines() if line[0] != "#"]


class Keys(Files):
    def test_master_key_is_for_its_owner_and_never_replaced(self):
        self.assertEqual(stat.S_IMODE(self.master.stat().st_mode), 0o600)
        self.assertEqual(len(self.master_bytes()), 32)
        before = self.master.read_bytes()
        done = self.relay("keygen", self.master)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"is there already", done.stderr)
        self.assertEqual(self.master.read_bytes(), before)

    def test_each_master_key_is_another(self):
        first, second = (self.relay("keygen").stdout for _ in range(2))
        self.assertTrue(first.splitlines()[1].startswith(b"cloudx-relay-master-v2 "))
        self.assertNotEqual(first, second)

    def test_endpoint_keys_are_those_of_the_specification(self):
        expected = [["cloudx-relay-key-v2", "my-mac", role,
                     base64.b64encode(derive(self.master_bytes(), role, "my-mac")).decode()]
                    for role in ("connect", "forward")]
        options = ("--master-key-file", self.master)
        self.assertEqual(self.endpoint(*options), expected)
        self.assertEqual(self.endpoint(*options, "--role", "forward"), expected[1:])

    def test_service_configuration_names_the_master_key(self):
        config = self.folder / "relay.toml"
        config.write_text('[auth]\nmaster_key_file = "master.key"\n')
        self.assertEqual(self.endpoint("--config", config),
                         self.endpoint("--master-key-file", self.master))

    def test_output_file_is_for_its_owner_and_new(self):
        file = self.folder / "endpoint.key"
        words = ("endpoint", "a", "--master-key-file", self.master, "--output", file)
        self.assertEqual(self.relay(*words).returncode, 0)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(self.relay(*words).returncode, 2)

    def test_mistakes_are_named_without_the_key(self):
        (self.folder / "bad.key").write_text("cloudx-relay-master-v2 dG9wc2VjcmV0\n")
        for words, code, message in (
                (("endpoint", "my_mac", "--master-key-file", self.master), 2, b"no id"),
                (("endpoint", "a", "--master-key-file", "/nonexistent"), 1, b"/nonexistent"),
                (("endpoint", "a", "--master-key-file", self.folder / "bad.key"), 1, b"line 1")):
            done = self.relay(*words)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(message, done.stderr)
            self.assertNotIn(b"dG9wc2VjcmV0", done.stderr)
            self.assertEqual(done.stdout, b"")


class Install(Files):
    def setUp(self):
        super().setUp()
        self.key = self.folder / "forward.key"
        self.key.unlink(missing_ok=True)
        self.relay("endpoint", "my-mac", "--master-key-file", self.master, "--role", "forward",
                   "--output", self.key)
        self.identity = self.folder / "home" / ".ssh" / "proxy"
        if not self.identity.exists():
            relay_machines.make_key(self.identity)
        self.target = self.folder / "units"
        shutil.rmtree(self.target, ignore_errors=True)
        self.unit = self.target / "cloudx-relay-forward.service"

    def install(self, *options):
        return self.relay("install", "--api-url", "https://relay.example.com/", "--api-key-file",
                          self.key, "--directory", self.target, *options)

    def test_second_run_changes_nothing(self):
        self.assertIn(b"systemctl enable --now", self.install().stdout)
        before = self.unit.stat()
        self.assertIn(b"is as it must be", self.install().stdout)
        self.assertEqual(self.unit.stat().st_mtime_ns, before.st_mtime_ns)
        self.assertEqual(stat.S_IMODE(before.st_mode), 0o644)

    def test_changed_service_is_started_anew(self):
        self.assertNotIn(b"restart", self.install().stdout)
        self.assertIn(b"systemctl restart cloudx-relay-forward",
                      self.install("--ssh-port", "2222").stdout)
        self.key.touch()
        self.assertIn(b"systemctl restart cloudx-relay-forward",
                      self.install("--ssh-port", "2222").stdout)

    def test_what_the_service_could_not_use_is_refused(self):
        authority = self.folder / "ca.pem"
        self.assertIn(b"ca.pem", self.install("--ca-file", authority).stderr)
        self.assertIn(b"no user", self.install("--run-as", "no-such-user").stderr)
        environment = self.environment
        for name, value in (("https_proxy", "http://me:swordfish@proxy.example:3128"),
                            ("SSL_CERT_FILE", "/no/such/file"), ("SSL_CERT_DIR", "/root/roots")):
            self.environment = {**environment, name: value}
            done = self.install()
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(name.encode(), done.stderr)
            self.assertNotIn(b"swordfish", done.stderr)
        hidden = pathlib.Path(tempfile.mkdtemp(dir="/tmp")) / "cloudx-proxy"
        shutil.copy(harness.PROXY, hidden)
        self.addCleanup(shutil.rmtree, hidden.parent)
        self.environment = environment
        done = self.run_program(hidden, "relay", "install", "--api-url",
                                "https://relay.example.com/", "--api-key-file", self.key,
                                "--directory", self.target, check=False)
        self.assertIn(b"is hidden from the service", done.stderr)
        self.assertFalse(self.target.exists())

    def test_authority_and_variables_of_the_command_reach_the_service(self):
        authority = self.folder / "home" / "ca.pem"
        authority.write_text("of a test\n")
        self.environment = {**self.environment, "HTTPS_PROXY": "http://proxy.example:3128",
                            "NO_PROXY": "localhost", "SSL_CERT_FILE": str(authority)}
        self.install("--ca-file", authority)
        unit = self.unit.read_text()
        for line in (f"LoadCredential=ca:{authority}",
                     'Environment="HTTPS_PROXY=http://proxy.example:3128"',
                     'Environment="NO_PROXY=localhost"',
                     'Environment="SSL_CERT_FILE=%d/SSL_CERT_FILE"'):
            self.assertIn(line + "\n", unit)
        self.test_systemd_finds_nothing_wrong()

    def test_dry_run_shows_a_diff_and_writes_nothing(self):
        done = self.install("--dry-run")
        self.assertTrue(done.stdout.startswith(b"--- /dev/null\n"))
        self.assertFalse(self.target.exists())

    def test_wrong_key_is_refused_before_anything_is_written(self):
        self.key.write_text("shared key\n")
        self.assertNotEqual(self.install("--protocol", "v2").returncode, 0)
        self.assertFalse(self.target.exists())

    def test_no_secret_is_in_the_file(self):
        self.install()
        self.assertNotIn(self.key.read_text().split()[-1], self.unit.read_text())

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_systemd_finds_nothing_wrong(self):
        for options in ((), ("--user",), ("--run-as", "daemon"), ("--ssh-port", "2222")):
            self.install(*options)
            done = subprocess.run(
                ["systemd-analyze", "verify", *(("--user",) if "--user" in options else ()),
                 "--recursive-errors=no", "--man=no", self.unit],
                env={**self.environment, "XDG_RUNTIME_DIR": str(self.folder)},
                capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), options)

    def test_plist_is_well_formed_and_has_the_words(self):
        self.install("--launchd")
        file, = self.target.glob("*.plist")
        words = [node.firstChild.data for node in
                 xml.dom.minidom.parse(str(file)).getElementsByTagName("string")]
        self.assertIn(str(self.key), words)
        self.assertEqual(words[2:4], ["relay", "forward"])

    def test_installed_words_start_the_daemon(self):
        """Those of the user's unit, which need no credentials of systemd."""
        self.install("--user")
        line, = (line for line in self.unit.read_text().splitlines()
                 if line.startswith("ExecStart="))
        words = line.removeprefix("ExecStart=").replace('"', "").split()
        daemon = subprocess.Popen(words, env=self.environment, stderr=subprocess.PIPE)
        self.assertIn(b"waiting for relays of my-mac", daemon.stderr.readline())
        daemon.terminate()
        daemon.communicate(timeout=harness.PATIENCE)
        self.assertEqual(daemon.returncode, 0)


if __name__ == "__main__":
    harness.main()
