"""What cleanup makes of lines that older tools wrote wrongly, judged by the real ssh."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from harness import PROXY

OLD = """\
Host cloudx-*
    User ec2-user
    ControlPath {home}/socket folder/%r@%h:%p

Host cloudx-dev-*
    IdentityAgent {home}/Group Containers/agent.sock
    IdentityFile {home}/jane doe/mykey
    ProxyCommand uvx cloudx-proxy connect %h %p --profile dev --key-path {home}/jane doe/mykey.pub

Host cloudx-dev-web
    HostName i-0123456789abcdef0
"""


class OldConfigs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        (self.home / ".ssh/vscode").mkdir(parents=True)
        self.own = self.home / ".ssh/vscode/config"
        self.main = self.home / ".ssh/config"
        self.main.write_text(f"Include {self.own}\n")

    def run_proxy(self, *arguments):
        return subprocess.run([PROXY, *arguments], text=True, capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL,
                              env={**os.environ, "HOME": str(self.home), "XDG_STATE_HOME": ""})

    def ssh_g(self, host):
        return subprocess.run(["ssh", "-G", "-F", self.main, host], text=True, timeout=60,
                              capture_output=True, stdin=subprocess.DEVNULL)

    def test_file_that_ssh_refused_for_blanks_is_one_that_it_takes(self):
        self.own.write_text(OLD.format(home=self.home))
        self.assertIn("extra arguments", self.ssh_g("cloudx-dev-web").stderr)
        done = self.run_proxy("cleanup")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("3 paths with blanks now stand in quotes", done.stdout)
        taken = self.ssh_g("cloudx-dev-web")
        self.assertEqual(taken.returncode, 0, taken.stderr)
        self.assertIn(f"identityfile {self.home}/jane doe/mykey\n", taken.stdout)
        self.assertIn(f"identityagent {self.home}/Group Containers/agent.sock\n", taken.stdout)
        self.assertIn("--profile dev --ssh-key mykey --ssh-dir "
                      f'"{self.home}/jane doe"\n', taken.stdout)

    def test_include_of_a_home_with_a_blank_gets_quotes(self):
        home = self.home / "jane doe"
        (home / ".ssh/vscode").mkdir(parents=True)
        own, main = home / ".ssh/vscode/config", home / ".ssh/config"
        own.write_text(OLD.format(home=home))
        main.write_text(f"# mine\nInclude {own}\nInclude a b\n\nHost x\n  User y\n")
        self.home, self.main = home, main
        shown = self.run_proxy("cleanup", "--dry-run").stdout
        self.assertIn(f'+Include "{own}"\n', shown)
        done = self.run_proxy("cleanup")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(main.read_text(),
                         f'# mine\nInclude "{own}"\nInclude a b\n\nHost x\n  User y\n')
        self.assertIn("hostname i-0123456789abcdef0\n", self.ssh_g("cloudx-dev-web").stdout)
        self.assertIn("nothing to change", self.run_proxy("cleanup").stdout)

    def test_each_line_that_stays_broken_is_named(self):
        self.own.write_text("Host cloudx-dev-web\n    HostName i-1\n    Bogus yes\n    User\n"
                            "    IdentityFile /a /b\n    ProxyCommand uvx cloudx-client %h %p |x\n")
        done = self.run_proxy("cleanup")
        lines = self.own.read_text().splitlines()
        for text in ("Bogus yes", "User", "IdentityFile /a /b", "|x"):
            number = 1 + next(at for at, line in enumerate(lines) if text in line)
            self.assertIn(f"{self.own}, line {number} stays as it is: ", done.stdout)
        # Whatever ssh itself refuses is among them.
        for number in (1 + at for at, line in enumerate(lines) if "ProxyCommand" not in line):
            if f"line {number}:" in self.ssh_g("cloudx-dev-web").stderr:
                self.assertIn(f"line {number} stays as it is: ssh refuses", done.stdout)
        self.assertNotIn("nothing to change", self.run_proxy("cleanup").stdout)

    def test_includes_in_a_circle_are_refused_at_once_as_by_ssh(self):
        said = "Too many recursive configuration includes"
        for own, main in (("Host cloudx-a-b\n  HostName i-1\n", "Include config\n"),
                          ("Host cloudx-a-b\n  Include ~/.ssh/vscode/config\n", ""),
                          ("Include ~/.ssh/config\nHost cloudx-a-b\n", "Include vscode/config\n")):
            self.own.write_text(own.replace("~", str(self.home)))
            self.main.write_text(main.replace("Include ", f"Include {self.home}/.ssh/"))
            before = self.own.read_text()
            for command in (("cleanup",), ("cleanup", "--dry-run"), ("migrate",),
                            ("migrate", "--dry-run")):
                done = self.run_proxy(*command)
                self.assertEqual((done.returncode, done.stdout), (1, ""), command)
                self.assertIn(said, done.stderr)
            self.assertEqual(self.own.read_text(), before)
            if main:
                self.assertIn(said, self.ssh_g("x").stderr)


if __name__ == "__main__":
    unittest.main()
