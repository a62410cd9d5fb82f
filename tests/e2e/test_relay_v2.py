"""relay connect and relay forward with a service of version 2 and relays of our own."""

import base64
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import threading
import time

import harness
import relay_case
import relay_machines
from relay_case import ENDPOINT
from relay_v2_service import ServiceV2, derive

MASTER = bytes(range(32))


class Version2(relay_case.RelayCase):
    def setUp(self):
        super().setUp()
        self.service = ServiceV2(MASTER, self.launch, self.end_relays)
        self.addCleanup(self.service.stop)
        for role in ("connect", "forward"):
            key = base64.b64encode(derive(MASTER, role, ENDPOINT)).decode()
            (self.work / f"{role}.key").write_text(
                f"# a comment\ncloudx-relay-key-v2 {ENDPOINT} {role} {key}\n")
            (self.work / f"{role}.key").chmod(0o600)

    def launch(self):
        relay = self.start_relay(relay_machines.Relay)
        return {"address": "127.0.0.1", "port": relay.port, "user": "ec2-user",
                "host_key": relay.host_key, "instance_id": f"i-{len(self.relays):017x}"}

    def end_relays(self):
        for relay in self.relays:
            relay.stop()

    def client_options(self):
        return ["--api-url", self.service.url, "--api-key-file", self.work / "connect.key"]

    def forward_options(self):
        return ["--api-url", self.service.url, "--api-key-file", self.work / "forward.key"]

    def wait_until_forwarded(self, number=1):
        self.wait_for(lambda: self.forward_log().count("of this machine is at the relay") >= number,
                      "the forward")


class BothEnds(Version2):
    def test_ssh_reaches_the_machine_through_a_relay_that_is_launched_for_it(self):
        self.start_forward()
        self.write_relay_config()
        done = self.ssh_to_endpoint("echo $USER; cat", input=b"there and back")
        self.assertEqual(done.stdout, b"someone\nthere and back")
        self.assertEqual(len(self.relays), 1)
        self.assertIn(("launch", "connect"), self.service.roles())
        self.assert_nothing_is_left_of_connect()

    def assert_nothing_is_left_of_connect(self):
        self.assertEqual(len(list(self.work.glob(".cloudx*"))), 1)  # the daemon's

    def test_connected_client_keeps_the_relay_and_a_waiting_one_does_not(self):
        self.start_forward()
        self.write_relay_config()
        self.ssh_to_endpoint("true")
        waits = [body for command, role, body in self.service.requests
                 if command == "wait" and role == "connect"]
        self.assertFalse(waits[0]["attached"])
        self.assertTrue(waits[-1]["attached"])

    def test_scp_of_64_mebibytes_is_equal(self):
        self.start_forward()
        self.write_relay_config()
        self.transfer_by_scp(64 * harness.MEBIBYTE)

    def test_five_clients_at_once_share_one_relay(self):
        self.start_forward()
        self.write_relay_config()
        runs = relay_case.Together(*[
            (lambda at=at: self.ssh_to_endpoint(f"echo {at}; head -c 1000000 /dev/zero"))
            for at in range(5)])
        for at, done in enumerate(runs.results):
            self.assertEqual(done.stdout, f"{at}\n".encode() + bytes(1000000))
        self.assertEqual(len(self.relays), 1)

    def test_status_that_ssh_ends_with_comes_through(self):
        self.start_forward()
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("exit 7", check=False).returncode, 7)

    def test_local_address_that_answers_is_used_without_the_service(self):
        self.write_relay_config("--local", f"127.0.0.1:{self.endpoint.port}")
        self.assertEqual(self.ssh_to_endpoint("echo direct").stdout, b"direct\n")
        self.assertEqual(self.service.requests, [])

    def test_signal_is_the_orderly_end_of_a_connection_that_stands(self):
        self.start_forward()
        for options in (("--local", f"127.0.0.1:{self.endpoint.port}"), ()):
            client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(), *options,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
            self.assertTrue(client.stdout.readline().startswith(b"SSH-2.0-"))
            client.send_signal(signal.SIGHUP)
            _, errors = client.communicate(timeout=harness.PATIENCE)
            self.assertEqual(client.returncode, 0, errors)
            self.assertNotIn(b"interrupted", errors)

    def test_local_address_that_does_not_answer_is_passed_over(self):
        self.start_forward()
        self.write_relay_config("--local", f"127.0.0.1:{relay_machines.free_port()}")
        self.assertEqual(self.ssh_to_endpoint("echo relayed").stdout, b"relayed\n")

    def test_wrong_clock_is_corrected_by_the_services(self):
        self.service.clock = lambda: time.time() + 86400
        self.start_forward()
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo ok").stdout, b"ok\n")

    def test_busy_service_is_asked_again(self):
        self.service.unavailable = 2
        self.start_forward()
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo ok").stdout, b"ok\n")

    def test_first_reading_end_is_passed_on_and_the_other_way_goes_on(self):
        """Against a plain server in place of sshd: each direction ends by itself."""
        script = ("import socket, sys\ns = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\n"
                  "print(s.getsockname()[1], flush=True)\nc, _ = s.accept()\nc.sendall(b'hello')\n"
                  "c.shutdown(socket.SHUT_WR)\ngot = b''\nwhile (more := c.recv(65536)):"
                  " got += more\nprint(len(got), flush=True)\n")
        server = self.start("python3", "-c", script, stdout=subprocess.PIPE)
        port = server.stdout.readline().decode().strip()
        self.start_forward(port=port)
        client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(client.stdout.read(), b"hello")  # up to the end of it
        client.stdin.write(bytes(3_000_000))
        client.stdin.close()
        self.assertEqual(server.stdout.readline(), b"3000000\n")
        self.assertEqual(client.wait(harness.PATIENCE), 0)


class SilentMachine(Version2):
    """What the daemon forwards to does not answer."""

    def assert_told_at_both_ends(self, done, why="nothing answers at port"):
        self.assertEqual(done.returncode, 255)
        self.assertEqual(done.stdout, b"")
        self.assertIn("its SSH server does not answer", done.stderr.decode())
        self.wait_for(lambda: why in self.forward_log(), "a line at the machine")

    def test_ssh_server_that_is_down_is_told_at_both_ends(self):
        self.start_forward(port=relay_machines.free_port())
        client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        client.stdin.write(b"SSH-2.0-client\r\n")
        client.stdin.flush()
        client.wait(harness.PATIENCE)
        done = subprocess.CompletedProcess((), client.returncode, client.stdout.read(),
                                           client.stderr.read())
        client.stdin.close()
        self.assert_told_at_both_ends(done)

    def test_end_of_our_own_input_does_not_hide_it(self):
        self.start_forward(port=relay_machines.free_port())
        self.assert_told_at_both_ends(self.connect(stdin=subprocess.DEVNULL))

    def test_client_that_ends_its_input_hears_the_servers_greeting(self):
        self.start_forward()
        done = self.connect(stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith(b"SSH-2.0-"), done)

    def test_ssh_tells_it_too(self):
        self.start_forward(port=relay_machines.free_port())
        self.write_relay_config()
        self.assert_told_at_both_ends(self.ssh_to_endpoint("true", check=False))

    def test_server_that_closes_without_a_word_is_told(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()

            def refuse():
                while True:
                    try:
                        server.accept()[0].close()
                    except OSError:
                        return
            threading.Thread(target=refuse, daemon=True).start()
            port = server.getsockname()[1]
            done = self.connect("--local", f"127.0.0.1:{port}", stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, 255)
            self.assertIn("its SSH server does not answer", done.stderr.decode())
            self.start_forward(port=port)
            client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
            self.assertEqual(client.wait(harness.PATIENCE), 255)
            self.assertIn("its SSH server does not answer", client.stderr.read().decode())
            client.stdin.close()
            server.shutdown(socket.SHUT_RDWR)


class ConnectAlone(Version2):
    def test_interrupted_client_leaves_the_relay_to_another_that_waits(self):
        clients = [self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                   for _ in range(2)]
        self.wait_for(lambda: self.relays and
                      self.relays[0].log().count("Accepted publickey") == 2, "both clients")
        asked = [body["client"] for command, _, body in self.service.requests
                 if command == "launch"]
        self.assertEqual(len(set(asked)), 2)
        for client in clients:
            client.send_signal(signal.SIGINT)
            client.communicate(timeout=harness.PATIENCE)
            self.assertEqual(client.returncode, 255)
            self.assertEqual(self.service.view["state"], "running")
        self.start_forward()
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo there").stdout, b"there\n")
        self.assertEqual(len(self.relays), 1)

    def test_key_file_that_others_can_read_is_warned_of(self):
        key = self.work / "connect.key"
        for mode, warned in ((0o600, False), (0o400, False), (0o644, True), (0o640, True)):
            key.chmod(mode)
            self.service.launch = lambda: {"state": "none", "error": "no such launch template"}
            errors = self.connect().stderr.decode()
            self.assertEqual(f"run  chmod 600 {key}" in errors, warned, errors)
            for command in ("status", "terminate"):
                done = self.run_program(harness.PROXY, "relay", command, *self.client_options())
                self.assertEqual(f"run  chmod 600 {key}" in done.stderr.decode(), warned, command)
        self.start_forward()
        self.wait_for(lambda: "waiting for relays" in self.forward_log(), "the daemon")
        self.assertNotIn("chmod", self.forward_log())

    def test_lines_of_the_daemon_go_to_a_file_that_it_is_given(self):
        log = self.work / "own.log"
        self.start_forward("--log-file", log)
        self.wait_for(lambda: log.exists() and "waiting for relays" in log.read_text(), "the daemon")
        self.assertEqual(self.forward_log(), "")
        self.assertEqual(log.stat().st_mode & 0o777, 0o600)
        nowhere = self.work / "none" / "log"
        refused = self.run_program(harness.PROXY, "relay", "forward", *self.forward_options(), "--identity",
                                   self.identity, "--log-file", nowhere, check=False)
        self.assertEqual((refused.returncode, refused.stderr.decode()),
                         (2, f"cloudx-proxy: --log-file {nowhere}: No such file or directory\n"))

    def interrupted(self, when, number=signal.SIGINT):
        client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for(when, "the moment to interrupt")
        client.send_signal(number)
        _, errors = client.communicate(timeout=harness.PATIENCE)
        self.assertEqual(client.returncode, 255)
        return errors.decode()

    def test_interrupted_while_the_relay_boots_ends_it(self):
        self.service.launch = lambda: time.sleep(harness.PATIENCE) or {}
        # What it has asked the service has come to it: nothing of before can seem to come after the end.
        self.interrupted(lambda: self.service.view["state"] == "launching" and
                         self.service.roles()[-1] == ("wait", "connect"))
        self.assertEqual(self.service.roles()[-1], ("terminate", "connect"))
        self.assert_nothing_is_left()

    def test_interrupted_while_the_machine_is_awaited_ends_the_relay(self):
        errors = self.interrupted(
            lambda: self.relays and "Accepted publickey" in self.relays[0].log())
        self.assertIn("waiting for my-mac, which was never heard of", errors)
        self.assertIn(("terminate", "connect"), self.service.roles())
        self.assert_nothing_is_left()

    def test_relay_that_was_there_before_stays_when_interrupted(self):
        self.service.run_relay()
        self.interrupted(lambda: "Accepted publickey" in self.relays[0].log(), signal.SIGTERM)
        self.assertNotIn(("terminate", "connect"), self.service.roles())
        self.assert_nothing_is_left()

    def test_ssh_that_dies_while_it_waits_takes_the_relay_along(self):
        client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.wait_for(lambda: self.relays, "the relay")
        client.stdout.close()
        client.wait(harness.PATIENCE)
        self.assertIn(("terminate", "connect"), self.service.roles())
        client.stdin.close()

    def test_killed_client_leaves_no_ssh_behind(self):
        client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        ssh = self.wait_for(lambda: self.children_of(client), "ssh")
        client.kill()
        client.communicate()
        self.wait_for(lambda: not os.path.exists(f"/proc/{ssh[0]}"), "the end of ssh")

    def test_machine_that_never_comes_is_told_and_nothing_is_left(self):
        self.service.view["forward_seen"] = int(time.time()) - 3 * 3600 - 60
        done = self.connect("--timeout", "5")
        self.assertEqual(done.returncode, 255)
        self.assertIn("no connection to my-mac within 5 s", done.stderr.decode())
        self.assertIn("which was last heard of 3 h ago", done.stderr.decode())
        self.assertIn(("terminate", "connect"), self.service.roles())
        self.assert_nothing_is_left()

    def test_failed_launch_is_told(self):
        self.service.launch = lambda: {"state": "none", "error": "no such launch template"}
        done = self.connect()
        self.assertEqual(done.returncode, 255)
        self.assertIn("could not be launched: no such launch template", done.stderr.decode())

    def test_service_that_is_not_there_is_told(self):
        self.service.stop()
        done = self.connect("--quiet")
        self.service.start()
        self.assertEqual(done.returncode, 255)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn("the relay service: ", done.stderr.decode())

    def test_key_of_another_service_is_told(self):
        self.service.master = bytes(32)
        done = self.connect("--quiet")
        self.assertEqual(done.returncode, 255)
        self.assertIn("does not know this key for my-mac", done.stderr.decode())

    def test_status_and_terminate_tell_and_do(self):
        self.service.run_relay()
        done = self.run_program(harness.PROXY, "relay", "status", *self.client_options())
        self.assertIn("relay        running\n", done.stdout.decode())
        self.assertIn(self.relays[0].host_key, done.stdout.decode())
        self.run_program(harness.PROXY, "relay", "terminate", *self.client_options())
        done = self.run_program(harness.PROXY, "relay", "status", *self.client_options(), "--json")
        self.assertIn('"state":"none"', done.stdout.decode().replace(" ", ""))


class Tls(Version2):
    """A service whose certificate a private authority has signed: here itself."""

    def setUp(self):
        super().setUp()
        self.authority = self.work / "authority.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=x",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.work / "tls.key",
                        "-out", self.authority], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority, self.work / "tls.key")
        self.service = ServiceV2(MASTER, self.launch, tls=context)
        self.addCleanup(self.service.stop)

    def status(self, *more):
        return self.run_program(harness.PROXY, "relay", "status", *self.client_options(), *more,
                                check=False)

    def test_named_authority_is_trusted(self):
        self.assertEqual(self.status("--ca-file", self.authority).returncode, 0)

    def test_authority_of_the_environment_is_trusted(self):
        self.environment["SSL_CERT_FILE"] = str(self.authority)
        self.assertEqual(self.status().returncode, 0)

    def test_unknown_authority_is_refused(self):
        done = self.status()
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"certificate", done.stderr)
        self.assertEqual(self.service.requests, [])

    def test_file_that_holds_no_authority_is_named(self):
        done = self.status("--ca-file", self.work / "tls.key")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"tls.key (--ca-file)", done.stderr)


class HostileService(Version2):
    def refused(self, message):
        done = self.connect("--quiet", "--timeout", "20")
        self.assertEqual(done.returncode, 255)
        self.assertIn(message, done.stderr.decode())
        self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_wrong_mac_is_refused(self):
        self.service.lie = lambda command, status, body, mac: (status, body, "AA" + mac[2:])
        self.refused("its MAC is wrong")

    def test_missing_mac_is_refused(self):
        self.service.lie = lambda command, status, body, mac: (status, body, None)
        self.refused("its MAC is wrong")

    def test_replayed_answer_is_refused(self):
        kept = []

        def lie(command, status, body, mac):
            kept.append((status, body, mac))
            return kept[0]
        self.service.lie = lie
        self.refused("its MAC is wrong")

    def test_changed_body_is_refused(self):
        self.service.lie = lambda command, status, body, mac: (
            status, body.replace(b'"none"', b'"running"'), mac)
        self.refused("its MAC is wrong")

    def test_changed_status_is_refused(self):
        self.service.lie = lambda command, status, body, mac: (503, body, mac)
        self.refused("its MAC is wrong")

    def test_answer_for_another_endpoint_is_refused(self):
        """Right for its key, which is not ours: here that of the other role."""
        self.service.lie = lambda command, status, body, mac: (
            status, body, base64.b64encode(derive(MASTER, "forward", ENDPOINT)).decode())
        self.refused("its MAC is wrong")

    def test_relay_with_another_host_key_is_refused(self):
        other = relay_machines.make_key(self.work / "other")
        launch = self.launch
        self.service.launch = lambda: {**launch(), "host_key": other}
        self.refused("has another host key than the relay service said")
        self.assertIn(("terminate", "connect"), self.service.roles())

    def test_relay_without_a_host_key_is_refused(self):
        launch = self.launch
        self.service.launch = lambda: {**launch(), "host_key": ""}
        self.refused("was launched by another program, so its host key is not known")

    def test_relay_that_does_not_take_the_key_is_told(self):
        relay_machines.make_key(self.work / "stranger")
        self.identity = self.work / "stranger"
        self.refused("does not accept the key")


class Daemon(Version2):
    def test_survives_a_service_that_restarts(self):
        self.start_forward()
        self.wait_for(lambda: ("wait", "forward") in self.service.roles(), "the first question")
        self.service.stop()
        self.wait_for(lambda: "the relay service: " in self.forward_log(), "the trouble")
        self.service.start()
        self.wait_for(lambda: "answers again" in self.forward_log(), "the end of the trouble")
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo ok").stdout, b"ok\n")

    def test_starts_a_killed_ssh_again(self):
        daemon = self.start_forward()
        self.service.run_relay()
        self.wait_until_forwarded()
        os.kill(self.children_of(daemon)[0], signal.SIGKILL)
        self.wait_until_forwarded(2)
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo ok").stdout, b"ok\n")

    def test_goes_on_after_it_was_stopped_for_a_while(self):
        daemon = self.start_forward()
        self.wait_for(lambda: ("wait", "forward") in self.service.roles(), "the first question")
        daemon.send_signal(signal.SIGSTOP)
        self.service.run_relay()
        time.sleep(3)
        daemon.send_signal(signal.SIGCONT)
        self.wait_until_forwarded()

    def test_relay_that_ends_is_left_and_the_next_one_found(self):
        self.start_forward()
        self.service.run_relay()
        self.wait_until_forwarded()
        self.service.set(state="ending")
        self.wait_for(lambda: "the relay ends" in self.forward_log(), "the end")
        self.end_relays()
        self.service.set(state="none", address="", host_key="")
        self.service.run_relay()
        self.wait_until_forwarded(2)

    def test_stops_when_told_to_and_leaves_nothing(self):
        daemon = self.start_forward()
        self.service.run_relay()
        self.wait_until_forwarded()
        self.assertEqual(self.assert_terminates(daemon), 0)
        self.assert_nothing_is_left()

    def test_killed_daemon_leaves_no_ssh_behind(self):
        daemon = self.start_forward()
        self.service.run_relay()
        self.wait_until_forwarded()
        ssh = self.children_of(daemon)[0]
        daemon.kill()
        daemon.wait()
        self.wait_for(lambda: not os.path.exists(f"/proc/{ssh}"), "the end of ssh")

    def test_tells_systemd_how_it_is(self):
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(manager.close)
        manager.bind(str(self.work / "notify"))
        manager.settimeout(harness.PATIENCE)
        daemon = self.start_forward(environment={"NOTIFY_SOCKET": str(self.work / "notify"),
                                                 "WATCHDOG_USEC": "200000"})
        told = []
        while b"WATCHDOG=1" not in told or len(told) < 6:
            told.append(manager.recv(4096))
        self.assertEqual(told[0], b"READY=1")
        self.assertIn(b"STATUS=waiting for relays of my-mac", told)
        self.assertGreaterEqual(told.count(b"WATCHDOG=1"), 2)
        self.assertEqual(self.assert_terminates(daemon), 0)
        while told[-1] != b"STOPPING=1":
            told.append(manager.recv(4096))

    def test_only_its_ssh_port_can_be_reached_from_the_relay(self):
        """What the relay asks for besides is refused by ssh itself."""
        daemon = self.start_forward()
        self.service.run_relay()
        self.wait_until_forwarded()
        ssh = self.children_of(daemon)[0]
        words = pathlib.Path(f"/proc/{ssh}/cmdline").read_text().split("\0")
        self.assertEqual([w for at, w in enumerate(words) if words[at - 1] == "-R"],
                         [f"/home/ec2-user/ssh-server:localhost:{self.endpoint.port}"])
        self.assertFalse({"-D", "-L", "-A", "-X", "-Y", "-w"} & set(words))
        self.assertNotIn("agent", " ".join(words).lower().replace("forwardagent=no", ""))


if __name__ == "__main__":
    harness.main()
