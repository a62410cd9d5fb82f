"""What the end-to-end tests of the relay share: keys, a machine to reach, and both ends."""

import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

import harness
import relay_machines

ENDPOINT = "my-mac"


class RelayCase(harness.EndToEnd):
    @classmethod
    def setUpClass(cls):
        why_not = relay_machines.why_not()
        if why_not:
            raise cls.skipTest(cls, why_not)
        super().setUpClass()
        cls.home = cls.folder / "home"
        cls.identity = cls.home / ".ssh" / "proxy"
        cls.public_key = relay_machines.make_key(cls.identity)
        cls.user_key = cls.home / ".ssh" / "user"
        cls.endpoint = relay_machines.Endpoint(cls.folder / "endpoint",
                                               relay_machines.make_key(cls.user_key))
        # A first `ssh` in the path that goes to another port: version 1 knows none but 22.
        cls.bin = cls.folder / "bin"
        cls.bin.mkdir()

    @classmethod
    def tearDownClass(cls):
        cls.endpoint.stop()
        super().tearDownClass()

    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.environment = {
            **{k: v for k, v in os.environ.items()
               if not k.lower().endswith("_proxy") and k not in ("XDG_RUNTIME_DIR", "TMPDIR",
                                                                 "SSH_AUTH_SOCK")},
            "HOME": str(self.home), "TMPDIR": str(self.work)}
        self.relays = []

    def start_relay(self, kind, **settings):
        relay = kind(self.work / f"relay{len(self.relays)}", self.public_key, **settings)
        self.relays.append(relay)
        self.addCleanup(relay.stop)
        return relay

    def proxy_options(self, *more):
        return ["--identity", self.identity, *self.client_options(), *more]

    def write_relay_config(self, *more):
        command = " ".join(map(str, [harness.PROXY, "relay", "connect",
                                     *self.proxy_options(*more)]))
        self.ssh_config = self.work / "ssh_config"
        self.ssh_config.write_text(f"""\
Host {ENDPOINT}
  User someone
  IdentityFile {self.user_key}
  IdentitiesOnly yes
  UserKnownHostsFile {self.work}/known_hosts
  StrictHostKeyChecking yes
  LogLevel ERROR
  ProxyCommand {command}
""")
        (self.work / "known_hosts").write_text(f"{ENDPOINT} {self.endpoint.host_key}\n")

    def ssh_to_endpoint(self, *command, **keywords):
        return self.run_program("/usr/bin/ssh", "-F", self.ssh_config, ENDPOINT, *command,
                                **keywords)

    def connect(self, *more, **keywords):
        """relay connect to its end, without ssh."""
        return self.run_program(harness.PROXY, "relay", "connect", *self.proxy_options(*more),
                                check=False, **keywords)

    def start(self, *words, **keywords):
        process = subprocess.Popen([str(word) for word in words], env=self.environment,
                                   **{"stdin": subprocess.DEVNULL, **keywords})
        self.addCleanup(self.end, process)
        return process

    def start_forward(self, *more, port=None, environment=()):
        log = open(self.work / "forward.log", "ab")
        self.addCleanup(log.close)
        self.environment = {**self.environment, **dict(environment)}
        return self.start(harness.PROXY, "relay", "forward", "--ssh-port",
                          port or self.endpoint.port, *self.forward_options(), "--identity", self.identity, *more, stderr=log)

    def forward_log(self):
        return (self.work / "forward.log").read_text()

    def wait_for(self, condition, what):
        for _ in range(harness.PATIENCE * 20):
            value = condition()
            if value:
                return value
            time.sleep(0.05)
        log = self.work / "forward.log"
        raise AssertionError(f"never came: {what}\n{log.read_text() if log.exists() else ''}"
                             + "".join(relay.log()[-3000:] for relay in self.relays))

    def children_of(self, process):
        text = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        return [int(word) for word in text.split()]

    def assert_terminates(self, process, number=signal.SIGTERM):
        process.send_signal(number)
        return process.wait(harness.PATIENCE)

    def assert_nothing_is_left(self):
        """Neither a file in the folder for temporary ones nor a process that uses our key."""
        self.assertEqual([path for path in self.work.iterdir() if path.name.startswith(".cloudx")],
                         [])
        left = subprocess.run(["pgrep", "-f", f"IdentityFile=.*{self.identity}"],
                              capture_output=True, text=True, check=False).stdout
        self.assertEqual(left, "")

    def transfer_by_scp(self, size):
        data = self.random_file("relay.bin", size)
        back = self.work / "back.bin"
        base = ["/usr/bin/scp", "-q", "-F", self.ssh_config]
        self.run_program(*base, data, f"{ENDPOINT}:{self.work}/up.bin", timeout=600)
        self.run_program(*base, f"{ENDPOINT}:{self.work}/up.bin", back, timeout=600)
        self.assertEqual(harness.sha256(self.work / "up.bin"), harness.sha256(data))
        self.assertEqual(harness.sha256(back), harness.sha256(data))


class Together:
    """Runs functions at the same time and gives what they return."""

    def __init__(self, *functions):
        self.results = [None] * len(functions)
        self.errors = []
        threads = [threading.Thread(target=self.run, args=(at, function))
                   for at, function in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def run(self, at, function):
        try:
            self.results[at] = function()
        except BaseException as error:  # given to the test
            self.errors.append(error)
