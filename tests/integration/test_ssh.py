"""Gateway, agent and the real SSH servers behind the instances, driven by OpenSSH and a client made
of boto3."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
import unittest

import data_channel_client
from data_channel_client import DataChannel, start
from sandbox_process import INSTANCE, Sandbox

CLIENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data_channel_client.py")
HYBRID = "mi-0123456789abcdef0"
REFUSED = "i-0000000000000000b"


def processes_below(parent):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True,
                            text=True, check=False)
    return listed.stdout.split()


def until(condition, seconds=10):
    """Waits for an event that only shows by looking."""
    end = time.time() + seconds
    while not condition() and time.time() < end:
        time.sleep(0.02)
    return condition()


class SshTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox("--instance", f"id={INSTANCE}", "--instance", f"id={HYBRID}",
                              "--instance", f"id={REFUSED},port-refused", "--key-lifetime", "15s",
                              "--plain-ssh")
        cls.folder = tempfile.TemporaryDirectory()
        cls.key = cls.folder.name + "/key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", cls.key], check=True)
        cls.saved = dict(os.environ)
        os.environ.clear()
        os.environ.update(cls.sandbox.env)

    @classmethod
    def tearDownClass(cls):
        os.environ.clear()
        os.environ.update(cls.saved)
        cls.sandbox.__exit__()
        cls.folder.cleanup()

    def ssh(self, *words, push=True, user="ec2-user", instance=INSTANCE, **more):
        proxy = f"{sys.executable} -B {CLIENT} %h %p"
        if push:
            proxy += f" {user} {self.key}.pub"
        return subprocess.run(
            ["ssh", "-F", "none", "-i", self.key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
             "-o", f"UserKnownHostsFile={self.sandbox.settings['CLOUDX_SANDBOX_STATE']}/known_hosts",
             "-o", "StrictHostKeyChecking=yes", "-o", f"ProxyCommand={proxy}",
             "-l", user, instance, *words],
            capture_output=True, check=False, timeout=60, **more)

    def sessions(self, state):
        return [s["id"] for s in self.sandbox.state()["sessions"] if s["state"] == state]

    def test_pushed_user_logs_in_and_has_a_home(self):
        done = self.ssh("whoami; pwd; cat")
        self.assertEqual(done.returncode, 0, done.stderr)
        user, home = done.stdout.decode().split()
        self.assertEqual(user, "ec2-user")
        self.assertTrue(home.startswith(self.sandbox.settings["CLOUDX_SANDBOX_STATE"]), home)

    def test_plain_ssh_reaches_the_same_server(self):
        home = self.ssh("pwd").stdout  # pushes the key
        done = subprocess.run(
            ["ssh", "-F", "none", "-i", self.key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
             "-o", f"UserKnownHostsFile={self.sandbox.settings['CLOUDX_SANDBOX_STATE']}/known_hosts",
             "-o", "StrictHostKeyChecking=yes", "-o", f"HostKeyAlias={INSTANCE}", "-l", "ec2-user",
             "-p", self.sandbox.settings["CLOUDX_SANDBOX_SSH_PORT"], "127.0.0.1", "pwd"],
            capture_output=True, check=False, timeout=60)
        self.assertEqual(done.stdout, home, done.stderr)

    def test_remote_status_comes_back(self):
        self.assertEqual(self.ssh("exit 42").returncode, 42)

    def test_megabytes_both_ways_are_unchanged(self):
        data = os.urandom(4 << 20)
        done = self.ssh("cat", input=data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(hashlib.sha256(done.stdout).digest(), hashlib.sha256(data).digest())

    def test_without_a_pushed_key_nothing_opens(self):
        done = self.ssh("true", push=False, user="nobody-pushed")
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"Permission denied", done.stderr)

    def test_pushed_key_is_gone_after_its_time(self):
        self.assertEqual(self.ssh("true", user="ubuntu").returncode, 0)
        file = os.path.join(self.sandbox.settings["CLOUDX_SANDBOX_STATE"], INSTANCE, "keys/ubuntu")
        self.assertTrue(until(lambda: os.path.getsize(file) == 0, 60))
        self.assertIn(b"Permission denied", self.ssh("true", push=False, user="ubuntu").stderr)

    def test_no_session_and_no_process_stays(self):
        sessions = self.sessions("open")
        processes = processes_below(self.sandbox.process.pid)
        self.assertEqual(self.ssh("sleep 1000 >/dev/null 2>&1 & true").returncode, 0)
        self.assertTrue(until(lambda: self.sessions("open") == sessions))
        self.assertTrue(until(lambda: processes_below(self.sandbox.process.pid) == processes))

    def test_refused_port_ends_with_the_agents_text(self):
        done = self.ssh("true", push=False, instance=REFUSED)
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"----------ERROR-------", done.stderr)
        self.assertIn(b"document process failed unexpectedly", done.stderr)

    def channel(self):
        session = start(INSTANCE, "22")
        return session, DataChannel(session["StreamUrl"], session["TokenValue"])

    def banner(self, channel):
        until(lambda: (channel.step(seconds=0.05), b"SSH-2.0" in channel.output)[1]
              or not channel.open)
        return channel.output

    def test_unsigned_websocket_is_refused(self):
        session = start(INSTANCE, "22")
        refused = DataChannel(session["StreamUrl"], None, signed=False)
        self.assertEqual(refused.websocket.status, 403)

    def test_wrong_token_closes_with_1003(self):
        session = start(INSTANCE, "22")
        channel = DataChannel(session["StreamUrl"], "wrong")
        until(lambda: (channel.step(seconds=0.05), channel.websocket.closed)[1])
        self.assertEqual(channel.websocket.closed[0], 1003)

    def test_token_opens_once_and_resume_gives_another(self):
        session, channel = self.channel()
        self.assertTrue(self.banner(channel).startswith(b"SSH-2.0-OpenSSH"))
        again = DataChannel(session["StreamUrl"], session["TokenValue"])
        until(lambda: (again.step(seconds=0.05), again.websocket.closed)[1])
        self.assertEqual(again.websocket.closed[0], 1003)
        resumed = data_channel_client.client("ssm", "SSM").resume_session(
            SessionId=session["SessionId"])
        second = DataChannel(resumed["StreamUrl"], resumed["TokenValue"])
        second.next, second.expected = channel.next, channel.expected
        second.send(1, b"SSH-2.0-test\r\n")
        self.assertTrue(until(lambda: (second.step(seconds=0.05), len(second.output) > 0)[1]))

    def test_terminate_session_closes_the_channel(self):
        session, channel = self.channel()
        self.banner(channel)
        data_channel_client.client("ssm", "SSM").terminate_session(SessionId=session["SessionId"])
        until(lambda: (channel.step(seconds=0.05), not channel.open)[1])
        self.assertEqual(channel.closed_output, "")

    def test_ordered_channel_closed_has_its_text(self):
        self.sandbox.control("faults", {"channel_closed": "----------ERROR-------\nplanned"})
        try:
            _, channel = self.channel()
            until(lambda: (channel.step(seconds=0.05), not channel.open)[1])
        finally:
            self.sandbox.control("faults", {"channel_closed": None})
        self.assertEqual(channel.closed_output, "----------ERROR-------\nplanned")

    def test_ordered_cut_breaks_the_connection(self):
        self.sandbox.control("faults", {"cut_after_messages": 4})
        try:
            _, channel = self.channel()
            until(lambda: (channel.step(seconds=0.05), not channel.open)[1])
        finally:
            self.sandbox.control("faults", {"cut_after_messages": 0})
        self.assertEqual(channel.websocket.closed[0], 1006)


class EndTest(unittest.TestCase):
    def test_nothing_is_left_when_the_sandbox_is_killed(self):
        sandbox = Sandbox()
        saved = dict(os.environ)
        os.environ.update(sandbox.env)
        try:
            session = start(INSTANCE, "22")
            channel = DataChannel(session["StreamUrl"], session["TokenValue"])
            until(lambda: (channel.step(seconds=0.05), b"SSH-2.0" in channel.output)[1])
            children = processes_below(sandbox.process.pid)
            self.assertTrue(children)
            sandbox.process.kill()
            sandbox.process.wait()
            sandbox.process.stdout.close()
            channel.websocket.socket.close()
            gone = lambda: not any(os.path.exists("/proc/" + child) for child in children)
            self.assertTrue(until(gone))
        finally:
            os.environ.clear()
            os.environ.update(saved)
            sandbox.process.kill()
            subprocess.run(["rm", "-rf", sandbox.settings["CLOUDX_SANDBOX_STATE"]], check=False)


class RoundTripTest(unittest.TestCase):
    def test_artificial_round_trips_are_felt(self):
        import boto_clients
        with Sandbox("--rtt", "100ms") as sandbox:
            sts = boto_clients.client(sandbox, "sts")
            begin = time.monotonic()
            sts.get_caller_identity()
            # At least TCP, TLS and the request: only the lower bound is certain.
            self.assertGreater(time.monotonic() - begin, 0.3)


if __name__ == "__main__":
    unittest.main()
