"""A TCP relay as a slow line: so many bytes a second each way, and a round-trip time.

It reads no faster than the line carries, so what the line does not take stays in the sender's
socket, as before a real bottleneck.
"""

import collections
import socket
import threading
import time

CHUNK = 4096
RECEIVE_BUFFER = 16384  # as little as a line's own queue


class Bottleneck:
    """Relays each of `ports` (of 127.0.0.1); `relayed[port]` is where to reach it."""

    def __init__(self, ports, rate, round_trip):
        self.rate, self.round_trip = rate, round_trip
        self.relayed, self.sockets = {}, []
        for port in ports:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            server.bind(("127.0.0.1", 0))
            server.listen()
            self.relayed[port] = server.getsockname()[1]
            self.sockets.append(server)
            start(self.accept, server, port)

    def stop(self):
        for one in self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def accept(self, server, port):
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.sockets.append(one)
            start(self.carry, near, far)
            start(self.carry, far, near)

    def carry(self, source, target):
        """Bytes leave at the line's rate and arrive half a round trip later."""
        line, changed = collections.deque(), threading.Condition()
        start(deliver, line, changed, target)
        free = 0
        data = b"-"
        while data:
            try:
                data = source.recv(CHUNK)
            except OSError:
                data = b""
            free = max(free, time.monotonic()) + len(data) / self.rate
            with changed:
                line.append((free + self.round_trip / 2, data))
                changed.notify()
            wait_until(free)


def deliver(line, changed, target):
    while True:
        with changed:
            while not line:
                changed.wait()
            due, data = line.popleft()
        wait_until(due)
        try:
            if not data:
                target.shutdown(socket.SHUT_WR)
                return
            target.sendall(data)
        except OSError:
            return


def wait_until(due):
    left = due - time.monotonic()
    if left > 0:
        time.sleep(left)


def start(task, *arguments):
    threading.Thread(target=task, args=arguments, daemon=True).start()
