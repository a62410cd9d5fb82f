"""What the relay service refuses: every request that is not exactly what a holder of a key has just
made. Each one is counted, and the service goes on serving."""

import base64
import concurrent.futures
import json
import os
import random
import socket
import time

import harness
import relay_service
from hints import ctest

SEED = int(os.environ.get("CLOUDX_SEED", "20261127"))
RANDOM_REQUESTS = int(os.environ.get("CLOUDX_RANDOM_REQUESTS", "1000000"))


class Attacks(harness.EndToEnd):
    def setUp(self):
        self.sandbox()
        folder = self.folder / self.id().rsplit(".", 1)[1]
        self.service = relay_service.Service(
            folder, self.environment, '[aws]\nregion = "eu-west-1"\n')
        self.service.start()
        self.addCleanup(self.service.stop)

    def tearDown(self):
        # Whatever was done to it, it serves.
        self.assertEqual(self.service.v2("status")["state"], "none")
        self.assertIsNone(self.service.process.poll())

    def refused(self, reason):
        return self.service.metric(f'cloudx_relay_refused_total{{reason="{reason}"}}')

    def send(self, header, command="status", body=b"{}", method="POST", **more):
        return self.service.ask(method, "/v2/" + command, body,
                                {"Authorization": header, **more})

    def test_replayed_token_is_refused(self):
        mac, header = self.service.sign("status", "my-mac", "connect", b"{}")
        self.assertEqual(self.send(header)[0], 200)
        status, body, headers = self.send(header)
        self.assertEqual((status, json.loads(body)), (401, {"error": "replayed"}))
        key = relay_service.role_key(self.service.master, "connect", "my-mac")
        self.service.check_answer(mac, key, status, body, headers)
        self.assertEqual(self.refused("replayed"), 1)

    def test_replay_after_a_restart_is_refused(self):
        _, header = self.service.sign("status", "my-mac", "connect", b"{}")
        self.assertEqual(self.send(header)[0], 200)
        self.service.kill()
        self.service.start()
        self.assertEqual(self.send(header)[0], 401)

    def test_reordered_tokens_are_taken_each_once(self):
        headers = [self.service.sign("status", "my-mac", "connect", b"{}")[1] for _ in range(20)]
        random.Random(SEED).shuffle(headers)
        self.assertEqual([self.send(h)[0] for h in headers], [200] * 20)
        self.assertEqual([self.send(h)[0] for h in headers], [401] * 20)

    def test_expired_and_future_tokens_are_told_the_time(self):
        for distance in (-302, 302, -10 ** 9, 10 ** 12):
            mac, header = self.service.sign("status", "my-mac", "connect", b"{}",
                                            at=max(0, int(time.time()) + distance))
            status, body, headers = self.send(header)
            self.assertEqual(status, 401)
            self.assertEqual(json.loads(body)["error"], "clock")
            self.assertLess(abs(json.loads(body)["time"] - time.time()), 60)
            self.service.check_answer(
                mac, relay_service.role_key(self.service.master, "connect", "my-mac"), status,
                body, headers)
        self.assertEqual(self.refused("clock"), 4)

    def test_truncated_and_bent_tokens_are_refused(self):
        _, header = self.service.sign("status", "my-mac", "connect", b"{}")
        for size in range(0, len(header), 7):
            self.assertEqual(self.send(header[:size])[0], 401, header[:size])
        chance = random.Random(SEED)
        for at in range(len("CLOUDX-RELAY-V2 "), len(header)):
            bit = chance.choice((1, 2, 4, 8, 16))
            bent = header[:at] + chr(ord(header[at]) ^ bit) + header[at + 1:]
            if not bent.isprintable():
                continue
            self.assertEqual(self.send(bent)[0], 401, bent)
        self.assertEqual(self.send(header)[0], 200, "none of that has used the nonce up")

    def test_body_path_and_method_are_covered(self):
        _, header = self.service.sign("status", "my-mac", "connect", b"{}")
        self.assertEqual(self.send(header, body=b'{"a":1}')[0], 401)
        self.assertEqual(self.send(header, command="terminate")[0], 401)
        self.assertEqual(self.send(header, command="status?x")[0], 404)
        self.assertEqual(self.send(header, command="nothing")[0], 404)
        self.assertEqual(self.send(header, method="GET")[0], 405)
        self.assertEqual(self.send(header, method="PUT")[0], 405)
        self.assertEqual(self.send(header)[0], 200)

    def test_key_of_another_endpoint_or_role_opens_nothing(self):
        for role, endpoint in (("connect", "other"), ("forward", "my-mac")):
            key = relay_service.role_key(self.service.master, role, endpoint)
            _, header = self.service.sign("terminate", "my-mac", "connect", b"{}", key=key)
            self.assertEqual(self.send(header, "terminate")[0], 401)
        status, answer = self.service.v2("launch", role="forward", check=False)
        self.assertEqual((status, answer["error"]), (403, "only the role connect may launch"))

    def test_oversized_and_malformed_requests_are_refused(self):
        _, header = self.service.sign("status", "my-mac", "connect", b"{}")
        self.assertEqual(self.send(header, body=b"x" * 20_000)[0], 413)
        self.assertEqual(self.send(header, Filler="x" * 9000)[0], 431)
        for line in (b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
                     b"POST /v2/status HTTP/9.9\r\n\r\n", b"POST /v2/status HTTP/1.1\r\nA\r\n\r\n"):
            self.assertIn(self.raw(line)[9:12], (b"400", b"505"), line)
        for body in (b"", b"[]", b"{", b'{"seconds":-1}', b'{"seen":1e99}', b'{"attached":"no"}'):
            _, header = self.service.sign("wait", "my-mac", "connect", body)
            self.assertEqual(self.send(header, "wait", body)[0], 400, body)

    def raw(self, data, wait=True):
        with socket.create_connection(("127.0.0.1", self.service.port), 30) as connection:
            connection.sendall(data)
            return self.read_all(connection) if wait else b""

    @staticmethod
    def read_all(connection):
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while chunk := connection.recv(65536):
            got += chunk
        return got

    def test_smuggled_requests_are_not_seen(self):
        """Two lengths, two encodings, a header twice: a proxy in between might see it otherwise."""
        _, header = self.service.sign("status", "my-mac", "connect", b"{}")
        start = ("POST /v2/status HTTP/1.1\r\nHost: a\r\nAuthorization: " + header + "\r\n").encode()
        hidden = b"POST /v2/terminate HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        for fields in (b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
                       b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                       b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
                       b"Transfer-Encoding: xchunked\r\n\r\n{}",
                       b"Content-Length: -2\r\n\r\n{}", b"Content-Length: 0x2\r\n\r\n{}",
                       b"Content-Length : 2\r\n\r\n{}",
                       b"Authorization: " + header.encode() + b"\r\nContent-Length: 2\r\n\r\n{}"):
            answer = self.raw(start + fields + hidden)
            self.assertTrue(answer.startswith(b"HTTP/1.1 4"), (fields, answer))
            self.assertNotIn(b"HTTP/1.1 200", answer, fields)

    def test_query_smuggling_in_version_1(self):
        token = self.service.v1_token("status", "my-mac")
        dotted = self.service.v1_token("status", "my.mac")
        unknown = self.service.v1_token("x", "my-mac")
        for target, status in (
                (f"/status?my-mac&{token}", 200),
                (f"//status//?my-mac&{token}", 200),   # as the original trims slashes
                (f"/status?my-mac&{token}&x=1", 200),
                (f"/status?my-mac?&{token}", 200),     # and drops what no id has
                (f"/status?my.mac&{dotted}", 401),
                (f"/terminate?my-mac&{token}", 401),
                (f"/status%00?my-mac&{token}", 401),
                (f"/status/../terminate?my-mac&{token}", 401),
                (f"/status?my-mac&x&{token}", 401),
                (f"/status?&my-mac&{token}", 401),
                (f"/x?my-mac&{unknown}", 400),
                ("/status?my-mac", 401), ("/status", 401), ("/launch", 401), ("/terminate?", 401),
                ("/?", 401), ("/", 401), ("/nothing", 401), ("/x/y?my-mac", 401)):
            self.assertEqual(self.service.ask("GET", target)[0], status, target)

    def test_slow_requests_do_not_keep_others_waiting(self):
        """Slowloris: hundreds of connections that never finish their request."""
        held = []
        try:
            for number in range(300):
                connection = socket.create_connection(("127.0.0.1", self.service.port), 30)
                connection.sendall(b"POST /v2/status HTTP/1.1\r\nHost: a\r\nX-%d: " % number)
                held.append(connection)
            self.assertEqual(self.service.v2("status")["state"], "none")
            for connection in held:
                connection.settimeout(harness.PATIENCE)
                self.assertEqual(connection.recv(1), b"", "closed by the service")
        finally:
            for connection in held:
                connection.close()

    def random_requests(self, seed, count):
        """Random bytes, and requests that are nearly right; gives how many were answered 2xx."""
        chance = random.Random(seed)
        good = 0
        for _ in range(count // 100):
            with socket.create_connection(("127.0.0.1", self.service.port), 30) as connection:
                batch = b"".join(self.one_random_request(chance) for _ in range(100))
                try:
                    connection.sendall(batch)
                    good += self.read_all(connection).count(b"HTTP/1.1 2")
                except OSError:
                    pass  # the service has closed it already
        return good

    def one_random_request(self, chance):
        kind = chance.randrange(4)
        if kind == 0 and chance.random() < 0.02:
            return chance.randbytes(chance.randrange(200))
        token = base64.b64encode(chance.randbytes(42)).decode()
        if kind == 1:
            command = chance.choice(("launch", "status", "terminate"))
            return f"GET /{command}?my-mac&{token} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        nonce = base64.b64encode(chance.randbytes(16)).decode()
        mac = base64.b64encode(chance.randbytes(32)).decode()
        command = chance.choice(("launch", "status", "terminate", "wait"))
        return (f"POST /v2/{command} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                f"Authorization: CLOUDX-RELAY-V2 id=my-mac, role=connect, time={int(time.time())}, "
                f"nonce={nonce}, mac={mac}\r\n\r\n{{}}").encode()

    @ctest(seconds=30)
    def test_random_requests_are_refused(self):
        print(f"seed {SEED}, {RANDOM_REQUESTS} requests", flush=True)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            good = sum(pool.map(lambda n: self.random_requests(SEED + n, RANDOM_REQUESTS // 8),
                                range(8)))
        self.assertEqual(good, 0)
        self.assertGreater(self.refused("mac") + self.refused("token"), RANDOM_REQUESTS / 3)
        state = self.service.v2("status")
        self.assertEqual(state["state"], "none", "nothing of that has launched a relay")


if __name__ == "__main__":
    harness.main()
