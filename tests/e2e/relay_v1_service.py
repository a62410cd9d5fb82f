"""A service of version 1, written from the description of aws-ssh-proxy's (index.php)."""

import base64
import hashlib
import hmac
import http.server
import re
import threading


def token(key, nonce, text):
    mac = hmac.new(key.encode(), nonce + text.encode(), hashlib.sha256).digest()
    return base64.b64encode(nonce + mac).decode()


class ServiceV1:
    """`launch` is called for a launch where nothing runs and gives the new relay's address."""

    def __init__(self, key, launch, terminate=lambda: None):
        self.key = key
        self.launch = launch
        self.terminate = terminate
        self.address = ""
        self.requests = []  # (method, command, id) with a good token
        self.refused = []
        self.lie = lambda body: body  # what becomes of an answer on its way
        self.lock = threading.Lock()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                service.answer(self)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # clients may go

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def check(self, target):
        """The command, the id and the nonce of a genuine request, or None."""
        path, _, query = target.partition("?")
        command = path.strip("/")
        identity, *rest = query.split("&")
        identity = re.sub("[^A-Za-z0-9-]", "", identity)
        if not rest:
            return None
        try:
            given = base64.b64decode(rest[0])
        except ValueError:
            return None
        nonce = given[:10]
        if not hmac.compare_digest(token(self.key, nonce, f"{command}?{identity}"), rest[0]):
            return None
        return command, identity, nonce

    def answer(self, request):
        size = int(request.headers.get("Content-Length", 0))
        request.rfile.read(size)
        checked = self.check(request.path)
        if checked is None:
            self.refused.append(request.path)
            return self.send(request, 401, "")
        command, identity, nonce = checked
        with self.lock:
            self.requests.append((request.command, command, identity))
            try:
                if command == "launch" and not self.address:
                    self.address = self.launch()
                if command == "terminate":
                    if not self.address:
                        return self.send(request, 503, "")
                    self.address = ""
                    self.terminate()
            except Exception:  # as the original: anything is a 503
                return self.send(request, 503, "")
            if command not in ("launch", "status", "terminate"):
                return self.send(request, 400, "")
            address = self.address if command != "terminate" else ""
        body = f"{address} {token(self.key, nonce, address)}\n" if address else ""
        return self.send(request, 200, self.lie(body))

    @staticmethod
    def send(request, status, body):
        request.send_response(status)
        request.send_header("Content-Type", "text/plain")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body.encode())

    def commands(self):
        return [command for _, command, _ in self.requests]
