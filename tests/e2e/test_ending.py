"""However it ends, no session stays open at the service and no byte is lost."""

import os
import signal
import socket
import subprocess
import threading
import time

import harness


class Ending(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()

    def open_tunnel(self, **keywords):
        process = self.start_connect(harness.INSTANCE, **keywords)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        return process

    def test_signals_end_the_session(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process = self.open_tunnel()
            process.send_signal(number)
            self.assertEqual(process.wait(harness.PATIENCE), 0, number)
            self.assertEqual(process.stderr.read(), b"", number)
            self.assert_no_session_is_left(self.cloud)

    def test_signals_of_one_kind_within_moments_are_one_orderly_end(self):
        cloud = self.sandbox("--rtt", "300ms")  # an end takes that long
        for number in (signal.SIGTERM, signal.SIGINT):
            process = self.open_tunnel()
            for _ in range(3):
                process.send_signal(number)
                time.sleep(0.05)  # signals that wait together are one
            self.assertEqual(process.wait(harness.PATIENCE), 0, number)
            self.assertEqual(process.stderr.read(), b"", number)
            self.assert_no_session_is_left(cloud)
        self.assertEqual(cloud.operations().count("TerminateSession"), 2)

    def test_end_from_outside_without_a_word_is_told_in_one_line(self):
        process = self.open_tunnel()
        self.cloud.incident("worker-kill", output="")
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        told = process.stderr.read().decode()
        self.assertEqual(told.count("\n"), 1, told)
        self.assertIn("closed from the other side", told)

    def test_end_that_ssh_knows_of_is_not_told_again(self):
        done = self.ssh("-o", "IdentityFile=/nonexistent", "-o", "PreferredAuthentications=none",
                        "true", check=False)
        self.assertEqual(done.returncode, 255)
        self.assertNotIn("closed from the other side", done.stderr.decode())

    def test_interrupt_followed_by_ssh_hanging_up_is_one_orderly_end(self):
        process = self.open_tunnel()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assert_no_session_is_left(self.cloud)

    def test_hangup_that_was_ignored_from_the_start_stays_ignored(self):
        process = self.open_tunnel(
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        process.send_signal(signal.SIGHUP)
        process.stdin.write(b"SSH-2.0-test\r\n")
        process.stdin.flush()
        self.assertEqual(len(process.stdout.read(64)), 64, "the server's key exchange")

    def test_closed_stdout_ends_the_session(self):
        process = self.open_tunnel()
        process.stdout.close()
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assert_no_session_is_left(self.cloud)

    def test_end_of_stdin_ends_the_session_when_the_far_side_is_quiet(self):
        process = self.open_tunnel()
        process.stdin.close()
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assert_no_session_is_left(self.cloud)

    def test_dead_ssh_ends_the_session(self):
        ssh = subprocess.Popen(["ssh", "-F", str(self.ssh_config), "cloudx-test-host", "sleep 600"],
                               env=self.environment, stdin=subprocess.DEVNULL)
        self.addCleanup(self.end, ssh)
        self.cloud.wait_until(lambda s: any(x["state"] == "open" for x in s["sessions"]), "a session")
        ssh.kill()
        ssh.wait()
        self.assert_no_session_is_left(self.cloud)

    def test_signal_while_waiting_ends_at_once(self):
        cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=10m")
        process = self.start_connect(harness.INSTANCE)
        cloud.wait_until(lambda s: "StartInstances" in [r["operation"] for r in s["requests"]],
                         "StartInstances")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assertEqual(cloud.open_sessions(), [])

    def test_closed_stdout_while_waiting_ends_at_once(self):
        cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=10m")
        process = self.start_connect(harness.INSTANCE)
        cloud.wait_until(lambda s: "StartInstances" in [r["operation"] for r in s["requests"]],
                         "StartInstances")
        process.stdout.close()
        process.wait(harness.PATIENCE)
        self.assertEqual(cloud.open_sessions(), [])

    def test_everything_read_before_the_end_of_stdin_is_delivered(self):
        data = os.urandom(3 << 20)
        received, port = self.sink()
        process = self.start_connect(harness.INSTANCE, str(port))
        process.stdin.write(data)
        process.stdin.close()
        self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assertEqual(received(), data)
        self.assert_no_session_is_left(self.cloud)

    def test_regular_file_as_stdin_and_stdout(self):
        data = os.urandom(1 << 20)
        (self.folder / "in").write_bytes(data)
        received, port = self.sink(answer=data[::-1])
        with open(self.folder / "in", "rb") as source, open(self.folder / "out", "wb") as target:
            process = self.start_connect(harness.INSTANCE, str(port), stdin=source, stdout=target)
            self.assertEqual(process.wait(harness.PATIENCE), 0)
        self.assertEqual(received(), data)
        self.assertEqual((self.folder / "out").read_bytes(), data[::-1])

    def test_remote_close_delivers_the_tail(self):
        answer = os.urandom(2 << 20)
        with socket.create_server(("127.0.0.1", 0)) as server:
            def serve():
                connection, _ = server.accept()
                with connection:
                    connection.sendall(answer)
            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            process = self.start_connect(harness.INSTANCE, str(server.getsockname()[1]))
            self.assertEqual(process.stdout.read(), answer)
            self.assertEqual(process.wait(harness.PATIENCE), 0)
            thread.join()
        self.assert_no_session_is_left(self.cloud)

    def sink(self, answer=b""):
        """A TCP server that sends `answer` and keeps what it gets until its peer closes."""
        server = socket.create_server(("127.0.0.1", 0))
        chunks = []

        def serve():
            with server:
                connection, _ = server.accept()
            with connection:
                connection.sendall(answer)
                while chunk := connection.recv(1 << 16):
                    chunks.append(chunk)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()

        def received():
            thread.join(harness.PATIENCE)
            return b"".join(chunks)

        return received, server.getsockname()[1]


if __name__ == "__main__":
    harness.main()
