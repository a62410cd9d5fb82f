"""The program under the name of session-manager-plugin, driven by Debian's AWS CLI."""

import json
import os
import signal
import socket
import subprocess
import time

import boto3

import harness
from harness import INSTANCE, PROXY
from terminal import Terminal

CLI = "/usr/bin/aws"


class Plugin(harness.EndToEnd):
    def setUp(self):
        self.begin()

    def begin(self, *arguments):
        self.world = self.sandbox("--terminal-delay", "50ms", *arguments)
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        self.plugin = folder / "session-manager-plugin"
        if not self.plugin.is_symlink():
            self.plugin.symlink_to(PROXY)
        self.environment["PATH"] = f"{folder}:{os.environ['PATH']}"

    def aws(self, *arguments, **keywords):
        return self.run_program(*self.start(*arguments), check=False, **keywords)

    # Debian's AWS CLI does not know AWS_ENDPOINT_URL yet.
    def start(self, *arguments):
        return [CLI, "--endpoint-url", self.environment["AWS_ENDPOINT_URL"], "ssm", "start-session",
                "--target", INSTANCE, *arguments]

    def document(self, name, **parameters):
        words = ["--document-name", name, "--parameters"]
        return [*words, json.dumps({key: [value] for key, value in parameters.items()})]

    def session(self):
        return self.world.state()["sessions"][0]

    def test_shell_by_a_pipe_has_the_lines_that_tools_look_for(self):
        ended = self.aws(input=b"echo hi-$((40+2))\nexit\n")
        session = self.session()["id"].encode()
        self.assertEqual(ended.returncode, 0)
        self.assertTrue(ended.stdout.startswith(b"\nStarting session with SessionId: " + session + b"\n"))
        self.assertIn(b"hi-42", ended.stdout)
        self.assertTrue(ended.stdout.endswith(b"\n\nExiting session with sessionId: " + session + b".\n\n"))
        self.assertEqual(ended.stderr, b"")

    def test_shell_on_a_terminal(self):
        terminal = Terminal(self.start(), self.environment)
        self.addCleanup(self.end_terminal, terminal)
        terminal.expect("# " if os.geteuid() == 0 else "$ ")
        terminal.send("echo begin-$((6*7)); sleep 100\r")
        terminal.expect("begin-42")
        terminal.send("\x03")
        terminal.send("echo after-$((1+1))\r")
        terminal.expect("after-2")
        terminal.send("exit\r")
        terminal.expect("Exiting session with sessionId")

    def end_terminal(self, terminal):
        os.close(terminal.master)
        self.end(terminal.process)

    def test_command_with_separate_output(self):
        ended = self.aws(*self.document("AWS-StartNonInteractiveCommand", separateOutputStream="true",
                                        command="sh -c 'echo out; echo err >&2; exit 3'"))
        self.assertEqual(ended.returncode, 0)
        for text in (b"out\n", b"err\n", b"EXIT_CODE: 3\n\nExiting session"):
            self.assertIn(text, ended.stdout)
        self.assertEqual(ended.stderr, b"")

    def test_interactive_command(self):
        ended = self.aws(*self.document("AWS-StartInteractiveCommand", command="echo inter-$((1+1))"))
        self.assertEqual(ended.returncode, 0)
        self.assertIn(b"inter-2", ended.stdout)

    def test_port_is_forwarded_until_a_signal(self):
        source = self.random_file("up", 8 << 20)
        with socket.create_server(("127.0.0.1", 0)) as far, open(self.folder / "port.out", "w+b") as out:
            process = subprocess.Popen(
                self.start(*self.document("AWS-StartPortForwardingSession",
                                          portNumber=str(far.getsockname()[1]))),
                env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True)
            self.addCleanup(process.wait)
            text = self.wait_for(self.folder / "port.out", "Waiting for connections...")
            port = int(text.split("Port ")[1].split(" ")[0])
            with socket.create_connection(("127.0.0.1", port)) as near:
                there, _ = far.accept()
                near.sendall(source.read_bytes())
                near.shutdown(socket.SHUT_WR)
                got = b"".join(iter(lambda: there.recv(1 << 16), b""))
                there.close()
            self.assertTrue(got == source.read_bytes())
            os.killpg(process.pid, signal.SIGINT)  # the AWS CLI ignores it, and so does what it starts
            self.assertEqual(process.wait(harness.PATIENCE), 0)
        text = (self.folder / "port.out").read_text()
        self.assertIn("Connection accepted for session [" + self.session()["id"] + "]", text)
        self.assertIn("Terminate signal received, exiting.", text)
        self.assertEqual(self.world.open_sessions(), [])

    def wait_for(self, path, wanted):
        for _ in range(harness.PATIENCE * 10):
            text = path.read_text()
            if wanted in text:
                return text
            time.sleep(0.1)
        raise AssertionError(f"{wanted!r} never came: {text!r}")

    def test_ssh_with_the_cli_as_its_proxy_command(self):
        self.run_program(CLI, "--endpoint-url", self.environment["AWS_ENDPOINT_URL"], "ec2-instance-connect", "send-ssh-public-key", "--instance-id", INSTANCE,
                         "--instance-os-user", "ec2-user", "--ssh-public-key",
                         (self.ssh_dir / "vscode.pub").read_text())
        proxy = " ".join(self.start("--document-name", "AWS-StartSSHSession", "--parameters", "portNumber=%p"))
        done = self.run_program(
            "ssh", "-F", "none", "-o", f"ProxyCommand={proxy}", "-o", "StrictHostKeyChecking=no", "-o",
            f"UserKnownHostsFile={self.folder}/hosts", "-o", "LogLevel=ERROR", "-i", self.ssh_dir / "vscode",
            f"ec2-user@{INSTANCE}", "head -c 8388608 /dev/zero | tee /dev/stderr", timeout=harness.PATIENCE)
        self.assertEqual(len(done.stdout), 8 << 20)

    # The far shell ends when its output has come through: an agent whose shell has ended repeats what a cut has
    # taken for two seconds only, ten messages a second.
    def test_cut_of_a_shell_is_resumed(self):
        self.world.faults(cut_after_messages=6, cuts=1)
        process = subprocess.Popen(self.start(), env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(self.end, process)
        process.stdin.write(b"".join(b"echo line-%d\n" % number for number in range(200)) + b"echo e''nd\n")
        process.stdin.flush()
        lines = []
        while not lines or b"end" not in lines[-1]:
            lines.append(process.stdout.readline())
            self.assertNotEqual(lines[-1], b"", lines)
        process.stdin.write(b"exit\n")
        process.stdin.flush()
        self.assertIn(b"Exiting session with sessionId", process.stdout.read())
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assertIn(b"line-199", b"".join(lines))
        self.assertIn("ResumeSession", self.world.operations())

    def test_session_that_cannot_be_carried_on_says_why_in_one_line(self):
        self.world.faults(no_handshake=True, channel_closed="not today")
        ended = self.aws()
        self.assertEqual(ended.returncode, 0)
        self.assertIn(b"not today", ended.stdout)
        self.assertEqual(ended.stderr, b"")

    def start_session(self):
        client = boto3.client("ssm", region_name="eu-west-1", endpoint_url=self.environment["AWS_ENDPOINT_URL"],
                              aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
                              aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
                              verify=self.environment.get("AWS_CA_BUNDLE"))
        self.addCleanup(client.close)
        answer = client.start_session(Target=INSTANCE)
        return {key: answer[key] for key in ("SessionId", "TokenValue", "StreamUrl")}

    def test_token_is_taken_out_of_where_others_look(self):
        for form in ("argument", "environment"):
            with self.subTest(form):
                answer = self.start_session()
                text = json.dumps(answer)
                variable = "AWS_SSM_START_SESSION_RESPONSE_1"
                process = subprocess.Popen(
                    [str(self.plugin), text if form == "argument" else variable, "eu-west-1", "StartSession", "",
                     json.dumps({"Target": INSTANCE}), self.environment["AWS_ENDPOINT_URL"]],
                    env={**self.environment, **({variable: text} if form == "environment" else {})},
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.addCleanup(self.end, process)
                self.assertEqual(process.stdout.readline(), b"\n")
                self.assertIn(answer["SessionId"].encode(), process.stdout.readline())
                for name in ("cmdline", "environ"):
                    seen = subprocess.run(["cat", f"/proc/{process.pid}/{name}"], stdout=subprocess.PIPE).stdout
                    self.assertNotIn(answer["TokenValue"].encode(), seen, name)
                out, errors = process.communicate(b"exit\n", harness.PATIENCE)
                self.assertIn(b"Exiting session with sessionId", out)
                self.assertEqual(errors, b"")

    def test_arguments_without_a_session(self):
        for words, text in (((), b"\nThe Session Manager plugin was installed successfully. "
                             b"Use the AWS CLI to start a session.\n\n"),
                            (("--version",), b"1.2.764.0\n"),
                            (("a", "b", "c"), b"Invalid Operation")):
            done = self.run_program(self.plugin, *words)
            self.assertEqual((done.stdout, done.stderr), (text, b""))


if __name__ == "__main__":
    harness.main()
