"""How many sequential round trips lie between exec and the first SSH byte."""

import harness
import lockstep
from hints import ctest

AT_MOST = 7


# A process that a busy machine holds up between two rounds would count as one more.
@ctest(alone=True)
class RoundTrips(harness.EndToEnd):
    def test_running_host_is_reached_within_the_bound(self):
        self.sandbox()
        relay, self.environment = lockstep.relay_endpoints(self.environment)
        self.addCleanup(relay.stop)
        before = relay.rounds
        process = self.start_connect(harness.INSTANCE)
        first = process.stdout.readline()
        rounds = relay.rounds - before
        print(f"{rounds} sequential round trips to the first SSH byte", flush=True)
        self.assertTrue(first.startswith(b"SSH-2.0-"), process.stderr.read() if not first else first)
        self.assertLessEqual(rounds, AT_MOST)
        self.assertGreaterEqual(rounds, 4, "the count itself is broken")


if __name__ == "__main__":
    harness.main()
