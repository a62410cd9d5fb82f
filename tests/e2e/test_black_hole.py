"""30 seconds in which not a byte moves, though every TCP connection stays."""

import harness
import transfers
from hints import ctest


@ctest(seconds=40)
class BlackHole(transfers.Transfers):
    def test_transfers_go_on_after_30_seconds_of_black_hole(self):
        cloud = self.sandbox("--rtt", "0ms", *harness.HURRY)
        self.survive(cloud, lambda: cloud.incident("black-hole", for_ms=30_000))


if __name__ == "__main__":
    harness.main()
