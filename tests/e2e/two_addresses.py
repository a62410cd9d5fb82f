"""A network namespace whose only way to the sandbox is by one of two addresses of its own.

Two namespaces, joined by a pair of interfaces, live as long as two processes of this test. In the
far one a relay listens at the sandbox's ports; it runs in this process and reaches the sandbox by
loopback, because a socket stays in the namespace that it was made in.
"""

import contextlib
import ctypes
import os
import pathlib
import socket
import subprocess
import threading

CLONE_NEWNET = 0x40000000
FAR = "10.77.0.1"
NEAR = ("10.77.1.2", "10.77.2.2")
GATEWAYS = ("10.77.1.1", "10.77.2.1")


def why_not():
    """Why there can be no such namespace here, or None."""
    if os.geteuid() != 0:
        return "network namespaces with interfaces need root"
    for command in (["ip", "-V"], ["unshare", "-n", "ip", "link", "add", "near0", "type", "veth"]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            return str(error)
        if done.returncode != 0:
            return f"{' '.join(command)}: {done.stderr.strip()}"
    return None


class TwoAddresses:
    def __init__(self, folder, ports):
        self.sockets = []
        self.holders = [subprocess.Popen(["unshare", "-n", "sh", "-c", "echo; exec sleep infinity"],
                                         stdout=subprocess.PIPE) for _ in range(2)]
        for holder in self.holders:
            holder.stdout.readline()  # it is in its namespace
        self.near, self.far = (str(holder.pid) for holder in self.holders)
        self.join()
        self.hosts = pathlib.Path(folder) / "hosts"
        self.hosts.write_text(f"{FAR} localhost\n")
        thread = threading.Thread(target=self.listen, args=(ports,))
        thread.start()
        thread.join()
        for server, port in self.sockets:
            threading.Thread(target=self.accept, args=(server, port), daemon=True).start()

    def join(self):
        """Both routes lead to the far end; the first one is in use while its address is there."""
        self.ip(self.near, "link", "add", "near0", "type", "veth", "peer", "name", "far0",
                "netns", self.far)
        self.ip(self.near, "link", "set", "lo", "up")
        self.ip(self.far, "address", "add", f"{FAR}/32", "dev", "far0")
        for near, gateway in zip(NEAR, GATEWAYS):
            self.ip(self.near, "address", "add", f"{near}/24", "dev", "near0")
            self.ip(self.far, "address", "add", f"{gateway}/24", "dev", "far0")
        self.ip(self.near, "link", "set", "near0", "up")
        self.ip(self.far, "link", "set", "far0", "up")
        for metric, (near, gateway) in enumerate(zip(NEAR, GATEWAYS), 1):
            self.ip(self.near, "route", "add", FAR, "via", gateway, "src", near,
                    "metric", str(metric))

    @staticmethod
    def ip(namespace, *words):
        subprocess.run(["nsenter", "-n", "-t", namespace, "ip", *words], check=True)

    def prefix(self):
        """The words before a command that is to run in the near namespace."""
        return ("nsenter", "-n", "-t", self.near, "unshare", "-m", "sh", "-c",
                f"mount --bind {self.hosts} /etc/hosts && exec \"$@\"", "sh")

    def drop_address_in_use(self):
        self.ip(self.near, "address", "del", f"{NEAR[0]}/24", "dev", "near0")

    def listen(self, ports):
        """In a thread of its own, which alone enters the far namespace."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/proc/{self.far}/ns/net", "rb") as namespace:
            if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        self.sockets = [(socket.create_server((FAR, port)), port) for port in ports]

    def accept(self, server, port):
        with contextlib.suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=self.relay, args=(near, far), daemon=True).start()

    def relay(self, near, far):
        with near, far:
            back = threading.Thread(target=self.copy, args=(far, near), daemon=True)
            back.start()
            self.copy(near, far)
            back.join()

    @staticmethod
    def copy(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def stop(self):
        for holder in self.holders:
            holder.kill()
            holder.wait()
            holder.stdout.close()
        for server, _ in self.sockets:
            server.close()
