"""How many sequential round trips lie between exec and the first SSH byte."""

import harness
import lockstep

AT_MOST = 7


class RoundTrips(harness.EndToEnd):
    def test_running_host_is_reached_within_the_bound(self):
        self.sandbox()
        ports = sorted({int(value.rsplit(":", 1)[1].strip("/"))
                        for name, value in self.environment.items()
                        if name.startswith("AWS_ENDPOINT_URL_")})
        relay = lockstep.Lockstep(ports)
        self.addCleanup(relay.stop)
        for name, value in self.environment.items():
            if name.startswith("AWS_ENDPOINT_URL_"):
                port = int(value.rsplit(":", 1)[1].strip("/"))
                self.environment[name] = f"https://127.0.0.1:{relay.relayed[port]}"
        # Any service not named on its own would escape the count.
        self.environment.pop("AWS_ENDPOINT_URL", None)
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
