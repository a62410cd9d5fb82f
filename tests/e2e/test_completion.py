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
EVIL = "$(touch evil)"
# What stands in the way of a shell that splits words, and a word that only begins so.
ODD = ("bob@corp", "bob@home", "a:b", "my team", "it's", 'say "so"', "back\\slash", "x=y", "#one")
TITLES = ["dev", f"'{EVIL}'"] + [f"'{name}'" if set(name) & set('"\\') else f'"{name}"' for name in ODD]
PROFILES = "".join(f"[profile {title}]\nregion = eu-west-1\n" for title in TITLES)


class Completion(harness.EndToEnd):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.folder / "home"
        (cls.ssh_dir / "config").write_text(HOSTS)
        (cls.home / ".aws").mkdir()
        (cls.home / ".aws" / "config").write_text(PROFILES)
        cls.environment = {"HOME": str(cls.home), "PATH": f"{harness.PROXY.parent}:{os.environ['PATH']}",
                           "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        cls.scripts = {}
        for shell in ("bash", "zsh", "fish"):
            cls.scripts[shell] = cls.folder / shell
            cls.scripts[shell].write_bytes(subprocess.run(
                [harness.PROXY, "completion", shell], check=True, stdout=subprocess.PIPE).stdout)

    def tearDown(self):
        self.assertEqual(list(self.home.rglob("evil")), [])

    def bash(self, line, point=None):
        """What is offered for a line, as bash asks for it."""
        program = (f"source {self.scripts['bash']}; COMP_LINE=$1 COMP_POINT=$2; "
                   "_cloudx_proxy; printf '%s\\n' \"${COMPREPLY[@]}\"")
        line = "cloudx-proxy " + line
        done = self.run_program("bash", "--norc", "-c", program, "bash", line,
                                str(len(line) if point is None else point), cwd=self.home)
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode().split("\n")[:-1]

    def bash_line(self, line):
        """The arguments that the program gets when TAB was pressed behind the line, and Enter."""
        return self.typed(["bash", "--norc", "-i"], self.scripts["bash"],
                          "bind 'set enable-bracketed-paste off'; PS1=", line)

    def bash_by_words(self, *words):
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
        return " ".join(self.typed(["zsh", "-f", "-i"], self.scripts["zsh"],
                                   "unsetopt zle_bracketed_paste; PS1=", line,
                                   "autoload -U compinit; compinit -u -D"))

    def typed(self, shell, script, settings, line, before=":"):
        mark = "completed to"
        main, side = pty.openpty()
        process = subprocess.Popen(shell, env=self.environment, cwd=self.home, stdin=side,
                                   stdout=side, stderr=side, start_new_session=True)
        os.close(side)
        try:
            # The program itself only tells its arguments; completion calls the real one.
            os.write(main, (f"{before}; source {script}; {settings}; "
                            f"cloudx-proxy() {{ printf '{mark[:4]}''{mark[4:]}'; "
                            "printf ' [%s]' \"$@\"; echo; }; echo rea\"\"dy\n").encode())
            self.read_until(main, "ready")
            os.write(main, (line + "\t\n").encode())
            told = self.read_until(main, mark, "\n").split(mark)[1].splitlines()[0]
            return told.strip()[1:-1].split("] [")
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
        self.assertEqual(self.bash("doctor --js"), ["--json"])
        self.assertEqual(self.bash("doctor cloudx-d"), ["cloudx-dev-demo"])
        self.assertEqual(self.bash("doctor "), ["cloudx-dev-demo", "cloudx-prod-web"])
        self.assertEqual(self.bash("setup --environment p"), ["prod"])
        self.assertEqual(self.bash("setup --environment="), ["dev", "prod"])
        self.assertEqual(self.bash("completion "), ["bash", "zsh", "fish", "powershell"])
        self.assertEqual(self.bash("doctor --js --region x", len("cloudx-proxy doctor --js")),
                         ["--json"])

    def test_bash_completes_commands_of_a_group(self):
        self.assertEqual(self.bash("rel"), ["relay"])
        self.assertEqual(self.bash("relay keyg"), ["keygen"])
        self.assertEqual(self.bash("relay --he"), ["--help"])
        self.assertEqual(self.bash("relay endpoint --role "), ["connect", "forward"])
        self.assertEqual(self.bash("relay endpoint --master"), ["--master-key-file"])

    def test_bash_completes_a_command_that_has_others_below_it(self):
        self.assertEqual(self.bash("forward lis"), ["list"])
        self.assertEqual(self.bash("forward stop --al"), ["--all"])
        self.assertEqual(self.bash("forward somewhere --backg"), ["--background"])
        self.assertNotIn("list", self.bash("forward somewhere lis"))

    def test_bash_may_know_the_words_alone(self):
        self.assertEqual(self.bash_by_words("doctor", "cloudx-d"), ["cloudx-dev-demo"])
        self.assertEqual(self.bash_by_words("setup", "--environment", "p"), ["prod"])
        self.assertEqual(self.bash_by_words("setup", "--environment", "=", ""), ["dev", "prod"])
        self.assertEqual(self.bash_by_words("setup", "--environment", "=", "p"), ["prod"])

    def test_bash_offers_odd_names_quoted_and_evaluates_nothing(self):
        self.assertIn("\\$\\(touch\\ evil\\)", self.bash("connect --profile "))
        self.assertEqual(len(self.bash("connect --profile ")), len(ODD) + 2)

    def test_bash_offers_what_stands_behind_the_last_break_of_a_word(self):
        for line, offered in (("--profile bob", ["bob@corp", "bob@home"]),
                              ("--profile bob@", ["@corp", "@home"]),
                              ("--profile bob@c", ["@corp"]),
                              ("--profile=bob@h", ["@home"]),
                              ("--profile a:", ["b"]),
                              ("--profile x=", ["y"]),
                              ("--profile my\\ t", ["my\\ team"]),
                              ("--profile 'my t", ["my team"]),
                              ('--profile "my', ["my team"]),
                              ('--profile "say \\"', ['say \\"so\\""']),
                              ("--profile 'it'\\''", ["s"]),
                              ("--profile it", ["it\\'s"]),
                              ('--profile "it', ["it's"]),
                              ("--profile bob\\@c", ["bob@corp"]),
                              ("--profile 'bob@c", ["bob@corp"]),
                              ("--profile nobody", [""])):
            self.assertEqual(self.bash("connect " + line), offered, line)

    def test_bash_puts_the_name_that_was_meant(self):
        for begun, name in (("bob@c", "bob@corp"), ("bob\\@h", "bob@home"), ("a:", "a:b"),
                            ("'a:", "a:b"), ("my", "my team"), ("my\\ t", "my team"),
                            ('"my t', "my team"), ("'my t", "my team"), ("it", "it's"),
                            ('"it', "it's"), ("'it'\\''", "it's"), ("say", 'say "so"'),
                            ("'say \"", 'say "so"'), ('"say', 'say "so"'),
                            ("ba", "back\\slash"), ("'ba", "back\\slash"),
                            ('"ba', "back\\slash"), ("x=", "x=y"), ("\\#", "#one"),
                            ("\\$", EVIL), ('"\\$', EVIL), ("'$", EVIL)):
            with self.subTest(begun):
                self.assertEqual(self.bash_line(f"cloudx-proxy connect --profile {begun}"),
                                 ["connect", "--profile", name])
                self.assertEqual(self.bash_line(f"cloudx-proxy connect --profile={begun}"),
                                 ["connect", f"--profile={name}"])

    def test_bash_puts_paths_behind_an_option(self):
        (self.home / "my@keys: a").mkdir(exist_ok=True)
        for begun in ("my", "my@k", "'my@keys", "my\\@keys"):
            for between in " =":
                with self.subTest(begun + between):
                    put = self.bash_line(f"cloudx-proxy connect --ssh-dir{between}{begun}")
                    self.assertEqual(put[-1].removeprefix("--ssh-dir=").rstrip("/"), "my@keys: a")

    def test_bash_offers_nothing_where_anything_is_possible(self):
        self.assertEqual(self.bash("connect --timeout "), [""])
        self.assertEqual(self.bash("nonsense "), [""])

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
        self.assertEqual(self.fish("cloudx-proxy forward stop --al"), ["--all"])
        self.assertEqual(self.fish("cloudx-proxy forward somewhere --backg"), ["--background"])

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_completes_commands_of_a_group(self):
        self.assertEqual(self.zsh("cloudx-proxy relay keyg"), "relay keygen")
        self.assertEqual(self.zsh("cloudx-proxy relay endpoint --master"),
                         "relay endpoint --master-key-file")
        self.assertEqual(self.zsh("cloudx-proxy forward stop --al"), "forward stop --all")
        self.assertEqual(self.zsh("cloudx-proxy forward somewhere --backg"),
                         "forward somewhere --background")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_completes_commands_options_and_names(self):
        self.assertEqual(self.zsh("cloudx-proxy doc"), "doctor")
        self.assertEqual(self.zsh("cloudx-proxy doctor --js"), "doctor --json")
        self.assertEqual(self.zsh("cloudx-proxy doctor cloudx-d"), "doctor cloudx-dev-demo")
        self.assertEqual(self.zsh("cloudx-proxy setup --environment p"), "setup --environment prod")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_puts_the_name_that_was_meant(self):
        for begun, name in (("bob@c", "bob@corp"), ("a:", "a:b"), ("my", "my team"),
                            ("'my t", "my team"), ("it", "it's"), ("say", 'say "so"'),
                            ("x=", "x=y")):
            with self.subTest(begun):
                self.assertEqual(self.zsh(f"cloudx-proxy connect --profile {begun}"),
                                 f"connect --profile {name}")
                self.assertEqual(self.zsh(f"cloudx-proxy connect --profile={begun}"),
                                 f"connect --profile={name}")

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish_offers_odd_names(self):
        for begun, name in (("bob@c", "bob@corp"), ("a:", "a:b"), ("my", "my team"),
                            ("it", "it's"), ("say", 'say "so"'), ("x=", "x=y")):
            self.assertEqual(self.fish(f"cloudx-proxy connect --profile {begun}"), [name])

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
        for group in ((), ("relay",), ("plugin",), ("forward",)):
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
