"""A service of version 2, written from docs/relay-protocol.md; `lie` makes it a hostile one."""

import base64
import hashlib
import hmac
import http.server
import json
import re
import threading
import time

HEADER = re.compile(r"CLOUDX-RELAY-V2 id=([A-Za-z0-9-]{1,64}), role=(connect|forward), "
                    r"time=(\d+), nonce=([A-Za-z0-9+/=]+), mac=([A-Za-z0-9+/=]+)")


def derive(master, role, identity):
    """HKDF-SHA256 without salt, one block."""
    extracted = hmac.new(bytes(32), master, hashlib.sha256).digest()
    info = f"cloudx-relay-v2 {role} {identity}".encode()
    return hmac.new(extracted, info + b"\1", hashlib.sha256).digest()


def mac(key, *lines):
    digest = hmac.new(key, "\n".join(lines).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class ServiceV2:
    """`launch` gives what the view of a running relay has: address, port, host_key."""

    def __init__(self, master, launch, terminate=lambda: None, tls=None):
        self.master = master
        self.launch = launch
        self.tls = tls  # an ssl.SSLContext
        self.terminate = terminate
        self.change = threading.Condition()
        self.view = {"state": "none", "version": 0, "forward_seen": 0, "idle_minutes": 5,
                     "max_hours": 24}
        self.requests = []  # (command, role, body) with a good token
        self.refused = 0
        self.launcher = ""  # the client that a relay was launched for, alone
        self.nonces = set()
        self.clock = time.time
        self.unavailable = 0  # so many answers are 503
        self.lie = lambda command, status, body, mac: (status, body, mac)
        self.port = 0
        self.start()

    @property
    def url(self):
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/behind/a/proxy"

    def start(self):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                service.answer(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            allow_reuse_address = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass  # clients may go

        self.stopping = False
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self):
        with self.change:
            self.stopping = True
            self.change.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def set(self, **members):
        with self.change:
            self.view.update(members, version=self.view["version"] + 1)
            self.change.notify_all()

    def run_relay(self):
        self.set(**{"state": "running", **self.launch()})

    def roles(self):
        return [(command, role) for command, role, _ in self.requests]

    def answer(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        found = HEADER.fullmatch(request.headers.get("Authorization", ""))
        path = request.path.removeprefix("/behind/a/proxy")
        if not found:
            return self.send(request, 401, b"", None)
        identity, role, seconds, nonce, given = found.groups()
        key = derive(self.master, role, identity)
        wanted = mac(key, "cloudx-relay-v2 request", "POST", path, identity, role, seconds, nonce,
                     hashlib.sha256(body).hexdigest())
        if not hmac.compare_digest(wanted, given):
            self.refused += 1
            return self.send(request, 401, b"", None)
        command = path.removeprefix("/v2/")
        status, answer = self.act(command, role, json.loads(body), int(seconds), nonce)
        text = json.dumps(answer).encode()
        proof = mac(key, "cloudx-relay-v2 response", given, str(status),
                    hashlib.sha256(text).hexdigest())
        return self.send(request, *self.lie(command, status, text, proof))

    def act(self, command, role, body, seconds, nonce):
        now = int(self.clock())
        if abs(seconds - now) > 300:
            return 401, {"error": "clock", "time": now}
        if nonce in self.nonces:
            return 401, {"error": "replayed"}
        self.nonces.add(nonce)
        with self.change:
            self.requests.append((command, role, body))
            if self.unavailable > 0:
                self.unavailable -= 1
                return 503, {"error": "the test says so"}
            if role == "forward" and command == "wait":
                self.view["forward_seen"] = now
        if command == "launch":
            if role != "connect":
                return 403, {"error": "only connect may launch"}
            with self.change:
                first = self.view["state"] == "none"
                name = body.get("client", "")
                self.launcher = name if first or self.launcher == name else ""
                if first:
                    self.view.update(state="launching", step="booting",
                                     version=self.view["version"] + 1)
                    self.change.notify_all()
            if first:
                threading.Thread(target=self.run_relay, daemon=True).start()
        elif command == "terminate" and body.get("client", self.launcher) != self.launcher:
            pass  # others want it, too
        elif command == "terminate":
            self.terminate()
            self.set(state="none", address="", host_key="")
        elif command == "wait":
            with self.change:
                self.change.wait_for(
                    lambda: self.view["version"] != body["seen"] or self.stopping, body["seconds"])
        elif command != "status":
            return 404, {"error": "no such command"}
        with self.change:
            return 200, {**self.view, "time": int(self.clock())}

    def send(self, request, status, body, proof):
        request.close_connection = self.stopping
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        if proof is not None:
            request.send_header("Cloudx-Relay-Mac", proof)
        request.end_headers()
        request.wfile.write(body)
