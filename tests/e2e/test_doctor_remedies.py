"""Each remedy of doctor is carried out as it is told, and the check is ok afterwards.

What only somebody else can do (a policy of AWS, the agent on the instance, the clock) is not here.
"""

import http.server
import pathlib
import re
import shutil
import subprocess
import threading

import harness
from terminal import Terminal
from test_doctor import HOST, DoctorCase, LateClock, unused_port

COMMAND = re.compile(r"(?:^|: |\bor |\(or |\(|else  ?)((?:mv|mkdir|chmod|ssh-keygen|cloudx-proxy) .*?)"
                     r"(?=  makes|\)| makes| writes| does so|, or|$)")


class Remedies(DoctorCase):
    def setUp(self):
        super().setUp()
        self.settings.write_text('{"remote.SSH.connectTimeout": 90}')

    def finding(self, name, status, *arguments):
        found = self.doctor(*arguments)
        self.assertEqual(found[name]["status"], status, found[name])
        return found[name]

    def shell(self, command):
        path = f"{harness.PROXY.parent}:{self.environment['PATH']}"
        environment, self.environment = self.environment, {**self.environment, "PATH": path}
        try:
            return self.run_program("sh", "-c", command, cwd=self.home)
        finally:
            self.environment = environment

    def do(self, name, which=0, before="fail", more="", after="ok"):
        """Runs the command of the remedy."""
        remedy = self.finding(name, before)["remedy"]
        commands = COMMAND.findall(remedy)
        self.assertGreater(len(commands), which, remedy)
        self.shell(commands[which] + more)
        self.finding(name, after)

    # --- files

    def test_modes(self):
        self.sandbox()
        (self.keys / "vscode").chmod(0o644)
        self.do("private key")
        self.keys.chmod(0o755)
        self.do("key directory", before="warn")
        (self.home / ".ssh/control").chmod(0o755)
        self.do("ssh ControlPath", before="warn")
        credentials = pathlib.Path(self.environment["AWS_SHARED_CREDENTIALS_FILE"])
        credentials.chmod(0o644)
        self.do("AWS credentials file", before="warn")
        pathlib.Path(self.environment["AWS_CONFIG_FILE"]).chmod(0o666)
        self.do("AWS config", before="warn")

    def test_folders_in_the_place_of_files(self):
        self.sandbox()
        config = self.home / "aws config"
        config.mkdir()
        self.environment["AWS_CONFIG_FILE"] = str(config)
        self.do("AWS config", after="skipped")

    def test_control_folder_is_made(self):
        self.sandbox()
        (self.home / ".ssh/control").rmdir()
        self.do("ssh ControlPath")

    def test_control_path_is_made_shorter(self):
        self.sandbox()
        folder = self.home / ".ssh" / ("c" * 60)
        folder.mkdir(mode=0o700)
        self.write_hosts(control=folder / "%C")
        remedy = self.finding("ssh ControlPath", "fail")["remedy"]
        path = re.search(r"ControlPath (\S+)", remedy)[1]
        # ssh finds the home directory in the user database.
        self.write_hosts(control=path.replace("~", str(self.home)))
        self.finding("ssh ControlPath", "ok")

    def test_control_folder_with_a_blank(self):
        self.sandbox()
        folder = self.home / ".ssh" / "my control"
        self.write_hosts(control=f'"{folder}/%C"')
        self.do("ssh ControlPath")
        folder.chmod(0o755)
        self.do("ssh ControlPath", before="warn")

    def test_public_half_is_made_from_the_private_one(self):
        self.sandbox()
        public = self.keys / "vscode.pub"
        public.unlink()
        self.do("public key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.home / "other"],
                       check=True)
        shutil.copy(self.home / "other.pub", public)
        self.do("public key")
        public.write_text("nonsense\n")
        self.do("public key")
        public.unlink()
        (self.keys / "vscode").chmod(0o644)
        self.do("public key")

    def keys_elsewhere(self, name):
        """A key that is not there, in a folder that is not there."""
        self.write_hosts(options=f'--ssh-dir "{self.home}/{name}"')
        config = self.keys / "config"
        config.write_text(config.read_text().replace(f"IdentityFile {self.keys}/vscode",
                                                     f'IdentityFile "{self.home}/{name}/vscode"'))

    def test_pair_is_made_by_hand(self):
        self.sandbox()
        for name in ("elsewhere", "my keys"):
            self.keys_elsewhere(name)
            remedy = self.finding("key directory", "fail")["remedy"]
            command = re.search(r"\(or (.*)\)$", remedy)[1]
            self.shell(command.replace("ssh-keygen", "ssh-keygen -q -N ''"))
            self.finding("key directory", "ok")
            self.finding("public key", "ok")

    def test_pair_is_made_by_setup(self):
        self.sandbox()
        for name, check in (("elsewhere", "key directory"), ("my keys", "public key")):
            self.write_main(f"Include {self.keys}/config\n")
            self.keys_elsewhere(name)
            self.do(check, more=f" --yes --instance {harness.INSTANCE} --environment dev "
                                "--hostname other")

    def test_agent_is_given_the_key(self):
        self.sandbox()
        (self.keys / "vscode").rename(self.home / "elsewhere")
        config = self.keys / "config"
        text = config.read_text().replace(f"{self.keys}/vscode\n", f"{self.keys}/vscode.pub\n")
        config.write_text("IdentityAgent none\n" + text)
        self.assertIn("remove that line", self.finding("private key", "fail")["remedy"])
        agent = self.home / "agent.sock"
        config.write_text(f"IdentityAgent {agent}\n" + text)
        self.assertIn("start the agent", self.finding("private key", "fail")["remedy"])
        process = subprocess.Popen(["ssh-agent", "-D", "-a", agent], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        self.shell(f"export SSH_AUTH_SOCK={agent}; until ssh-add -l; [ $? -ne 2 ]; do :; done")
        self.assertIn("add the key to the agent", self.finding("private key", "fail")["remedy"])
        self.shell(f"SSH_AUTH_SOCK={agent} ssh-add -q {self.home}/elsewhere")
        self.finding("private key", "ok")

    # --- account

    def sso_profiles(self):
        pathlib.Path(self.environment["AWS_CONFIG_FILE"]).write_text("""\
[profile base]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
region = eu-west-1
[profile work]
role_arn = arn:aws:iam::123456789012:role/sandbox
source_profile = base
region = eu-west-1
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example/start
""")

    def test_login_of_the_profile_and_of_a_roles_source(self):
        for profile in ("base", "work"):
            with self.subTest(profile):
                cloud = self.sandbox()
                self.sso_profiles()
                shutil.rmtree(self.home / ".aws", True)
                self.write_hosts(options=f"--profile {profile}")
                remedy = self.finding("credentials", "fail")["remedy"]
                self.assertEqual(remedy, "cloudx-proxy login --profile base")
                self.shell(remedy)
                self.finding("credentials", "ok")
                cloud.stop()
                shutil.rmtree(self.home / "bin")

    def test_profile_is_made(self):
        self.sandbox()
        keys = [self.environment.pop("AWS_" + name)
                for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")]
        self.write_hosts(options="--profile nobody")
        remedy = self.finding("profile", "fail")["remedy"]
        command = COMMAND.findall(remedy)[0].split()
        self.assertEqual(command, ["cloudx-proxy", "setup", "--profile", "nobody"])
        terminal = Terminal([harness.PROXY, *command[1:], "--instance", harness.INSTANCE],
                            {**self.environment, "TERM": "xterm"})
        terminal.answer("How", "access key")
        terminal.answer("access key id: ", keys[0])
        terminal.answer("secret access key (not shown): ", keys[1])
        terminal.answer("Region [eu-west-1]: ", "")
        terminal.answer("Environment", "dev")
        terminal.answer("Host name", "other")
        terminal.end()
        self.finding("profile", "ok")
        self.finding("credentials", "ok")

    # --- network

    def test_settings_of_endpoints_and_proxies(self):
        self.sandbox()
        for variable, value in (("AWS_ENDPOINT_URL_EC2", f"https://localhost:{unused_port()}"),
                                ("AWS_ENDPOINT_URL_EC2", "https://nowhere.invalid")):
            good = self.environment[variable]
            self.environment[variable] = value
            self.assertIn(variable, self.finding("endpoint ec2", "fail")["remedy"])
            self.environment[variable] = good
            self.finding("endpoint ec2", "ok")

    def test_proxy_that_lets_nothing_pass_is_gone_around(self):
        self.sandbox()
        server = http.server.HTTPServer(("127.0.0.1", 0), LateClock)  # it has no CONNECT
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        self.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{server.server_port}"
        self.assertIn("NO_PROXY", self.finding("endpoint ssm", "fail")["remedy"])
        self.environment["NO_PROXY"] = "localhost"
        self.finding("endpoint ssm", "ok")

    def test_certificate_authority_is_named(self):
        self.sandbox()
        bundle = self.environment.pop("AWS_CA_BUNDLE")
        self.assertIn("AWS_CA_BUNDLE", self.finding("endpoint ssm", "fail")["remedy"])
        self.environment["AWS_CA_BUNDLE"] = bundle
        self.finding("endpoint ssm", "ok")

    # --- instance

    def test_stopped_instance_is_started(self):
        self.sandbox("--instance=state=stopped,boot=0ms,online-delay=0ms")
        self.assertIn("cloudx-proxy start", self.finding("instance", "warn")["remedy"])
        self.shell(f"cloudx-proxy start {HOST}")
        self.finding("instance", "ok")

    def test_wrong_region(self):
        self.sandbox()
        self.write_hosts(options="--region us-east-1")
        self.assertIn("--region", self.finding("instance", "fail")["remedy"])
        self.write_hosts()
        self.finding("instance", "ok")

    # --- ssh

    def test_include_is_put_first(self):
        self.sandbox()
        for main in ("# nothing\n", f"User alice\nInclude {self.keys}/config\n",
                     f"Host other\n  User x\n  Include {self.keys}/config\n",
                     f"Host *\n  User x\n  Include {self.keys}/config\n"):
            with self.subTest(main):
                self.write_main(main)
                found = self.doctor()["ssh Include"]
                self.assertIn(found["status"], ("warn", "fail"))
                line = re.search("make  (Include .*?)  the first line", found["remedy"])[1]
                self.write_main(f"{line}\n{main}")
                self.finding("ssh Include", "ok")
                self.write_main(main)
                self.do("ssh Include", before=found["status"],
                        more=f" --yes --instance {harness.INSTANCE} --environment dev "
                             "--hostname other")

    def test_include_of_a_path_with_a_blank(self):
        self.sandbox()
        folder = self.home / "my keys"
        self.keys.rename(folder)
        self.write_main("# nothing\n")
        arguments = ("--ssh-dir", folder)
        remedy = self.finding("ssh Include", "fail", *arguments)["remedy"]
        line = re.search("make  (Include .*?)  the first line", remedy)[1]
        self.write_main(line + "\n")
        self.finding("ssh Include", "ok", *arguments)

    def test_user_gets_its_option(self):
        self.sandbox()
        self.write_main(f"User alice\nInclude {self.keys}/config\n")
        self.assertIn("--os-user alice", self.finding("ssh User", "fail")["remedy"])
        self.write_hosts(options="--os-user alice")
        self.finding("ssh User", "ok")

    def test_program_of_the_command_is_set_by_cleanup(self):
        self.sandbox()
        copy = self.home / "cloudx-proxy"
        shutil.copy("/bin/true", copy)
        for program, status in (("/nowhere/cloudx-proxy", "fail"), ("uvx cloudx-proxy", "warn"),
                                (copy, "warn")):
            with self.subTest(program):
                self.write_hosts(program=program)
                self.do("ssh ProxyCommand", before=status)

    def test_cleanup_knows_the_file_and_keeps_the_spelling(self):
        self.sandbox()
        self.write_hosts(program="/nowhere/cloudx-proxy")
        main = self.home / ".ssh/config"
        main.write_text((self.keys / "config").read_text())
        (self.keys / "config").unlink()
        self.do("ssh ProxyCommand")
        text = main.read_text().replace("cloudx-dev", "cloudX-dev").replace("cloudx-*", "cloudX-*")
        main.write_text(re.sub("ProxyCommand .*? connect", "ProxyCommand /nowhere/cloudx-proxy connect",
                               text))
        name = HOST.replace("cloudx", "cloudX")
        remedy = self.finding("ssh ProxyCommand", "fail", name)["remedy"]
        self.shell(COMMAND.findall(remedy)[0])
        self.finding("ssh ProxyCommand", "ok", name)

    def test_program_is_made_executable(self):
        self.sandbox()
        folder = self.home / "my tools"
        folder.mkdir()
        program = folder / "cloudx-proxy"
        shutil.copy(harness.PROXY, program)
        program.chmod(0o644)
        self.write_hosts(program=f'"{program}"')
        self.do("ssh ProxyCommand", after="warn")

    def test_command_that_is_lacking_is_written_by_setup(self):
        self.sandbox()
        config = self.keys / "config"
        config.write_text(re.sub("  ProxyCommand .*\n", "", config.read_text()))
        self.do("ssh ProxyCommand", more=f" --yes --instance {harness.INSTANCE} --environment dev "
                                         "--hostname demo")

    def test_command_of_another_program_is_removed(self):
        self.sandbox()
        for line in ("ProxyCommand nc %h %p", "ProxyJump bastion"):
            with self.subTest(line):
                include = f"Include {self.keys}/config\n"
                self.write_main(f"{line}\n{include}")
                self.assertIn("remove that line", self.finding("ssh ProxyCommand", "fail")["remedy"])
                self.write_main(f"{include}{line}\n")
                self.finding("ssh ProxyCommand", "ok")
                self.write_main(include)
                self.finding("ssh ProxyCommand", "ok")

    def test_command_that_none_takes_away_is_given_back_by_setup(self):
        self.sandbox()
        self.write_main(f"ProxyCommand none\nInclude {self.keys}/config\n")
        self.do("ssh ProxyCommand", more=f" --yes --instance {harness.INSTANCE} --environment dev "
                                         "--hostname demo")

    def test_identity_file_is_set(self):
        self.sandbox()
        config = self.keys / "config"
        good = config.read_text()
        config.write_text(good.replace(f"{self.keys}/vscode\n", "/other\n"))
        line = re.search("set (IdentityFile .*?), or",
                         self.finding("ssh IdentityFile", "fail")["remedy"])[1]
        config.write_text(good.replace(f"IdentityFile {self.keys}/vscode\n", line + "\n"))
        self.finding("ssh IdentityFile", "ok")
        (self.keys / "vscode").unlink()
        remedy = self.finding("ssh IdentityFile", "fail")["remedy"]
        line = re.search("set (IdentityFile .*?);", remedy)[1]
        config.write_text(good.replace(f"IdentityFile {self.keys}/vscode\n", line + "\n"))
        self.finding("ssh IdentityFile", "ok")
        config.write_text(good)
        (self.keys / "vscode.pub").unlink()
        self.shell(re.search("else  (.*?)  makes", remedy)[1].replace("ssh-keygen",
                                                                      "ssh-keygen -q -N ''"))
        self.finding("ssh IdentityFile", "ok")

    # --- VS Code

    def test_timeout_of_each_editor_is_set_by_setup(self):
        self.sandbox()
        for folder in ("Code", "Code - Insiders", "VSCodium", "Cursor"):
            with self.subTest(folder):
                settings = self.home / ".config" / folder / "User/settings.json"
                settings.parent.mkdir(parents=True, exist_ok=True)
                settings.write_text('{"remote.SSH.connectTimeout": 15}')
                remedy = self.finding("VS Code connectTimeout", "warn")["remedy"]
                self.assertIn(str(settings), remedy)
                command = re.search(r"\((.*) does so\)", remedy)[1]
                self.shell(f"{command} --yes --instance {harness.INSTANCE} --environment dev "
                           "--hostname other")
                self.finding("VS Code connectTimeout", "ok")

    def test_config_file_of_vscode(self):
        self.sandbox()
        own = self.home / "own"
        for remedy_does in ("remove", "include"):
            own.write_text("Host mine\n")
            self.settings.write_text('{"remote.SSH.connectTimeout": 90, '
                                     f'"remote.SSH.configFile": "{own}"}}')
            remedy = self.finding("VS Code configFile", "warn")["remedy"]
            if remedy_does == "remove":
                self.assertIn(f'remove "remote.SSH.configFile" from {self.settings}', remedy)
                self.settings.write_text('{"remote.SSH.connectTimeout": 90}')
            else:
                line = re.search("put the line  (.*)  at the top", remedy)[1]
                own.write_text(f"{line}\n{own.read_text()}")
            self.finding("VS Code configFile", "ok")
        self.settings.write_text('{"remote.SSH.connectTimeout": 90, '
                                 '"remote.SSH.configFile": "/gone"}')
        self.assertIn('remove "remote.SSH.configFile"',
                      self.finding("VS Code configFile", "fail")["remedy"])
        self.settings.write_text('{"remote.SSH.connectTimeout": 90}')
        self.finding("VS Code configFile", "ok")


if __name__ == "__main__":
    harness.main()
