"""A relay that moves bytes in rounds, so that sequential round trips can be counted.

In each round everything that clients have sent so far goes to the servers, then everything that the
servers answered goes back; nothing else moves meanwhile. A TCP connection takes a round of its own
before its first byte may pass. The number of rounds in which anything moved until some event is the
number of sequential round trips before it, whatever the speed of the machine.
"""

import selectors
import socket
import threading
import time

QUIET = 0.2  # seconds without a byte after which a side has nothing more to say
LONGEST = 0.8  # seconds after which repeats of what was not answered do not count any more


def relay_endpoints(environment, make_relay=None):
    """A relay before every endpoint that `environment` names, and the environment to reach it."""
    make_relay = make_relay or Lockstep
    endpoints = {name: int(value.rsplit(":", 1)[1].strip("/"))
                 for name, value in environment.items() if name.startswith("AWS_ENDPOINT_URL_")}
    relay = make_relay(sorted(set(endpoints.values())))
    relayed = {**environment, **{name: f"https://127.0.0.1:{relay.relayed[port]}"
                                 for name, port in endpoints.items()}}
    # Any service not named on its own would escape the count.
    relayed.pop("AWS_ENDPOINT_URL", None)
    return relay, relayed


class Connection:
    def __init__(self, near, far):
        self.near, self.far = near, far
        self.established = False
        self.to_far, self.to_near = bytearray(), bytearray()
        self.near_ended = self.far_ended = False


class Lockstep:
    """Relays each of `ports` (of 127.0.0.1); `relayed[port]` is where to reach it."""

    def __init__(self, ports):
        self.selector = selectors.DefaultSelector()
        self.relayed, self.connections = {}, []
        self.rounds = 0
        self.running = True
        for port in ports:
            server = socket.create_server(("127.0.0.1", 0))
            self.relayed[port] = server.getsockname()[1]
            self.selector.register(server, selectors.EVENT_READ, ("accept", port))
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def stop(self):
        self.running = False
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        for connection in self.connections:
            connection.near.close()
            connection.far.close()
        self.selector.close()

    def run(self):
        while self.running:
            self.collect()
            counted = self.anything_to("far")
            self.rounds += counted  # before it moves: an event it causes sees it counted
            self.forward()
            self.collect()
            self.rounds += not counted and self.anything_to("near")
            self.back()

    def anything_to(self, side):
        if side == "far":
            return any(c.to_far or not c.established for c in self.connections)
        return any(c.to_near for c in self.connections)

    def collect(self):
        """Reads whatever comes until both sides have been quiet for a while."""
        begin = last = time.monotonic()
        while time.monotonic() - last < QUIET and time.monotonic() - begin < LONGEST:
            for key, _ in self.selector.select(QUIET / 4):
                last = time.monotonic()
                what, about = key.data
                if what == "accept":
                    self.accept(key.fileobj, about)
                else:
                    self.read(key.fileobj, what, about)

    def accept(self, server, port):
        near, _ = server.accept()
        connection = Connection(near, socket.create_connection(("127.0.0.1", port)))
        self.connections.append(connection)
        self.selector.register(near, selectors.EVENT_READ, ("near", connection))
        self.selector.register(connection.far, selectors.EVENT_READ, ("far", connection))

    def read(self, source, side, connection):
        try:
            data = source.recv(1 << 20)
        except OSError:
            data = b""
        if side == "near":
            connection.to_far += data
            connection.near_ended |= not data
        else:
            connection.to_near += data
            connection.far_ended |= not data
        if not data:
            self.selector.unregister(source)

    def forward(self):
        for connection in self.connections:
            if connection.established:
                self.send(connection.far, connection.to_far, connection.near_ended)
            connection.established = True

    def back(self):
        for connection in self.connections:
            self.send(connection.near, connection.to_near, connection.far_ended)

    @staticmethod
    def send(target, data, ended):
        try:
            target.sendall(bytes(data))
            if ended:
                target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        data.clear()
