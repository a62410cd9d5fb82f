"""setup in homes that are not as one expects: odd umasks, long paths, a config of the user's own
that is in the way."""

import os
import pathlib
import socket
import stat
import tempfile

import harness
import test_setup

FIRST = ("--profile", "dev", "--instance", harness.INSTANCE)


class SetupHomes(harness.EndToEnd):
    start_sandbox = test_setup.Setup.start_sandbox
    profile = test_setup.Setup.profile
    setup_host = test_setup.Setup.setup_host
    config = test_setup.Setup.config
    ssh_to = test_setup.Setup.ssh_to
    ssh_g = test_setup.Setup.ssh_g
    tree = test_setup.Setup.tree

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def write_main(self, text):
        (self.home / ".ssh").mkdir(mode=0o700, exist_ok=True)
        (self.home / ".ssh/config").write_text(text)

    def test_modes_are_the_same_whatever_the_umask(self):
        self.start_sandbox()
        for mask in (0o000, 0o022, 0o077):
            self.home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
            self.environment["HOME"] = str(self.home)
            self.profile()
            self.setup_host(*FIRST, "--vscode", preexec_fn=lambda mask=mask: os.umask(mask))
            for path in sorted(self.home.rglob("*")):
                name = path.relative_to(self.home)
                if name.parts[0] == ".aws" or name.name == "known_hosts":
                    continue
                mode = stat.S_IMODE(path.lstat().st_mode)
                public = name.suffix == ".pub" or name.name == "settings.json"
                wanted = 0o700 if path.is_dir() else 0o644 if public else 0o600
                self.assertEqual(oct(mode), oct(wanted), (oct(mask), name))

    def test_includes_in_a_circle_are_refused_at_once(self):
        self.start_sandbox()
        self.profile()
        for main in ("Include config\n", "Include ~/.ssh/*\n", "Host nobody\n  Include other\n"):
            self.write_main(main)
            (self.home / ".ssh/other").write_text("Include config\n")
            before = self.tree()
            for command in (("setup", "--yes", *FIRST), ("setup", "--yes", "--dry-run", *FIRST)):
                done = self.run_program(harness.PROXY, *command, check=False, timeout=30)
                self.assertEqual(done.returncode, 1, main)
                self.assertIn(b"Too many recursive configuration includes", done.stderr)
            self.assertEqual(self.tree(), before)

    def test_a_circle_that_setup_would_make_is_not_made(self):
        self.start_sandbox()
        self.profile()
        self.write_main("Host mine\n  User me\n")
        (self.home / ".ssh/vscode").mkdir()
        own = self.home / ".ssh/vscode/config"
        own.write_text("Include ~/.ssh/config\n")
        done = self.setup_host(*FIRST, check=False, timeout=30)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Too many recursive configuration includes", done.stderr)
        self.assertEqual(own.read_text(), "Include ~/.ssh/config\n")
        self.assertEqual((self.home / ".ssh/config").read_text(), "Host mine\n  User me\n")

    def share(self, home_length):
        """Sets up in a home whose path is that long; a connection that is shared, by real ssh."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="c", dir="/tmp"))
        self.addCleanup(lambda: self.run_program("rm", "-rf", folder))
        self.home = folder / ("h" * (home_length - len(str(folder)) - 1))
        self.home.mkdir()
        self.environment["HOME"] = str(self.home)
        self.profile()
        done = self.setup_host(*FIRST)
        self.assertIn(b"answers", done.stdout)
        self.assertNotIn(b"ControlPath", done.stdout)
        # ssh takes "~" from the user database.
        config = self.home / "config"
        config.write_text(self.config().replace(" ~/", f" {self.home}/"))
        words = ["-F", config, "-o", f"UserKnownHostsFile={self.home}/.ssh/known_hosts"]
        try:
            self.run_program("ssh", *words, "cloudx-dev-web", "true", stdout=None, stderr=None)
            asked = self.run_program("ssh", *words, "-O", "check", "cloudx-dev-web", check=False)
            return asked.returncode == 0
        finally:
            self.run_program("ssh", *words, "-O", "exit", "cloudx-dev-web", check=False)

    def test_long_home_shares_connections_as_long_as_a_socket_fits(self):
        self.start_sandbox()
        for length, shared in ((45, True), (46, True), (53, True), (54, False), (90, False)):
            self.assertEqual(self.share(length), shared, length)

    def test_sessions_of_the_users_own_are_not_in_the_way_of_the_check(self):
        self.start_sandbox()
        self.profile()
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        for lines in ("RemoteCommand tmux attach", "RequestTTY force", "SessionType none",
                      "SessionType subsystem", "ForkAfterAuthentication yes", "LogLevel QUIET",
                      "StdinNull yes\n  RemoteCommand ls\n  RequestTTY yes",
                      "ExitOnForwardFailure yes\n"
                      f"  LocalForward 127.0.0.1:{taken.getsockname()[1]} localhost:1"):
            self.write_main(f"Host *\n  {lines}\n")
            done = self.setup_host(*FIRST)
            self.assertIn(b"cloudx-dev-web answers", done.stdout, lines)

    def test_line_that_ssh_refuses_is_shown(self):
        self.start_sandbox()
        self.profile()
        for line in ("Bogus yes", "IdentityFile /home/jane doe/key", "User"):
            self.write_main(f"Host a\n  {line}\n")
            done = self.setup_host(*FIRST)
            self.assertIn(b"ssh refuses its config", done.stdout)
            self.assertRegex(done.stdout.decode(), r"\.ssh/config:? line 3: .*(ogus|argument)")
            self.assertNotIn(b"terminating", done.stdout)

    def test_set_up_of_the_other_name_goes_on(self):
        self.start_sandbox()
        self.profile("vscode")
        self.setup_host("--instance", harness.INSTANCE)
        program = self.home / "cloudX-proxy"
        program.symlink_to(harness.PROXY)
        done = self.setup_host("--instance", harness.INSTANCE, program=program)
        self.assertFalse((self.home / ".ssh/cloudX").exists())
        self.assertIn(b"profile vscode", done.stdout)
        listed = self.run_program(program, "list").stdout
        self.assertIn(b"cloudx-dev-web", listed)

    def test_any_name_tag_gives_the_host_name(self):
        other = "i-0aaaaaaaaaaaaaaaa"
        self.start_sandbox("--instance", f"id={other},name=Jenkins (main),state=running")
        self.profile()
        self.setup_host("--profile", "dev", "--instance", other, "--environment", "dev")
        self.assertIn(f"Host cloudx-dev-Jenkins-main\n    HostName {other}\n", self.config())

    def test_name_that_is_no_host_is_said_without_credentials(self):
        self.start_sandbox()
        for command in ("stop", "start", "status"):
            done = self.run_program(harness.PROXY, command, "cloudx-dev-nobody", check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(b'"cloudx-dev-nobody" is no host', done.stderr)


if __name__ == "__main__":
    harness.main()
