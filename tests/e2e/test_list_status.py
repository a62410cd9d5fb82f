"""list --status: the live state of many hosts with a few calls."""

import json

import harness

HOSTS = 500


class ListStatus(harness.EndToEnd):
    def configure(self, hosts, options=""):
        (self.ssh_dir / "config").write_text(
            f"Host cloudx-*\n  User ec2-user\n"
            f"Host cloudx-dev-*\n  ProxyCommand cloudx-proxy connect %h %p {options}\n" +
            "".join(f"Host cloudx-dev-{name}\n  HostName {node}\n" for name, node in hosts.items()))

    def listed(self, *options, check=True):
        return self.run_program(harness.PROXY, "list", "--status", *options, check=check)

    def test_five_hundred_hosts_take_a_few_calls_side_by_side(self):
        cloud = self.sandbox()
        nodes = {f"h{i}": f"i-{i:017x}" for i in range(HOSTS)}
        cloud.control("/_sandbox/instances", {"add": [
            f"id={node},name={name},state={'running' if i % 2 else 'stopped'}"
            for i, (name, node) in enumerate(nodes.items())]})
        self.configure(nodes)
        before = len(cloud.operations())
        hosts = json.loads(self.listed("--json").stdout)
        self.assertLessEqual(len(cloud.operations()) - before, 15)
        self.assertEqual(len(hosts), HOSTS)
        for host in hosts:
            odd = int(host["name"][1:]) % 2
            self.assertEqual(host["status"]["state"], "running" if odd else "stopped")
        running = [host for host in hosts if host["status"]["state"] == "running"]
        self.assertEqual({host["status"]["ping"] for host in running}, {"Online"})
        self.assertTrue(running[0]["status"]["agent_version"].startswith("3."))

    def test_host_that_is_gone_and_profile_that_is_missing_do_no_harm(self):
        self.sandbox()
        self.configure({"web": harness.INSTANCE, "gone": "i-00000000000000bad"})
        with open(self.ssh_dir / "config", "a") as file:
            file.write("Host cloudx-qa-db\n  HostName i-0123456789abcdef0\n"
                       "  ProxyCommand cloudx-proxy connect %h %p --profile nobody\n")
        done = self.listed()
        lines = {line.split()[0]: line for line in done.stdout.decode().splitlines() if line[:2] == "  "}
        self.assertIn("running, Online, agent 3.", lines["web"])
        self.assertIn("not found", lines["gone"])
        self.assertIn("unknown", lines["db"])
        self.assertIn(b"nobody", done.stderr)


if __name__ == "__main__":
    harness.main()
