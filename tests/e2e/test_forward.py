"""cloudx-proxy forward: ports of this machine lead to an instance, or through it to others."""

import contextlib
import hashlib
import http.server
import json
import os
import queue
import resource
import signal
import socket
import stat
import subprocess
import threading

import harness
from hints import ctest

SIZE = 16 * harness.MEBIBYTE


class Files(http.server.BaseHTTPRequestHandler):
    """Gives `data`, and of what it gets it says the SHA-256."""

    protocol_version = "HTTP/1.1"
    data = b""

    def do_GET(self):
        self.answer(self.data)

    def do_PUT(self):
        digest = hashlib.sha256()
        left = int(self.headers["Content-Length"])
        while left and (chunk := self.rfile.read(min(left, 1 << 16))):
            digest.update(chunk)
            left -= len(chunk)
        self.answer(digest.hexdigest().encode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class ForwardCase(harness.EndToEnd):
    NODE = harness.INSTANCE

    def serve(self, data=b"", address="127.0.0.1"):
        server = Server((address, 0), type("Handler", (Files,), {"data": data}))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_address[1]

    def serve_with(self, handle, address="127.0.0.1"):
        """A TCP server that calls handle(connection) for each one."""
        server = socket.create_server((address, 0), backlog=128)
        self.addCleanup(server.close)

        def run(connection):
            with connection, contextlib.suppress(OSError):
                handle(connection)

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=run, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return server.getsockname()[1]

    def forward(self, *arguments, **keywords):
        """Runs it to its end."""
        return self.run_program(harness.PROXY, "forward", self.NODE, *arguments, check=False,
                                **keywords)

    def start(self, *arguments, reads=True, **keywords):
        """Returns when it takes connections; its local ends are in self.local, in their order.

        Events after that are in self.events, unless nobody reads them."""
        self.process = subprocess.Popen(
            [str(harness.PROXY), "forward", self.NODE, "--json", *map(str, arguments)],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **keywords)
        self.addCleanup(self.end, self.process)
        self.events = []
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == "ready":
                break
        else:
            self.fail(f"it does not start: {self.process.stderr.read().decode()}")
        self.local = [e["local"] for e in self.events if e["event"] == "listening"]
        if reads:
            self.reader = threading.Thread(target=self.read_events, daemon=True)
            self.reader.start()
        return self.process

    def read_events(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.assertEqual(self.process.wait(harness.PATIENCE), 0)
        self.reader.join(harness.PATIENCE)
        self.assert_no_session_is_left(self.cloud)
        return self.process.stderr.read().decode()

    def port(self, index=0):
        return int(self.local[index].rpartition(":")[2])

    def dial(self, index=0):
        connection = socket.create_connection(("127.0.0.1", self.port(index)), harness.PATIENCE)
        self.addCleanup(connection.close)
        return connection

    def curl(self, *arguments, **keywords):
        return self.run_program("curl", "-sS", "--fail", "--noproxy", "", *arguments, **keywords)

    def transfer(self, url, *options, data=None):
        """Both ways by curl, of as many bytes as `data` has; SHA-256 must be equal."""
        back = self.folder / "forward.back"
        self.curl(*options, "-o", back, url, timeout=4 * harness.PATIENCE)
        self.assertEqual(harness.sha256(back), hashlib.sha256(data).hexdigest(), "down")
        up = self.random_file("forward.bin", len(data))
        answer = self.curl(*options, "-H", "Expect:", "-T", up, url, timeout=4 * harness.PATIENCE)
        self.assertEqual(answer.stdout.decode(), harness.sha256(up), "up")

    @staticmethod
    def receive_all(connection):
        chunks = []
        while chunk := connection.recv(1 << 16):
            chunks.append(chunk)
        return b"".join(chunks)


class Transfers(ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox("--remote-host", "db.internal=127.0.0.5")
        # The service's limit of messages makes it 1 MB/s down: 16 MiB are enough.
        self.data = os.urandom(8 * harness.MEBIBYTE)

    def test_by_a_port(self):
        self.data = os.urandom(SIZE)
        self.start("-L", f"0:{self.serve(self.data)}")
        self.transfer(f"http://127.0.0.1:{self.port()}/", data=self.data)
        self.assertEqual(self.stop(), "")

    def test_by_a_socket_with_a_path(self):
        path = self.folder / "forward.socket"
        self.start("-L", f"{path}:{self.serve(self.data)}")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertTrue(path.is_socket())
        self.transfer("http://instance/", "--unix-socket", path, data=self.data)
        self.stop()
        self.assertFalse(path.exists())

    def test_by_socks_5_with_a_name(self):
        port = self.serve(self.data, "127.0.0.5")
        self.start("-D", "0")
        self.transfer(f"http://db.internal:{port}/", "--socks5-hostname", f"127.0.0.1:{self.port()}",
                      data=self.data)
        self.stop()

    def test_by_socks_4a(self):
        port = self.serve(self.data)
        self.start("-D", "0")
        self.transfer(f"http://localhost:{port}/", "--proxy", f"socks4a://127.0.0.1:{self.port()}",
                      data=self.data)
        self.stop()


class Faults(ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)
        self.data = os.urandom(8 * harness.MEBIBYTE)

    def test_transfer_under_cuts_and_losses_is_whole(self):
        self.start("-L", f"0:{self.serve(self.data)}")
        self.cloud.faults(cut_after_bytes=1 << 20, drop=0.02)
        self.transfer(f"http://127.0.0.1:{self.port()}/", data=self.data)
        self.assertGreater(self.cloud.operations().count("ResumeSession"), 8)
        self.cloud.faults(cut_after_bytes=0, drop=0)
        self.stop()

    @ctest(unsanitized=True)  # the service counts what it reads, late and many at once where all is slow
    def test_uploads_are_no_faster_than_the_service_takes_them(self):
        self.cloud.faults(message_limit=1000)
        self.start("-L", f"0:{self.serve(self.data)}")
        self.transfer(f"http://127.0.0.1:{self.port()}/", data=self.data)
        self.assertEqual([s["limit_kills"] for s in self.cloud.state()["sessions"]], [0])
        self.stop()

    def test_connection_that_is_open_survives_a_gateway_that_restarts(self):
        self.start("-L", f"0:{self.serve_with(lambda c: c.sendall(c.recv(64)) or c.sendall(c.recv(64)))}")
        connection = self.dial()
        connection.sendall(b"before")
        self.assertEqual(connection.recv(64), b"before")
        self.cloud.incident("gateway-restart", for_ms=1000)
        connection.sendall(b"behind")
        self.assertEqual(connection.recv(64), b"behind")
        self.stop()

    def test_session_that_was_lost_is_begun_anew_for_the_next_connection(self):
        self.start("-L", f"0:{self.serve(b'data')}")
        self.cloud.incident("worker-kill")
        self.assert_no_session_is_left(self.cloud)
        self.assertEqual(self.curl(f"http://127.0.0.1:{self.port()}/", "--retry", "5",
                                   "--retry-all-errors").stdout, b"data")
        self.assertEqual(len(self.cloud.state()["sessions"]), 2)
        self.stop()


class Connections(ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox()

    @staticmethod
    def answer_with_hash(connection):
        """Of as many bytes as the first eight say; then it closes."""
        with connection.makefile("rb") as stream:
            data = stream.read(int.from_bytes(stream.read(8)))
        connection.sendall(hashlib.sha256(data).digest())

    def ask(self, data, half_close=False):
        with socket.create_connection(("127.0.0.1", self.port()), harness.PATIENCE) as connection:
            connection.sendall(len(data).to_bytes(8) + data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return self.receive_all(connection)

    def test_half_closed_connection_still_gets_the_answer(self):
        self.start("-L", f"0:{self.serve_with(self.answer_with_hash)}")
        data = os.urandom(3 * harness.MEBIBYTE)
        self.assertEqual(self.ask(data, half_close=True), hashlib.sha256(data).digest())
        self.stop()

    def test_end_that_nobody_answers_reaches_the_far_end(self):
        received = queue.Queue()
        self.start("-L", f"0:{self.serve_with(lambda c: received.put(self.receive_all(c)))}")
        connection = self.dial()
        connection.sendall(b"all of it")
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(received.get(timeout=harness.PATIENCE), b"all of it")
        self.assertEqual(self.receive_all(connection), b"")
        self.stop()

    def test_server_that_speaks_first_and_closes_is_heard(self):
        self.start("-L", f"0:{self.serve_with(lambda c: c.sendall(b'greeting'))}")
        connection = self.dial()
        self.assertEqual(self.receive_all(connection), b"greeting")
        connection.close()
        self.stop()

    def test_fifty_at_once(self):
        self.start("-L", f"0:{self.serve_with(self.answer_with_hash)}")
        wrong = []

        def one():
            data = os.urandom(256 << 10)
            if self.ask(data) != hashlib.sha256(data).digest():
                wrong.append(len(data))

        threads = [threading.Thread(target=one) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(wrong), 0)
        self.assertEqual(len(self.cloud.state()["sessions"]), 1)
        self.stop()
        self.assertEqual(sum(e["event"] == "closed" for e in self.events), 50)

    def test_a_thousand_in_a_row(self):
        self.start("-L", f"0:{self.serve_with(self.answer_with_hash)}")
        for number in range(1000):
            data = b"%d" % number
            self.assertEqual(self.ask(data), hashlib.sha256(data).digest())
        self.assertEqual(len(self.cloud.state()["sessions"]), 1)
        self.stop()

    def test_port_that_refuses_closes_that_connection_alone(self):
        server = socket.create_server(("127.0.0.1", 0))
        self.start("-L", f"0:{server.getsockname()[1]}")
        first = self.dial()
        first.sendall(b"a")
        far, _ = server.accept()
        self.addCleanup(far.close)
        server.close()
        second = self.dial()
        with contextlib.suppress(ConnectionResetError):
            self.assertEqual(second.recv(1), b"")
        far.sendall(b"still there")
        self.assertEqual(first.recv(64), b"still there")
        self.assertEqual(len(self.cloud.open_sessions()), 1)
        self.stop()

    def test_reset_by_the_client_reaches_the_far_end(self):
        begun, ended = threading.Event(), threading.Event()

        def wait_for_end(connection):
            connection.recv(1)
            begun.set()
            with contextlib.suppress(ConnectionResetError):
                self.receive_all(connection)
            ended.set()

        self.start("-L", f"0:{self.serve_with(wait_for_end)}")
        connection = self.dial()
        connection.sendall(b"a")
        self.assertTrue(begun.wait(harness.PATIENCE))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        self.assertTrue(ended.wait(harness.PATIENCE))
        self.stop()

    # As long as what it leaves is less than the 16 MiB that are kept for all: smux has no other brake.
    def test_reader_that_stops_holds_up_no_other(self):
        self.start("-L", f"0:{self.serve(bytes(8 * harness.MEBIBYTE))}")
        slow = self.dial()
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertNotEqual(slow.recv(1), b"")
        self.curl("-o", "/dev/null", f"http://127.0.0.1:{self.port()}/")
        slow.close()
        self.stop()

    @staticmethod
    def descriptors(soft, hard):
        return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))}

    # The usual limit is 256 on macOS, and 1024 on Linux.
    def test_as_many_connections_as_the_hard_limit_of_descriptors_allows(self):
        self.start("-L", f"127.0.0.1:0:{self.serve_with(lambda c: c.sendall(c.recv(1)))}",
                   **self.descriptors(48, 256))
        held = [self.dial() for _ in range(100)]
        for connection in held:
            connection.sendall(b"a")
            self.assertEqual(connection.recv(1), b"a")
        self.assertEqual(self.stop(), "")

    @ctest(unsanitized=True)  # UBSan needs descriptors for some of its checks
    def test_more_connections_than_descriptors_wait_until_some_are_free(self):
        limit = 48
        self.start("-L", f"127.0.0.1:0:{self.serve_with(self.answer_with_hash)}",
                   **self.descriptors(limit, limit))
        held = [self.dial() for _ in range(limit)]  # the last of them wait in the listener's queue
        self.assertIn(b"a connection has to wait: ", self.process.stderr.readline())
        for connection in held:
            connection.close()
        for number in range(limit):
            data = b"%d" % number
            self.assertEqual(self.ask(data), hashlib.sha256(data).digest())
        self.assertEqual(self.stop(), "")

    # Waiting connections must not take the descriptor that the lost websocket has set free.
    @ctest(unsanitized=True)
    def test_session_is_resumed_where_connections_wait_for_descriptors(self):
        limit = 48
        self.start("-L", f"127.0.0.1:0:{self.serve_with(lambda c: c.sendall(c.recv(1)) or c.sendall(c.recv(1)))}",
                   **self.descriptors(limit, limit))
        held = [self.dial() for _ in range(limit)]
        self.assertIn(b"a connection has to wait: ", self.process.stderr.readline())
        held[0].sendall(b"a")
        self.assertEqual(held[0].recv(1), b"a")
        self.cloud.incident("gateway-restart", for_ms=1000)
        held[0].settimeout(harness.PATIENCE)
        held[0].sendall(b"b")
        self.assertEqual(held[0].recv(1), b"b")
        self.stop()

    # As a script does that has read the port.
    def test_events_that_nobody_reads_hold_up_no_connection(self):
        for is_gone, connections in ((False, 1200), (True, 5)):
            with self.subTest(is_gone=is_gone):
                self.start("-L", f"127.0.0.1:0:{self.serve_with(self.answer_with_hash)}", reads=False)
                if is_gone:
                    self.process.stdout.close()
                for number in range(connections):
                    data = b"%d" % number
                    self.assertEqual(self.ask(data), hashlib.sha256(data).digest())
                self.process.send_signal(signal.SIGTERM)
                self.assertEqual(self.process.wait(harness.PATIENCE), 0)
                self.assert_no_session_is_left(self.cloud)

    def test_loopback_of_ipv6(self):
        with contextlib.closing(socket.socket(socket.AF_INET6)) as probe:
            try:
                probe.bind(("::1", 0))
            except OSError:
                self.skipTest("this machine has no ::1")
        self.start("-L", f"[::1]:0:{self.serve(b'data')}")
        self.assertEqual(len(self.local), 1)
        self.assertEqual(self.curl(f"http://{self.local[0]}/").stdout, b"data")
        self.stop()

    def test_both_loopback_addresses_have_the_same_port(self):
        self.start("-L", f"0:{self.serve(b'data')}")
        self.assertEqual({f"{self.port()}"}, {local.rpartition(":")[2] for local in self.local})
        for local in self.local:
            self.assertEqual(self.curl(f"http://{local}/").stdout, b"data")
        self.stop()

    def test_every_signal_is_the_orderly_end(self):
        port = self.serve(b"data")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number=number):
                self.start("-L", f"0:{port}")
                self.dial()
                self.assertEqual(self.stop(number), "")

    def test_events_are_json_lines(self):
        port = self.serve_with(self.answer_with_hash)
        self.start("-L", f"127.0.0.1:0:{port}", "-D", "127.0.0.1:0")
        self.ask(b"12345")
        self.stop()
        self.assertEqual(self.events, [
            {"event": "listening", "local": self.local[0], "to": f"port {port}"},
            {"event": "listening", "local": self.local[1], "to": "SOCKS"},
            {"event": "ready"},
            {"event": "opened", "connection": 1, "local": self.local[0], "to": f"port {port}"},
            {"event": "closed", "connection": 1, "sent": 13, "received": 32, "complete": True}])


class Destinations(ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox("--remote-host", "db.internal=127.0.0.5",
                                  "--remote-host", "metadata.internal=169.254.169.254")

    def test_host_behind_the_instance_is_reached_by_its_name(self):
        port = self.serve(b"of the database", "127.0.0.5")
        self.start("-L", f"0:db.internal:{port}")
        self.assertEqual(self.curl(f"http://127.0.0.1:{self.port()}/").stdout, b"of the database")
        session = self.cloud.state()["sessions"][0]
        self.assertEqual((session["host"], session["document"]),
                         ("db.internal", "AWS-StartPortForwardingSessionToRemoteHost"))
        self.stop()

    def test_several_destinations_have_a_session_each(self):
        ports = [self.serve(b"one"), self.serve(b"two", "127.0.0.5")]
        self.start("-L", f"127.0.0.1:0:{ports[0]}", "-L", f"127.0.0.1:0:db.internal:{ports[1]}",
                   "-L", f"127.0.0.1:0:localhost:{ports[0]}")
        self.assertEqual([self.curl(f"http://{local}/").stdout for local in self.local],
                         [b"one", b"two", b"one"])
        self.assertEqual(len(self.cloud.open_sessions()), 2)
        self.stop()

    def test_of_many_destinations_of_socks_clients_the_first_lose_their_sessions(self):
        names = [f"host{n}.internal" for n in range(36)]
        self.cloud = self.sandbox(*(f"--remote-host={name}=127.0.0.5" for name in names), *harness.HURRY)
        port = self.serve(b"data", "127.0.0.5")
        self.start("-D", "0")

        def ask(name):
            return self.curl("--socks5-hostname", f"127.0.0.1:{self.port()}", f"http://{name}:{port}/").stdout
        self.assertEqual({ask(name) for name in names}, {b"data"})
        self.cloud.wait_until(lambda s: sum(one["state"] == "open" for one in s["sessions"]) == 32, "32 sessions")
        self.assertEqual(ask(names[0]), b"data")
        self.assertEqual(len(self.cloud.state()["sessions"]), len(names) + 1)
        self.assertEqual(self.stop(), "")

    def test_connection_to_a_forbidden_host_is_closed_with_the_agents_words(self):
        for host in ("169.254.169.254", "metadata.internal"):
            with self.subTest(host=host):
                self.start("-L", f"0:{host}:80")
                connection = self.dial()
                with contextlib.suppress(ConnectionResetError):
                    self.assertEqual(self.receive_all(connection), b"")
                self.assertIn("is forbidden", self.stop())

    def test_forbidden_host_by_socks_is_refused_and_the_next_one_goes_on(self):
        port = self.serve(b"data")
        self.start("-D", "0")
        proxy = f"socks5h://127.0.0.1:{self.port()}"
        refused = self.curl("--proxy", proxy, "http://metadata.internal/", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertEqual(self.curl("--proxy", proxy, f"http://127.0.0.1:{port}/").stdout, b"data")
        self.assertIn("is forbidden", self.stop())

    def test_no_socks_on_a_socks_port_is_turned_away(self):
        self.start("-D", "0")
        connection = self.dial()
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            self.receive_all(connection)
        self.assertEqual(self.cloud.state()["sessions"], [])
        self.stop()

    def test_agent_without_a_multiplexer_has_a_session_for_each_connection(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},agent-version=3.0.100.0")
        data = os.urandom(harness.MEBIBYTE)
        self.start("-L", f"0:{self.serve(data)}")
        addresses = [f"http://127.0.0.1:{self.port()}/"] * 3
        running = [subprocess.Popen(["curl", "-sS", "--noproxy", "", address], env=self.environment,
                                    stdout=subprocess.PIPE) for address in addresses]
        for process in running:
            self.assertEqual(process.communicate(timeout=harness.PATIENCE)[0], data)
        self.assertIn("3.0.100.0", self.stop())
        self.assertGreaterEqual(len(self.cloud.state()["sessions"]), 3)

    def test_stopped_instance_is_started(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=1s")
        self.start("-L", f"0:{self.serve(b'data')}")
        self.assertEqual(self.curl(f"http://127.0.0.1:{self.port()}/").stdout, b"data")
        self.stop()


class LocalEnds(ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox()

    def assert_refused(self, done, words):
        self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
        self.assertIn(words, done.stderr.decode())
        self.assertEqual(self.cloud.operations(), [])

    def test_port_that_is_taken_starts_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.assert_refused(self.forward("-L", f"{port}:80"), f"cannot listen on 127.0.0.1:{port}")
            self.assert_refused(self.forward("-D", f"{port}"), f"cannot listen on 127.0.0.1:{port}")

    def test_file_at_the_path_is_not_replaced(self):
        path = self.folder / "precious"
        path.write_text("precious\n")
        self.assert_refused(self.forward("-L", f"{path}:80"), f"cannot listen on {path}")
        self.assertEqual(path.read_text(), "precious\n")

    def test_socket_of_another_is_not_replaced(self):
        path = self.folder / "taken.socket"
        with socket.socket(socket.AF_UNIX) as taken:
            taken.bind(str(path))
            self.assert_refused(self.forward("-L", f"{path}:80"), f"cannot listen on {path}")
        self.assertTrue(path.is_socket())

    def test_path_that_is_no_utf_8_leaves_the_events_json(self):
        path = self.folder / os.fsdecode(b"not-\xff.socket")
        self.start("-L", f"{path}:{self.serve(b'data')}")
        self.assertEqual(self.local, [str(self.folder / "not-\ufffd.socket")])
        self.stop()

    def test_wrong_usage_asks_the_service_nothing(self):
        for words in ((), ("-L", "80"), ("-L", "0:0"), ("-L", "x:80:y"), ("-D", "70000"), ("-D", "")):
            with self.subTest(words=words):
                self.assert_refused(self.forward(*words), "cloudx-proxy: ")

    def test_socket_is_removed_where_the_session_cannot_be_had(self):
        path = self.folder / "unused.socket"
        self.cloud.faults(deny=["StartSession"])
        done = self.forward("-L", f"{path}:80")
        self.assertEqual(done.returncode, 255)
        self.assertFalse(path.exists())

    def test_interrupt_before_there_is_a_session_is_255(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=10m")
        process = subprocess.Popen([str(harness.PROXY), "forward", harness.INSTANCE, "-L", "0:80"],
                                   env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        self.cloud.wait_until(lambda s: "StartInstances" in [r["operation"] for r in s["requests"]],
                              "StartInstances")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assertEqual(self.cloud.state()["sessions"], [])


if __name__ == "__main__":
    harness.main()
