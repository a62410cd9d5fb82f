"""cloudx-proxy forward in the background: --background, --wait-ready, list and stop."""

import json
import os
import pathlib
import queue
import signal
import socket
import stat
import subprocess
import threading

import harness
import test_forward


class BackgroundCase(test_forward.ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox()
        self.register = pathlib.Path(self.environment["HOME"]) / ".local/state/cloudx-proxy/forward"
        self.environment.pop("XDG_STATE_HOME", None)
        self.addCleanup(self.kill_what_is_left)

    def kill_what_is_left(self):
        for one in self.running():
            os.kill(one["process"], signal.SIGKILL)

    def background(self, *arguments):
        """Returns the events up to the last one, which says that it is ready."""
        done = self.forward("--background", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(events[-1]["event"], "ready")
        self.local = [e["local"] for e in events if e["event"] == "listening"]
        return events[-1]

    def running(self):
        return json.loads(self.run_program(harness.PROXY, "forward", "list", "--json").stdout)

    def stop_forward(self, *which, status=0):
        done = self.run_program(harness.PROXY, "forward", "stop", *which, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr.decode()

    def free_port(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            return free.getsockname()[1]


class Background(BackgroundCase):
    def test_curl_goes_through_it_and_stop_ends_it(self):
        ready = self.background("-L", f"0:{self.serve(b'data')}")
        self.assertEqual(self.curl(f"http://127.0.0.1:{self.port()}/").stdout, b"data")
        one, = self.running()
        self.assertEqual((one["name"], one["process"], one["target"]),
                         (ready["name"], ready["process"], harness.INSTANCE))
        self.assertEqual([end["local"] for end in one["listening"]], self.local)
        self.stop_forward(ready["name"])
        self.assertEqual(self.running(), [])
        self.assert_no_session_is_left(self.cloud)
        with self.assertRaises(ConnectionRefusedError):
            self.dial()
        self.assertEqual(sorted(file.suffix for file in self.register.glob("i-*")), [".log"])

    def test_it_has_no_terminal_and_no_folder_of_its_caller(self):
        ready = self.background("-L", f"0:{self.serve()}")
        process = pathlib.Path(f"/proc/{ready['process']}")
        self.assertEqual([os.readlink(process / "fd" / str(number)) for number in range(3)],
                         ["/dev/null"] * 3)
        self.assertEqual(os.readlink(process / "cwd"), "/")
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        self.assertEqual((fields[3], fields[4]), (str(ready["process"]), "0"))  # session, terminal
        self.stop_forward("--all")

    def test_log_and_register_are_the_users_alone(self):
        ready = self.background("-L", f"0:{self.serve()}", "-v")
        self.assertEqual(stat.S_IMODE(self.register.stat().st_mode), 0o700)
        for ending in ("log", "forward", "socket"):
            self.assertEqual(stat.S_IMODE((self.register / f"{ready['name']}.{ending}").stat().st_mode), 0o600)
        self.curl(f"http://127.0.0.1:{self.port()}/")
        self.stop_forward("--all")
        log = pathlib.Path(ready["log"]).read_text()
        self.assertIn("connection 1: closed", log)
        self.assertTrue(log.endswith("ended\n"))

    def test_open_connections_are_counted(self):
        self.background("-L", f"0:{self.serve_with(lambda c: c.sendall(c.recv(64)) or c.recv(64))}")
        connection = self.dial()
        connection.sendall(b"here")
        self.assertEqual(connection.recv(64), b"here")
        self.assertEqual(self.running()[0]["connections"], 1)
        text = self.run_program(harness.PROXY, "forward", "list").stdout.decode()
        self.assertIn("1 connection open", text)
        self.stop_forward("--all")

    def test_two_at_once_have_names_of_their_own(self):
        first = self.background("-L", f"0:{self.serve(b'first')}")
        one = self.port()
        second = self.background("-L", f"0:{self.serve(b'second')}")
        self.assertEqual(second["name"], first["name"] + "-2")
        self.assertEqual(len(self.running()), 2)
        self.stop_forward(str(second["process"]))
        self.assertEqual([r["name"] for r in self.running()], [first["name"]])
        self.assertEqual(self.curl(f"http://127.0.0.1:{one}/").stdout, b"first")
        self.stop_forward(first["name"])

    def test_one_that_was_killed_is_not_listed_and_its_number_means_nothing(self):
        ready = self.background("-L", f"0:{self.serve()}")
        entry = self.register / f"{ready['name']}.forward"
        os.kill(ready["process"], signal.SIGKILL)
        self.wait_for_the_end_of(ready["process"])
        # As if the number had been given to another program, which must live on.
        other = self.run_in_own_process("sleep", "600")
        entry.write_text(entry.read_text().replace(str(ready["process"]), str(other.pid)))
        self.assertIn("no forward", self.stop_forward(str(other.pid), status=1))
        self.assertIsNone(other.poll())
        self.assertEqual(self.running(), [])
        self.assertFalse(entry.exists())

    def run_in_own_process(self, *words):
        process = subprocess.Popen(words)
        self.addCleanup(self.end, process)
        return process

    def wait_for_the_end_of(self, process):
        """It is no child of ours: it is gone, or a zombie that nobody collects here. As long as one of its threads is
        left, its locks are, too."""
        folder = pathlib.Path(f"/proc/{process}")

        def is_gone(_):
            try:
                return ") Z " in (folder / "stat").read_text() and len(os.listdir(folder / "task")) == 1
            except FileNotFoundError:
                return True
        self.cloud.wait_until(is_gone, "the end")

    def test_socket_with_a_path_from_the_callers_folder_is_removed_at_the_end(self):
        folder = self.folder / "caller"
        folder.mkdir()
        self.forward("--background", "-L", f"./it.socket:{self.serve(b'data')}", cwd=folder)
        self.assertEqual(self.curl("--unix-socket", folder / "it.socket", "http://x/").stdout, b"data")
        self.stop_forward("--all")
        self.assertFalse((folder / "it.socket").exists())


class Errors(BackgroundCase):
    def test_port_that_is_taken_is_told_in_the_foreground(self):
        self.background("-L", f"0:{self.serve()}")
        done = self.forward("--background", "-L", f"{self.port()}:80")
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"cannot listen on 127.0.0.1:{self.port()}", done.stderr.decode())
        self.assertEqual(len(self.running()), 1)
        self.stop_forward("--all")

    def test_session_that_is_denied_is_told_in_the_foreground(self):
        self.cloud.faults(deny=["StartSession"])
        done = self.forward("--background", "-L", "0:80")
        self.assertEqual(done.returncode, 255)
        self.assertIn("StartSession", done.stderr.decode())
        self.assertEqual(self.running(), [])

    def test_signal_before_it_is_ready_ends_it_in_the_foreground(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=10m")
        process = subprocess.Popen(
            [str(harness.PROXY), "forward", harness.INSTANCE, "--background", "-L", "0:80"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        self.cloud.wait_until(lambda s: "StartInstances" in [r["operation"] for r in s["requests"]],
                              "StartInstances")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assertEqual(list(self.register.glob("*.forward")), [])

    def test_stop_of_nothing_is_wrong_usage_and_of_what_does_not_run_a_failure(self):
        self.stop_forward(status=2)
        self.assertIn('no forward "web"', self.stop_forward("web", status=1))
        self.stop_forward("--all")

    def test_targets_called_list_and_stop_can_be_reached(self):
        for words in (("-L", "0:80", "--", "list"), ("-L", "0:80", "stop")):
            done = self.run_program(harness.PROXY, "forward", *words, check=False)
            self.assertIn(f'"{words[-1]}"', done.stderr.decode())


class WaitReady(BackgroundCase):
    def test_destination_that_listens_later_is_waited_for(self):
        port = self.free_port()
        events = []
        waiting = threading.Thread(target=lambda: events.append(
            self.background("--wait-ready", "-L", f"0:{port}")))
        waiting.start()
        # A flag of the agent says each time that it has been refused.
        self.cloud.wait_until(lambda s: s["sessions"] and s["sessions"][0]["state"] == "open", "a session")
        self.assertEqual(self.running(), [])
        server = socket.create_server(("127.0.0.1", port))
        self.addCleanup(server.close)
        waiting.join(harness.PATIENCE)
        self.assertEqual(len(events), 1)
        self.stop_forward("--all")

    def test_destination_that_never_listens_is_an_error(self):
        port = self.free_port()
        done = self.forward("--wait-ready", "--timeout", "3", "-L", f"0:{port}")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"port {port} of", done.stderr.decode())
        self.assertIn("does not take connections", done.stderr.decode())
        self.assert_no_session_is_left(self.cloud)

    def test_server_that_says_nothing_is_ready_and_gets_no_byte(self):
        got = queue.Queue()
        self.start("--wait-ready", "-L", f"0:{self.serve_with(lambda c: got.put(c.recv(64)))}")
        self.assertEqual([got.get(timeout=harness.PATIENCE) for _ in range(2)], [b"", b""])
        self.stop()

    def test_agent_without_a_multiplexer_is_refused(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},agent-version=3.0.100.0")
        done = self.forward("--wait-ready", "-L", f"0:{self.serve()}")
        self.assertEqual(done.returncode, 255)
        self.assertIn("multiplexer", done.stderr.decode())


if __name__ == "__main__":
    harness.main()
