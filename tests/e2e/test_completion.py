"""Completion in real bash, zsh and fish, and manual pages that man and mandoc take silently."""

import os
import pty
import select
import shutil
import subprocess
import unittest

import harness

HOSTS = """\
Host cloudx-*
  User ec2-user
Host cloudx-dev-*
  ProxyCommand cloudx-proxy connect %h %p
Host cloudx-dev-demo
  HostName i-0123456789abcdef0
Host cloudx-prod-web
  HostName i-0123456789abcdef1
"""
# A name that would do harm if a shell evaluated it.
PROFILES = "[profile dev]\nregion = eu-west-1\n[profile $(touch evil)]\nregion = eu-west-1\n"


class Completion(harness.EndToEnd):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.folder / "home"
        (cls.ssh_dir / "config").write_text(HOSTS)
        (cls.home / ".aws").mkdir()
        (cls.home / ".aws" / "config").write_text(PROFILES)
        cls.environment = {"HOME": str(cls.home), "PATH": f"{harness.BIN}:{os.environ['PATH']}",
                           "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        cls.scripts = {}
        for shell in ("bash", "zsh", "fish"):
            cls.scripts[shell] = cls.folder / shell
            cls.scripts[shell].write_bytes(subprocess.run(
                [harness.PROXY, "completion", shell], check=True, stdout=subprocess.PIPE).stdout)

    def tearDown(self):
        self.assertEqual(list(self.home.rglob("evil")), [])

    def bash(self, *words):
        program = (f"source {self.scripts['bash']}; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
                   "_cloudx_proxy; printf '%s\\n' \"${COMPREPLY[@]}\"")
        done = self.run_program("bash", "--norc", "-c", program, "bash", "cloudx-proxy", *words,
                                cwd=self.home)
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode().split("\n")[:-1]

    def fish(self, line):
        done = self.run_program("fish", "--no-config", "-c",
                                f"source {self.scripts['fish']}; complete -C '{line}'",
                                cwd=self.home)
        return [text.split("\t")[0] for text in done.stdout.decode().splitlines()]

    def zsh(self, line):
        """What stands on the line after it was typed and TAB was pressed."""
        mark = "completed to"
        main, side = pty.openpty()
        process = subprocess.Popen(["zsh", "-f", "-i"], env=self.environment, cwd=self.home,
                                   stdin=side, stdout=side, stderr=side, start_new_session=True)
        os.close(side)
        try:
            # The program itself only tells its arguments; completion calls the real one.
            os.write(main, (f"autoload -U compinit; compinit -u -D; source {self.scripts['zsh']}; "
                            "unsetopt zle_bracketed_paste; PS1=; "
                            f"cloudx-proxy() {{ print -r -- \"{mark[:4]}\"\"{mark[4:]}: $*\" }}; "
                            "print rea\"\"dy\n").encode())
            self.read_until(main, "ready")
            os.write(main, (line + "\t\n").encode())
            return self.read_until(main, mark + ": ", "\n").split(mark + ": ")[1].splitlines()[0]
        finally:
            process.kill()
            process.wait()
            os.close(main)

    def read_until(self, terminal, *parts):
        text = ""
        for part in parts:
            at = 0 if part == parts[0] else text.index(parts[0])
            while part not in text[at:]:
                ready, _, _ = select.select([terminal], [], [], harness.PATIENCE)
                self.assertTrue(ready, text)
                text += os.read(terminal, 4096).decode(errors="replace")
        return text

    def test_bash_completes_commands_options_and_names(self):
        self.assertEqual(self.bash("doc"), ["doctor"])
        self.assertEqual(self.bash("doctor", "--js"), ["--json"])
        self.assertEqual(self.bash("doctor", "cloudx-d"), ["cloudx-dev-demo"])
        self.assertEqual(self.bash("doctor", ""), ["cloudx-dev-demo", "cloudx-prod-web"])
        self.assertEqual(self.bash("setup", "--environment", "p"), ["prod"])
        self.assertEqual(self.bash("setup", "--environment", "=", ""), ["dev", "prod"])
        self.assertEqual(self.bash("completion", ""), ["bash", "zsh", "fish"])

    def test_bash_completes_commands_of_a_group(self):
        self.assertEqual(self.bash("rel"), ["relay"])
        self.assertEqual(self.bash("relay", "keyg"), ["keygen"])
        self.assertEqual(self.bash("relay", "--he"), ["--help"])
        self.assertEqual(self.bash("relay", "endpoint", "--role", ""), ["connect", "forward"])
        self.assertEqual(self.bash("relay", "endpoint", "--master"), ["--master-key-file"])

    def test_bash_offers_odd_names_quoted_and_evaluates_nothing(self):
        self.assertEqual(self.bash("connect", "--profile", ""), ["\\$\\(touch\\ evil\\)", "dev"])

    def test_bash_offers_nothing_where_anything_is_possible(self):
        self.assertEqual(self.bash("connect", "--timeout", ""), [""])
        self.assertEqual(self.bash("nonsense", ""), [""])

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish_completes_commands_options_and_names(self):
        self.assertEqual(self.fish("cloudx-proxy doc"), ["doctor"])
        self.assertEqual(self.fish("cloudx-proxy doctor --js"), ["--json"])
        self.assertEqual(self.fish("cloudx-proxy doctor cloudx-d"), ["cloudx-dev-demo"])
        self.assertEqual(self.fish("cloudx-proxy setup --environment p"), ["prod"])

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish_completes_commands_of_a_group(self):
        self.assertEqual(self.fish("cloudx-proxy relay keyg"), ["keygen"])
        self.assertEqual(self.fish("cloudx-proxy relay endpoint --role f"), ["forward"])
        self.assertEqual(self.fish("cloudx-proxy relay endpoint --master"), ["--master-key-file"])
        self.assertEqual(self.fish("cloudx-proxy keyg"), [])
        self.assertEqual(self.fish("cloudx-proxy relay endpoint keyg"), [])

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_completes_commands_of_a_group(self):
        self.assertEqual(self.zsh("cloudx-proxy relay keyg"), "relay keygen")
        self.assertEqual(self.zsh("cloudx-proxy relay endpoint --master"),
                         "relay endpoint --master-key-file")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_completes_commands_options_and_names(self):
        self.assertEqual(self.zsh("cloudx-proxy doc"), "doctor")
        self.assertEqual(self.zsh("cloudx-proxy doctor --js"), "doctor --json")
        self.assertEqual(self.zsh("cloudx-proxy doctor cloudx-d"), "doctor cloudx-dev-demo")
        self.assertEqual(self.zsh("cloudx-proxy setup --environment p"), "setup --environment prod")

    def test_questions_of_the_scripts_are_silent_without_files(self):
        self.environment = {**self.environment, "HOME": "/nonexistent"}
        for kind in ("hosts", "profiles", "environments"):
            done = self.run_program(harness.PROXY, "__complete", kind)
            self.assertEqual((done.stdout, done.stderr), (b"", b""))


class ManualPages(harness.EndToEnd):
    environment = dict(os.environ)

    def pages(self):
        folder = self.folder / "man"
        folder.mkdir(exist_ok=True)
        self.run_program(harness.PROXY, "__man", folder, "2026-01-31")
        return sorted(folder.glob("*.1"))

    def test_every_command_has_one(self):
        names = {"cloudx-proxy.1"}
        for group in ((), ("relay",)):
            text = self.run_program(harness.PROXY, *group, "--help").stdout.decode()
            commands = text.split("Commands:\n")[1].split("\n\n")[0]
            names |= {"-".join(("cloudx-proxy", *group, line.split()[0])) + ".1"
                      for line in commands.splitlines()}
        self.assertEqual({page.name for page in self.pages()}, names)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_warns_of_nothing(self):
        for page in self.pages():
            done = self.run_program("mandoc", "-T", "lint", "-W", "warning", page)
            self.assertEqual(done.stdout, b"", page)

    @unittest.skipUnless(shutil.which("man"), "man is not installed")
    def test_man_warns_of_nothing(self):
        for page in self.pages():
            self.environment = {**self.environment, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
            done = self.run_program("man", "--warnings", "-l", page)
            self.assertEqual(done.stderr, b"", page)


if __name__ == "__main__":
    harness.main()
