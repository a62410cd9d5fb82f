"""Machines for tests of the relay: real SSH servers that see accounts and a home of their own.

`Endpoint` is the machine behind NAT, `Relay` a VM with the programs of our user data, and
`OriginalRelay` one that behaves as those of aws-ssh-proxy (relay_v1_vm.py). Each is one sshd on a
port of 127.0.0.1 in a mount namespace, with processes that end when it ends.
"""

import contextlib
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import time

import harness

SSHD = pathlib.Path(os.environ.get("CLOUDX_SSHD", "/usr/sbin/sshd"))
HERE = pathlib.Path(__file__).parent
USER_DATA = harness.BIN / "relay-user-data"
SSH_PROXY_PATH = "/usr/local/bin/ssh-proxy"


def why_not():
    """Why there can be no such machines here, or None."""
    if os.geteuid() != 0:
        return "machines with accounts of their own need root"
    if not SSHD.exists():
        return f"{SSHD}: there is no such program"
    done = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/home"],
                          capture_output=True, text=True, check=False)
    return done.stderr.strip() or None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return path.with_name(path.name + ".pub").read_text().strip()


class Machine:
    """One sshd; `user` logs in with `public_key`."""

    def __init__(self, folder, user, public_key, settings=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.user = user
        self.port = free_port()
        self.host_key = make_key(self.folder / "host_key")
        (self.folder / "authorized_keys").write_text(public_key + "\n")
        (self.folder / "passwd").write_text(
            "root:*:0:0::/root:/bin/sh\n" f"{user}:*:0:0::/home/{user}:/bin/sh\n"
            "sshd:*:65533:65534::/run/sshd:/usr/sbin/nologin\n")
        (self.folder / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host_key\n"
            f"AuthorizedKeysFile {self.folder}/authorized_keys\nPidFile none\nUsePAM no\n"
            "StrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\nUseDNS no\n"
            "MaxStartups 100\nSubsystem sftp internal-sftp\n" + settings)
        self.process = None
        self.start()

    def start(self):
        user = shlex.quote(f"/home/{self.user}")
        view = (f"mount --make-rprivate / && mount --bind {self.folder}/passwd /etc/passwd && "
                f"mount -t tmpfs tmpfs /home && mkdir {user} && mount -t tmpfs tmpfs /run && "
                f"mkdir /run/sshd && exec {SSHD} -D -e -f {self.folder}/sshd_config")
        with open(self.folder / "log", "ab") as log:
            # A process namespace: with its first process all others end, too.
            self.process = subprocess.Popen(
                ["unshare", "-m", "-p", "--fork", "--kill-child", "--mount-proc", "sh", "-c", view],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        for _ in range(harness.PATIENCE * 20):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"sshd did not start:\n{self.log()}")

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def runs(self):
        return self.process.poll() is None

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Endpoint(Machine):
    def __init__(self, folder, public_key):
        super().__init__(folder, "someone", public_key)


class Relay(Machine):
    """With the forced command and the sshd settings of the user data that our service gives."""

    def __init__(self, folder, public_key):
        folder = pathlib.Path(folder)
        key = folder.with_name(folder.name + "-any-key")
        make_key(key)
        data = subprocess.run([USER_DATA, key, "5", "24"], check=True, capture_output=True).stdout
        files = dict(re.findall(r"- path: (\S+)\n  permissions: '\d+'\n  content: \|\n"
                                r"((?:    .*\n|\n)+)", data.decode()))
        files = {path: re.sub(r"^    ", "", text, flags=re.M) for path, text in files.items()}
        program = folder.with_name(folder.name + "-ssh-proxy")
        program.write_text(files[SSH_PROXY_PATH])
        program.chmod(0o755)
        settings, = (text for path, text in files.items() if "sshd" in path)
        settings = re.sub(r"^HostKey .*\n", "", settings, flags=re.M)
        super().__init__(folder, "ec2-user", public_key,
                         settings.replace(SSH_PROXY_PATH, str(program)))


class OriginalRelay(Machine):
    """Its minutes are `speed` times shorter."""

    def __init__(self, folder, public_key, speed=100):
        command = shlex.join([sys.executable, str(HERE / "relay_v1_vm.py"), str(speed)])
        super().__init__(folder, "ec2-user", public_key,
                         f"Match User ec2-user\n  AcceptEnv SSH_PROXY_*\n  ForceCommand {command}\n")
