"""The ssh_config editor judged by real ssh: it reads files as ssh -G does, ssh accepts every file that
it wrote, and hosts that an edit does not concern keep their settings."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

EDITOR = os.environ["CLOUDX_SSHCONFIG_EDITOR"]
CORPUS = pathlib.Path(__file__).resolve().parents[1] / "data/sshconfig/corpus"
HOSTS = ("somehost", "a", "b", "cloudx-dev-web", "other.example.com")
# ssh expands other values, and adds its defaults.
COMPARED = ("hostname", "user", "port", "proxycommand", "forwardagent", "compression")


def editor(*arguments):
    return subprocess.run([EDITOR, *map(str, arguments)], check=True, capture_output=True).stdout


class Editor(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name) / "home"
        shutil.copytree(CORPUS / "home", self.home)
        for included in (self.home / ".ssh").rglob("*.conf"):
            included.chmod(0o600)
        self.file = pathlib.Path(folder.name) / "config"
        self.name = ""

    def ssh(self, host):
        """ssh -G: its lines, or None where ssh refuses the file."""
        answer = subprocess.run(["ssh", "-G", "-F", self.file, host], capture_output=True,
                                env={**os.environ, "HOME": str(self.home)})
        return answer.stdout.decode("latin-1").splitlines() if answer.returncode == 0 else None

    def settings(self):
        return [self.ssh(name) for name in HOSTS]

    def each_file(self):
        for source in sorted(CORPUS.glob("*.conf")):
            self.name = source.name
            self.file.write_bytes(source.read_bytes())
            yield source

    def edit_leaves_others(self, *edit):
        before = self.settings()
        text = self.file.read_bytes()
        changed = editor(edit[0], self.file, *edit[1:])
        self.file.write_bytes(changed)
        self.assertNotIn(None, before, self.name)
        self.assertEqual(self.settings(), before, self.name)
        self.assertEqual(editor(edit[0], self.file, *edit[1:]), changed, self.name)
        return text, changed

    def test_every_file_is_rendered_as_it_was(self):
        for source in self.each_file():
            self.assertEqual(editor("render", self.file), source.read_bytes(), self.name)

    def test_values_are_those_of_ssh(self):
        compared = 0
        for _ in self.each_file():
            for host in HOSTS:
                read = editor("resolve", self.file, self.home, host).decode("latin-1").splitlines()
                if read == ["undecided"]:
                    continue
                ours = dict(reversed([line.partition(" ")[::2] for line in read]))
                theirs = dict(reversed([line.partition(" ")[::2] for line in self.ssh(host)]))
                for keyword in COMPARED:
                    if keyword in ours and ours[keyword] != "none":
                        value = ours[keyword].lower() if keyword == "hostname" else ours[keyword]
                        self.assertEqual(value, theirs[keyword], (self.name, host))
                        compared += 1
                if "port" not in ours:
                    self.assertEqual(theirs["port"], "22", (self.name, host))
                if "user" not in ours:
                    self.assertNotIn(theirs["user"], ("u", "v", "one", "two"), (self.name, host))
        self.assertGreater(compared, 100)

    def test_new_tiers_are_read_and_leave_other_hosts(self):
        for source in self.each_file():
            text, changed = self.edit_leaves_others("tiers", "team", "my-env", "web")
            self.assertEqual(changed.count(b"# Created") - text.count(b"# Created"), 3, self.name)
            wanted = self.ssh("team-my-env-web")
            self.assertIn("hostname i-0123456789abcdef0", wanted)
            if b"ProxyJump" not in text and b"ProxyCommand none" not in text:
                self.assertIn("proxycommand \"/opt/my tools/cloudx-proxy\" connect %h %p "
                              "--profile \"it's \\$mine\"", wanted, source.name)
                self.assertTrue([line for line in wanted if line.startswith("identityfile ")
                                 and 'of "mine" 100' in line], wanted)

    def test_host_with_its_own_user_gets_it(self):
        for _ in self.each_file():
            self.edit_leaves_others("tiers", "team", "dev", "web", "ubuntu")
            if not any(line.startswith(b"User") for line in self.file.read_bytes().splitlines()):
                self.assertIn("user ubuntu", self.ssh("team-dev-web"), self.name)

    def test_include_at_the_top_is_in_effect_for_every_host(self):
        ours = self.home / ".ssh/my own/config"
        ours.parent.mkdir()
        ours.write_text("Host team-*\n  User included\n")
        ours.chmod(0o600)
        for source in self.each_file():
            text, changed = self.edit_leaves_others("include", self.home, ours)
            self.assertTrue(changed.endswith(text))
            self.assertIn("user included", self.ssh("team-x"), self.name)

    def test_include_in_effect_is_known(self):
        target = self.home / ".ssh/extra/one.conf"
        for source in self.each_file():
            covered = editor("include", self.file, self.home, target) == source.read_bytes()
            expected = source.name in ("include-equals.conf", "include-glob.conf", "include-hash.conf",
                                       "include-lower-tab.conf", "include-tilde.conf",
                                       "include-two.conf")
            self.assertEqual(covered, expected, self.name)

    def test_changed_value_is_the_one_that_ssh_reads(self):
        for source in self.each_file():
            if not source.read_bytes().startswith((b"Host a\n", b"Host a\r\n", b"Host=a\n")):
                continue
            self.file.write_bytes(editor("set", self.file, 0, "HostKeyAlias", 'x "y" \\z #1'))
            self.assertIn('hostkeyalias x "y" \\z #1', self.ssh("a"), self.name)


if __name__ == "__main__":
    unittest.main()
