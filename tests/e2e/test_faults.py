"""A bad path loses and changes nothing: equal SHA-256 up and down, or a clear end."""

import harness
import transfers


class BadPath(transfers.Transfers):
    def test_five_percent_dropped_doubled_and_reordered(self):
        cloud = self.sandbox("--seed", "20261121", *harness.HURRY)
        cloud.faults(drop=0.05, duplicate=0.05, reorder=0.05)
        self.transfer(8 * harness.MEBIBYTE)
        self.assert_no_session_is_left(cloud)

    def test_missing_acknowledges(self):
        cloud = self.sandbox()
        # More than the first window holds; to a silent agent goes one message a second.
        cloud.faults(suppress_acknowledges=40)
        self.transfer(2 * harness.MEBIBYTE)

    def test_hourly_bye_is_resumed(self):
        cloud = self.sandbox()
        cloud.faults(bye_after_ms=1000)
        self.assertEqual(self.ssh("sleep 4; echo still here").stdout, b"still here\n")
        self.assertIn("ResumeSession", cloud.operations())
        self.assert_no_session_is_left(cloud)

    def test_many_byes_in_one_transfer(self):
        cloud = self.sandbox(*harness.HURRY)
        self.survive(cloud, lambda: cloud.faults(bye_after_ms=400))
        self.assertGreaterEqual(self.resumptions(cloud), 8)

    def test_session_that_timed_out_at_the_service_ends_with_one_message(self):
        cloud = self.sandbox()
        cloud.faults(resume_without_token=True, bye_after_ms=500)
        process = self.start_connect(harness.INSTANCE)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        text = process.stderr.read().decode()
        self.assertEqual(text.count("cloudx-proxy: "), 1, text)
        self.assertIn("timed out", text)

    def test_agent_that_never_speaks_ends_with_one_message(self):
        cloud = self.sandbox()
        cloud.faults(no_handshake=True)
        done = self.connect("--timeout", "5", harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertEqual(done.stderr.decode().count("cloudx-proxy: "), 1)
        self.assert_no_session_is_left(cloud)


if __name__ == "__main__":
    harness.main()
