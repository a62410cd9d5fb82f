"""Who reads the program's output goes away while nothing comes: with each kind of pipe that Windows has."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness


class Reader(harness.EndToEnd):
    def test_reader_that_goes_away_ends_the_session(self):
        cloud = self.sandbox()
        for pipes in ("anonymous", "overlapped"):
            with self.subTest(pipes):
                self.environment.update(CLOUDX_PIPES=pipes, CLOUDX_READS="4")
                process = self.start_connect(harness.INSTANCE)
                self.assertTrue(os.read(process.stdout.fileno(), 64).startswith(b"SSH-"))
                self.assertEqual(process.wait(harness.PATIENCE), 0)
                self.assert_no_session_is_left(cloud)


if __name__ == "__main__":
    harness.main()
