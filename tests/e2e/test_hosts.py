"""list, cleanup and migrate in every home that the Python tool wrote, judged by ssh -G."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from config_trees import (Ssh, all_trees, arguments_of, names_in, own_configs, plant, snapshot)
from hints import ctest

from harness import PROXY


class Home:
    """One planted tree, with the program under both of its names in a folder beside it."""

    def __init__(self, test, source):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name).resolve() / "home"
        self.bin = self.path.parent / "bin"
        self.bin.mkdir()
        for name in ("cloudx-proxy", "cloudX-proxy"):
            (self.bin / name).symlink_to(PROXY)
        plant(source, self.path)
        self.ssh = Ssh(self.path)

    def run(self, program, *arguments):
        return subprocess.run([self.bin / program, *map(str, arguments)], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL,
                              env={**os.environ, "HOME": str(self.path), "XDG_STATE_HOME": "",
                                   "XDG_CONFIG_HOME": ""})

    def files(self):
        return {name: content for name, content in snapshot(self.path).items()
                if name.parts[0] != ".local"}


def judged(settings, default, ssh):
    """ssh's answer, with the arguments of a ProxyCommand of ours in place of the whole: also those
    that connect finds out by itself, which is `default` for the profile and the key."""
    if "proxycommand" not in settings:
        return settings
    arguments = arguments_of(settings["proxycommand"][0])
    if isinstance(arguments, list):
        given = set(arguments)
        for option, value in (("--profile", default), ("--ssh-key", default),
                              ("--ssh-dir", str(ssh / default))):
            if option not in given and not (option == "--ssh-dir" and "--ssh-config" in given):
                arguments += [option, value]
    return {**settings, "proxycommand": arguments}


def respelled(name, prefix):
    return re.sub(r"^cloud[xX]-", prefix + "-", name)


class Trees(unittest.TestCase):
    def setUp(self):
        # A failure names the tree.
        self.where = ""

    def homes(self, *programs):
        for name, source in all_trees():
            for program in programs:
                self.where = f"{name} {program}"
                yield program, Home(self, source)


class Cleanup(Trees):
    def clean(self, home, program, config):
        """Cleans up and checks everything that has to hold; returns what the program said."""
        names = names_in(home.path)
        ssh = home.path / ".ssh"
        default = "cloudX" if (ssh / "cloudX").is_dir() else "vscode"
        called = program == "cloudX-proxy" and not (ssh / "vscode").is_dir()
        default_after = "cloudX" if called else default
        before = {name: home.ssh.settings(name) for name in names}
        alone = {name: home.ssh.settings(name, config) for name in names}
        files = home.files()
        shown = home.run(program, "cleanup", "--ssh-config", config, "--dry-run")
        self.assertEqual((shown.returncode, shown.stderr), (0, ""), self.where)
        self.assertEqual(home.files(), files, self.where)
        done = home.run(program, "cleanup", "--ssh-config", config)
        self.assertEqual((done.returncode, done.stderr), (0, ""), self.where)
        after = home.files()
        changed = {name for name in files if files[name] != after[name]}
        real = pathlib.Path(os.path.realpath(config)).relative_to(home.path)
        self.assertLessEqual(changed, {real}, self.where)
        self.assertEqual(set(files), set(after), self.where)
        self.assert_diff_is_the_change(home, shown.stdout, files, after, real)
        prefix = "cloudX" if program == "cloudX-proxy" else "cloudx"
        renamed = f"are now {prefix}-" in done.stdout
        for name in names:
            now = respelled(name, prefix) if renamed else name
            for known, settings in ((before[name], home.ssh.settings(now)),
                                    (alone[name], home.ssh.settings(now, config))):
                self.assertEqual(judged(settings, default_after, ssh), judged(known, default, ssh),
                                 (self.where, name, done.stdout))
        again = home.run(program, "cleanup", "--ssh-config", config)
        self.assertIn("nothing to change", again.stdout, self.where)
        self.assertEqual(home.files(), after, self.where)
        return done.stdout

    def assert_diff_is_the_change(self, home, shown, files, after, name):
        if files[name] == after[name]:
            self.assertNotIn("@@", shown, self.where)
            return
        scratch = home.path.parent / "scratch"
        scratch.write_bytes(files[name][0])
        subprocess.run(["patch", "--quiet", scratch], input=shown, text=True, check=True)
        self.assertEqual(scratch.read_bytes(), after[name][0], self.where)

    @ctest(seconds=20)
    def test_every_tree_keeps_its_meaning(self):
        self.clean_every_tree("cloudx-proxy")

    @ctest(seconds=20)
    def test_every_tree_keeps_its_meaning_under_the_other_name(self):
        self.clean_every_tree("cloudX-proxy")

    def clean_every_tree(self, called):
        cleaned = 0
        for program, home in self.homes(called):
            for config in own_configs(home.path):
                said = self.clean(home, program, config)
                for command in re.findall(r"(?m)^\s*ProxyCommand.*", config.read_text()):
                    self.assertIn(str(home.bin / program), command, self.where)
                # Only there are both spellings in use, with different settings.
                self.assertEqual("keep their names" in said,
                                 self.where.startswith("prefix-mixed/after"), self.where)
                cleaned += 1
        self.assertGreater(cleaned, 75)

    def test_flags_comments_and_other_hosts_stay(self):
        for name, source in all_trees():
            if name != "hand-edited-cleanup/before":
                continue
            home = Home(self, source)
            self.where = name
            self.clean(home, "cloudx-proxy", home.path / ".ssh/cloudX/config")
            text = (home.path / ".ssh/cloudX/config").read_text()
            for kept in ("--profile myprofile --ssh-key mykey --region us-east-1",
                         "# team note: ask ops before touching", "# our key", "# the old one",
                         "Host cloudx-dev-web # t3.small", "Host bastion", "Match host cloudx-dev-db",
                         "# dev account"):
                self.assertIn(kept, text)
            self.assertEqual(text.count("cloudx-dev-web"), 1)


class List(Trees):
    def test_every_tree_lists_the_hosts_that_ssh_knows(self):
        for program, home in self.homes("cloudx-proxy"):
            for config in own_configs(home.path):
                answer = home.run(program, "list", "--json", "--ssh-config", config)
                self.assertEqual((answer.returncode, answer.stderr), (0, ""), self.where)
                hosts = json.loads(answer.stdout)
                expected = {name for name in names_in(home.path)
                            if re.match(r"(cloud[xX]|team)-.*[^-]$", name)
                            and re.search(rf"(?im)^\s*host.*\b{name}\b", config.read_text())}
                self.assertEqual({host["host"] for host in hosts}, expected, self.where)
                for host in hosts:
                    self.assertEqual(list(host), ["environment", "host", "name", "instance_id",
                                                  "comment"])
                    known = home.ssh.settings(host["host"], config)["hostname"]
                    self.assertEqual([host["instance_id"] or "NAME"], known, self.where)
                    self.assertTrue(host["host"].endswith(f"-{host['environment']}-{host['name']}"),
                                    (self.where, host))

    def test_default_file_is_found_and_a_missing_one_is_an_error(self):
        for name, source in all_trees():
            if name not in ("old-03-two-hosts/after", "first-setup/after"):
                continue
            home = Home(self, source)
            for program in ("cloudx-proxy", "cloudX-proxy"):
                text = home.run(program, "list")
                self.assertEqual(text.returncode, 0, text.stderr)
                self.assertIn("Environment: dev\n", text.stdout)
                self.assertRegex(text.stdout, r"  web +cloudx-dev-web +i-0123456789abcdef0\n")
                other = home.run(program, "list", "--environment", "prod")
                self.assertIn("No hosts are configured", other.stdout)
            missing = home.run("cloudx-proxy", "list", "--ssh-config", home.path / "none")
            self.assertEqual((missing.returncode, missing.stdout), (1, ""))


class Migrate(Trees):
    def moved(self, settings, home, target):
        """With the new directory for the old one."""
        new = str(target)
        text = re.sub(re.escape(str(home.path / ".ssh/vscode")) + r'(?=[/" ])', new,
                      json.dumps(settings))
        return json.loads(re.sub(r'~/\.ssh/vscode(?=[/" ])', new.replace(str(home.path), "~"), text))

    def migrate(self, home, target, *options):
        names = names_in(home.path)
        ssh = home.path / ".ssh"
        before = {name: self.moved(judged(home.ssh.settings(name), "vscode", ssh), home, target)
                  for name in names}
        files = home.files()
        shown = home.run("cloudx-proxy", "migrate", "--dry-run", *options)
        self.assertEqual((shown.returncode, shown.stderr), (0, ""), self.where)
        self.assertEqual(home.files(), files, self.where)
        done = home.run("cloudx-proxy", "migrate", *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), self.where)
        self.assertFalse((home.path / ".ssh/vscode").exists(), self.where)
        for name in names:
            default = "cloudX" if (ssh / "cloudX").is_dir() else "vscode"
            after = judged(home.ssh.settings(name), default, ssh)
            self.assertEqual(after, before[name], (self.where, name))
        self.assertNotIn(".ssh/vscode", (home.path / ".ssh/config").read_text(), self.where)
        return files

    def test_vs_code_finds_the_config_again(self):
        for name, source in all_trees():
            if name != "migrate/before":
                continue
            home = Home(self, source)
            settings = home.path / ".config/Code/User/settings.json"
            settings.parent.mkdir(parents=True)
            settings.write_text('{ // mine\n  "remote.SSH.configFile": '
                                f'"{home.path}/.ssh/vscode/config", "b": 1\n}}\n')
            done = home.run("cloudx-proxy", "migrate")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(settings.read_text(),
                             '{ // mine\n  "remote.SSH.configFile": '
                             f'"{home.path}/.ssh/cloudX/config", "b": 1\n}}\n')
            return
        self.fail("the tree is gone")

    def test_every_tree_with_the_old_directory_keeps_its_meaning(self):
        migrated = 0
        for _, home in self.homes("cloudx-proxy"):
            ssh = home.path / ".ssh"
            if not (ssh / "vscode").is_dir() or (ssh / "cloudX").exists() or not own_configs(ssh):
                continue
            lines = (home.path / ".ssh/config").read_text().splitlines()
            self.migrate(home, home.path / ".ssh/cloudX")
            now = (home.path / ".ssh/config").read_text().splitlines()
            self.assertEqual([line.replace(".ssh/vscode/", ".ssh/cloudX/") for line in lines], now)
            migrated += 1
        self.assertGreater(migrated, 15)

    def test_target_elsewhere_is_named_by_every_command(self):
        for name, source in all_trees():
            if name == "migrate-target-dir/before":
                self.where = name
                home = Home(self, source)
                self.migrate(home, home.path / "keys/work", "--target-dir", "~/keys/work/")

    def test_nothing_to_move_and_a_target_in_the_way_are_errors(self):
        for name, source in all_trees():
            if name not in ("migrate-nothing/before", "migrate-target-exists/before"):
                continue
            home = Home(self, source)
            files = home.files()
            for options in ((), ("--dry-run",)):
                refused = home.run("cloudx-proxy", "migrate", *options)
                self.assertEqual((refused.returncode, refused.stdout), (1, ""), name)
                self.assertRegex(refused.stderr, "vscode|cloudX")
                self.assertEqual(home.files(), files)

    def test_run_killed_after_the_move_is_completed_by_the_next(self):
        for name, source in all_trees():
            if name != "migrate/before":
                continue
            whole, broken = Home(self, source), Home(self, source)
            self.assertEqual(whole.run("cloudx-proxy", "migrate").returncode, 0)
            (broken.path / ".ssh/vscode").rename(broken.path / ".ssh/cloudX")
            self.assertEqual(broken.run("cloudx-proxy", "migrate").returncode, 0)
            self.assertEqual(
                str(broken.files()).replace(str(broken.path), "H").replace(str(broken.bin), "B"),
                str(whole.files()).replace(str(whole.path), "H").replace(str(whole.bin), "B"))

    def test_config_that_cannot_be_read_leaves_the_directory_where_it_was(self):
        for name, source in all_trees():
            if name != "migrate/before":
                continue
            home = Home(self, source)
            (home.path / ".ssh/config").unlink()
            (home.path / ".ssh/config").mkdir()
            before = home.files()
            refused = home.run("cloudx-proxy", "migrate")
            self.assertEqual(refused.returncode, 1)
            self.assertEqual(home.files(), before)


if __name__ == "__main__":
    unittest.main()
