"""What the end-to-end tests share: a sandbox, a client's home and real OpenSSH programs.

Everything lives in one temporary folder and in processes that the test itself started.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

BIN = pathlib.Path(os.environ["CLOUDX_BIN"])
# Another build of the program than the one beside the sandbox: of scripts/cross.
PROXY = pathlib.Path(os.environ.get("CLOUDX_PROGRAM", BIN / "cloudx-proxy"))
SANDBOX = BIN / "cloudx-sandbox"
INSTANCE = "i-0123456789abcdef0"
MEBIBYTE = 1 << 20
# Seconds after which a program counts as hung; no test measures time with it.
PATIENCE = int(os.environ.get("CLOUDX_PATIENCE", "120"))

# The real agent repeats one lost message per 100 ms and round trip, which makes a long transfer with
# many losses last for minutes; what is tested is that nothing gets lost, so its model hurries.
HURRY = ("--agent-resend-interval", "20ms", "--agent-resend-count", "100")


class Sandbox:
    """A running cloudx-sandbox: its environment for clients and its control endpoint."""

    def __init__(self, folder, *arguments):
        self.folder = pathlib.Path(folder)
        self.log = open(self.folder / "sandbox.log", "ab")
        self.process = subprocess.Popen(
            [SANDBOX, "--state-dir", self.folder / "sandbox", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.environment = {}
        for line in self.process.stdout:
            if line.startswith("# ready"):
                break
            if line.startswith("export "):
                name, _, value = line[len("export "):].strip().partition("=")
                self.environment[name] = value.strip("'\"")
        else:
            raise AssertionError("the sandbox did not start:\n" + self.read_log())

    def read_log(self):
        return (self.folder / "sandbox.log").read_text(errors="replace")

    def control(self, path, body=None):
        request = urllib.request.Request(
            self.environment["CLOUDX_SANDBOX_CONTROL"].rstrip("/") + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text.strip() else None

    def state(self):
        return self.control("/_sandbox/state")

    def faults(self, **settings):
        self.control("/_sandbox/faults", settings)

    def incident(self, name, **settings):
        self.control("/_sandbox/incidents/" + name, settings)

    def open_sessions(self):
        return [s for s in self.state()["sessions"] if s["state"] == "open"]

    def wait_until(self, condition, what):
        """Polls until condition(state) holds; fails the test when it never does."""
        for _ in range(PATIENCE * 10):
            state = self.state()
            if condition(state):
                return state
            time.sleep(0.1)
        raise AssertionError(f"never came: {what}; last state {json.dumps(state)[:2000]}")

    def operations(self):
        return [entry["operation"] for entry in self.state()["requests"]]

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()


class EndToEnd(unittest.TestCase):
    """One temporary home per test class, one sandbox per test (started with `sandbox()`)."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cloudx-e2e-"))
        cls.ssh_dir = cls.folder / "home" / ".ssh" / "vscode"
        cls.ssh_dir.mkdir(parents=True, mode=0o700)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "user@example",
                        "-f", cls.ssh_dir / "vscode"], check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def sandbox(self, *arguments):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        started = Sandbox(folder, *arguments)
        self.addCleanup(started.stop)
        self.environment = {
            **{k: v for k, v in os.environ.items()
               if not k.startswith(("AWS_", "HTTP", "HTTPS", "NO_PROXY", "http", "no_proxy"))},
            **started.environment, "HOME": str(self.folder / "home")}
        self.write_ssh_config(folder)
        return started

    # No sandbox counts messages unless it is told to, and tests are in a hurry; test_message_rate.py
    # has the usual rate.
    UNLIMITED = "--message-rate unlimited"

    def write_ssh_config(self, folder, connect_options=UNLIMITED):
        self.ssh_config = folder / "ssh_config"
        self.ssh_config.write_text(f"""\
Host cloudx-test-*
  User ec2-user
  IdentityFile {self.ssh_dir}/vscode
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known_hosts
  StrictHostKeyChecking accept-new
  LogLevel ERROR
  ProxyCommand {PROXY} connect %h %p {connect_options}
Host cloudx-test-host
  HostName {INSTANCE}
""")

    def run_program(self, *command, check=True, timeout=PATIENCE, **keywords):
        given = keywords.pop("input", None)
        streams = {"stdin": subprocess.DEVNULL if given is None else subprocess.PIPE,
                   "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **keywords}
        # A session of its own, so that a program that hangs goes with its ssh and ProxyCommand.
        process = subprocess.Popen([str(word) for word in command], env=self.environment,
                                   start_new_session=True, **streams)
        try:
            out, errors = communicate(process, given, timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        if check and process.returncode != 0:
            self.fail(f"{command} ended with {process.returncode}\n"
                      f"{(errors or b'').decode(errors='replace')}")
        return subprocess.CompletedProcess(command, process.returncode, out, errors)

    def ssh(self, *command, **keywords):
        return self.run_program("ssh", "-F", self.ssh_config, "cloudx-test-host", *command,
                                **keywords)

    def connect(self, *arguments, **keywords):
        """Runs cloudx-proxy connect to its end, without ssh."""
        return self.run_program(PROXY, "connect", *arguments, check=False, **keywords)

    def start_connect(self, *arguments, **keywords):
        process = subprocess.Popen(
            [str(PROXY), "connect", *arguments], env=self.environment,
            **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
               **keywords})
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def random_file(self, name, size):
        path = self.folder / name
        with open(path, "wb") as file:
            for at in range(0, size, 1 << 20):
                file.write(os.urandom(min(1 << 20, size - at)))
        return path

    def transfer(self, size):
        """Random bytes up and down through ssh; fails unless SHA-256 is equal both ways."""
        data = self.random_file("transfer.bin", size)
        back = self.folder / "transfer.back"
        with open(data, "rb") as source:
            up = self.ssh("tee up.bin | sha256sum", stdin=source, timeout=600)
        self.assertEqual(up.stdout.split()[0].decode(), sha256(data), "up")
        with open(back, "wb") as target:
            self.run_program("ssh", "-F", self.ssh_config, "cloudx-test-host", "cat up.bin",
                             stdout=target, timeout=600)
        self.assertEqual(sha256(back), sha256(data), "down")

    def assert_private(self, file):
        """By its mode. Wine shows a list with SYSTEM and Administrators as one that the file's group is in."""
        mode = stat.S_IMODE(file.stat().st_mode)
        if "CLOUDX_WINDOWS" in os.environ:
            self.assertEqual(mode & 0o007, 0)
        else:
            self.assertEqual(mode, 0o600)

    def assert_no_session_is_left(self, sandbox):
        sandbox.wait_until(lambda state: all(s["state"] != "open" for s in state["sessions"]),
                           "the end of every session")


def communicate(process, given, timeout):
    """As Popen.communicate(). Where Wine runs the program, its server has the pipes open for longer than the program:
    their end is waited for a while only, once that has ended."""
    if "CLOUDX_WINDOWS" not in os.environ:
        return process.communicate(given, timeout)
    if process.stdin:
        threading.Thread(target=feed, args=(process.stdin, given), daemon=True).start()
    read = {}
    readers = [threading.Thread(target=drain, args=(pipe, read.setdefault(name, bytearray())), daemon=True)
               for name, pipe in (("out", process.stdout), ("errors", process.stderr)) if pipe]
    for reader in readers:
        reader.start()
    process.wait(timeout)
    for reader in readers:
        reader.join(1)
    return tuple(bytes(read[name]) if name in read else None for name in ("out", "errors"))


def feed(pipe, given):
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(given)


def drain(pipe, into):
    while chunk := pipe.read1(65536):
        into += chunk
    pipe.close()


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main():
    unittest.main(verbosity=2)
