"""Transfers over a modelled path: a slow line, and the service's limit for each session."""

import harness
import transfers


class ModelledPath(transfers.Transfers):
    def survive_path(self, path, *options):
        cloud = self.sandbox("--path", path, *options)
        self.start_transfers(2 * harness.MEBIBYTE, rate=None)
        self.finish_transfers()
        self.assertEqual(self.resumptions(cloud), 0)
        self.assert_no_session_is_left(cloud)

    def test_slow_line_with_a_short_queue_and_losses(self):
        self.survive_path("rtt=50ms,rate=1M,queue=64k,loss=0.005", *harness.HURRY)

    def test_token_bucket_is_not_overrun(self):
        # A faster agent than the real one would fill the bucket with the acknowledges for what it sends.
        self.survive_path("rtt=20ms,bucket=750k,burst=256k,buffer=128k", "--agent-pace")

    def test_session_that_the_service_ends_for_an_overrun_is_one_message(self):
        self.sandbox("--path", "bucket=1k,burst=1k,buffer=1k")
        done = self.connect(harness.INSTANCE, input=bytes(1 << 16))
        self.assertEqual(done.returncode, 255)
        text = done.stderr.decode()
        self.assertEqual(text.count("cloudx-proxy: "), 1, text)
        self.assertIn("too many bytes were waiting", text)


if __name__ == "__main__":
    harness.main()
