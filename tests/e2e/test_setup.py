"""setup: from an empty home to `ssh HOST`, on a terminal and without questions."""

import json
import os
import pathlib
import re
import stat
import subprocess
import tempfile
import time

import harness
from terminal import Terminal

OTHER = "i-0fedcba9876543210"
OP = pathlib.Path(__file__).with_name("op_stand_in.py")


class Setup(harness.EndToEnd):
    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def start_sandbox(self, *arguments):
        sandbox = self.sandbox(
            "--instance", f"id={harness.INSTANCE},name=cloudX-dev-web | alice,state=running",
            "--instance", f"id={OTHER},name=cloudX-qa-db,state=running", *arguments)
        self.environment["HOME"] = str(self.home)
        # Its user's keys are for profiles here; what is in the environment would come first.
        self.keys = {name: self.environment.pop("AWS_" + name)
                     for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")}
        for name in ("REGION", "DEFAULT_REGION", "CONFIG_FILE", "SHARED_CREDENTIALS_FILE"):
            self.environment.pop("AWS_" + name, None)
        self.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        return sandbox

    def profile(self, name="dev", region="eu-west-1"):
        aws = self.home / ".aws"
        aws.mkdir(exist_ok=True)
        with open(aws / "credentials", "a") as file:
            file.write(f"[{name}]\naws_access_key_id = {self.keys['ACCESS_KEY_ID']}\n"
                       f"aws_secret_access_key = {self.keys['SECRET_ACCESS_KEY']}\n")
        with open(aws / "config", "a") as file:
            file.write(f"[profile {name}]\nregion = {region}\n")

    def setup_host(self, *arguments, check=True, program=harness.PROXY, **keywords):
        return self.run_program(program, "setup", "--yes", *arguments, check=check, **keywords)

    def config(self):
        return (self.home / ".ssh/vscode/config").read_text()

    def ssh_to(self, host, *command):
        return self.run_program("ssh", "-F", self.home / ".ssh/config", "-o", "ControlPath=none",
                                "-o", f"UserKnownHostsFile={self.home}/.ssh/known_hosts", host,
                                *command).stdout

    def ssh_g(self, host):
        out = self.run_program("ssh", "-G", "-F", self.home / ".ssh/config", host).stdout.decode()
        return dict(line.split(" ", 1) for line in out.splitlines() if " " in line)

    def tree(self):
        return {str(path.relative_to(self.home)): (stat.S_IMODE(path.lstat().st_mode),
                                                   path.read_bytes() if path.is_file() else b"")
                for path in sorted(self.home.rglob("*")) if "lock" not in path.name}

    def test_yes_from_an_empty_home_to_ssh(self):
        self.start_sandbox()
        self.profile()
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.assertIn(b"cloudx-dev-web answers", done.stdout)
        self.assertEqual(self.ssh_to("cloudx-dev-web", "whoami").strip(), b"ec2-user")
        modes = {name: mode for name, (mode, _) in self.tree().items()}
        self.assertEqual(modes[".ssh/vscode"], 0o700)
        self.assertEqual(modes[".ssh/vscode/vscode"], 0o600)
        self.assertEqual(modes[".ssh/vscode/vscode.pub"], 0o644)
        self.assertEqual(modes[".ssh/vscode/config"], 0o600)
        self.assertEqual(modes[".ssh/control"], 0o700)
        self.assertEqual((self.home / ".ssh/config").read_text(),
                         f"Include {self.home}/.ssh/vscode/config\n")
        seen = self.ssh_g("cloudx-dev-web")
        self.assertEqual(seen["user"], "ec2-user")
        self.assertEqual(seen["hostname"], harness.INSTANCE)
        self.assertEqual(seen["controlpersist"], "14400")
        self.assertEqual(seen["proxycommand"],
                         f"{harness.PROXY} connect {harness.INSTANCE} 22 --profile dev"
                         if "%h" not in seen["proxycommand"]
                         else f"{harness.PROXY} connect %h %p --profile dev")

    def test_second_run_changes_nothing_and_says_so(self):
        self.start_sandbox()
        self.profile()
        arguments = ("--profile", "dev", "--instance", harness.INSTANCE)
        self.setup_host(*arguments)
        before = self.tree()
        again = self.setup_host(*arguments)
        self.assertEqual(self.tree(), before)
        self.assertIn(b"says so already", again.stdout)
        self.assertNotIn(b"  + wrote", again.stdout)
        self.assertNotIn(b"  + changed", again.stdout)

    def test_dry_run_shows_a_diff_and_touches_nothing(self):
        self.start_sandbox()
        self.profile()
        (self.home / ".ssh").mkdir(mode=0o700)
        (self.home / ".ssh/config").write_text("Host a\n  User b\n")
        before = self.tree()
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--dry-run",
                               "--vscode")
        self.assertEqual(self.tree(), before)
        out = done.stdout.decode()
        self.assertIn(f"+Include {self.home}/.ssh/vscode/config\n", out)
        self.assertIn(" Host a\n", out)
        self.assertIn("+Host cloudx-dev-web\n", out)
        self.assertIn('+    "remote.SSH.connectTimeout": 90', out)
        self.assertIn("would make the ed25519 key", out)

    def test_dry_run_without_a_working_profile_still_shows(self):
        self.start_sandbox()
        done = self.setup_host("--profile", "nope", "--instance", harness.INSTANCE, "--dry-run",
                               "--environment", "dev", "--hostname", "web")
        self.assertIn(b'there is no AWS profile "nope"', done.stdout)
        self.assertIn(b"+Host cloudx-dev-web", done.stdout)

    def test_the_users_name_is_told_where_the_environment_could_come_from_it_alone(self):
        plain = "i-0aaaaaaaaaaaaaaaa"
        self.start_sandbox("--instance", f"id={plain},name=plain,state=running")
        self.profile()
        told = b"cloudX-{environment}-{user}"
        for arguments, is_told in ((("--instance", plain, "--environment", "dev"), False),
                                   (("--instance", harness.INSTANCE), False),
                                   (("--instance", plain), True)):
            done = self.setup_host("--profile", "dev", "--dry-run", *arguments, check=False)
            self.assertEqual(told in done.stdout + done.stderr, is_told, (arguments, done))

    def test_everything_else_in_the_main_config_stays(self):
        self.start_sandbox()
        self.profile()
        ssh = self.home / ".ssh"
        (ssh / "dotfiles").mkdir(parents=True, mode=0o700)
        ssh.chmod(0o700)
        own = "# mine\r\nUser me\r\nhost=a\r\n\tPort 2022"
        (ssh / "dotfiles/config").write_bytes(own.encode())
        (ssh / "dotfiles/config").chmod(0o640)
        (ssh / "config").symlink_to("dotfiles/config")
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.assertTrue((ssh / "config").is_symlink())
        written = (ssh / "dotfiles/config").read_bytes().decode()
        self.assertTrue(written.startswith("Include "))
        self.assertTrue(written.endswith(own))
        self.assertEqual(stat.S_IMODE((ssh / "dotfiles/config").stat().st_mode), 0o640)
        self.assertEqual(self.ssh_g("cloudx-dev-web")["user"], "ec2-user")
        self.assertEqual(self.ssh_g("a")["user"], "me")
        self.assertEqual([p for p in ssh.iterdir() if p.name.startswith("config")],
                         [ssh / "config"], "no backup beside the user's file")

    def test_second_host_another_user_and_another_profile(self):
        self.start_sandbox()
        self.profile("dev")
        self.profile("other", "us-east-1")
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.setup_host("--profile", "dev", "--instance", OTHER, "--environment", "dev",
                        "--hostname", "web2", "--os-user", "ubuntu")
        done = self.setup_host("--profile", "other", "--instance", OTHER, "--environment", "dev",
                               "--hostname", "third")
        self.assertIn(b"settings of its own", done.stdout)
        self.assertEqual(self.ssh_g("cloudx-dev-web2")["user"], "ubuntu")
        self.assertIn("--os-user ubuntu", self.ssh_g("cloudx-dev-web2")["proxycommand"])
        self.assertIn("--profile other", self.ssh_g("cloudx-dev-third")["proxycommand"])
        self.assertNotIn("other", self.ssh_g("cloudx-dev-web")["proxycommand"])
        self.assertEqual(self.ssh_g("cloudx-dev-web")["hostname"], harness.INSTANCE)

    def test_twenty_at_once_keep_twenty_hosts(self):
        self.start_sandbox()
        self.profile()
        started = [subprocess.Popen(
            [harness.PROXY, "setup", "--yes", "--profile", "dev", "--instance", harness.INSTANCE,
             "--hostname", f"h{i}"], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for i in range(20)]
        for process in started:
            out, _ = process.communicate(timeout=harness.PATIENCE)
            self.assertEqual(process.returncode, 0, out.decode())
        for i in range(20):
            self.assertEqual(self.config().count(f"Host cloudx-dev-h{i}\n"), 1)
        self.assertEqual(self.config().count("Host cloudx-*\n"), 1)
        self.assertEqual((self.home / ".ssh/config").read_text().count("Include"), 1)

    def test_what_is_lacking_is_named(self):
        self.start_sandbox()
        self.profile()
        for arguments, status, message in (
                (("--profile", "nope"), 1, b'there is no AWS profile "nope"'),
                (("--instance", "i-123"), 2, b"i-123"),
                (("--instance", harness.INSTANCE + "\n"), 2, b"instance"),
                (("--instance", harness.INSTANCE, "--hostname", "a b"), 2, b"host name"),
                (("--instance", harness.INSTANCE, "--environment", "a*"), 2, b"environment"),
                (("--profile", "dev"), 2, b"--instance"),
        ):
            done = self.setup_host(*arguments, check=False)
            self.assertEqual(done.returncode, status, (arguments, done))
            self.assertIn(message, done.stderr)
            self.assertFalse((self.home / ".ssh").exists(), arguments)

    def test_upper_case_name_uses_its_spelling(self):
        self.start_sandbox()
        self.profile("cloudX")
        program = self.home / "cloudX-proxy"
        program.symlink_to(harness.PROXY)
        self.setup_host("--instance", harness.INSTANCE, program=program)
        text = (self.home / ".ssh/cloudX/config").read_text()
        self.assertIn("Host cloudX-dev-web\n", text)
        self.assertIn(f"ProxyCommand {program} connect %h %p\n", text)

    def test_questions_on_a_terminal(self):
        sandbox = self.start_sandbox()
        environment = {**self.environment, "TERM": "xterm"}
        terminal = Terminal([harness.PROXY, "setup"], environment)
        terminal.expect('no AWS profile "vscode" yet')
        terminal.answer("How", "access key")
        terminal.answer("access key id: ", "short")
        terminal.answer("access key id: ", self.keys["ACCESS_KEY_ID"])
        terminal.answer("secret access key (not shown): ",
                        self.keys["SECRET_ACCESS_KEY"])
        terminal.answer("Region [eu-west-1]: ", "")
        terminal.expect(OTHER)
        terminal.expect("type to search")
        terminal.send("DEV-W")
        terminal.send("\r")
        terminal.answer("Environment [dev]: ", "")
        terminal.answer("Host name [web]: ", "my server")
        terminal.answer("Host name [web]: ", "myserver")
        terminal.expect("cloudx-dev-myserver answers")
        self.assertEqual(terminal.end(), 0, terminal.text())
        self.assertNotIn(self.keys["SECRET_ACCESS_KEY"], terminal.text())
        credentials = self.home / ".aws/credentials"
        self.assertEqual(stat.S_IMODE(credentials.stat().st_mode), 0o600)
        self.assertIn("[vscode]", credentials.read_text())
        self.assertIn(f"HostName {harness.INSTANCE}\n", self.config())
        self.assertIn("StartSession", sandbox.operations())

    def test_dumb_terminal_gets_a_numbered_list_and_no_cursor_control(self):
        self.start_sandbox()
        self.profile()
        terminal = Terminal([harness.PROXY, "setup", "--profile", "dev"],
                            {**self.environment, "TERM": "dumb"})
        terminal.expect("(number)")
        terminal.send("dev-w\r")
        terminal.answer("Environment [dev]: ", "")
        terminal.answer("Host name [web]: ", "")
        terminal.expect("cloudx-dev-web answers")
        self.assertEqual(terminal.end(), 0, terminal.text())
        self.assertNotIn("\x1b", terminal.raw)

    def test_ctrl_c_in_the_list_ends_it_and_leaves_the_terminal_well(self):
        self.start_sandbox()
        self.profile()
        terminal = Terminal([harness.PROXY, "setup", "--profile", "dev"], self.environment)
        terminal.expect("type to search")
        terminal.send("\x03")
        self.assertEqual(terminal.end(), 1)
        self.assertFalse((self.home / ".ssh").exists())

    def test_environment_with_other_settings_and_an_installation_are_asked_about(self):
        self.start_sandbox()
        self.profile("dev")
        self.profile("other")
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.ssh_to("cloudx-dev-web", "echo 'step 3 of 7' > .install-running")
        for answer, expected in (("own", "other"), ("use the", "dev")):
            terminal = Terminal([harness.PROXY, "setup", "--profile", "other", "--instance",
                                 harness.INSTANCE, "--environment", "dev"],
                                {**self.environment, "TERM": "xterm"})
            terminal.expect("Host name [web]: ")
            terminal.send(expected + "\r")
            terminal.expect("configured already, otherwise")
            terminal.expect("What to do: ")
            terminal.send(answer + "\r")
            terminal.answer("still being installed (step 3 of 7). Wait for it? [Y/n]: ", "n")
            self.assertEqual(terminal.end(), 0, terminal.text())
            self.assertIn(f"--profile {expected}",
                          self.ssh_g(f"cloudx-dev-{expected}")["proxycommand"])

    def test_login_by_identity_center_on_a_terminal(self):
        self.start_sandbox()
        terminal = Terminal([harness.PROXY, "setup", "--instance", harness.INSTANCE],
                            {**self.environment, "TERM": "xterm"})
        terminal.answer("How", "SSO")
        terminal.answer("Start URL: ", "not a url")
        terminal.answer("Start URL: ", "https://corp.example/start")
        terminal.answer("Region of IAM Identity Center [us-east-1]: ", "eu-west-1")
        terminal.expect("confirm that it shows the code")
        terminal.expect("210987654321")
        terminal.expect("Account: ")
        terminal.send("sandbox\r")
        terminal.expect("Role: ")
        terminal.send("\r")
        terminal.answer("Region of your instances [eu-west-1]: ", "")
        terminal.answer("Environment [dev]: ", "")
        terminal.answer("Host name [web]: ", "")
        terminal.expect("cloudx-dev-web answers")
        self.assertEqual(terminal.end(), 0, terminal.text())
        config = (self.home / ".aws/config").read_text()
        self.assertIn("[sso-session vscode]\n", config)
        self.assertIn("sso_account_id = 123456789012\n", config)

    def is_run_by_anybody(self):
        """Whether a program is left that was told of the home directory: ssh-keygen, say."""
        def words(process):
            try:
                return process.joinpath("cmdline").read_bytes()
            except OSError:  # it has ended meanwhile
                return b""
        return any(str(self.home).encode() in words(process)
                   for process in pathlib.Path("/proc").glob("[0-9]*"))

    def test_kill_at_any_moment_leaves_whole_files(self):
        self.start_sandbox()
        self.profile()
        (self.home / ".ssh").mkdir(mode=0o700)
        main = self.home / ".ssh/config"
        own = "# mine\nHost a\n  User b\n"
        main.write_text(own)
        command = [harness.PROXY, "setup", "--yes", "--profile", "dev", "--instance",
                   harness.INSTANCE]
        wanted = f"Include {self.home}/.ssh/vscode/config\n"
        for attempt in range(40):
            process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(attempt * 0.002)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.assertIn(main.read_text(), (own, wanted + own))
            tiers = self.home / ".ssh/vscode/config"
            if tiers.exists():
                self.assertTrue(tiers.read_text().endswith(f"HostName {harness.INSTANCE}\n"))
        # What a killed run leaves is cleared away once nobody can be writing it any more.
        while self.is_run_by_anybody():
            time.sleep(0.01)
        for path in (self.home / ".ssh").rglob(".cloudx-new-*"):
            os.utime(path, (0, 0))
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.assertEqual(main.read_text(), wanted + own)
        left = [path.name for path in (self.home / ".ssh").rglob("*")
                if path.name not in ("vscode", "control", "config", "vscode.pub", "known_hosts")]
        self.assertEqual(left, [], "no temporary files stay")

    def op(self, **state):
        folder = self.home / "bin"
        folder.mkdir()
        (folder / "op").symlink_to(OP)
        self.environment["PATH"] = f"{folder}:{self.environment['PATH']}"
        self.environment["OP_STATE"] = str(self.home / "op.json")
        (self.home / "op.json").write_text(json.dumps(state))
        (self.home / ".1password").mkdir()
        (self.home / ".1password/agent.sock").touch()

    def test_1password_makes_an_item_and_only_its_public_half_comes_here(self):
        self.start_sandbox()
        self.profile()
        self.op(vaults=["Private", "Work"])
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--1password",
                               "Work")
        self.assertIn(b"agent.toml", done.stdout)
        item, = json.loads((self.home / "op.json").read_text())["items"]
        self.assertEqual(item["title"], "cloudX SSH Key - vscode")
        self.assertEqual(item["vault"], "Work")
        self.assertEqual((self.home / ".ssh/vscode/vscode.pub").read_text().strip(), item["key"])
        self.assertFalse((self.home / ".ssh/vscode/vscode").exists())
        self.assertIn("IdentityAgent ~/.1password/agent.sock\n", self.config())
        self.assertIn(f"IdentityFile {self.home}/.ssh/vscode/vscode.pub\n", self.config())

    def test_1password_item_that_is_there_is_taken(self):
        self.start_sandbox()
        self.profile()
        for title in ("cloudX SSH Key - mykey", "mykey"):
            with self.subTest(title):
                self.setUp()
                self.environment["HOME"] = str(self.home)
                self.profile()
                self.op(vaults=["Private"], items=[{"title": title, "vault": "Private",
                                                    "key": "ssh-ed25519 AAAAC3NzaC1l here"}])
                self.setup_host("--profile", "dev", "--instance", harness.INSTANCE,
                                "--ssh-key", "mykey", "--1password")
                self.assertEqual((self.home / ".ssh/vscode/mykey.pub").read_text(),
                                 "ssh-ed25519 AAAAC3NzaC1l here\n")
                self.assertEqual(len(json.loads((self.home / "op.json").read_text())["items"]), 1)

    def test_1password_signed_out_falls_back_to_a_file(self):
        self.start_sandbox()
        self.profile()
        self.op(signed_out=True)
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--1password")
        self.assertIn(b"op signin", done.stdout)
        self.assertTrue((self.home / ".ssh/vscode/vscode").exists())
        self.assertNotIn("IdentityAgent", self.config())

    def test_vscode_settings_keep_their_comments(self):
        self.start_sandbox()
        self.profile()
        settings = self.home / ".config/Code/User/settings.json"
        settings.parent.mkdir(parents=True)
        settings.write_text('{\n  // mine\n  "a": 1,\n}\n')
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--vscode")
        self.assertEqual(settings.read_text(), f"""\
{{
  // mine
  "a": 1,
    "remote.SSH.configFile": "{self.home}/.ssh/vscode/config",
    "remote.SSH.connectTimeout": 90,
}}
""")

    def agent_toml(self, text):
        folder = self.home / ".config/1Password/ssh"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "agent.toml").write_text(text)

    def test_1password_agent_config_is_read_as_toml(self):
        self.start_sandbox()
        self.profile()
        self.op(vaults=["Private", "Work"], items=[{"title": "vscode", "vault": "Work",
                                                    "key": "ssh-ed25519 AAAAC3NzaC1l here"}])
        for text, offered in (
                ('# [[ssh-keys]]\n# vault = "Work"\n', False),
                ('[[ssh-keys]]\nvault = "Private" # not "Work"\n', False),
                ('[[ssh-keys]]\nvault = "Work"\nitem = "another"\n', False),
                ('[[ssh-keys]]\nvault = "Work"\naccount = "other.1password.com"\n', False),
                ("[[ssh-keys]]\nvault = 'work'\n", True),
                ('[[ssh-keys]]\nvault="vWork"\naccount = "ACCOUNTUUID"\n', True),
                ('[[ssh-keys]]\nitem = "vscode"\naccount = "Family"\n', True),
                ('ssh-keys = [{item = "item0"}]\n', True)):
            with self.subTest(text):
                self.agent_toml(text)
                done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE,
                                       "--1password")
                self.assertEqual(b"agent.toml" not in done.stdout, offered, done.stdout)

    def test_1password_agent_that_answers_decides(self):
        self.start_sandbox()
        self.profile()
        key = self.home / "key"
        self.run_program("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        self.op(vaults=["Private", "Work"], items=[
            {"title": "vscode", "vault": "Work", "key": pathlib.Path(f"{key}.pub").read_text()}])
        socket = self.home / ".1password/agent.sock"
        socket.unlink()
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.terminate)
        arguments = ("--profile", "dev", "--instance", harness.INSTANCE, "--1password")
        self.agent_toml('[[ssh-keys]]\nvault = "Work"\n')
        done = self.setup_host(*arguments)
        self.assertIn(b"does not list this key", done.stdout)
        self.agent_toml("")
        self.run_program("env", f"SSH_AUTH_SOCK={socket}", "ssh-add", "-q", key)
        done = self.setup_host(*arguments)
        self.assertNotIn(b"SSH agent", done.stdout)

    def test_1password_takes_the_default_vault_of_the_account(self):
        self.start_sandbox()
        self.profile()
        self.op(vaults=["Shared", "Employee"])
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--1password")
        item, = json.loads((self.home / "op.json").read_text())["items"]
        self.assertEqual(item["vault"], "Employee")
        self.assertNotIn(b"agent.toml", done.stdout)

    def test_1password_that_is_not_there_is_told(self):
        self.start_sandbox()
        self.profile()
        for word, state in ((b"op is not installed", None),
                            (b"nobody is signed in", {"session_expired": True}),
                            (b"nobody is signed in", {"signed_out": True})):
            with self.subTest(state):
                self.setUp()
                self.environment["HOME"] = str(self.home)
                self.profile()
                if state:
                    self.op(**state)
                done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE,
                                       "--1password")
                self.assertIn(word, done.stdout)
                self.assertIn(b"the key is not in 1Password", done.stdout)
                self.assertTrue((self.home / ".ssh/vscode/vscode").exists())

    def test_1password_key_of_an_earlier_run_stays_while_signed_out(self):
        self.start_sandbox()
        self.profile()
        self.op(vaults=["Private"])
        arguments = ("--profile", "dev", "--instance", harness.INSTANCE, "--1password")
        self.setup_host(*arguments)
        before = self.config()
        (self.home / "op.json").write_text('{"session_expired": true}')
        done = self.setup_host(*arguments)
        self.assertIn(b"op signin", done.stdout)
        self.assertEqual(self.config(), before)
        self.assertFalse((self.home / ".ssh/vscode/vscode").exists())

    def test_yes_takes_the_only_instance_of_ones_own(self):
        self.start_sandbox("--instance", "id=i-00000000000000001,name=cloudX-qa-mine,"
                                         "tag.cloudxuser=sandbox,tag.owner=alice",
                           "--instance", "id=i-00000000000000002,name=cloudX-qa-hers,"
                                         "tag.cloudxuser=alice,tag.owner=sandbox")
        self.profile()
        done = self.setup_host("--profile", "dev")
        self.assertIn(b"i-00000000000000001 is yours", done.stdout)
        self.assertIn("HostName i-00000000000000001\n", self.config())
        self.setup_host("--profile", "dev", "--owner-tag", "owner")
        self.assertIn("HostName i-00000000000000002\n", self.config())
        self.assertIn("--owner-tag owner", self.ssh_g("cloudx-qa-hers")["proxycommand"])

    def test_yes_takes_none_where_several_are_ones_own(self):
        self.start_sandbox(*(word for number in (1, 2) for word in (
            "--instance", f"id=i-0000000000000000{number},tag.cloudxuser=sandbox")))
        self.profile()
        done = self.setup_host("--profile", "dev", check=False)
        self.assertEqual(done.returncode, 2)
        for word in (b"--instance", b"i-00000000000000001", b"i-00000000000000002"):
            self.assertIn(word, done.stderr)
        self.assertFalse((self.home / ".ssh").exists())

    def test_list_begins_with_ones_own(self):
        self.start_sandbox("--instance", "id=i-00000000000000001,name=zzz,tag.cloudxuser=sandbox")
        self.profile()
        terminal = Terminal([harness.PROXY, "setup", "--profile", "dev"],
                            {**self.environment, "TERM": "xterm"})
        terminal.expect("yours")
        terminal.send("\r")
        terminal.answer("Environment", "qa")
        terminal.answer("Host name", "mine")
        terminal.expect("cloudx-qa-mine answers")
        self.assertEqual(terminal.end(), 0, terminal.text())
        self.assertIn("HostName i-00000000000000001\n", self.config())

    def vscode_settings(self, text, folder="Code"):
        settings = self.home / ".config" / folder / "User/settings.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(text)
        return settings

    def vscode_sees(self, settings, host):
        """The HostName of a host in the file that Remote-SSH reads."""
        text = settings.read_text(encoding="utf-8-sig")
        named = re.search(r'"remote.SSH.configFile": *"([^"]*)"', text)
        file = named[1].replace("~", str(self.home)) if named else self.home / ".ssh/config"
        out = self.run_program("ssh", "-G", "-F", file, host).stdout.decode()
        return re.search("^hostname (.*)$", out, re.MULTILINE)[1]

    def test_vscode_keeps_a_config_file_that_finds_the_host(self):
        self.start_sandbox()
        self.profile()
        (self.home / ".ssh").mkdir(mode=0o700)
        own = self.home / ".ssh/mine"
        own.write_text(f"Include {self.home}/.ssh/vscode/config\nHost mine\n  HostName 10.0.0.1\n")
        text = '\ufeff{ // mine\n  "remote.SSH.configFile": "~/.ssh/mine",\n}\n'
        settings = self.vscode_settings(text)
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--vscode")
        self.assertEqual(settings.read_text(),
                         text[:-2] + '    "remote.SSH.connectTimeout": 90,\n}\n')
        self.assertEqual(self.vscode_sees(settings, "cloudx-dev-web"), harness.INSTANCE)
        self.assertEqual(self.vscode_sees(settings, "mine"), "10.0.0.1")

    def test_vscode_without_a_config_file_goes_on_with_the_main_one(self):
        self.start_sandbox()
        self.profile()
        (self.home / ".ssh").mkdir(mode=0o700)
        (self.home / ".ssh/config").write_text("Host mine\n  HostName 10.0.0.1\n")
        settings = self.vscode_settings("{}")
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--vscode")
        self.assertNotIn("configFile", settings.read_text())
        self.assertEqual(self.vscode_sees(settings, "cloudx-dev-web"), harness.INSTANCE)
        self.assertEqual(self.vscode_sees(settings, "mine"), "10.0.0.1")

    def test_vscode_config_file_of_somebodys_own_is_told(self):
        self.start_sandbox()
        self.profile()
        own = self.home / "mine"
        own.write_text("Host mine\n  HostName 10.0.0.1\n")
        settings = self.vscode_settings(f'{{"remote.SSH.configFile": "{own}"}}')
        arguments = ("--profile", "dev", "--instance", harness.INSTANCE, "--vscode")
        for options in (("--dry-run",), ()):
            done = self.setup_host(*arguments, *options)
            self.assertIn(f'"remote.SSH.configFile": "{own}"', done.stdout.decode())
        self.assertEqual(self.vscode_sees(settings, "cloudx-dev-web"), harness.INSTANCE)
        again = self.setup_host(*arguments)
        self.assertNotIn(str(own), again.stdout.decode())

    def test_vscode_asks_before_a_config_file_goes(self):
        self.start_sandbox()
        self.profile()
        (self.home / "mine").write_text("Host mine\n")
        settings = self.vscode_settings('{"remote.SSH.configFile": "~/mine"}')
        for answer, expected in (("", "~/mine"), ("y", f"{self.home}/.ssh/vscode/config")):
            terminal = Terminal([harness.PROXY, "setup", "--profile", "dev", "--instance",
                                 harness.INSTANCE, "--vscode"],
                                {**self.environment, "TERM": "xterm"})
            terminal.answer("Environment [dev]: ", "")
            terminal.answer("Host name [web]: ", "")
            terminal.answer("[y/N]: ", answer)
            self.assertEqual(terminal.end(), 0, terminal.text())
            self.assertIn(f'"remote.SSH.configFile": "{expected}"', settings.read_text())

    def test_vscode_writes_for_every_editor_that_is_installed(self):
        self.start_sandbox()
        self.profile()
        for folder in ("Code - Insiders", "VSCodium"):
            (self.home / ".config" / folder).mkdir(parents=True)
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE, "--vscode")
        for folder in ("Code", "Code - Insiders", "VSCodium"):
            text = (self.home / ".config" / folder / "User/settings.json").read_text()
            self.assertEqual(json.loads(text)["remote.SSH.connectTimeout"], 90)
        self.assertFalse((self.home / ".config/Cursor").exists())

    def test_installation_under_way_is_waited_for(self):
        self.start_sandbox()
        self.profile()
        self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.ssh_to("cloudx-dev-web", "echo 'step 3 of 7' > .install-running")
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.assertIn(b"still being installed (step 3 of 7)", done.stdout)
        self.ssh_to("cloudx-dev-web", "rm .install-running; touch .install-done")
        done = self.setup_host("--profile", "dev", "--instance", harness.INSTANCE)
        self.assertIn(b"installation is complete", done.stdout)


if __name__ == "__main__":
    harness.main()
