"""Several service processes on one PostgreSQL: launches are one whoever is asked, and a node that is
killed at any moment loses nothing and launches nothing twice."""

import concurrent.futures
import os
import random
import time

import harness
import postgresql
import relay_service
from hints import ctest

SEED = int(os.environ.get("CLOUDX_SEED", "20261127"))
ROUNDS = int(os.environ.get("CLOUDX_KILL_ROUNDS", "12"))  # the whole proof: 100
LEASE = 2  # seconds; short, so that another node soon goes on


@ctest(seconds=40)
class Nodes(harness.EndToEnd):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = postgresql.Postgresql()
        cls.addClassCleanup(cls.database.stop)

    def start(self, count):
        self.cloud = self.sandbox("--policy", "original")
        name = self.id().rsplit(".", 1)[1]
        master = os.urandom(32)
        self.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        uri = self.database.uri(application_name=name)
        self.nodes = []
        for number in range(count):
            node = relay_service.Service(
                self.folder / f"{name}-{number}", self.environment,
                f'[aws]\nregion = "eu-west-1"\n'
                f'ssh_port = {self.cloud.environment["CLOUDX_SANDBOX_VM_PORT"]}\n',
                service=f'store = "{uri}"\nlease_seconds = {LEASE}\n', master=master)
            self.nodes.append(node.start())
            self.addCleanup(node.stop)
        return self.nodes

    def sql(self, text):
        self.run_program("psql", "-q", self.database.uri(), "-c", text)

    def launches(self, endpoint):
        """[from, to) of each VM of the endpoint in milliseconds; to is infinite while it lives."""
        return sorted((vm["launch"]["at_ms"], vm["launch"]["ended_at_ms"] or float("inf"))
                      for vm in self.cloud.state()["instances"]
                      if "launch" in vm and vm["tags"].get("ssh-proxy") == endpoint)

    def assert_never_two(self, endpoint):
        spans = self.launches(endpoint)
        for (_, ended), (began, _) in zip(spans, spans[1:]):
            self.assertLessEqual(ended, began, f"two relays of {endpoint} at once: {spans}")

    def alive(self):
        return [vm["id"] for vm in self.cloud.state()["instances"]
                if "launch" in vm and vm["state"] in ("pending", "running")]

    def test_fifty_launches_on_two_nodes_are_one(self):
        nodes = self.start(2)
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            views = list(pool.map(lambda n: nodes[n % 2].v2("launch"), range(50)))
        self.assertEqual({view["state"] for view in views} - {"launching", "running"}, set())
        running = [node.wait_for("running") for node in nodes]
        self.assertEqual(running[0]["address"], running[1]["address"])
        self.assertEqual(running[0]["host_key"], running[1]["host_key"])
        self.assertEqual(len(self.launches("my-mac")), 1)

    def test_password_in_a_file_that_others_can_read_is_refused(self):
        node, = self.start(1)
        node.stop()
        node.config.chmod(0o640)
        done = self.run_program(harness.PROXY, "relay", "serve", "--config", node.config,
                                check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"chmod 600", done.stderr)

    def test_waiter_on_another_node_is_woken(self):
        one, other = self.start(2)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(other.v2, "wait", role="forward", seen=0, seconds=55)
            while other.metric("cloudx_relay_waiting") < 1:
                time.sleep(0.02)
            one.v2("launch")
            self.assertEqual(waiting.result(harness.PATIENCE)["state"], "launching")

    def test_nonce_of_one_node_is_spent_on_the_other(self):
        one, other = self.start(2)
        _, header = one.sign("status", "my-mac", "connect", b"{}")
        self.assertEqual(one.ask("POST", "/v2/status", b"{}", {"Authorization": header})[0], 200)
        self.assertEqual(other.ask("POST", "/v2/status", b"{}", {"Authorization": header})[0], 401)

    def test_database_that_goes_away_and_comes_back(self):
        node, = self.start(1)
        node.v2("launch")
        node.wait_for("running")
        # And waits until each is gone: one that dies with a statement at work leaves it in doubt.
        self.sql("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
                 "WHERE pid <> pg_backend_pid() AND usename = current_user")
        self.assertEqual(node.wait_for("running")["state"], "running")
        node.v2("terminate")
        node.wait_for("none")


    def kill_round(self, number, chance):
        """A launch asked of one node, one of the two killed at some moment; gives where it was."""
        endpoint = f"round-{number}"
        asked, victim = chance.randrange(2), chance.randrange(2)
        self.nodes[asked].v2("launch", endpoint)
        time.sleep(chance.uniform(0, 1.0))
        self.nodes[victim].kill()
        survivor = self.nodes[1 - victim]
        step = survivor.v2("status", endpoint)["step"]
        running = survivor.wait_for("running", endpoint)
        self.nodes[victim].start()
        again = self.nodes[victim].v2("launch", endpoint)
        self.assertEqual(again["instance_id"], running["instance_id"], "nothing is launched twice")
        # And once more while it ends.
        self.nodes[asked].v2("terminate", endpoint)
        self.nodes[asked].kill()
        self.nodes[1 - asked].wait_for("none", endpoint)
        self.nodes[asked].start()
        self.assert_never_two(endpoint)
        return step.split("i-")[0]

    def test_kill_at_every_step_of_a_launch(self):
        print(f"seed {SEED}, {ROUNDS} rounds", flush=True)
        self.start(2)
        chance = random.Random(SEED)
        steps = {}
        for number in range(ROUNDS):
            step = self.kill_round(number, chance)
            steps[step] = steps.get(step, 0) + 1
        self.cloud.wait_until(lambda _: not self.alive(), "the end of every relay")
        for number in range(ROUNDS):
            self.assert_never_two(f"round-{number}")
        print(f"killed at: {steps}", flush=True)


if __name__ == "__main__":
    harness.main()
