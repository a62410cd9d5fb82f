"""-vv and CLOUDX_TRACE: what they show, and what they never show."""

import http.server
import json
import os
import stat
import threading

import harness

ROLE_PATH = "/v2/credentials/6b7c1f0e-key-of-this-container"


class Trace(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox("--temporary-credentials")

    def ssh_with(self, options):
        config = self.ssh_config.read_text()
        self.ssh_config.write_text(config.replace("connect %h %p", f"connect %h %p {options}"))
        return self.ssh("echo", "said-by-the-target").stderr.decode()

    def holds_no_secret(self, trace):
        for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            if self.environment.get(name):
                self.assertNotIn(self.environment[name], trace)
        self.assertNotIn("said-by-the-target", trace)
        self.assertNotIn("SSH-2.0", trace)
        self.assertNotIn("X-Amz-Signature", trace)
        self.assertNotIn("TokenValue", trace)

    def test_vv_shows_messages_timers_and_requests(self):
        trace = self.ssh_with("-vv")
        for words in ("session sent the opening message", "session got output_stream_data 0, handshake_request",
                      "session notice: open, raw port, agent", "window ", "messages unacknowledged",
                      "AmazonSSM.StartSession: 200,", "SendSSHPublicKey: 200,"):
            self.assertIn(words, trace)
        self.holds_no_secret(trace)

    def test_v_shows_no_trace(self):
        self.assertNotIn("output_stream_data", self.ssh_with("-v"))

    def test_topics_go_to_a_private_file(self):
        file = self.folder / "trace"
        self.environment.update(CLOUDX_TRACE="http,retry", CLOUDX_TRACE_FILE=str(file))
        self.cloud.faults(api=[{"operation": "StartSession", "code": "ThrottlingException",
                                "message": "Rate exceeded", "count": 1}])
        self.assertEqual(self.ssh_with(""), "")
        trace = file.read_text()
        self.assertIn("retry   ssm: ", trace)
        self.assertIn("ThrottlingException", trace)
        self.assertNotIn("session ", trace)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.holds_no_secret(trace)

    def test_path_that_is_as_good_as_a_key_is_left_out(self):
        keys = {"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret-of-the-role",
                "Token": "token-of-the-role", "Expiration": "2099-01-01T00:00:00Z"}

        class Role(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(keys).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Role)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        profile = self.folder / "aws-config"
        profile.write_text("[profile vscode]\ncredential_source = EcsContainer\n"
                           "role_arn = arn:aws:iam::123456789012:role/r\nregion = eu-west-1\n")
        self.environment.update(
            CLOUDX_TRACE="all", AWS_CONFIG_FILE=str(profile),
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            AWS_CONTAINER_CREDENTIALS_FULL_URI=f"http://127.0.0.1:{server.server_port}{ROLE_PATH}")
        trace = self.connect(harness.INSTANCE, "22").stderr.decode()
        self.assertIn(f"http    GET 127.0.0.1:{server.server_port}: 200", trace)
        self.assertIn(" AssumeRole: ", trace)
        for secret in (ROLE_PATH, "secret-of-the-role", "token-of-the-role"):
            self.assertNotIn(secret, trace)

    def test_pipe_that_nobody_reads_is_refused_at_once(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.environment.update(CLOUDX_TRACE="all", CLOUDX_TRACE_FILE=str(pipe))
        done = self.run_program(harness.PROXY, "list", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"cannot write the trace to {pipe}", done.stderr.decode())

    def test_unknown_topic_is_refused(self):
        self.environment["CLOUDX_TRACE"] = "everything"
        done = self.run_program(harness.PROXY, "list", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("'everything' is no topic of a trace", done.stderr.decode())

    def test_file_that_cannot_be_written_is_named(self):
        self.environment.update(CLOUDX_TRACE="all", CLOUDX_TRACE_FILE="/nowhere/trace")
        done = self.run_program(harness.PROXY, "list", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere/trace", done.stderr.decode())


if __name__ == "__main__":
    harness.main()
