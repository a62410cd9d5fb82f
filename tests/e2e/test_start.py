"""Instances that are not ready: started, waited for, or explained."""

import harness

HYBRID = "mi-0123456789abcdef0"


def instance(**settings):
    parts = {"id": harness.INSTANCE, "boot": "500ms", "stop-delay": "500ms", "online-delay": "500ms",
             "refuse-delay": "500ms", **settings}
    return "--instance=" + ",".join(f"{name}={value}" for name, value in parts.items())


class Start(harness.EndToEnd):
    def test_stopped_instance_is_started(self):
        cloud = self.sandbox(instance(state="stopped"))
        done = self.ssh("echo there")
        self.assertEqual(done.stdout, b"there\n")
        self.assertEqual(cloud.operations().count("StartInstances"), 1)
        self.assert_no_session_is_left(cloud)

    def test_progress_names_the_states_when_stderr_is_no_terminal(self):
        self.sandbox(instance(state="stopped"))
        done = self.ssh("true")
        self.assertIn("stopped", done.stderr.decode())
        self.assertNotIn("\x1b", done.stderr.decode())

    def test_stopping_instance_is_waited_for_and_started(self):
        cloud = self.sandbox(instance(state="stopping"))
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(cloud.operations().count("StartInstances"), 1)

    def test_pending_instance_is_waited_for(self):
        cloud = self.sandbox(instance(state="pending"))
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertNotIn("StartInstances", cloud.operations())

    def test_online_but_not_yet_connected_is_waited_out(self):
        cloud = self.sandbox(instance(state="stopped", **{"refuse-delay": "6s"}))
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertGreater(cloud.operations().count("StartSession"), 1)

    def test_refused_start_says_why(self):
        cloud = self.sandbox(instance(
            state="stopped", **{"start-error": "InsufficientInstanceCapacity:No room for t4g.nano"}))
        done = self.connect(harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        text = done.stderr.decode()
        for part in (harness.INSTANCE, "InsufficientInstanceCapacity", "No room for t4g.nano"):
            self.assertIn(part, text)
        self.assertEqual(cloud.open_sessions(), [])

    def test_terminated_instance_is_not_waited_for(self):
        self.sandbox(instance(state="terminated"))
        done = self.connect(harness.INSTANCE)
        self.assertEqual(done.returncode, 255)
        self.assertIn("terminated", done.stderr.decode())

    def test_running_host_needs_no_look_at_the_instance(self):
        cloud = self.sandbox()
        self.ssh("true")
        used = set(cloud.operations())
        self.assertLessEqual(used, {"StartSession", "SendSSHPublicKey", "OpenDataChannel",
                                    "TerminateSession"})

    def test_endpoint_for_all_services_is_not_the_gateways(self):
        self.sandbox()
        self.environment["AWS_ENDPOINT_URL"] = "https://127.0.0.1:1"
        self.environment["AWS_ENDPOINT_URL_KMS"] = self.environment["AWS_ENDPOINT_URL_SSM"]
        del self.environment["AWS_ENDPOINT_URL_SSMMESSAGES"]
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")

    def test_push_that_says_not_running_leads_to_a_look_at_the_instance(self):
        cloud = self.sandbox()
        cloud.faults(api=[{"operation": "SendSSHPublicKey", "count": 1,
                           "code": "EC2InstanceStateInvalidException",
                           "message": "The instance is not running"}])
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertIn("DescribeInstances", cloud.operations())
        self.assert_no_session_is_left(cloud)

    def test_throttled_start_is_repeated(self):
        cloud = self.sandbox()
        cloud.faults(api=[{"operation": "StartSession", "code": "ThrottlingException", "count": 2}])
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(cloud.operations().count("StartSession"), 3)

    def test_cold_start_outlasts_answers_that_are_throttled_or_fail(self):
        cloud = self.sandbox(instance(state="stopped"))
        # Of each step more answers than one call has attempts.
        cloud.faults(api=[
            {"operation": "DescribeInstances", "code": "RequestLimitExceeded", "status": 503,
             "count": 6},
            {"operation": "StartInstances", "code": "InternalError", "status": 500, "count": 6}])
        process = self.start_connect(harness.INSTANCE)
        cloud.wait_until(lambda state: any(
            request["operation"] == "StartInstances" for request in state["requests"]), "start")
        cloud.faults(api=[
            {"operation": "StartSession", "code": "ThrottlingException", "count": 6},
            {"operation": "SendSSHPublicKey", "code": "ServiceException", "status": 500,
             "count": 6}])
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))

    def test_stopped_instance_is_started_though_the_first_calls_fail(self):
        cloud = self.sandbox(instance(state="stopped"))
        cloud.faults(api=[{"operation": "StartSession", "code": "InternalServerError",
                           "status": 500, "count": 7}])
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")

    def test_running_instance_that_fails_gets_five_attempts_and_an_end(self):
        cloud = self.sandbox()
        cloud.faults(api=[{"operation": "StartSession", "code": "InternalServerError",
                           "status": 500}])
        done = self.connect(harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn("InternalServerError", done.stderr.decode())
        self.assertEqual(cloud.operations().count("StartSession"), 5)

    def test_twenty_connections_at_five_calls_a_second_all_come_through(self):
        cloud = self.sandbox()
        cloud.faults(api_rate=5)
        processes = [self.start_connect(harness.INSTANCE) for _ in range(20)]
        for process in processes:
            self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        for process in processes:
            self.end(process)

    def test_timeout_says_which_step_did_not_come(self):
        self.sandbox(instance(state="stopped", **{"online-delay": "10m"}))
        done = self.connect("--timeout", "4", harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        text = done.stderr.decode()
        self.assertIn("within 4 s", text)
        self.assertIn("SSM agent", text)

    def test_ssh_server_that_comes_up_later_than_the_agent_is_waited_for(self):
        cloud = self.sandbox(instance(state="stopped", **{"ssh-delay": "5s"}))
        done = self.ssh("echo there")
        self.assertEqual(done.stdout, b"there\n")
        used = cloud.operations()
        self.assertEqual(used.count("StartInstances"), 1)
        sessions = len(cloud.state()["sessions"])
        self.assertGreater(sessions, 1)
        self.assertGreaterEqual(used.count("SendSSHPublicKey"), sessions)
        self.assertIn("nothing answers on its port 22 yet", done.stderr.decode())
        self.assert_no_session_is_left(cloud)

    def test_no_byte_of_stdin_is_lost_or_doubled_while_the_ssh_server_comes_up(self):
        cloud = self.sandbox(instance(state="stopped", **{"ssh-delay": "4s"}))
        process = self.start_connect(harness.INSTANCE)
        process.stdin.write(b"SSH-2.0-from-the")
        process.stdin.flush()
        cloud.wait_until(lambda s: [r["operation"] for r in s["requests"]].count("StartSession") > 2,
                         "a second try")
        process.stdin.write(b"-test\r\n")
        process.stdin.flush()
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        # The server speaks on only when the client's first line is whole.
        self.assertEqual(len(process.stdout.read(64)), 64, "the server's key exchange")
        process.stdin.close()
        self.assertEqual(process.wait(harness.PATIENCE), 0)

    def test_ssh_server_that_never_comes_up_is_waited_for_until_the_timeout(self):
        cloud = self.sandbox(instance(state="stopped", **{"port-refused": ""}))
        done = self.connect("--timeout", "8", harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        text = done.stderr.decode()
        for part in ("within 8 s", "port 22", "refused", "--timeout"):
            self.assertIn(part, text)
        self.assertGreater(cloud.operations().count("StartSession"), 2)
        self.assert_no_session_is_left(cloud)

    def test_refused_port_of_a_running_instance_ends_at_once(self):
        cloud = self.sandbox(instance(**{"port-refused": ""}))
        done = self.connect(harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        text = done.stderr.decode()
        for part in (harness.INSTANCE, "port 22", "refused", "document process failed"):
            self.assertIn(part, text)
        self.assertEqual(cloud.operations().count("StartSession"), 1)
        self.assert_no_session_is_left(cloud)

    def test_hybrid_node_that_takes_no_session_yet_is_waited_for_until_the_timeout(self):
        self.sandbox(instance(id=HYBRID, state="pending", boot="0s",
                              **{"online-delay": "0s", "refuse-delay": "10m"}))
        done = self.connect("--timeout", "5", HYBRID)
        self.assertEqual(done.returncode, 255)
        for part in (HYBRID, "within 5 s", "Online", "--timeout"):
            self.assertIn(part.lower(), done.stderr.decode().lower())

    def test_hybrid_node_that_nobody_may_look_at_is_waited_for(self):
        cloud = self.sandbox(instance(id=HYBRID, state="pending"))
        cloud.faults(deny=["DescribeInstanceInformation"])
        process = self.start_connect(HYBRID)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))

    def test_hybrid_node_of_the_standard_tier_gets_the_remedy(self):
        cloud = self.sandbox(instance(id=HYBRID))
        for message in ("Enable advanced-instances tier to use Session Manager with your "
                        "on-premises instances", ""):
            cloud.faults(api=[{"operation": "StartSession", "code": "BadRequest",
                               "message": message}])
            done = self.connect(HYBRID)
            self.assertEqual(done.returncode, 255)
            self.assertIn("managed-instance/activation-tier", done.stderr.decode())

    def test_hybrid_node_gets_no_push_and_no_start(self):
        cloud = self.sandbox(instance(id=HYBRID), instance())
        process = self.start_connect(HYBRID)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        used = cloud.operations()
        self.assertNotIn("SendSSHPublicKey", used)
        self.assertNotIn("StartInstances", used)

    def test_hybrid_node_that_is_away_is_an_error(self):
        cloud = self.sandbox(instance(id=HYBRID, state="stopped"))
        done = self.connect("--timeout", "60", HYBRID)
        self.assertEqual(done.returncode, 255)
        self.assertIn(HYBRID, done.stderr.decode())
        self.assertNotIn("StartInstances", cloud.operations())


if __name__ == "__main__":
    harness.main()
