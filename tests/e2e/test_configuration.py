"""The configuration file: defaults of connect, shell, exec and forward, and named sets of forwards."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading

import harness

USUAL_VERSION = "1.2.764.0"


class ConfigurationCase(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox(*self.custom_documents(), "--remote-host", "db.internal=127.0.0.5")
        self.environment.pop("XDG_CONFIG_HOME", None)
        self.seen = set()
        (self.ssh_dir / "config").write_text(f"""\
Host cloudx-*
  User ec2-user
Host cloudx-test-*
  ProxyCommand {harness.PROXY} connect %h %p
Host cloudx-test-host
  HostName {harness.INSTANCE}
""")
        self.file = self.folder / "home" / ".config" / "cloudx-proxy" / "config"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.addCleanup(self.file.unlink, missing_ok=True)

    def custom_documents(self):
        port = {"schemaVersion": "1.0", "sessionType": "Port",
                "parameters": {"portNumber": {"type": "String", "default": "22"}},
                "properties": {"portNumber": "{{ portNumber }}"}}
        command = {"schemaVersion": "1.0", "sessionType": "NonInteractiveCommands", "properties":
                   {"linux": {"commands": "echo company", "separateOutputStream": "true"}}}
        forward = {**port, "properties": {**port["properties"], "type": "LocalPortForwarding"}}
        terminal = {**command, "sessionType": "InteractiveCommands"}
        for name, document in (("SSH", port), ("Exec", command), ("Shell", terminal),
                               ("Forward", forward)):
            path = self.folder / f"{name}.json"
            path.write_text(json.dumps(document))
            yield from ("--document", f"Company-{name}={path}")

    def configure(self, text, mode=0o600):
        self.file.write_text(text)
        self.file.chmod(mode)

    def exec(self, *options, target=harness.INSTANCE, command=("--", "true")):
        return self.run_program(harness.PROXY, "exec", *options, target, *command, check=False)

    def tunnel(self, *options):
        """One connect, until the SSH server has said its first line; what was on stderr."""
        process = self.start_connect(harness.INSTANCE, *options)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        process.stdin.close()
        errors = process.stderr.read().decode()
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        return errors

    def sessions(self, key):
        return [session[key] for session in self.cloud.state()["sessions"]]

    def session(self, *keys):
        """Of the one session since the last call."""
        new = [s for s in self.cloud.state()["sessions"] if s["id"] not in self.seen]
        self.assertEqual(len(new), 1)
        self.seen.add(new[0]["id"])
        return tuple(new[0][key] for key in keys)

    def assert_reason(self, reason, *options, **keywords):
        done = self.exec(*options, **keywords)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(self.session("reason"), (reason,))


class Order(ConfigurationCase):
    def test_command_line_environment_host_profile_default_in_this_order(self):
        self.configure("[default]\nreason = of all\n")
        self.assert_reason("of all")
        profile = self.profile()
        self.configure(f"[default]\nreason = of all\n[profile {profile}]\nreason = of the profile\n")
        self.assert_reason("of the profile")
        self.configure(self.file.read_text() + "[host cloudx-test-*]\nreason = of the host\n")
        self.assert_reason("of the host")
        self.environment["CLOUDX_REASON"] = "of the environment"
        self.assert_reason("of the environment")
        self.assert_reason("given", "--reason", "given")

    def profile(self):
        told = self.connect("--dry-run", harness.INSTANCE).stderr.decode()
        return re.search(r"  profile +(\S+)", told)[1]

    def test_other_profile_and_other_hosts_say_nothing(self):
        self.configure("[profile other]\nreason = a\n[host cloudx-prod-* *-web]\nreason = b\n"
                       "[host * !cloudx-test-*]\nreason = c\n")
        self.assert_reason("")

    def test_host_is_known_by_its_id_and_by_its_name(self):
        for pattern in ("i-0123*", "cloudx-test-h?st", "x cloudx-test-*"):
            self.configure(f"[host {pattern}]\nreason = {pattern}\n")
            for target in (harness.INSTANCE, "cloudx-test-host"):
                with self.subTest(pattern=pattern, target=target):
                    self.assert_reason(pattern, target=target)

    def test_empty_value_takes_back_what_counts_less(self):
        self.configure("[default]\nreason = of all\n[host cloudx-test-*]\nreason =\n")
        self.assert_reason("")


class Commands(ConfigurationCase):
    CONFIGURATION = ("[default]\nreason = ticket #7\nclient_version = 1.2.707.0\n"
                     "document = Company-SSH\nexec_document = Company-Exec\n"
                     "shell_document = Company-Shell\n")

    def test_connect_takes_its_document_reason_and_version(self):
        self.configure(self.CONFIGURATION)
        self.assertEqual(self.tunnel(), "")
        self.assertEqual(self.session("document", "reason", "client_version"),
                         ("Company-SSH", "ticket #7", "1.2.707.0"))
        self.assert_no_session_is_left(self.cloud)

    def test_connect_without_a_file_is_as_ever(self):
        self.assertEqual(self.tunnel(), "")
        self.assertEqual(self.session("document", "reason", "client_version"),
                         ("AWS-StartSSHSession", "", USUAL_VERSION))

    def test_document_on_the_command_line_counts_more(self):
        self.configure(self.CONFIGURATION)
        self.tunnel("--document", "AWS-StartSSHSession", "--reason", "mine")
        self.assertEqual(self.session("document", "reason"), ("AWS-StartSSHSession", "mine"))

    def test_dry_run_shows_what_was_chosen(self):
        self.configure(self.CONFIGURATION)
        told = self.connect("--dry-run", harness.INSTANCE).stderr.decode()
        self.assertRegex(told, r"document +Company-SSH\n")
        self.assertRegex(told, r"reason +ticket #7\n")

    def test_exec_takes_its_document(self):
        self.configure(self.CONFIGURATION)
        done = self.exec(command=())
        self.assertEqual((done.returncode, done.stdout), (0, b"company\n"), done.stderr)
        self.assertEqual(self.session("document", "reason", "client_version"),
                         ("Company-Exec", "ticket #7", "1.2.707.0"))

    def test_exec_with_a_terminal_has_a_document_of_another_kind(self):
        self.configure(self.CONFIGURATION)
        done = self.exec("-t", command=("--", "echo", "word"))
        self.assertIn(b"word", done.stdout)
        self.assertEqual(self.session("document", "reason"),
                         ("AWS-StartInteractiveCommand", "ticket #7"))

    def test_shell_takes_its_document(self):
        self.configure(self.CONFIGURATION)
        done = self.run_program(harness.PROXY, "shell", harness.INSTANCE, check=False)
        self.assertIn(b"company", done.stdout)
        self.assertEqual(self.session("document", "reason", "client_version"),
                         ("Company-Shell", "ticket #7", "1.2.707.0"))

    def test_environment_names_document_and_version(self):
        self.configure(self.CONFIGURATION)
        self.environment |= {"CLOUDX_DOCUMENT": "AWS-StartSSHSession",
                             "CLOUDX_CLIENT_VERSION": "1.2.804.0"}
        self.tunnel()
        self.assertEqual(self.session("document", "client_version"),
                         ("AWS-StartSSHSession", "1.2.804.0"))

    def test_another_file_is_named_or_none(self):
        self.configure(self.CONFIGURATION)
        other = self.folder / "other"
        other.write_text("[default]\nreason = other\n")
        other.chmod(0o600)
        self.environment["CLOUDX_CONFIG"] = str(other)
        self.assert_reason("other")
        self.environment["CLOUDX_CONFIG"] = "none"
        self.assert_reason("")
        del self.environment["CLOUDX_CONFIG"]
        self.environment["XDG_CONFIG_HOME"] = str(self.folder / "xdg")
        self.assert_reason("")
        (self.folder / "xdg").mkdir()
        self.file.parent.rename(self.folder / "xdg" / "cloudx-proxy")
        self.addCleanup(shutil.rmtree, self.folder / "xdg")
        done = self.exec(command=())
        self.assertEqual(done.stdout, b"company\n", done.stderr)

    def test_drop_in_announces_the_version_everywhere(self):
        plugin = self.folder / "session-manager-plugin"
        plugin.symlink_to(harness.PROXY)
        self.addCleanup(plugin.unlink)
        version = lambda: self.run_program(plugin, "--version").stdout.decode().strip()
        self.assertEqual(version(), USUAL_VERSION)
        self.configure(self.CONFIGURATION)
        self.assertEqual(version(), "1.2.707.0")
        self.environment["CLOUDX_CLIENT_VERSION"] = "1.2.804.0"
        self.assertEqual(version(), "1.2.804.0")
        self.environment["PATH"] = f"{self.folder}:{os.environ['PATH']}"
        self.run_program("/usr/bin/aws", "--endpoint-url", self.environment["AWS_ENDPOINT_URL"], "ssm",
                         "start-session", "--target", harness.INSTANCE, "--document-name",
                         "Company-Exec", check=False)
        self.assertEqual(self.session("document", "reason", "client_version"),
                         ("Company-Exec", "", "1.2.804.0"))

    def test_drop_in_says_nothing_of_a_file_that_is_wrong(self):
        plugin = self.folder / "session-manager-plugin"
        plugin.symlink_to(harness.PROXY)
        self.addCleanup(plugin.unlink)
        for text, mode in (("[default]\nclient_version = new\n", 0o600), (self.CONFIGURATION, 0o666)):
            self.configure(text, mode)
            done = self.run_program(plugin, "--version")
            self.assertEqual((done.stdout.strip(), done.stderr), (USUAL_VERSION.encode(), b""))


class Faults(ConfigurationCase):
    WRONG = "[default]\nreason = r\nreson = x\n[future]\nkey = value\n"

    def test_connect_tells_them_and_goes_on_with_the_rest(self):
        self.configure(self.WRONG)
        told = self.tunnel()
        self.assertIn(f'{self.file}, line 3: the setting "reson" is not known', told)
        self.assertIn(f"{self.file}, line 4: the section [future] is not known", told)
        self.assertEqual(self.session("reason"), ("r",))

    def test_other_commands_end_at_the_first_one(self):
        self.configure(self.WRONG)
        for command in (("exec", harness.INSTANCE, "true"), ("shell", harness.INSTANCE),
                        ("forward", harness.INSTANCE, "-L", "0:80")):
            with self.subTest(command=command[0]):
                done = self.run_program(harness.PROXY, *command, check=False)
                self.assertEqual((done.returncode, done.stdout), (255, b""))
                self.assertIn(f'{self.file}, line 3: the setting "reson" is not known',
                              done.stderr.decode())
        self.assertEqual(self.cloud.state()["sessions"], [])

    def test_wrong_values_are_told_with_file_and_line(self):
        for setting in ("client_version = 1.2.331.0", "client_version = newest", "document = a b",
                        f"reason = {'x' * 257}"):
            with self.subTest(setting=setting[:30]):
                self.configure(f"[default]\n\n{setting}\n")
                done = self.exec()
                self.assertEqual(done.returncode, 255)
                self.assertIn(f"{self.file}, line 3: {setting.split()[0]} is", done.stderr.decode())

    def test_wrong_variable_is_told_by_its_name(self):
        self.environment["CLOUDX_CLIENT_VERSION"] = "newest"
        done = self.exec()
        self.assertEqual(done.returncode, 255)
        self.assertIn("CLOUDX_CLIENT_VERSION is not a version", done.stderr.decode())

    def test_file_that_others_may_write_is_refused_by_all(self):
        for mode in (0o620, 0o602):
            self.configure("[default]\nreason = r\n", mode)
            for done in (self.exec(), self.connect(harness.INSTANCE)):
                self.assertEqual((done.returncode, done.stdout), (255, b""))
                self.assertIn("others may write to it", done.stderr.decode())
        self.assertEqual(self.cloud.state()["sessions"], [])

    def test_doctor_names_the_file_and_its_fault(self):
        self.assertEqual(self.finding()["status"], "skipped")
        self.configure("[default]\nreason = r\n")
        self.assertEqual((self.finding()["status"], self.finding()["text"]), ("ok", str(self.file)))
        self.configure(self.WRONG)
        self.assertEqual(self.finding()["status"], "warn")
        self.assertIn("line 3", self.finding()["text"])
        self.configure("[default]\nreason = r\n", 0o666)
        self.assertEqual(self.finding()["status"], "fail")

    def finding(self):
        done = self.run_program(harness.PROXY, "doctor", "--json", check=False)
        return next(f for f in json.loads(done.stdout) if f["name"] == "configuration")


class Sets(ConfigurationCase):
    SET = ("[forward db]\ntarget = cloudx-test-host\nlocal =\n  127.0.0.1:0:db.internal:{port}\n"
           "  127.0.0.1:0:{port}\ndynamic = 127.0.0.1:0\n")

    def serve(self, address, word):
        server = socket.create_server((address, 0))
        self.addCleanup(server.close)

        def run():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.sendall(word)

        threading.Thread(target=run, daemon=True).start()
        return server.getsockname()[1]

    def start(self, *arguments):
        process = subprocess.Popen([str(harness.PROXY), "forward", "--json", *arguments],
                                   env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        events = []
        for line in process.stdout:
            events.append(json.loads(line))
            if events[-1]["event"] == "ready":
                return process, events
        self.fail(process.stderr.read().decode())

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(harness.PATIENCE), 0)

    def test_name_gives_target_and_forwards(self):
        port = self.serve("127.0.0.5", b"of the database\n")
        self.configure(self.SET.format(port=port) + "[default]\nreason = r\n")
        process, events = self.start("db")
        listening = [event for event in events if event["event"] == "listening"]
        self.assertEqual([event.get("to") for event in listening][:2],
                         [f"db.internal:{port}", f"port {port}"])
        self.assertEqual(len(listening), 3)
        local = int(listening[0]["local"].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", local), harness.PATIENCE) as connection:
            self.assertEqual(connection.makefile().readline(), "of the database\n")
        self.assertEqual(set(self.sessions("reason")), {"r"})
        self.assertEqual(set(self.sessions("target")), {harness.INSTANCE})
        self.stop(process)

    def test_forwards_of_the_command_line_take_the_place_of_the_sets(self):
        self.configure(self.SET.format(port=80))
        process, events = self.start("db", "-L", "127.0.0.1:0:81")
        self.assertEqual([e["to"] for e in events if e["event"] == "listening"], ["port 81"])
        self.assertEqual(self.sessions("target"), [harness.INSTANCE])
        self.stop(process)

    def test_document_of_forward_is_that_of_every_destination(self):
        self.configure(self.SET.format(port=80).replace("db.internal:", "") +
                       "[host *]\nforward_document = Company-Forward\nclient_version = 1.2.804.0\n")
        process, _ = self.start("db")
        self.assertEqual(self.session("document", "client_version"),
                         ("Company-Forward", "1.2.804.0"))
        self.stop(process)

    def test_other_name_is_a_target(self):
        self.configure(self.SET.format(port=80))
        done = self.run_program(harness.PROXY, "forward", harness.INSTANCE, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("give -L or -D, or the name of a set", done.stderr.decode())
        self.assertIn(f"no [forward {harness.INSTANCE}] in {self.file}", done.stderr.decode())
        process, _ = self.start(harness.INSTANCE, "-L", "127.0.0.1:0:80")
        self.stop(process)

    def test_forward_that_cannot_be_read_is_told_with_its_line(self):
        self.configure("[forward db]\ntarget = cloudx-test-host\nlocal = 1, nonsense:x\n")
        done = self.run_program(harness.PROXY, "forward", "db", check=False)
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"{self.file}, line 3: -L ", done.stderr.decode())


if __name__ == "__main__":
    harness.main()
