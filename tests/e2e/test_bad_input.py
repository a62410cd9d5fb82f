"""Every failure is one clear message, the right exit code, nothing on stdout and no hang."""

import base64
import os
import pathlib
import pty
import select
import socket
import threading

import harness
from hints import ctest

SECRET_WORDS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


class BadInput(harness.EndToEnd):
    def refused(self, *arguments, code=255, says=(), **keywords):
        done = self.connect(*arguments, **keywords)
        text = done.stderr.decode()
        self.assertEqual(done.stdout, b"", "stdout belongs to the tunnel")
        self.assertEqual(done.returncode, code, text)
        for words in says:
            self.assertIn(words, text)
        messages = [line for line in text.splitlines() if line.startswith("cloudx-proxy: ")]
        self.assertEqual(len(messages), 1, text)
        for name in SECRET_WORDS:
            if self.environment.get(name):
                self.assertNotIn(self.environment[name], text)
        return text

    def test_wrong_usage_is_refused_without_a_request(self):
        cloud = self.sandbox()
        for arguments in (["i-123"], ["i-0123456789abcdeg0"], ["x"], [harness.INSTANCE, "0"],
                          [harness.INSTANCE, "65536"], [harness.INSTANCE, "ssh"],
                          [harness.INSTANCE, "--profile", "nope"],
                          [harness.INSTANCE, "--aws-env", "nope"],
                          [harness.INSTANCE, "--region", "eu/west"],
                          [harness.INSTANCE, "--os-user", "a b"]):
            self.refused(*arguments, code=2)
        self.assertEqual(cloud.operations(), [])

    def test_unknown_option_and_missing_argument(self):
        self.sandbox()
        self.assertEqual(self.connect("--nonsense").returncode, 2)
        self.assertEqual(self.connect().returncode, 2)
        self.assertEqual(self.run_program(harness.PROXY, check=False).returncode, 2)

    def test_missing_key_file(self):
        cloud = self.sandbox()
        self.refused(harness.INSTANCE, "--ssh-key", "other", says=["other.pub", "ssh-keygen"])
        self.assertEqual(cloud.operations(), [])

    def test_private_key_is_never_pushed(self):
        cloud = self.sandbox()
        wrong = self.ssh_dir / "swapped.pub"
        wrong.write_bytes((self.ssh_dir / "vscode").read_bytes())
        self.refused(harness.INSTANCE, "--ssh-key", "swapped", says=["private key"])
        self.assertEqual(cloud.operations(), [])

    def test_no_credentials(self):
        self.sandbox()
        for name in [n for n in self.environment if n.startswith("AWS_")]:
            if "ENDPOINT" not in name and "BUNDLE" not in name and "REGION" not in name:
                del self.environment[name]
        self.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        self.refused(harness.INSTANCE, says=["credentials"])

    def test_wrong_secret(self):
        self.sandbox()
        credentials = self.folder / "wrong-credentials"
        known = pathlib.Path(self.environment["AWS_SHARED_CREDENTIALS_FILE"]).read_text()
        lines = [("aws_secret_access_key = wrong" if "secret" in line else line)
                 for line in known.splitlines()]
        credentials.write_text("\n".join(lines) + "\n")
        self.environment["AWS_SHARED_CREDENTIALS_FILE"] = str(credentials)
        self.refused(harness.INSTANCE, says=["signature"])

    def test_expired_token(self):
        cloud = self.sandbox()
        cloud.faults(api=[{"operation": "*", "code": "ExpiredTokenException",
                           "message": "The security token included in the request is expired"}])
        self.refused(harness.INSTANCE, says=["ExpiredToken"])

    def test_access_denied_for_the_session(self):
        cloud = self.sandbox()
        cloud.faults(deny=["StartSession"])
        self.refused(harness.INSTANCE, says=["AccessDenied", "ssm:StartSession", harness.INSTANCE])

    def test_access_denied_for_the_key_push(self):
        cloud = self.sandbox()
        cloud.faults(deny=["SendSSHPublicKey"])
        self.refused(harness.INSTANCE, says=["AccessDenied", "ec2-instance-connect:SendSSHPublicKey"])
        self.assert_no_session_is_left(cloud)

    def test_signature_that_the_gateway_refuses_is_left_out(self):
        cloud = self.sandbox("--allow-unsigned-websocket")
        cloud.faults(deny=["OpenDataChannel"])
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        opened = [entry for entry in cloud.state()["requests"]
                  if entry["operation"] == "OpenDataChannel"]
        self.assertEqual([entry["status"] for entry in opened], [403, 101])

    def test_channel_that_is_denied_names_the_permission(self):
        cloud = self.sandbox()
        for status in (403, 401):
            cloud.faults(api=[{"operation": "OpenDataChannel", "status": status, "code": "Forbidden"}])
            self.refused(harness.INSTANCE,
                         says=[str(status), "ssmmessages:OpenDataChannel", harness.INSTANCE])
        self.assertEqual(cloud.operations().count("OpenDataChannel"), 4)
        self.assert_no_session_is_left(cloud)

    def test_other_refusals_of_the_first_channel_are_repeated(self):
        cloud = self.sandbox()
        cloud.faults(api=[{"operation": "OpenDataChannel", "status": 404, "count": 2,
                           "code": "ResourceNotFoundException"}])
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(cloud.operations().count("OpenDataChannel"), 3)
        self.assertNotIn("ResumeSession", cloud.operations())

    def test_closed_stdin_or_stdout_is_told_before_anything_is_done(self):
        cloud = self.sandbox()
        for descriptor, name in ((0, "standard input"), (1, "standard output")):
            done = self.connect(harness.INSTANCE, preexec_fn=lambda: os.close(descriptor))
            self.assertEqual(done.returncode, 255)
            self.assertIn(f"{name} is closed", done.stderr.decode())
        self.assertEqual(cloud.operations(), [])

    def test_closed_stderr_is_no_obstacle(self):
        self.sandbox()
        process = self.start_connect(harness.INSTANCE, preexec_fn=lambda: os.close(2))
        process.stdin.write(b"SSH-2.0-test\r\n")
        process.stdin.flush()
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        self.assertEqual(len(process.stdout.read(64)), 64)

    def test_dumb_terminal_gets_no_cursor_control(self):
        for term, moves in (("dumb", False), ("xterm", True)):
            self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=1s")
            self.environment["TERM"] = term
            screen, other = pty.openpty()
            done = self.connect("--timeout", "2", harness.INSTANCE, stderr=other)
            os.close(other)
            shown = b""
            while select.select([screen], [], [], 0.5)[0]:
                try:
                    shown += os.read(screen, 65536)
                except OSError:
                    break
            os.close(screen)
            self.assertEqual(done.returncode, 255)
            self.assertIn(b"stopped", shown)
            self.assertEqual(b"\x1b" in shown, moves, shown)

    def test_denial_tells_whose_the_instance_is(self):
        for operation in ("StartSession", "SendSSHPublicKey"):
            with self.subTest(operation):
                cloud = self.sandbox("--instance=tag.cloudxuser=alice,tag.owner=sandbox")
                cloud.faults(deny=[operation])
                self.refused(harness.INSTANCE, says=[
                    operation, "its tag cloudxuser names alice, and you are sandbox"])
                done = self.connect(harness.INSTANCE, "--owner-tag", "owner")
                self.assertNotIn(b"somebody else", done.stderr)

    def test_instance_of_another_region(self):
        self.sandbox()
        self.refused("i-0fedcba9876543210", says=["i-0fedcba9876543210", "--region"])

    def test_untrusted_certificate(self):
        self.sandbox()
        del self.environment["AWS_CA_BUNDLE"]
        self.refused(harness.INSTANCE, says=["certificate", "AWS_CA_BUNDLE"])

    def test_certificate_of_another_name(self):
        self.sandbox()
        self.environment = {name: value.replace("//localhost:", "//127.0.0.2:")
                            if "ENDPOINT" in name else value
                            for name, value in self.environment.items()}
        relay_to_first_address(self)
        self.refused(harness.INSTANCE, says=["certificate"])

    def test_missing_ca_bundle(self):
        self.sandbox()
        self.environment["AWS_CA_BUNDLE"] = "/nonexistent.pem"
        self.refused(harness.INSTANCE, says=["/nonexistent.pem"])

    def test_proxy_that_wants_a_password(self):
        self.sandbox()
        with FixedAnswer(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                         b"Content-Length: 0\r\n\r\n") as proxy:
            self.environment["HTTPS_PROXY"] = f"http://user:hidden@127.0.0.1:{proxy.port}"
            text = self.refused(harness.INSTANCE, says=["407", "proxy"])
        self.assertNotIn("hidden", text)
        self.assertIn(b"Proxy-Authorization: Basic " + base64.b64encode(b"user:hidden"),
                      proxy.requests[0])

    @ctest(seconds=20)
    def test_endless_throttling(self):
        cloud = self.sandbox()
        cloud.faults(api=[{"operation": "StartSession", "code": "ThrottlingException",
                           "message": "Rate exceeded"}])
        self.refused("--timeout", "20", harness.INSTANCE,
                     says=["ThrottlingException", "Rate exceeded"])
        self.assertGreaterEqual(cloud.operations().count("StartSession"), 5)

    def test_refused_port(self):
        cloud = self.sandbox()
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self.refused(harness.INSTANCE, str(unused.getsockname()[1]), says=[harness.INSTANCE])
        self.assert_no_session_is_left(cloud)

    def test_channel_closed_with_text(self):
        cloud = self.sandbox()
        cloud.faults(channel_closed="\n----------ERROR-------\nThe session was ended by a policy\n")
        self.refused(harness.INSTANCE, says=["The session was ended by a policy"])

    def test_garbage_frames_do_no_harm(self):
        cloud = self.sandbox()
        for kind in ("bad-digest", "bad-header-length", "random", "text"):
            cloud.faults(garbage=kind)
            self.assertEqual(self.ssh("echo through").stdout, b"through\n", kind)

    def test_service_that_speaks_no_http(self):
        self.sandbox()
        with FixedAnswer(b"SSH-2.0-OpenSSH_9.2\r\n") as server:
            url = f"http://127.0.0.1:{server.port}"
            self.environment = {name: url if "ENDPOINT" in name else value
                                for name, value in self.environment.items()}
            self.refused(harness.INSTANCE, says=["HTTP"])

    @ctest(seconds=20)
    def test_nobody_listens(self):
        self.sandbox()
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"https://127.0.0.1:{unused.getsockname()[1]}"
            self.environment = {name: url if "ENDPOINT" in name else value
                                for name, value in self.environment.items()}
            self.refused(harness.INSTANCE, says=["127.0.0.1"])

    def test_dry_run_sends_nothing(self):
        cloud = self.sandbox()
        done = self.connect("--dry-run", harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (0, b""))
        self.assertIn(harness.INSTANCE, done.stderr.decode())
        self.assertEqual(cloud.operations(), [])

    def test_secrets_stay_out_of_the_log(self):
        self.sandbox()
        process = self.start_connect("-v", harness.INSTANCE)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        process.stdin.close()
        text = process.stderr.read().decode()
        self.assertIn("session", text)
        for name in SECRET_WORDS:
            if self.environment.get(name):
                self.assertNotIn(self.environment[name], text)


class FixedAnswer:
    """A TCP server that gives every connection the same bytes."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection:
                self.requests.append(connection.recv(65536))
                connection.sendall(self.answer)


def relay_to_first_address(test):
    """Makes every port of the sandbox reachable at 127.0.0.2, which its certificate does not name."""
    ports = {value.rsplit(":", 1)[1].strip("/") for name, value in test.environment.items()
             if "ENDPOINT" in name}

    def pump(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        source.close()
        target.close()

    def serve(server, port):
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    for port in ports:
        server = socket.create_server(("127.0.0.2", int(port)))
        test.addCleanup(server.close)
        threading.Thread(target=serve, args=(server, int(port)), daemon=True).start()


if __name__ == "__main__":
    harness.main()
