"""Both ends with a service and relays of aws-ssh-proxy: its protocol, names and options."""

import os
import pathlib
import signal
import subprocess

import harness
import relay_case
import relay_machines
from relay_case import ENDPOINT
from relay_v1_service import ServiceV1

KEY = "correct horse battery staple"


class Version1(relay_case.RelayCase):
    speed = 100
    asked_id = ENDPOINT

    def setUp(self):
        super().setUp()
        self.service = ServiceV1(KEY, self.launch, self.end_relays)
        self.addCleanup(self.service.stop)
        (self.work / "shared.key").write_text(KEY + "\n")
        (self.work / "shared.key").chmod(0o600)
        self.environment["PATH"] = f"{self.bin}:{self.environment['PATH']}"

    def launch(self):
        relay = self.start_relay(relay_machines.OriginalRelay, speed=self.speed)
        # The protocol knows no port: a first `ssh` in the path goes to this one.
        ssh = self.bin / "ssh"
        ssh.write_text(f'#!/bin/sh\nexec /usr/bin/ssh -p {relay.port} "$@"\n')
        ssh.chmod(0o755)
        return "127.0.0.1"

    def end_relays(self):
        for relay in self.relays:
            relay.stop()

    def client_options(self):
        return ["--id", self.asked_id, "--api-url", self.service.url,
                "--api-key-file", self.work / "shared.key"]

    def forward_options(self):
        return [*self.client_options(), "--poll-interval", "1"]


class BothEnds(Version1):
    def test_ssh_reaches_the_machine_through_an_original_relay(self):
        self.start_forward()
        self.write_relay_config()
        done = self.ssh_to_endpoint("echo $USER; cat", input=b"there and back")
        self.assertEqual(done.stdout, b"someone\nthere and back")
        self.assertEqual(self.service.requests[0], ("GET", "status", ENDPOINT))
        self.assertIn(("POST", "launch", ENDPOINT), self.service.requests)
        self.assertEqual(self.service.refused, [])

    def test_relay_powers_off_after_the_last_client_and_is_terminated(self):
        self.start_forward()
        self.write_relay_config()
        self.ssh_to_endpoint("true")
        self.wait_for(lambda: not self.relays[0].runs(), "the power-off")
        self.wait_for(lambda: "terminate" in self.service.commands(), "the end")
        self.wait_for(lambda: not self.children_of_forward(), "the end of ssh")

    def children_of_forward(self):
        return subprocess.run(["pgrep", "-f", f"IdentityFile=.*{self.identity}"],
                              capture_output=True, check=False).stdout

    def test_scp_of_64_mebibytes_is_equal(self):
        self.speed = 10  # the relay must not end between the two copies, however busy the machine is
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

    def test_ssh_server_that_is_down_is_told_at_both_ends(self):
        self.start_forward(port=relay_machines.free_port())
        self.write_relay_config()
        done = self.ssh_to_endpoint("true", check=False)
        self.assertEqual(done.returncode, 255)
        self.assertIn("its SSH server does not answer", done.stderr.decode())
        self.wait_for(lambda: "nothing answers at port" in self.forward_log(), "a line there")

    def test_id_is_cleaned_as_the_service_does(self):
        self.start_forward()
        self.asked_id = "my_-mac"
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo ok").stdout, b"ok\n")


class ConnectAlone(Version1):
    def test_relay_that_does_not_let_us_in_is_ended_again(self):
        relay_machines.make_key(self.work / "stranger")
        self.identity = self.work / "stranger"
        done = self.connect("--quiet")
        self.assertEqual(done.returncode, 255)
        self.assertIn("does not accept the key", done.stderr.decode())
        self.assertEqual(self.service.commands()[-1], "terminate")
        self.assert_nothing_is_left()

    def test_relay_of_somebody_else_is_left_alone(self):
        self.service.address = self.launch()
        relay_machines.make_key(self.work / "stranger")
        self.identity = self.work / "stranger"
        self.assertEqual(self.connect("--quiet").returncode, 255)
        self.assertNotIn("terminate", self.service.commands())

    def test_interrupted_launch_is_ended_again(self):
        client = self.start(harness.PROXY, "relay", "connect", *self.proxy_options(),
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        launch = self.launch

        def slow():
            client.send_signal(signal.SIGINT)
            return launch()
        self.service.launch = slow
        _, errors = client.communicate(timeout=harness.PATIENCE)
        self.assertEqual(client.returncode, 255)
        self.assertIn(b"interrupted", errors)
        self.assertEqual(self.service.commands()[-1], "terminate")
        self.assertEqual(self.service.address, "")

    def test_false_answers_are_refused(self):
        for lie, message in (
                (lambda body: body.replace("127.0.0.1", "127.0.0.2"), "is not genuine"),
                (lambda body: body and "127.0.0.1 \n", "is not genuine"),
                (lambda body: "", "launched nothing")):
            self.service.lie = lie
            done = self.connect("--quiet", "--timeout", "10")
            self.assertEqual(done.returncode, 255)
            self.assertIn(message, done.stderr.decode())

    def test_wrong_key_is_told(self):
        self.service.key = "another"
        done = self.connect("--quiet")
        self.assertEqual(done.returncode, 255)
        self.assertIn("does not know this key for my-mac", done.stderr.decode())


class OriginalNames(Version1):
    """ssh-connect and ssh-forward with --id, --api-url and --api-key."""

    def setUp(self):
        super().setUp()
        for name in ("ssh-connect", "ssh-forward"):
            (self.work / name).symlink_to(harness.PROXY)

    def original(self, name):
        return [self.work / name, "--id", ENDPOINT, "--api-url", self.service.url,
                "--api-key", KEY]

    def command_lines(self, processes):
        return "".join(pathlib.Path(f"/proc/{pid}/cmdline").read_text() for pid in processes)

    def test_both_programs_work_under_their_names(self):
        self.start(*self.original("ssh-forward"), "--ssh-port", self.endpoint.port,
                   "--poll-interval", "1", stderr=subprocess.DEVNULL)
        self.write_relay_config()
        config = self.ssh_config.read_text().splitlines()
        config[-1] = "  ProxyCommand " + " ".join(
            f"'{word}'" for word in self.original("ssh-connect"))
        self.ssh_config.write_text("\n".join(config) + "\n")
        self.assertEqual(self.ssh_to_endpoint("echo ok").stdout, b"ok\n")

    def test_key_is_gone_from_the_visible_arguments(self):
        for words in (self.original("ssh-forward"),
                      [harness.PROXY, "relay", "forward", *self.original("")[1:5],
                       f"--api-key={KEY}"]):
            daemon = self.start(*words, "--poll-interval", "1", stderr=subprocess.DEVNULL)
            count = len(self.service.requests)
            self.wait_for(lambda: len(self.service.requests) > count, "a question with that key")
            shown = pathlib.Path(f"/proc/{daemon.pid}/cmdline").read_bytes()
            self.assertIn(ENDPOINT.encode(), shown)
            self.assertNotIn(b"horse", shown)
            daemon.kill()
            daemon.wait()

    def test_key_is_not_told_to_ssh(self):
        self.start(*self.original("ssh-forward"), "--ssh-port", self.endpoint.port,
                   "--poll-interval", "1", stderr=subprocess.DEVNULL)
        self.service.address = self.launch()
        self.wait_for(lambda: "Accepted publickey" in self.relays[0].log(), "the login")
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                seen = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if str(self.identity).encode() in seen and int(folder.name) != os.getpid():
                self.assertNotIn(KEY.encode(), seen)


if __name__ == "__main__":
    harness.main()
