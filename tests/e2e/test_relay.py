"""The whole way: an endpoint behind NAT, its daemon, the service, a relay VM that it launches, and real
ssh through it."""

import re
import signal
import subprocess
import time

import harness
import relay_case
import relay_service

ENDPOINT = relay_case.ENDPOINT
# Time on the VM passes that much faster, so that its idle minute is a second of ours.
TIME_SCALE = 40


class Relay(relay_case.RelayCase):
    def setUp(self):
        super().setUp()
        self.start_everything()

    def start_everything(self, **keywords):
        home = self.environment
        self.cloud = self.sandbox("--policy", "original", "--vm-key",
                                  str(self.identity) + ".pub")
        self.environment = {**self.environment, **home, **self.cloud.environment}
        self.service = relay_service.Service(
            self.work / "service", self.environment,
            f'[aws]\nregion = "eu-west-1"\n'
            f'ssh_port = {self.cloud.environment["CLOUDX_SANDBOX_VM_PORT"]}\n',
            limits="idle_minutes = 1\n", **keywords)
        self.service.start()
        self.addCleanup(self.service.stop)
        for role in ("connect", "forward"):
            self.run_program(harness.PROXY, "relay", "endpoint", ENDPOINT, "--master-key-file",
                             self.service.folder / "master.key", "--role", role, "--output",
                             self.work / f"{role}.key")
        self.version = "v2"

    def options(self, role):
        if self.version == "v1":
            return ["--id", ENDPOINT, "--api-url", self.service.url, "--api-key-file",
                    self.service.folder / "api.key"]
        return ["--api-url", self.service.url, "--api-key-file", self.work / f"{role}.key"]

    def client_options(self):
        return self.options("connect")

    def forward_options(self):
        return self.options("forward")

    def alive(self):
        return [vm["id"] for vm in self.cloud.state()["instances"]
                if "launch" in vm and vm["state"] in ("pending", "running")]

    def let_time_fly(self, scale=TIME_SCALE):
        """In the relay, once a client is there: before, a slow machine would be an idle one."""
        self.cloud.faults(vm_time_scale=scale)

    def launched(self):
        return [vm for vm in self.cloud.state()["instances"] if "launch" in vm]

    def test_ssh_launches_a_relay_and_goes_through_it(self):
        self.start_forward()
        self.write_relay_config()
        done = self.ssh_to_endpoint("echo hello from $USER")
        self.assertEqual(done.stdout, b"hello from someone\n")
        # The relay ends itself when the last client has left, and everybody knows.
        self.let_time_fly()
        self.wait_for(lambda: not self.alive(), "the end of the relay")
        self.service.wait_for("none")
        self.let_time_fly(scale=1)
        self.assertEqual(self.ssh_to_endpoint("echo again").stdout, b"again\n")
        self.assertEqual(len(self.launched()), 2)

    def test_relay_lives_while_a_client_is_there_and_serves_many(self):
        self.start_forward()
        self.write_relay_config()
        first = self.start("/usr/bin/ssh", "-F", self.ssh_config, ENDPOINT, "cat",
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        first.stdin.write(b"a\n")
        first.stdin.flush()
        self.assertEqual(first.stdout.readline(), b"a\n")
        self.let_time_fly()
        relay = self.alive()
        outputs = relay_case.Together(*[
            lambda n=n: self.ssh_to_endpoint(f"sleep 1; echo {n}").stdout for n in range(5)])
        self.assertEqual(outputs.results, [b"%d\n" % n for n in range(5)])
        time.sleep(4)  # more than two of the relay's idle minutes
        self.assertEqual(self.alive(), relay)
        out, _ = first.communicate(b"b\n", timeout=harness.PATIENCE)
        self.assertEqual(out, b"b\n")
        self.wait_for(lambda: not self.alive(), "the end of the relay")
        self.assertEqual(len(self.launched()), 1)

    def test_scp_of_64_mebibytes_is_equal(self):
        self.start_forward()
        self.write_relay_config()
        self.transfer_by_scp(64 * harness.MEBIBYTE)

    def test_daemon_comes_later_than_the_client(self):
        self.write_relay_config()
        ssh = self.start("/usr/bin/ssh", "-F", self.ssh_config, ENDPOINT, "echo late",
                         stdout=subprocess.PIPE)
        self.wait_for(self.alive, "the relay")
        self.start_forward()
        self.assertEqual(ssh.communicate(timeout=harness.PATIENCE)[0], b"late\n")

    def test_interrupted_client_leaves_the_relay_to_one_that_joined(self):
        first = self.start(harness.PROXY, "relay", "connect", *self.proxy_options("--quiet"),
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.wait_for(self.alive, "the relay")
        self.write_relay_config("--quiet")
        second = self.start("/usr/bin/ssh", "-F", self.ssh_config, ENDPOINT, "echo there",
                            stdout=subprocess.PIPE)
        launches = 'cloudx_relay_requests_total{request="v2/launch",status="200"}'
        self.wait_for(lambda: self.service.metric(launches) == 2, "the second client")
        first.send_signal(signal.SIGINT)
        self.assertEqual(first.wait(harness.PATIENCE), 255)
        self.assertIn(self.service.v2("status")["state"], ("launching", "running"))
        self.start_forward()
        self.assertEqual(second.communicate(timeout=harness.PATIENCE)[0], b"there\n")
        self.assertEqual(len(self.launched()), 1)

    def test_relay_in_use_outlives_the_loss_of_the_services_memory(self):
        self.start_forward()
        self.write_relay_config()
        ssh = self.start("/usr/bin/ssh", "-F", self.ssh_config, ENDPOINT, "cat",
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ssh.stdin.write(b"a\n")
        ssh.stdin.flush()
        self.assertEqual(ssh.stdout.readline(), b"a\n")
        self.let_time_fly()
        before, = self.alive()
        self.service.kill()
        for file in self.service.folder.glob("relay.db*"):
            file.unlink()
        port = self.service.port
        self.service.config.write_text(re.sub(r"127.0.0.1:\d+", f"127.0.0.1:{port}",
                                              self.service.config.read_text()))
        self.service.start()
        self.assertEqual(self.service.wait_for("running")["instance_id"], before)
        self.assertEqual(self.ssh_to_endpoint("echo other").stdout, b"other\n")
        time.sleep(4)  # more than two of the relay's idle minutes
        out, _ = ssh.communicate(b"b\n", timeout=harness.PATIENCE)
        self.assertEqual((out, ssh.returncode), (b"b\n", 0))
        self.assertEqual([vm["id"] for vm in self.launched()], [before])
        self.wait_for(lambda: not self.alive(), "the end of the relay")

    def test_version_1_at_both_ends(self):
        if self.cloud.environment["CLOUDX_SANDBOX_VM_PORT"] != "22":
            self.skipTest("version 1 knows no other port than 22")
        self.version = "v1"
        self.start_forward("--poll-interval", "1")
        self.write_relay_config()
        self.assertEqual(self.ssh_to_endpoint("echo hello").stdout, b"hello\n")
        self.let_time_fly()
        self.wait_for(lambda: not self.alive(), "the end of the relay")

    def test_service_that_is_restarted_meanwhile_disturbs_nobody(self):
        self.start_forward()
        self.write_relay_config()
        ssh = self.start("/usr/bin/ssh", "-F", self.ssh_config, ENDPOINT, "cat",
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ssh.stdin.write(b"a\n")
        ssh.stdin.flush()
        self.assertEqual(ssh.stdout.readline(), b"a\n")
        self.let_time_fly()
        self.service.kill()
        ssh.stdin.write(b"b\n")
        ssh.stdin.flush()
        self.assertEqual(ssh.stdout.readline(), b"b\n")
        port = self.service.port
        self.service.config.write_text(re.sub(r"127.0.0.1:\d+", f"127.0.0.1:{port}",
                                              self.service.config.read_text()))
        self.service.start()
        out, _ = ssh.communicate(b"c\n", timeout=harness.PATIENCE)
        self.assertEqual((out, ssh.returncode), (b"c\n", 0))
        self.wait_for(lambda: not self.alive(), "the end of the relay")
        self.service.wait_for("none")


if __name__ == "__main__":
    harness.main()
