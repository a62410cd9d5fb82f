"""start, stop and status, by every name that an instance may be given."""

import harness

STOPPED = "i-0000000000000000a"
FAST = "boot=100ms,stop-delay=100ms,online-delay=100ms,refuse-delay=0s"


class Instances(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox(
            "--instance", f"id={harness.INSTANCE},name=cloudX-dev-web | bob,private-ip=10.0.0.5,"
                          f"tag.team=core,{FAST}",
            "--instance", f"id={STOPPED},name=db,state=stopped,tag.team=core,{FAST}",
            "--instance", "id=mi-0123456789abcdef0,name=rack")
        (self.ssh_dir / "config").write_text(f"""\
Host cloudx-*
  User ec2-user
Host cloudx-dev-*
  ProxyCommand cloudx-proxy connect %h %p --profile cloudX
Host cloudx-dev-web
  HostName {harness.INSTANCE}
""")

    def run_proxy(self, *words, status=0):
        done = self.run_program(harness.PROXY, *words, check=False)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done.stdout.decode(), done.stderr.decode()

    def state_of(self, node):
        return {i["id"]: i["state"] for i in self.cloud.state()["instances"]}[node]

    def test_every_kind_of_name_finds_the_instance(self):
        for name in (harness.INSTANCE, "cloudx-dev-web", "cloudX-dev-web", "10.0.0.5",
                     "Name=cloudX-dev-web | bob"):
            out, _ = self.run_proxy("status", name)
            self.assertTrue(out.startswith(harness.INSTANCE + "\n"), (name, out))
            self.assertIn("state      running", out)
            self.assertIn("SSM agent  Online, version 3.", out)

    def test_hybrid_node_has_a_status_and_no_power(self):
        out, _ = self.run_proxy("status", "mi-0123456789abcdef0")
        self.assertIn("name       rack", out)
        self.assertNotIn("state", out)
        _, told = self.run_proxy("start", "mi-0123456789abcdef0", status=2)
        self.assertIn("hybrid node", told)

    def test_ambiguous_name_lists_the_matches(self):
        _, told = self.run_proxy("status", "team=core", status=2)
        self.assertIn(f"{harness.INSTANCE}  cloudX-dev-web | bob  running", told)
        self.assertIn(f"{STOPPED}  db  stopped", told)

    def test_unknown_name_says_what_was_looked_for_and_where(self):
        _, told = self.run_proxy("status", "nobody", "--region", "eu-west-1", status=1)
        self.assertIn('no instance with the Name tag "nobody" in eu-west-1 (profile vscode)', told)
        _, told = self.run_proxy("status", "i-00000000000000bad", status=1)
        self.assertIn("not known here", told)

    def test_start_and_stop_wait_for_the_end(self):
        out, _ = self.run_proxy("start", "db", "--wait")
        self.assertEqual(out, f"{STOPPED}: stopped -> running\n")
        self.assertIn("Online", self.run_proxy("status", "db")[0])
        out, _ = self.run_proxy("stop", "db", "--wait")
        self.assertEqual(out, f"{STOPPED}: running -> stopped\n")
        self.assertEqual(self.state_of(STOPPED), "stopped")

    def test_start_and_stop_do_not_wait_unless_told_to(self):
        out, _ = self.run_proxy("stop", "cloudx-dev-web")
        self.assertEqual(out, f"{harness.INSTANCE}: running -> stopping\n")
        self.cloud.wait_until(lambda _: self.state_of(harness.INSTANCE) == "stopped", "the stop")
        out, _ = self.run_proxy("stop", "cloudx-dev-web")
        self.assertEqual(out, f"{harness.INSTANCE}: stopped already\n")

    def test_missing_permission_is_named(self):
        self.cloud.faults(deny=["StopInstances", "DescribeInstances"])
        self.assertIn("ec2:StopInstances", self.run_proxy("stop", STOPPED, status=1)[1])
        self.assertIn("ec2:DescribeInstances", self.run_proxy("stop", "db", status=1)[1])


if __name__ == "__main__":
    harness.main()
