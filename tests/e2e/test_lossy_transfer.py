"""A long transfer over a bad path, with the websocket cut again and again."""

import harness
from hints import ctest


class LossyTransfer(harness.EndToEnd):
    @ctest(seconds=55)
    def test_five_percent_and_five_cuts_in_32_mib_at_50_ms(self):
        cloud = self.sandbox("--seed", "20261122", "--rtt", "50ms", *harness.HURRY)
        cloud.faults(drop=0.05, duplicate=0.05, reorder=0.05, cuts=5,
                     cut_after_bytes=5 * harness.MEBIBYTE)
        self.transfer(32 * harness.MEBIBYTE)
        self.assertGreaterEqual(cloud.operations().count("ResumeSession"), 5)
        self.assert_no_session_is_left(cloud)


if __name__ == "__main__":
    harness.main()
