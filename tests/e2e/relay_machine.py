"""A relay VM in the sandbox, launched through boto3, and the ssh clients that meet on it."""

import contextlib
import errno
import os
import pathlib
import queue
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import unittest

import boto3

import harness

SERVER_SOCKET = "/home/ec2-user/ssh-server"
TAG = "ssh-proxy"


def make_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)


class HiddenServer:
    """What the machine behind NAT has at its port: each connection is handled by `serve(socket)`."""

    def __init__(self, serve):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                serve(self.request)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def receive_all(connection):
    data = bytearray()
    while piece := connection.recv(1 << 16):
        data += piece
    return bytes(data)


def mirror(connection):
    """Sends everything back once the client has closed its side."""
    connection.sendall(receive_all(connection))


class RelayMachine(unittest.TestCase):
    """Keys in a folder for each class; `start()` launches a VM in a sandbox of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cloudx-relay-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        make_key(cls.folder / "host")
        make_key(cls.folder / "identity")

    @classmethod
    def start(cls, *options, idle_minutes=5, max_hours=24):
        """Boots a VM with real user data; waits until its boot has finished. stop() ends it."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=cls.folder))
        cls.cloud = harness.Sandbox(folder, "--vm-key", cls.folder / "identity.pub",
                                    "--policy", "original", *options)
        cls.user_data = subprocess.run(
            [harness.BIN / "relay-user-data", cls.folder / "host", str(idle_minutes),
             str(max_hours)], check=True, capture_output=True, text=True).stdout
        environment = cls.cloud.environment
        cls.ec2 = boto3.client(
            "ec2", endpoint_url=environment["AWS_ENDPOINT_URL_EC2"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            region_name=environment["AWS_REGION"], verify=environment["AWS_CA_BUNDLE"])
        cls.instance = cls.launch()
        cls.cloud.wait_until(lambda _: cls.has_reached("finished"), "the end of the boot")
        cls.machine = cls.description()["launch"]
        cls.port = environment["CLOUDX_SANDBOX_VM_PORT"]
        cls.home = folder / "sandbox" / "vms" / cls.instance / "disk" / "home" / "ec2-user"
        host_key = (cls.folder / "host.pub").read_text()
        (cls.folder / "known_hosts").write_text(f"relay {host_key}")

    @classmethod
    def stop(cls):
        cls.ec2.close()
        cls.cloud.stop()

    @classmethod
    def launch(cls):
        images = cls.ec2.describe_images(Owners=["137112412989"], Filters=[
            {"Name": "name", "Values": ["al2023-ami-minimal-*-arm64"]},
            {"Name": "state", "Values": ["available"]}])["Images"]
        newest = max(images, key=lambda image: image["CreationDate"])
        launched = cls.ec2.run_instances(
            LaunchTemplate={"LaunchTemplateName": "ssh-proxy"}, ImageId=newest["ImageId"],
            MinCount=1, MaxCount=1, UserData=cls.user_data, ClientToken=os.urandom(8).hex(),
            TagSpecifications=[{"ResourceType": "instance",
                                "Tags": [{"Key": TAG, "Value": "my-machine"}]}])
        return launched["Instances"][0]["InstanceId"]

    @classmethod
    def description(cls):
        return next(i for i in cls.cloud.state()["instances"] if i["id"] == cls.instance)

    @classmethod
    def step_ms(cls, name):
        return next((s["at_ms"] for s in cls.description()["launch"]["steps"] if s["step"] == name),
                    None)

    @classmethod
    def has_reached(cls, name):
        return cls.step_ms(name) is not None

    def ssh(self, *arguments):
        """The command line that the original's clients use, but with a pinned host key."""
        options = ["BatchMode=yes", "ConnectionAttempts=30", "ServerAliveInterval=10",
                   "ServerAliveCountMax=3", "ExitOnForwardFailure=yes", "HostKeyAlias=relay",
                   "StrictHostKeyChecking=yes", "IdentitiesOnly=yes",
                   f"UserKnownHostsFile={self.folder}/known_hosts",
                   f"IdentityFile={self.folder}/identity", f"Port={self.port}"]
        words = ["ssh", "-F", "none"]
        for option in options:
            words += ["-o", option]
        before = [a for a in arguments if isinstance(a, tuple)]
        for pair in before:
            words += pair
        return [*words, "ec2-user@" + self.machine["public_ip"],
                *(a for a in arguments if not isinstance(a, tuple))]

    def begin(self, *arguments):
        process = subprocess.Popen(self.ssh(*arguments), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process

    def run_ssh(self, *arguments, data=b""):
        return subprocess.run(self.ssh(*arguments), input=data, capture_output=True,
                              timeout=harness.PATIENCE, check=False)

    @staticmethod
    def end(process):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def forward(self, serve, *mode):
        """Makes `serve` reachable through the VM, as the machine behind NAT does; waits until it is."""
        server = HiddenServer(serve)
        self.addCleanup(server.close)
        remote = ("-R", f"{SERVER_SOCKET}:127.0.0.1:{server.port}")
        before = self.socket_file()
        process = self.begin(("-tt",), remote, *(mode or ("ssh-proxy forward",)))
        self.cloud.wait_until(lambda _: self.socket_file() != before and self.server_listens(),
                              "the forwarded socket")
        return process

    def socket_file(self):
        with contextlib.suppress(FileNotFoundError):
            status = (self.home / "ssh-server").stat()
            return status.st_ino, status.st_ctime_ns
        return None

    def server_listens(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe, \
                self.short_path("ssh-server") as path:
            return probe.connect_ex(path) == errno.EPROTOTYPE

    @contextlib.contextmanager
    def short_path(self, name):
        """A socket's path in the VM's home that fits into a socket address."""
        home = os.open(self.home, os.O_PATH)
        try:
            yield f"/proc/self/fd/{home}/{name}"
        finally:
            os.close(home)

    def attend(self):
        """A client whose bytes go through a local forward: the process, and the path of its socket."""
        path = pathlib.Path(tempfile.mkdtemp(dir=self.folder)) / "socket"
        return self.begin(("-L", f"{path}:{SERVER_SOCKET}"), "ssh-proxy attend"), path

    def attended(self):
        """The same, ready, as a connected socket."""
        process, path = self.attend()
        self.assertEqual(process.stdout.readline(), b"ready\n")
        connection = socket.socket(socket.AF_UNIX)
        self.addCleanup(connection.close)
        connection.settimeout(harness.PATIENCE)
        connection.connect(str(path))
        return process, connection

    def clients(self):
        return set(self.home.glob("ssh-client-*"))

    def wait_for_clients(self, number, before):
        """Until so many have come to those in `before`."""
        self.cloud.wait_until(lambda _: len(self.clients() - before) >= number,
                              f"{number} clients")


def greeting_server(received):
    """A server that closes its side first, and gives what then comes to the queue `received`."""
    def serve(connection):
        connection.sendall(b"hello")
        connection.shutdown(socket.SHUT_WR)
        received.put(receive_all(connection))
    return serve


def new_queue():
    return queue.Queue()
