"""The websocket's TCP connection cut after every N bytes, the handshake included."""

import harness
import transfers


class Cuts(transfers.Transfers):
    # As in harness.HURRY, but not so many repeats at once that they alone fill a connection.
    BRISK = ("--agent-resend-interval", "20ms", "--agent-resend-count", "10")

    def transfer_with_cuts(self, every, size, *options):
        cloud = self.sandbox(*options)
        cloud.faults(cut_after_bytes=every)
        self.start_transfers(size, rate=None)
        self.finish_transfers()
        self.assertGreaterEqual(self.resumptions(cloud), 2 * size // every)
        self.assert_no_session_is_left(cloud)

    def test_every_2_kib(self):
        self.transfer_with_cuts(2 << 10, 32 << 10)

    def test_every_64_kib(self):
        self.transfer_with_cuts(64 << 10, harness.MEBIBYTE, *self.BRISK)

    def test_every_mebibyte(self):
        self.transfer_with_cuts(harness.MEBIBYTE, 16 * harness.MEBIBYTE, *self.BRISK)


if __name__ == "__main__":
    harness.main()
