"""Transfers over a modelled path: a slow line."""

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


if __name__ == "__main__":
    harness.main()
