"""The programs that are measured, and what they run against."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ["CLOUDX_BIN"])
ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import harness  # noqa: E402  (needs the path and CLOUDX_BIN)

MIB = 1 << 20
HYBRID_NODE = "mi-0123456789abcdef0"  # no key is pushed for it
SINK, SOURCE = "9", "19"  # ports of the far end


def cpu_seconds(pid):
    """User and system time of a process so far, all its threads, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else sum(ordered[middle - 1:middle + 1]) / 2


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def clean_environment(folder, settings):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("AWS_", "HTTP", "http", "NO_PROXY", "no_proxy"))}
    return {**kept, **settings, "HOME": str(folder)}


@contextlib.contextmanager
def temporary_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cloudx-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def limit(direction, size, payload, *arguments):
    """What two processes exchange with no protocol on top."""
    done = subprocess.run(
        [BIN / "cloudx-bench-limit", "--direction", direction, "--bytes", str(size),
         "--payload", str(payload), *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


class Place:
    """A home folder, and whatever connect talks to there. What was started ends with it."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {}
        self.program = [BIN / "cloudx-proxy"]
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()

    def connect(self, *arguments, environment=None, **streams):
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **streams}
        process = subprocess.Popen([*map(str, self.program), "connect", "-q", *arguments],
                                   env=environment or self.environment, **streams)
        self.started.append(process)
        return process


class FarEnd(Place):
    """cloudx-bench-far-end: sessions of `size` bytes each."""

    def __init__(self, folder, size, payload=1024):
        super().__init__(folder)
        self.size, self.payload = size, payload
        self.zeros = folder / "zeros"
        with open(self.zeros, "wb") as file:
            file.truncate(size)  # sparse: reading it costs no disk
        self.process = subprocess.Popen(
            [BIN / "cloudx-bench-far-end", "--folder", folder, "--bytes", str(size), "--payload",
             str(payload)], stdout=subprocess.PIPE, text=True)
        settings = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                    "AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"}
        for line in self.process.stdout:
            if line.startswith("# ready"):
                break
            name, _, value = line.removeprefix("export ").strip().partition("=")
            settings[name] = value
        self.environment = clean_environment(folder, settings)

    def __exit__(self, *_):
        super().__exit__()
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def start(self, direction):
        # The far end takes as many messages as there are.
        arguments = ("--payload-size", str(self.payload), "--message-rate", "unlimited")
        if direction == "down":
            # Open, because the end of stdin would be the end of the session.
            return self.connect(HYBRID_NODE, SOURCE, *arguments, stdin=subprocess.PIPE)
        with open(self.zeros, "rb") as source:
            return self.connect(HYBRID_NODE, SINK, *arguments, stdin=source)

    def finished(self, process):
        """Waits for one session's end: what the far end says of it, and connect's CPU seconds."""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"connect ended with {process.returncode}")
        transfer = json.loads(self.process.stdout.readline())
        return {**transfer, "cpu_seconds": usage.ru_utime + usage.ru_stime}


class SandboxPlace(Place):
    """cloudx-sandbox with a key for its instance, and an ssh_config with a host for each way to it.

    tunnel: through cloudx-proxy; plain: over TCP; prompt: over TCP without Nagle's delay.
    """

    def __init__(self, folder, *arguments):
        super().__init__(folder)
        keys = folder / ".ssh" / "vscode"
        keys.mkdir(parents=True, mode=0o700)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / "vscode"],
                       check=True)
        self.sandbox = harness.Sandbox(folder, *arguments)
        self.environment = clean_environment(folder, self.sandbox.environment)
        self.ssh_config = folder / "ssh_config"
        self.ssh_config.write_text(f"""\
Host *
  User ec2-user
  IdentityFile {keys}/vscode
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known_hosts
  StrictHostKeyChecking accept-new
  LogLevel ERROR
Host tunnel
  HostName {harness.INSTANCE}
  ProxyCommand {BIN / "cloudx-proxy"} connect %h %p -q
Host plain
  HostName 127.0.0.1
  Port {self.environment.get("CLOUDX_SANDBOX_SSH_PORT", "22")}
Host prompt
  HostName 127.0.0.1
  Port {self.environment.get("CLOUDX_SANDBOX_SSH_PORT", "22")}
  ProxyCommand {BIN / "cloudx-bench-dial"} %p
  ProxyUseFdpass yes
""")

    def __exit__(self, *_):
        super().__exit__()
        self.sandbox.stop()

    def ssh(self, host, *command):
        subprocess.run(["ssh", "-F", str(self.ssh_config), host, *command], check=True,
                       env=self.environment, stdin=subprocess.DEVNULL)
