"""The gateway and the agent go away and come back, in the middle of transfers."""

import harness
import transfers
from hints import ctest


class Restarts(transfers.Transfers):
    def survive_gateway_restart(self, **settings):
        cloud = self.sandbox(*harness.HURRY)
        self.survive(cloud, lambda: cloud.incident("gateway-restart", for_ms=3000, **settings))
        self.assertGreaterEqual(self.resumptions(cloud), 2)

    def test_gateway_cut_and_refusing_connections(self):
        self.survive_gateway_restart()

    def test_gateway_closes_with_1012_and_is_unavailable(self):
        self.survive_gateway_restart(close_code=1012, unavailable=True)

    def test_gateway_closes_with_1001_and_refuses_connections(self):
        self.survive_gateway_restart(close_code=1001)

    def test_agent_loses_its_connection_and_comes_back(self):
        cloud = self.sandbox(*harness.HURRY)
        self.survive(cloud, lambda: cloud.incident("agent-restart", for_ms=3000))

    def test_agent_handles_nothing_for_a_while(self):
        cloud = self.sandbox(*harness.HURRY)
        self.survive(cloud, lambda: cloud.incident("agent-stall", for_ms=5000))

    def test_killed_session_worker_ends_each_transfer_with_one_message(self):
        cloud = self.sandbox()
        self.start_transfers(16 * harness.MEBIBYTE)
        self.wait_until_moving(cloud, 16 * harness.MEBIBYTE)
        cloud.incident("worker-kill")
        for process in self.running:
            _, errors = process.communicate(timeout=harness.PATIENCE)
            self.assertNotEqual(process.returncode, 0)
            self.assert_says_once(errors, "document process failed unexpectedly")
        self.assert_no_session_is_left(cloud)
        self.assertEqual(self.resumptions(cloud), 0)

    def test_killed_session_worker_is_an_exit_with_255(self):
        cloud = self.sandbox()
        process = self.start_connect(harness.INSTANCE)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        cloud.incident("worker-kill", output="the worker is gone")
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assert_says_once(process.stderr.read(), "the worker is gone")

    @ctest(seconds=90)
    def test_agent_that_is_gone_on_a_living_websocket_is_noticed_after_a_minute(self):
        cloud = self.sandbox()
        process = self.start_connect(harness.INSTANCE)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        cloud.incident("agent-stall", for_ms=600_000)
        cloud.control(f"/_sandbox/instances/{harness.INSTANCE}/state", {"state": "stopped"})
        process.stdin.write(b"SSH-2.0-test\r\n")
        process.stdin.flush()
        self.assertEqual(process.wait(2 * harness.PATIENCE), 255)
        self.assert_says_once(process.stderr.read(), "the instance is stopped")
        self.assert_no_session_is_left(cloud)

    def assert_says_once(self, errors, text):
        said = errors.decode()
        self.assertEqual(said.count("cloudx-proxy: "), 1, said)
        self.assertIn(text, said)


if __name__ == "__main__":
    harness.main()
