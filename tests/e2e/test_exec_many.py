"""cloudx-proxy exec --on: one command on many instances."""

import base64
import collections
import json
import signal
import subprocess

import harness


def instance(number, **settings):
    words = "".join(f",{key}={value}" for key, value in settings.items())
    return f"--instance=id=i-{number:017x},name=web-{number}{words}"


class ManyCase(harness.EndToEnd):
    def instances(self, count, *options, **settings):
        role = {"tag.role": "web", **settings}
        return self.sandbox(*(instance(n, **role) for n in range(1, count + 1)), *harness.HURRY, *options)

    def on(self, *words, selectors=("tag:role=web",), **keywords):
        on = [word for selector in selectors for word in ("--on", selector)]
        return self.run_program(harness.PROXY, "exec", *on, *words, check=False, **keywords)

    def events(self, done):
        events = collections.defaultdict(list)
        for line in done.stdout.splitlines():
            event = json.loads(line)
            events[event.pop("event")].append(event)
        return events


class Many(ManyCase):
    COUNT = 200

    def test_two_hundred(self):
        cloud = self.instances(self.COUNT)
        # What it prints is larger than what a pipe takes at once.
        done = self.on("--parallel", "40", "--", "sh", "-c", "echo begin; seq 300; echo error >&2; printf end",
                       timeout=4 * harness.PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        lines = collections.defaultdict(list)
        for line in done.stdout.decode().splitlines():
            name, _, text = line.partition(" | ")
            lines[name.rstrip()].append(text)
        names = [f"web-{n}" for n in range(1, self.COUNT + 1)]
        self.assertEqual(sorted(lines), sorted(names))
        for name in names:
            self.assertEqual(lines[name], ["begin", *map(str, range(1, 301)), "end"], name)
        self.assertEqual(sorted(done.stderr.decode().splitlines()),
                         sorted(f"{name:7} | error" for name in names))
        self.assertEqual(cloud.operations().count("StartSession"), self.COUNT)
        self.assertEqual(cloud.operations().count("DescribeInstances"), 1)
        self.assert_no_session_is_left(cloud)


class Status(ManyCase):
    def test_largest_status_counts_and_each_failure_is_told(self):
        self.instances(3)
        done = self.on("--", "sh", "-c", "exit 3")
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        told = done.stderr.decode().splitlines()
        self.assertEqual(sorted(told[:3]), [f"cloudx-proxy: web-{n}: exit status 3" for n in (1, 2, 3)])
        self.assertEqual(told[3:], ["cloudx-proxy: 3 of 3 failed"])

    def test_node_that_cannot_be_reached_is_255_and_holds_up_no_other(self):
        self.sandbox(instance(1), instance(2, **{"agent-version": "3.1.1476.0"}), *harness.HURRY)
        done = self.on("--timeout", "5", "--", "echo", "out",
                       selectors=("web-1", "i-00000000000000002", "i-00000000000000003"))
        self.assertEqual(done.returncode, 255)
        # An old agent tells no status; the last one is none of the account's.
        self.assertEqual(sorted(done.stdout.decode().splitlines()),
                         ["i-00000000000000002 | out", "web-1               | out"])
        self.assertIn("2 of 3 failed", done.stderr.decode())

    def test_events(self):
        self.instances(2)
        done = self.on("--json", "--", "sh", "-c", r"printf 'one\n\n\303\250'; printf '\376 is no text\n' >&2; exit 4")
        self.assertEqual((done.returncode, done.stderr), (4, b""))
        events = self.events(done)
        names = {"instance": "i-00000000000000001", "name": "web-1"}
        mine = [e for e in events["output"] if e["name"] == "web-1"]
        self.assertEqual([e for e in mine if e["stream"] == "stdout"],
                         [{**names, "stream": "stdout", "line": line} for line in ("one", "", "è")])
        self.assertEqual([base64.b64decode(e["base64"]) for e in mine if e["stream"] == "stderr"],
                         [b"\376 is no text"])
        self.assertEqual([e for e in events["ended"] if e["name"] == "web-1"], [{**names, "status": 4}])
        self.assertEqual(len(events["ended"]), 2)


class Selection(ManyCase):
    def names(self, *selectors, options=()):
        done = self.on("--json", *options, "--", "true", selectors=selectors)
        self.assertEqual(done.returncode, 0, done.stderr)
        return sorted(e["name"] for e in self.events(done)["ended"])

    def test_all_kinds_of_selectors_and_each_instance_once(self):
        self.sandbox(instance(1, **{"tag.role": "web"}), instance(2, **{"tag.role": "web-canary"}), instance(3),
                     *harness.HURRY)
        self.assertEqual(self.names("role=web", "tag:role=web"), ["web-1"])
        self.assertEqual(self.names("role=web*"), ["web-1", "web-2"])
        self.assertEqual(self.names("web-?"), ["web-1", "web-2", "web-3"])
        self.assertEqual(self.names("web-3", "i-00000000000000003", "role=web"), ["web-1", "web-3"])

    def test_pattern_of_hosts_is_that_of_the_ssh_config(self):
        cloud = self.sandbox(instance(1), instance(2), *harness.HURRY)
        with open(self.ssh_config, "a") as config:
            for n in (1, 2):
                config.write(f"Host cloudx-test-many{n}\n  HostName i-{n:017x}\n")
        self.assertEqual(self.names("cloudx-test-many*", options=("--ssh-config", self.ssh_config)),
                         ["cloudx-test-many1", "cloudx-test-many2"])
        self.assertEqual(cloud.operations().count("DescribeInstances"), 1)

    def test_each_node_has_what_the_configuration_says_of_it(self):
        cloud = self.sandbox(instance(1), instance(2), *harness.HURRY)
        with open(self.ssh_config, "a") as config:
            for n in (1, 2):
                config.write(f"Host cloudx-test-many{n}\n  HostName i-{n:017x}\n")
        own = self.folder / "config"
        own.write_text("[default]\nreason = one\n[host cloudx-test-many2]\nreason = two\n")
        own.chmod(0o600)
        self.environment["CLOUDX_CONFIG"] = str(own)
        self.names("cloudx-test-many*", options=("--ssh-config", self.ssh_config))
        self.assertEqual({s["target"]: s["reason"] for s in cloud.state()["sessions"]},
                         {"i-00000000000000001": "one", "i-00000000000000002": "two"})

    def test_stopped_ones_are_left_out_unless_they_are_to_be_started(self):
        cloud = self.sandbox(instance(1), instance(2, state="stopped", boot="100ms"), *harness.HURRY)
        done = self.on("--", "echo", "there", selectors=("web-*",))
        self.assertEqual((done.returncode, done.stdout), (0, b"web-1 | there\n"))
        self.assertIn("web-2 (stopped)", done.stderr.decode())
        self.assertNotIn("StartInstances", cloud.operations())
        self.assertEqual(self.names("web-*", options=("--start",)), ["web-1", "web-2"])
        self.assertIn("StartInstances", cloud.operations())

    def test_nothing_that_is_found_or_runs_is_one_clear_error(self):
        self.sandbox(instance(1, state="stopped"), *harness.HURRY)
        for selector, word in (("role=none", "role=none"), ("web-1", "none of these instances runs")):
            with self.subTest(selector=selector):
                done = self.on("--", "true", selectors=(selector,))
                self.assertEqual((done.returncode, done.stdout), (255, b""))
                self.assertIn(word, done.stderr.decode())

    def test_wrong_usage_is_2_and_asks_the_service_nothing(self):
        cloud = self.sandbox()
        for words in (("--on", "a", "host", "--", "true"), ("--on", "a", "-t", "top"), ("--parallel", "3", "a", "b"),
                      ("--json", "a", "b"), ("--start", "a", "b"),
                      ("--on", "a"), ("--on", "", "x"), ()):
            with self.subTest(words=words):
                done = self.run_program(harness.PROXY, "exec", *words, check=False)
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)
        self.assertEqual(self.on("--parallel", "0", "true").returncode, 2)
        self.assertEqual(cloud.operations(), [])


class Signals(ManyCase):
    def start(self, *words):
        process = subprocess.Popen([str(harness.PROXY), "exec", "--on", "role=web", *words], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process

    def test_interrupt_reaches_all_commands_and_begins_no_other(self):
        cloud = self.instances(3)
        process = self.start("--parallel", "2", "--", "sh", "-c",
                             "trap 'echo caught; exit 5' INT; echo begin; while :; do sleep 0.1; done")
        self.assertEqual(sorted(process.stdout.readline() for _ in range(2)),
                         [b"web-1 | begin\n", b"web-2 | begin\n"])
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=harness.PATIENCE)
        self.assertEqual(sorted(out.splitlines()), [b"web-1 | caught", b"web-2 | caught"])
        self.assertEqual(process.returncode, 255, told)
        self.assertIn("web-3: interrupted before it began", told.decode())
        self.assert_no_session_is_left(cloud)

    def test_termination_ends_all_sessions(self):
        cloud = self.instances(3)
        process = self.start("--", "sh", "-c", "echo begin; exec sleep 600")
        for _ in range(3):
            process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assert_no_session_is_left(cloud)

    def test_reader_who_goes_away_ends_all_sessions(self):
        cloud = self.instances(3)
        process = self.start("--", "sh", "-c", "echo begin; exec sleep 600")
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assert_no_session_is_left(cloud)


if __name__ == "__main__":
    harness.main()
