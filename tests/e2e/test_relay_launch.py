"""Launches of the relay service in an EC2 as it is: slow, throttled, forgetful, and with answers that
get lost. The virtual machines are real SSH servers."""

import base64
import concurrent.futures
import os
import socket
import subprocess
import threading
import time

import harness
import relay_service
from hints import ctest

AWS = '[aws]\nregion = "eu-west-1"\nssh_port = {}\n'


class Launches(harness.EndToEnd):
    def start(self, *options, **keywords):
        """A sandbox that allows what the original's IAM policy does, and a service."""
        self.cloud = self.sandbox("--policy", "original", *options)
        self.service = relay_service.Service(
            self.folder / self.id().rsplit(".", 1)[1], self.environment,
            AWS.format(self.cloud.environment["CLOUDX_SANDBOX_VM_PORT"]), **keywords)
        self.service.start()
        self.addCleanup(self.service.stop)
        return self.service

    def vms(self, states=("pending", "running")):
        return [vm for vm in self.cloud.state()["instances"]
                if "launch" in vm and vm["state"] in states]

    def all_vms(self):
        return self.vms(("pending", "running", "shutting-down", "terminated"))

    def scan(self, view):
        """The host key that the relay's SSH server really has."""
        done = self.run_program("ssh-keyscan", "-t", "ed25519", "-p", view["port"],
                                view["address"])
        return done.stdout.decode().split(" ", 1)[1].strip()

    def test_launch_tells_an_address_and_the_key_that_is_there(self):
        service = self.start()
        self.assertEqual(service.v2("status")["state"], "none")
        view = service.v2("launch")
        self.assertEqual(view["state"], "launching")
        self.assertNotIn("address", view)
        running = service.wait_for("running")
        self.assertGreater(running["version"], view["version"])
        self.assertEqual(self.scan(running), running["host_key"])
        self.assertEqual(service.v2("launch")["instance_id"], running["instance_id"])
        vm, = self.all_vms()
        self.assertEqual((vm["id"], vm["tags"]["ssh-proxy"]), (running["instance_id"], "my-mac"))
        ended = service.v2("terminate")
        self.assertIn(ended["state"], ("ending", "none"))
        service.wait_for("none")
        self.assertEqual(self.vms(), [])

    def test_daemon_that_waits_hears_of_each_step(self):
        service = self.start()
        heard, version = [], 0
        service.v2("launch")
        while not heard or heard[-1]["state"] != "running":
            view = service.v2("wait", role="forward", seen=version, seconds=30)
            self.assertNotEqual(view["version"], version, "answered without a change")
            version = view["version"]
            heard.append(view)
        self.assertEqual(heard[0]["state"], "launching")
        self.assertTrue(any("i-" in view["step"] for view in heard), heard)
        self.assertGreater(service.v2("status")["forward_seen"], time.time() - 600)

    def test_version_1_client_launches_looks_and_terminates(self):
        service = self.start()
        self.assertEqual(service.v1("status", "old-mac", "GET"), (200, None))
        self.assertEqual(service.v1("terminate", "old-mac"), (503, None), "nothing to terminate")
        status, address = service.v1("launch", "old-mac")
        self.assertEqual(status, 200)
        self.assertEqual(service.v1("status", "old-mac", "GET"), (200, address))
        self.assertEqual(service.v1("status", "other", "GET"), (200, None))
        self.assertEqual(service.v1("launch", "old-mac"), (200, address))
        # Both protocols see the same relay.
        self.assertEqual(service.v2("status", "old-mac")["address"], address)
        self.assertEqual(service.v1("terminate", "old-mac"), (200, None))
        service.wait_for("none", "old-mac")

    def test_fifty_launches_at_once_are_one(self):
        service = self.start()
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            views = list(pool.map(lambda _: service.v2("launch"), range(50)))
        self.assertEqual({view["state"] for view in views} - {"launching", "running"}, set())
        service.wait_for("running")
        self.assertEqual(len(self.all_vms()), 1)

    def test_endpoints_have_relays_of_their_own(self):
        service = self.start()
        for endpoint in ("a", "b", "c"):
            service.v2("launch", endpoint)
        views = [service.wait_for("running", endpoint) for endpoint in ("a", "b", "c")]
        self.assertEqual(len({view["address"] for view in views}), 3)
        self.assertEqual(len({view["host_key"] for view in views}), 3)

    def test_throttled_and_lost_answers_and_a_hidden_instance(self):
        service = self.start()
        self.cloud.faults(ec2_throttle_every=3, launch_hidden_ms=3000,
                          lost_answers=[{"operation": "RunInstances", "code": "", "status": 0,
                                         "count": 2}])
        service.v2("launch")
        running = service.wait_for("running")
        self.assertEqual([vm["id"] for vm in self.all_vms()], [running["instance_id"]])

    def test_instance_that_dies_while_pending_is_replaced(self):
        service = self.start()
        self.cloud.faults(launch_failures=[{"operation": "RunInstances", "count": 1,
                                            "code": "Server.InternalError"}])
        service.v2("launch")
        running = service.wait_for("running")
        self.assertEqual(len(self.all_vms()), 2)
        self.assertEqual([vm["id"] for vm in self.vms()], [running["instance_id"]])

    def test_what_keeps_dying_is_given_up_with_the_reason(self):
        service = self.start()
        self.cloud.faults(launch_failures=[{"operation": "RunInstances",
                                            "code": "Client.VolumeLimitExceeded"}])
        service.v2("launch")
        view = service.wait_for("none")
        self.assertIn("Client.VolumeLimitExceeded", view["error"])
        self.assertEqual(len(self.all_vms()), 3)
        self.assertEqual(self.service.v1("launch", "my-mac")[0], 503)

    def test_refusal_is_told_in_ec2s_words(self):
        service = self.start()
        self.cloud.faults(api=[{"operation": "RunInstances", "count": 1,
                                "code": "VcpuLimitExceeded",
                                "message": "You have requested more vCPU capacity"}])
        service.v2("launch")
        view = service.wait_for("none")
        self.assertIn("You have requested more vCPU capacity (VcpuLimitExceeded)", view["error"])
        self.assertEqual(service.v2("launch")["state"], "launching", "and may be tried again")
        service.wait_for("running")

    def test_other_instance_types_are_tried_where_there_is_no_room(self):
        service = self.start()
        self.cloud.faults(api=[{"operation": "RunInstances", "count": 2, "status": 500,
                                "code": "InsufficientInstanceCapacity", "message": "No room"}])
        service.v2("launch")
        service.wait_for("running")
        vm, = self.all_vms()
        self.assertEqual(vm["launch"]["instance_type"], "t4g.small")  # one try of each

    def test_types_and_places_are_those_of_the_configuration(self):
        self.cloud = self.sandbox("--policy", "original")
        self.service = relay_service.Service(
            self.folder / "types", self.environment,
            AWS.format(self.cloud.environment["CLOUDX_SANDBOX_VM_PORT"]) +
            'instance_types = ["c7g.medium", "c6g.large"]\nsubnets = ["eu-west-1a", "eu-west-1b"]\n')
        self.service.start()
        self.addCleanup(self.service.stop)
        self.cloud.faults(api=[{"operation": "RunInstances", "count": 2, "code": "Unsupported"}])
        self.service.v2("launch")
        self.service.wait_for("running")
        vm, = self.all_vms()
        self.assertEqual(vm["launch"]["instance_type"], "c6g.large")

    def test_no_room_anywhere_is_told_within_a_minute(self):
        service = self.start()
        self.cloud.faults(api=[{"operation": "RunInstances", "status": 500,
                                "code": "InsufficientInstanceCapacity", "message": "No room"}])
        self.assertEqual(service.v1("launch", "old-mac"), (503, None))
        self.assertIn("No room (InsufficientInstanceCapacity)",
                      service.v2("status", "old-mac")["error"])
        self.assertEqual(self.all_vms(), [])

    def assert_throttling_is_told(self, operation):
        service = self.start()
        self.cloud.faults(api=[{"operation": operation, "status": 503,
                                "code": "RequestLimitExceeded", "message": "Slow down"}])
        self.assertEqual(service.v1("launch", "old-mac"), (503, None))
        self.assertIn("Slow down (RequestLimitExceeded)", service.v2("status", "old-mac")["error"])
        self.cloud.faults(api=[])
        self.assertEqual(service.v1("launch", "old-mac")[0], 200, "and may be tried again")

    @ctest(seconds=35)
    def test_endless_throttling_is_told_in_ec2s_words(self):
        self.assert_throttling_is_told("*")

    @ctest(seconds=40)
    def test_endless_throttling_of_launches_alone_is_told_in_ec2s_words(self):
        self.assert_throttling_is_told("RunInstances")

    def test_launch_after_the_relay_ended_itself_does_not_give_its_address(self):
        service = self.start()
        self.assertEqual(service.v1("launch", "old-mac")[0], 200)
        first, = self.vms()
        self.cloud.control(f"/_sandbox/instances/{first['id']}/state", {"state": "shutting-down"})
        self.assertEqual(service.v1("status", "old-mac", "GET"), (200, None))
        status, address = service.v1("launch", "old-mac")
        second, = self.vms()
        self.assertNotEqual(second["id"], first["id"])
        self.assertEqual((status, address), (200, second["launch"]["public_ip"]))
        self.cloud.control(f"/_sandbox/instances/{second['id']}/state", {"state": "terminated"})
        self.assertEqual(service.v2("launch", "old-mac")["state"], "launching")

    def run_instance(self, endpoint):
        """One that another program launches."""
        import boto3  # takes longer than most of the cases, which do without

        environment = self.cloud.environment
        ec2 = boto3.client(
            "ec2", endpoint_url=environment["AWS_ENDPOINT_URL_EC2"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            region_name=environment["AWS_REGION"], verify=environment["AWS_CA_BUNDLE"])
        self.addCleanup(ec2.close)
        made = ec2.run_instances(
            LaunchTemplate={"LaunchTemplateName": "ssh-proxy"}, ImageId="ami-00000000000000a13",
            MinCount=1, MaxCount=1, TagSpecifications=[
                {"ResourceType": "instance", "Tags": [{"Key": "ssh-proxy", "Value": endpoint}]}])
        return made["Instances"][0]["InstanceId"]

    def test_version_1_terminate_ends_every_vm_of_the_endpoint(self):
        service = self.start()
        self.run_instance("old-mac")
        self.run_instance("old-mac")
        other = self.run_instance("other-mac")
        self.assertEqual(service.v1("terminate", "old-mac"), (200, None))
        self.assertEqual([vm["id"] for vm in self.vms()], [other])
        self.assertEqual(service.v1("terminate", "old-mac"), (503, None), "nothing to terminate")
        service.v1("launch", "old-mac")
        self.run_instance("old-mac")
        self.assertEqual(service.v1("terminate", "old-mac"), (200, None))
        self.assertEqual([vm["id"] for vm in self.vms()], [other])

    def test_relay_that_powers_itself_off_is_noticed(self):
        service = self.start()
        service.v2("launch")
        running = service.wait_for("running")
        self.cloud.control(f"/_sandbox/instances/{running['instance_id']}/state",
                           {"state": "shutting-down"})
        service.wait_for("none")

    def test_launch_while_the_former_relay_ends_gives_a_new_one(self):
        service = self.start()
        service.v2("launch")
        first = service.wait_for("running")["instance_id"]
        service.v2("terminate")
        view = service.v2("launch")
        self.assertEqual(view["state"], "launching")
        second = service.wait_for("running")["instance_id"]
        self.assertNotEqual(second, first)
        self.assertEqual([vm["id"] for vm in self.vms()], [second])

    def test_terminate_in_the_middle_of_a_launch_leaves_nothing(self):
        service = self.start()
        self.cloud.faults(vm_pending_ms=2000, launch_hidden_ms=1000)
        service.v2("launch")
        self.cloud.wait_until(lambda _: self.all_vms(), "RunInstances")
        service.v2("terminate")
        service.wait_for("none")
        self.cloud.wait_until(lambda _: not self.vms(), "the end of the instance")

    def lose_memory(self, service):
        service.kill()
        for file in service.folder.glob("relay.db*"):
            file.unlink()
        service.start()

    def test_relay_that_a_service_without_memory_finds_is_taken_in(self):
        service = self.start()
        service.v2("launch")
        running = service.wait_for("running")
        self.lose_memory(service)
        again = service.wait_for("running")
        self.assertEqual((again["instance_id"], again["address"], again["host_key"]),
                         (running["instance_id"], running["address"], running["host_key"]))
        service.v2("launch")
        self.assertEqual([vm["id"] for vm in self.vms()], [running["instance_id"]])
        service.v2("terminate")
        service.wait_for("none")
        self.cloud.wait_until(lambda _: not self.vms(), "the end of the instance")

    def test_launch_at_a_service_without_memory_gives_the_relay_that_is_there(self):
        service = self.start()
        self.assertEqual(service.v1("launch", "old-mac")[0], 200)
        vm, = self.vms()
        self.lose_memory(service)
        self.assertEqual(service.v1("launch", "old-mac"), (200, vm["launch"]["public_ip"]))
        self.assertEqual([vm["id"] for vm in self.all_vms()], [vm["id"]])

    def test_restart_keeps_the_relay_and_an_orderly_end_answers_who_waits(self):
        service = self.start()
        service.v2("launch")
        running = service.wait_for("running")
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(
            service.v2("wait", seen=running["version"], seconds=55)))
        waiting.start()
        while service.metric("cloudx_relay_waiting") < 1:
            time.sleep(0.02)
        self.assertEqual(service.stop(), 0)
        waiting.join(harness.PATIENCE)
        self.assertEqual(answers[0]["version"], running["version"])
        service.start()
        self.assertEqual(service.v2("status")["host_key"], running["host_key"])

    def test_second_process_on_the_same_file_is_refused(self):
        service = self.start()
        done = self.run_program(harness.PROXY, "relay", "serve", "--config", service.config,
                                check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"relay.db", done.stderr)
        self.run_program(harness.PROXY, "relay", "serve", "--check", "--config", service.config)

    def test_mistake_in_the_configuration_is_named(self):
        service = self.start()
        service.stop()
        service.config.write_text("[service]\nlisten = 80\n")
        done = self.run_program(harness.PROXY, "relay", "serve", "--config", service.config,
                                check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{service.config}:2: service.listen must be a text in quotes",
                      done.stderr.decode())

    def test_keys_endpoints_and_limits_are_read_anew_on_hangup(self):
        service = self.start()
        service.v2("launch")
        running = service.wait_for("running")
        old = service.master, service.api_key
        service.master, service.api_key = os.urandom(32), b"another"
        service.write("master.key", "cloudx-relay-master-v2 " +
                      base64.b64encode(service.master).decode() + "\n")
        service.write("api.key", "another\n")
        text = service.config.read_text()
        service.config.write_text(text.replace("[auth]", '[auth]\naccept = ["my-mac", "b"]')
                                  .replace("[limits]", "[limits]\nidle_minutes = 9"))
        service.reload()
        view = service.v2("status")
        self.assertEqual(view["idle_minutes"], 9)
        self.assertEqual(view["host_key"], running["host_key"], "that of a relay stays")
        self.assertEqual(service.v1("status", "my-mac", "GET")[0], 200)
        self.assertEqual(service.v1("status", "c", "GET")[0], 403)
        service.v2("launch", "b")
        launched = service.wait_for("running", "b")
        self.assertEqual(self.scan(launched), launched["host_key"])
        service.master, service.api_key = old
        self.assertEqual(service.v1("status", "my-mac", "GET")[0], 401)
        mac, header = service.sign("status", "my-mac", "connect", b"{}")
        self.assertEqual(service.ask("POST", "/v2/status", b"{}", {"Authorization": header})[0],
                         401)

    def test_mistake_that_is_read_on_hangup_changes_nothing(self):
        service = self.start()
        text = service.config.read_text()
        service.config.write_text(text + "[service]\n")
        service.reload()
        self.assertIn("the old configuration and keys stay: ", service.read_log())
        service.config.write_text(text.replace('listen = "127.0.0.1:0"', 'listen = "127.0.0.1:1"'))
        service.write("master.key", "nothing\n")
        service.reload()
        self.assertIn("keys stay: " + str(service.folder / "master.key"), service.read_log())
        self.assertEqual(service.v2("status")["state"], "none")

    def test_certificate_is_read_anew_on_hangup(self):
        folder = self.folder / "certificates"
        folder.mkdir()

        def certificate(name):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                 "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out",
                 folder / "cert.pem"], check=True, capture_output=True)
            return (folder / "cert.pem").read_text()

        first = certificate("first")
        service = self.start(service=f'tls_certificate = "{folder}/cert.pem"\n'
                                     f'tls_key = "{folder}/key.pem"\n')
        (service.folder / "ca.pem").write_text(first)
        self.assertEqual(service.v2("status")["state"], "none")
        second = certificate("second")
        service.process.send_signal(harness.signal.SIGHUP)
        while "read the certificate anew" not in service.read_log():
            time.sleep(0.02)
        (service.folder / "ca.pem").write_text(second)
        self.assertEqual(service.v2("status")["state"], "none")

    def test_tls_key_that_others_can_read_is_warned_of(self):
        self.cloud = self.sandbox()
        folder = self.folder / "readable"
        folder.mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "90", "-subj", "/CN=relay", "-keyout", folder / "key.pem", "-out",
             folder / "cert.pem"], check=True, capture_output=True)
        service = relay_service.Service(
            folder / "service", self.environment, AWS.format(22),
            service=f'tls_certificate = "{folder}/cert.pem"\ntls_key = "{folder}/key.pem"\n')
        for mode, warned in ((0o600, False), (0o640, True), (0o604, True)):
            (folder / "key.pem").chmod(mode)
            done = self.run_program(harness.PROXY, "relay", "serve", "--check", "--config",
                                    service.config)
            self.assertEqual(f"run  chmod 600 {folder}/key.pem" in done.stderr.decode(), warned,
                             done)

    def test_nothing_secret_is_in_the_log_or_the_store(self):
        service = self.start()
        service.v2("launch")
        service.wait_for("running")
        service.stop()
        secrets = [service.api_key.decode(), self.environment["AWS_SECRET_ACCESS_KEY"],
                   "PRIVATE KEY", relay_service.base64.b64encode(service.master).decode()]
        for path in (service.folder / "service.log", *service.folder.glob("relay.db*")):
            content = path.read_bytes()
            for secret in secrets:
                self.assertNotIn(secret.encode(), content, path)
            self.assertEqual(path.stat().st_mode & 0o077 if "db" in path.name else 0, 0, path)

    def test_metrics_and_audit_log_tell_what_was_done(self):
        service = self.start()
        service.v2("launch")
        service.wait_for("running")
        self.assertEqual(service.metric("cloudx_relay_launches_total"), 1)
        self.assertEqual(service.metric("cloudx_relay_relays_running"), 1)
        self.assertIn("my-mac: connect 127.0.0.1: launch", service.read_log())
        self.assertEqual(service.ask("GET", "/healthz")[:2], (200, b"ok\n"))
        status, _, _ = service.ask("GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
        self.assertEqual(status, 403)
        self.assertEqual(service.metric('cloudx_relay_refused_total{reason="not named"}'), 1)
        self.assertIn("metrics unknown: refused: not named", service.read_log())

    def test_metrics_are_for_those_whom_the_configuration_names(self):
        self.cloud = self.sandbox()
        for metrics, forwarded, expected in (
                ("[]", None, 401), ("false", None, 401), ('["192.0.2.1"]', None, 403),
                ('["127.0.0.0/8"]', None, 200), ('["203.0.113.0/24"]', "203.0.113.9:4711", 200),
                ("true", "203.0.113.9", 403)):
            service = relay_service.Service(
                self.folder / f"metrics{expected}{len(metrics)}", self.environment,
                AWS.format(22), service='trusted_proxies = ["127.0.0.0/8"]\n', metrics=metrics)
            service.start()
            headers = {"X-Forwarded-For": forwarded} if forwarded else {}
            self.assertEqual(service.ask("GET", "/metrics", None, headers)[0], expected, metrics)
            service.stop()

    def test_socket_for_both_families_knows_ipv4_clients_and_proxies(self):
        self.cloud = self.sandbox()
        folder = self.folder / "families"
        folder.mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "90", "-subj", "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
            check=True, capture_output=True)
        service = relay_service.Service(
            folder / "service", self.environment, AWS.format(22),
            service=f'tls_certificate = "{folder}/cert.pem"\ntls_key = "{folder}/key.pem"\n'
                    'trusted_proxies = ["127.0.0.0/8"]\n')
        (service.folder / "ca.pem").write_text((folder / "cert.pem").read_text())
        service.config.write_text(service.config.read_text().replace("127.0.0.1:0", "[::]:0"))
        service.start()
        self.addCleanup(service.stop)
        self.assertEqual(service.ask("GET", "/metrics")[0], 200)
        self.assertEqual(service.ask("GET", "/status?x")[0], 401)
        self.assertIn("v1 127.0.0.1: refused: token", service.read_log())
        for forwarded, peer in (("203.0.113.7:4711", "203.0.113.7"),
                                ("[2001:DB8::1]:4711", "2001:db8::1"),
                                ("198.51.100.1, 203.0.113.9, 127.0.0.2", "203.0.113.9")):
            service.ask("GET", "/status?x", None, {"X-Forwarded-For": forwarded})
            self.assertIn(f"v1 {peer}: refused: token", service.read_log())

    def test_head_is_answered_without_a_body(self):
        service = self.start()
        for target, status in (("/healthz", 200), ("/metrics", 200), ("/nothing", 401)):
            answered, body, headers = service.ask("HEAD", target)
            self.assertEqual((answered, body), (status, b""), target)
            self.assertIn("Content-Length", headers)

    def test_client_that_expects_to_hear_before_its_body_hears(self):
        service = self.start()
        body = b"{}"
        mac, header = service.sign("status", "my-mac", "connect", body)
        with socket.create_connection(("127.0.0.1", service.port), harness.PATIENCE) as connection:
            connection.sendall((f"POST /v2/status HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\n"
                                "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n").encode())
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 100 "))
            connection.sendall(body)
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 200 "))


if __name__ == "__main__":
    harness.main()
