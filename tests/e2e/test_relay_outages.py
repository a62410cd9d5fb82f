"""What the relay service survives: its own outages, those of its store, and whatever becomes of who
reads its log. And what it refuses to survive with: a certificate that cannot be used."""

import fcntl
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import time

import deaf_pooler
import harness
import postgresql
import relay_service

LEASE = 2  # seconds; EC2 and the store are compared as often


def fill(pipe):
    """Writes to it until it takes no more."""
    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(pipe, False)
    try:
        while True:
            os.write(pipe, b"x")
    except BlockingIOError:
        pass
    os.set_blocking(pipe, True)


class Outages(harness.EndToEnd):
    def make(self, *options, region="eu-west-1", service="", **keywords):
        self.cloud = self.sandbox("--policy", "original", "--region", region, *options)
        self.service = relay_service.Service(
            self.folder / self.id().rsplit(".", 1)[1], self.environment,
            f'[aws]\nregion = "{region}"\n'
            f'ssh_port = {self.cloud.environment["CLOUDX_SANDBOX_VM_PORT"]}\n',
            service=f"lease_seconds = {LEASE}\n{service}", **keywords)
        self.addCleanup(self.service.stop)
        return self.service

    def start(self, *options, **keywords):
        return self.make(*options, **keywords).start()

    def vms(self):
        return [vm["id"] for vm in self.cloud.state()["instances"]
                if "launch" in vm and vm["state"] in ("pending", "running")]

    def wait_for_words(self, words, seen=0):
        for _ in range(harness.PATIENCE * 20):
            if words in self.service.read_log()[seen:]:
                return
            time.sleep(0.05)
        self.fail(f"{words!r} is not in the log:\n{self.service.read_log()}")

    def refuse(self, count):
        """Requests that nobody has signed: a line of the log each."""
        for _ in range(count):
            self.assertEqual(self.service.ask("POST", "/v2/status", b"{}")[0], 401)


class InUse(Outages):
    def test_relay_in_use_outlives_an_outage_of_the_service(self):
        service = self.start(limits="idle_minutes = 1")
        service.v2("launch")
        relay = service.wait_for("running")
        service.stop()
        with sqlite3.connect(service.folder / "relay.db") as store:
            store.execute("UPDATE relay_state SET last_used = last_used - 3600000")
        store.close()
        service.start()
        service.v2("status", "other")  # somebody can be heard
        time.sleep(4 * LEASE)
        self.assertEqual(service.v2("status")["state"], "running")
        self.assertEqual(self.vms(), [relay["instance_id"]])
        self.assertNotIn("nobody used it", service.read_log())

    def test_region_with_another_owner_of_amazons_images(self):
        for region in ("eu-south-1", "cn-north-1", "us-gov-west-1"):
            with self.subTest(region):
                service = self.start(region=region)
                service.v2("launch")
                service.wait_for("running")
                service.stop()


class Store(Outages):
    def test_file_that_was_removed_is_noticed(self):
        service = self.start()
        self.assertEqual(service.ask("GET", "/healthz")[0], 200)
        (service.folder / "relay.db").unlink()
        self.assertEqual(service.ask("GET", "/healthz")[0], 503)
        self.assertEqual(service.v2("status", check=False)[0], 503)
        self.wait_for_words("was removed or replaced")

    def test_health_is_that_of_a_write(self):
        service = self.start()
        self.assertEqual(service.ask("GET", "/healthz")[0], 200)
        with sqlite3.connect(service.folder / "relay.db") as store:
            store.execute("CREATE TRIGGER full BEFORE INSERT ON relay_nonce "
                          "BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        store.close()
        self.assertEqual(service.ask("GET", "/healthz")[0], 503)

    def test_pooler_without_notifications_is_told_of_and_changes_are_seen(self):
        server = postgresql.Postgresql()
        self.addCleanup(server.stop)
        pooler = deaf_pooler.DeafPooler(server.folder)
        self.addCleanup(pooler.stop)
        service = self.start(service=f'store = "{server.uri(host=pooler.folder)}"\n')
        self.wait_for_words("notifications do not come through")
        view = service.v2("launch")
        for _ in range(20):  # each answer is a change, though nobody tells of it
            if view["state"] == "running":
                break
            seen = view["version"]
            view = service.v2("wait", seen=seen, seconds=50)
            self.assertNotEqual(view["version"], seen)
        self.assertEqual(view["state"], "running")

    def clients(self, server):
        done = self.run_program("psql", "-qAt", server.uri(), "-c",
                                "SELECT count(*) FROM pg_stat_activity WHERE "
                                "backend_type = 'client backend' AND pid <> pg_backend_pid()")
        return int(done.stdout)

    def test_server_that_becomes_read_only_is_left_for_the_next_host(self):
        one, other = postgresql.Postgresql(), postgresql.Postgresql()
        self.addCleanup(one.stop)
        self.addCleanup(other.stop)
        uri = one.uri(host=f"{one.folder},{other.folder}")
        service = self.start(service=f'store = "{uri}"\n')
        self.assertEqual(service.v2("status")["state"], "none")
        self.run_program("psql", "-q", one.uri(), "-c",
                         "ALTER SYSTEM SET default_transaction_read_only = on", "-c",
                         "SELECT pg_reload_conf()")
        # The other one has no tables: they are made when the service starts.
        service.stop()
        service.start()
        self.assertEqual(service.v2("status")["state"], "none")
        self.run_program("psql", "-q", one.uri(), "-c",
                         "ALTER SYSTEM RESET default_transaction_read_only", "-c",
                         "SELECT pg_reload_conf()")
        self.run_program("psql", "-q", other.uri(), "-c",
                         "ALTER SYSTEM SET default_transaction_read_only = on", "-c",
                         "SELECT pg_reload_conf()")
        # The server reads its configuration some time after it was told to; what the service writes
        # to it before that is not on the first one.
        for _ in range(harness.PATIENCE * 10):
            if (service.v2("status", check=False)[0] == 200 and self.clients(other) == 0
                    and self.clients(one) > 0):
                break
            time.sleep(0.1)
        service.v2("launch")
        service.wait_for("running")
        self.assertEqual(service.ask("GET", "/healthz")[0], 200)


class Log(Outages):
    def start_with(self, stderr, **keywords):
        """The service with that stderr, at a port that is free."""
        service = self.service
        service.process = subprocess.Popen(
            [harness.PROXY, "relay", "serve", "--config", service.config], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, **keywords)
        service.log = open(os.devnull, "rb")
        service.scheme, service.port = "http", int(self.port)
        for _ in range(harness.PATIENCE * 20):
            try:
                return service.ask("GET", "/healthz")
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the service does not answer")

    def make_at_a_port(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        return self.make(port=self.port)

    def assert_works(self):
        self.refuse(60)
        self.service.v2("launch")
        self.service.wait_for("running")
        self.assertIsNone(self.service.process.poll())

    def read_when_told(self, reader):
        os.set_blocking(reader, False)
        for _ in range(harness.PATIENCE * 5):
            self.refuse(1)
            try:
                return os.read(reader, 4096)
            except BlockingIOError:  # refusals are told a few a second
                time.sleep(0.2)
        return b""

    def assert_ends_well(self):
        self.assertEqual(self.service.kill(signal.SIGTERM), 0)

    def test_reader_that_has_gone_ends_nothing(self):
        self.make_at_a_port()
        reader, writer = os.pipe()
        os.close(reader)
        self.start_with(writer)
        os.close(writer)
        self.assert_works()
        self.assertGreater(self.service.metric("cloudx_relay_log_lines_dropped_total"), 0)
        self.assert_ends_well()

    def test_pipe_that_nobody_reads_holds_nothing_up(self):
        self.make_at_a_port()
        reader, writer = os.pipe()
        fill(writer)
        self.start_with(writer)
        self.assert_works()
        self.assertEqual(os.read(reader, 4096), b"x" * 4096)
        self.assertIn(b"lines that could not be written: ", self.read_when_told(reader))
        self.assert_ends_well()
        os.close(reader)
        os.close(writer)

    def test_closed_stderr_is_no_other_file(self):
        self.make_at_a_port()
        self.start_with(None, preexec_fn=lambda: os.close(2))
        self.assert_works()
        self.assert_ends_well()
        store = self.service.folder / "relay.db"
        self.assertTrue(store.read_bytes().startswith(b"SQLite format 3"))
        self.assertEqual(store.with_name("relay.db.lock").read_bytes(), b"")

    def test_full_disk_ends_nothing(self):
        self.make_at_a_port()
        with open("/dev/full", "wb") as full:
            self.start_with(full)
        self.assert_works()
        self.assert_ends_well()


class Forward(harness.EndToEnd):
    """The daemon of the other end, whose service is not there: it has something to say."""

    def start(self, stderr):
        self.environment = {**os.environ, "HOME": str(self.folder / "home")}
        master, key = self.folder / "master.key", self.folder / "forward.key"
        if not master.exists():
            self.run_program(harness.PROXY, "relay", "keygen", master)
            self.run_program(harness.PROXY, "relay", "endpoint", "my-mac", "--master-key-file",
                             master, "--role", "forward", "--output", key)
        self.ready = self.folder / "notify"
        self.ready.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind(str(self.ready))
        self.addCleanup(listener.close)
        daemon = subprocess.Popen(
            [harness.PROXY, "relay", "forward", "--api-url", "http://127.0.0.1:9/",
             "--api-key-file", key, "--identity", self.ssh_dir / "vscode"],
            env={**self.environment, "NOTIFY_SOCKET": str(self.ready)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        # The status is told after the line, so both have been tried.
        listener.settimeout(harness.PATIENCE)
        while b"connect" not in listener.recv(4096):
            pass
        time.sleep(0.2)
        return daemon

    def assert_goes_on(self, daemon):
        self.assertIsNone(daemon.poll())
        daemon.terminate()
        self.assertEqual(daemon.wait(harness.PATIENCE), 0)

    def test_reader_that_has_gone_ends_nothing(self):
        reader, writer = os.pipe()
        os.close(reader)
        daemon = self.start(writer)
        os.close(writer)
        self.assert_goes_on(daemon)

    def test_pipe_that_nobody_reads_holds_nothing_up(self):
        reader, writer = os.pipe()
        fill(writer)
        daemon = self.start(writer)
        self.assert_goes_on(daemon)
        os.close(reader)
        os.close(writer)


class Certificate(Outages):
    def setUp(self):
        super().setUp()
        self.pem = pathlib.Path(self.folder) / (self.id().rsplit(".", 1)[1] + "-pem")
        self.pem.mkdir()
        self.cert, self.key = self.pem / "cert.pem", self.pem / "key.pem"
        self.make_certificate()
        self.make(service=f'tls_certificate = "{self.cert}"\ntls_key = "{self.key}"\n')

    def make_certificate(self, *options, days=90):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", *(options or ("-nodes",)), "-days", str(days), "-subj",
             "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out",
             self.cert], check=True, capture_output=True)
        self.key.chmod(0o600)

    def serve(self, *options):
        return self.run_program(harness.PROXY, "relay", "serve", *options, "--config",
                                self.service.config, check=False)

    def assert_refused(self, *names):
        for options in ((), ("--check",)):
            done = self.serve(*options)
            self.assertEqual(done.returncode, 1, options)
            for name in names:
                self.assertIn(str(name), done.stderr.decode())
            self.assertNotIn("listening", done.stderr.decode())

    def test_good_one_passes_the_check_without_a_word(self):
        done = self.serve("--check")
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_empty_or_missing_file_is_refused(self):
        cert, key = self.cert.read_bytes(), self.key.read_bytes()
        self.cert.write_bytes(b"")
        self.assert_refused(self.cert, "empty")
        self.key.write_bytes(b"")
        self.assert_refused(self.cert)
        self.cert.write_bytes(cert)
        self.assert_refused(self.key, "empty")
        self.key.write_bytes(key)
        self.cert.unlink()
        self.assert_refused(self.cert)
        self.cert.mkdir()
        self.assert_refused(self.cert)

    def test_key_of_another_certificate_is_refused(self):
        cert = self.cert.read_bytes()
        self.make_certificate()
        self.cert.write_bytes(cert)
        self.assert_refused(self.cert, self.key)

    def test_encrypted_key_is_refused_without_a_question(self):
        self.make_certificate("-passout", "pass:swordfish")
        self.assert_refused(self.key, "encrypted")

    def test_end_that_is_near_is_warned_of(self):
        self.make_certificate("-nodes", days=3)
        done = self.serve("--check")
        self.assertEqual(done.returncode, 0)
        self.assertIn(f"{self.cert} expires on", done.stderr.decode())

    def test_old_one_stays_when_the_new_one_cannot_be_used(self):
        service = self.service.start()
        self.assertEqual(service.scheme, "https")
        (service.folder / "ca.pem").write_bytes(self.cert.read_bytes())
        for content in (b"", b"words"):  # the same words are logged once
            seen = len(service.read_log())
            self.cert.write_bytes(content)
            service.process.send_signal(signal.SIGHUP)
            self.wait_for_words("the old certificate stays", seen)
            self.assertEqual(service.v2("status")["state"], "none")


if __name__ == "__main__":
    harness.main()
