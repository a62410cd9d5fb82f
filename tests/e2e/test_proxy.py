"""API calls and the tunnel through an HTTP proxy (CONNECT with basic authentication)."""

import base64
import socket
import threading

import harness

LOGIN = base64.b64encode(b"user:p@ss word").decode()


class ConnectProxy:
    """Tunnels CONNECT for clients that know the password; `hosts` is what it was asked for."""

    def __init__(self):
        self.hosts = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        if f"Proxy-Authorization: Basic {LOGIN}".encode() not in head:
            client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            client.close()
            return
        host, port = head.split()[1].decode().rsplit(":", 1)
        self.hosts.append(f"{host}:{port}")
        far = socket.create_connection((host, int(port)))
        # Head and first bytes of the tunnel in one piece would be legal, too.
        client.sendall(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
        threading.Thread(target=self.pump, args=(client, far), daemon=True).start()
        self.pump(far, client)

    @staticmethod
    def pump(source, target):
        try:
            while data := source.recv(1 << 16):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            target.close()


class Proxy(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()
        self.proxy = ConnectProxy()
        self.addCleanup(self.proxy.server.close)
        self.environment["HTTPS_PROXY"] = f"http://user:p%40ss%20word@127.0.0.1:{self.proxy.port}"

    def endpoint(self, service):
        return self.environment[f"AWS_ENDPOINT_URL_{service}"].split("//")[1].strip("/")

    def test_calls_and_tunnel_go_through_it(self):
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        for service in ("SSM", "EC2_INSTANCE_CONNECT", "SSMMESSAGES"):
            self.assertIn(self.endpoint(service), self.proxy.hosts)

    def test_no_proxy_is_honoured(self):
        self.environment["NO_PROXY"] = "example.com,localhost"
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(self.proxy.hosts, [])

    def test_wrong_password_is_an_error(self):
        self.environment["HTTPS_PROXY"] = f"http://user:wrong@127.0.0.1:{self.proxy.port}"
        done = self.connect(harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn("407", done.stderr.decode())


if __name__ == "__main__":
    harness.main()
