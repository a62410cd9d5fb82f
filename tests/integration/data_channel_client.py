"""A small Session Manager client, usable as ProxyCommand: data_channel_client.py INSTANCE PORT [USER KEY.pub].

Written for the tests of the sandbox on top of boto3 alone, so that the sandbox's gateway and agent
are not judged by this project's own client.
"""

import base64
import hashlib
import json
import os
import select
import signal
import socket
import ssl
import struct
import sys
import time
import urllib.parse
import uuid

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

VERSION = "1.2.764.0"
REPEAT_AFTER = 0.2  # seconds
WINDOW = 256  # unacknowledged messages


class WebSocket:
    def __init__(self, url, headers):
        parts = urllib.parse.urlsplit(url)
        raw = socket.create_connection((parts.hostname, parts.port or 443))
        context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
        self.socket = context.wrap_socket(raw, server_hostname=parts.hostname)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}",
                 "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}",
                 "Sec-WebSocket-Version: 13", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            more = self.socket.recv(65536)
            if not more:
                break
            self.received += more
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])
        if self.status != 101 and headers:
            print(head.decode(), self.received.decode(), file=sys.stderr)
        self.closed = None if self.status == 101 else (1006, "")  # (code, text) of the peer

    def send(self, opcode, payload):
        size = len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        self.socket.sendall(head + b"\0\0\0\0" + payload)  # an all-zero mask changes nothing

    def wait(self, others, seconds):
        """The readable ones of `others`; reads what the peer has sent."""
        if self.socket.pending():
            seconds = 0
        ready, _, _ = select.select([self.socket, *others], [], [], seconds)
        if self.socket in ready or self.socket.pending():
            more = self.socket.recv(262144)
            if not more and self.closed is None:
                self.closed = (1006, "")
            self.received += more
        return [other for other in others if other in ready]

    def messages(self):
        """Whole messages that have arrived (the sandbox does not fragment)."""
        while len(self.received) >= 2:
            opcode, size, at = self.received[0] & 15, self.received[1] & 127, 2
            if size >= 126:
                width = 2 if size == 126 else 8
                if len(self.received) < 2 + width:
                    return
                size, at = int.from_bytes(self.received[2:2 + width], "big"), 2 + width
            if len(self.received) < at + size:
                return
            payload, self.received = self.received[at:at + size], self.received[at + size:]
            if opcode == 8:
                code = struct.unpack(">H", payload[:2])[0] if payload else 1005
                self.closed = (code, payload[2:].decode())
            elif opcode == 9:
                self.send(10, payload)
            elif opcode in (1, 2):
                yield payload


def frame(kind, number, payload_type, payload, flags=0):
    identity = uuid.uuid4().bytes
    return (struct.pack(">I", 116) + kind.ljust(32).encode()
            + struct.pack(">IQqQ", 1, int(time.time() * 1000), number, flags)
            + identity[8:] + identity[:8] + hashlib.sha256(payload).digest()
            + struct.pack(">II", payload_type, len(payload)) + payload)


class DataChannel:
    def __init__(self, url, token, signed=True):
        headers = sign(url) if signed else {}
        self.websocket = WebSocket(url, headers)
        self.next, self.expected = 0, 0
        self.unacknowledged, self.early = {}, {}
        self.ready, self.output, self.closed_output = False, b"", None
        self.others = []  # (payload type, payload) of what is neither handshake nor output
        if self.websocket.status == 101 and token is not None:
            self.websocket.send(1, json.dumps({
                "MessageSchemaVersion": "1.0", "RequestId": str(uuid.uuid4()), "TokenValue": token,
                "ClientId": str(uuid.uuid4()), "ClientVersion": VERSION}).encode())

    @property
    def open(self):
        return self.websocket.closed is None and self.closed_output is None

    def send(self, payload_type, payload):
        message = frame("input_stream_data", self.next, payload_type, payload)
        self.unacknowledged[self.next] = [message, time.time()]
        self.next += 1
        self.websocket.send(2, message)

    def step(self, others=(), seconds=REPEAT_AFTER):
        ready = self.websocket.wait(list(others), seconds)
        for message in self.websocket.messages():
            self.on_message(message)
        for entry in list(self.unacknowledged.values())[:1]:
            if self.open and time.time() - entry[1] > REPEAT_AFTER:
                entry[1] = time.time()
                self.websocket.send(2, entry[0])
        return ready

    def on_message(self, message):
        # The header of the service's own messages is shorter; it tells its length.
        header_length, = struct.unpack(">I", message[:4])
        kind = message[4:36].decode().strip("\0 ")
        number, = struct.unpack(">q", message[48:56])
        payload = message[header_length + 4:]
        assert hashlib.sha256(payload).digest() == message[80:112], "wrong digest"
        if kind == "acknowledge":
            self.unacknowledged.pop(json.loads(payload)["AcknowledgedMessageSequenceNumber"], None)
        elif kind == "channel_closed":
            self.closed_output = json.loads(payload)["Output"]
        elif kind == "output_stream_data":
            identity = uuid.UUID(bytes=message[72:80] + message[64:72])
            self.websocket.send(2, frame("acknowledge", 0, 0, json.dumps({
                "AcknowledgedMessageType": kind, "AcknowledgedMessageId": str(identity),
                "AcknowledgedMessageSequenceNumber": number, "IsSequentialMessage": True}).encode(),
                flags=3))
            self.early[number] = (int.from_bytes(message[112:116], "big"), payload)
            while self.expected in self.early:
                self.process(*self.early.pop(self.expected))
                self.expected += 1

    def process(self, payload_type, payload):
        if payload_type == 5:
            actions = json.loads(payload)["RequestedClientActions"]
            self.send(6, json.dumps({"ClientVersion": VERSION, "ProcessedClientActions": [
                {"ActionType": action["ActionType"], "ActionStatus": 1, "ActionResult": None,
                 "Error": ""} for action in actions], "Errors": None}).encode())
        elif payload_type == 7:
            self.ready = True
        elif payload_type == 1:
            self.output += payload
        else:
            self.others.append((payload_type, payload))


def sign(url):
    """botocore signs a query as it stands: it gets the canonical form of the raw one."""
    session = boto3.session.Session()
    base, _, query = url.replace("wss:", "https:").partition("?")
    pairs = (item.partition("=") for item in query.split("&"))
    canonical = "&".join(f"{k}={urllib.parse.quote(v.replace('+', ' '), safe='')}"
                         for k, _, v in pairs)
    request = AWSRequest("GET", base + "?" + canonical)
    SigV4Auth(session.get_credentials(), "ssmmessages", session.region_name).add_auth(request)
    return dict(request.headers)


def client(service, variable):
    # Not boto3.client(): that keeps the credentials of the first sandbox it met.
    return boto3.session.Session().client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL_" + variable])


def start(instance, port):
    return client("ssm", "SSM").start_session(
        Target=instance, DocumentName="AWS-StartSSHSession", Parameters={"portNumber": [port]})


def main(instance, port, user=None, key_file=None):
    if user:
        with open(key_file, encoding="ascii") as file:
            client("ec2-instance-connect", "EC2_INSTANCE_CONNECT").send_ssh_public_key(
                InstanceId=instance, InstanceOSUser=user, SSHPublicKey=file.read())
    session = start(instance, port)
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(0))  # from ssh, when it needs no proxy any more
    try:
        pump(DataChannel(session["StreamUrl"], session["TokenValue"]))
    finally:
        client("ssm", "SSM").terminate_session(SessionId=session["SessionId"])


def pump(channel):
    """Standard input and output through the channel, until it closes."""
    sources = [sys.stdin]
    while channel.open:
        sending = channel.ready and len(channel.unacknowledged) < WINDOW
        if channel.step(sources if sending else []):
            data = os.read(0, 16384)
            if data:
                channel.send(1, data)
            else:
                sources = []
                channel.send(10, struct.pack(">I", 2))
        sys.stdout.buffer.write(channel.output)
        sys.stdout.buffer.flush()
        channel.output = b""
    if channel.closed_output:
        print(channel.closed_output, file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
