"""A running relay service and requests to it, signed by an implementation of the protocols of its
own: version 1 as aws-ssh-proxy has it, version 2 as docs/relay-protocol.md says."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import time

import harness


def hmac256(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def role_key(master, role, endpoint):
    """HKDF-SHA256 (RFC 5869) without a salt, one block."""
    extracted = hmac256(bytes(32), master)
    return hmac256(extracted, f"cloudx-relay-v2 {role} {endpoint}".encode() + b"\1")


class Service:
    """`relay serve` with a configuration of its own; `key` and `master` are its keys."""

    def __init__(self, folder, environment, settings="", service="", master=None, port=0,
                 api_key="correct horse battery staple", limits="", metrics="true"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.environment = folder, environment
        self.master = os.urandom(32) if master is None else master
        self.api_key = api_key.encode() if api_key else None
        self.write("master.key",
                   "cloudx-relay-master-v2 " + base64.b64encode(self.master).decode() + "\n")
        auth = 'master_key_file = "master.key"\n'
        if api_key:
            self.write("api.key", api_key + "\n")
            auth += 'api_key_file = "api.key"\n'
        self.config = folder / "relay.toml"
        self.config.touch(0o600)
        self.config.write_text(
            f'[service]\nlisten = "127.0.0.1:{port}"\nmetrics = {metrics}\n{service}\n'
            f'[auth]\n{auth}\n'
            f'{settings}\n[limits]\n{limits}\n')
        self.process = None

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)

    def start(self):
        self.log = open(self.folder / "service.log", "ab")
        offset = self.log.tell()
        self.process = subprocess.Popen(
            [harness.PROXY, "relay", "serve", "--config", self.config], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for _ in range(harness.PATIENCE * 20):
            said = re.search(r"listening on (https?)://\S+ port (\d+)", self.read_log()[offset:])
            if said:
                self.scheme, self.port = said[1], int(said[2])
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError("the service did not start:\n" + self.read_log())

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}/"

    def read_log(self):
        return (self.folder / "service.log").read_text(errors="replace")

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        status = self.process.wait(harness.PATIENCE)
        self.log.close()
        return status

    def reload(self):
        """SIGHUP, until what it brings is in force."""
        count = self.read_log().count("read the certificate anew")
        self.process.send_signal(signal.SIGHUP)
        while self.read_log().count("read the certificate anew") == count:
            time.sleep(0.02)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            return self.kill(signal.SIGTERM)
        return None

    def connection(self, timeout=harness.PATIENCE):
        if self.scheme == "https":
            context = ssl.create_default_context(cafile=self.folder / "ca.pem")
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout,
                                               context=context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, target, body=None, headers=None, timeout=harness.PATIENCE):
        """(status, body, headers) of one request as it is given."""
        connection = self.connection(timeout)
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    # Version 1

    def v1_token(self, command, endpoint, nonce=None, key=None):
        nonce = os.urandom(10) if nonce is None else nonce
        mac = hmac256(key or self.api_key, nonce + f"{command}?{endpoint}".encode())
        return base64.b64encode(nonce + mac).decode()

    def v1(self, command, endpoint, method="POST"):
        """(status, address or None); checks the answer's token as the original client does."""
        nonce = os.urandom(10)
        token = self.v1_token(command, endpoint, nonce)
        status, body, _ = self.ask(method, f"/{command}?{endpoint}&{token}")
        line = body.decode().strip("\r\n")
        if status != 200 or not line:
            return status, None
        address, _, given = line.partition(" ")
        genuine = base64.b64encode(
            nonce + hmac256(self.api_key, nonce + address.encode())).decode()
        if given != genuine:
            raise AssertionError(f"a wrong token: {line}")
        return status, address

    # Version 2

    def sign(self, command, endpoint, role, body, at=None, nonce=None, key=None, method="POST"):
        at = int(time.time()) if at is None else at
        nonce = base64.b64encode(os.urandom(16) if nonce is None else nonce).decode()
        text = "\n".join(["cloudx-relay-v2 request", method, "/v2/" + command, endpoint, role,
                          str(at), nonce, hashlib.sha256(body).hexdigest()])
        key = role_key(self.master, role, endpoint) if key is None else key
        mac = base64.b64encode(hmac256(key, text.encode())).decode()
        return mac, (f"CLOUDX-RELAY-V2 id={endpoint}, role={role}, time={at}, nonce={nonce}, "
                     f"mac={mac}")

    def check_answer(self, mac, key, status, body, headers):
        given = {name.lower(): value for name, value in headers.items()}["cloudx-relay-mac"]
        text = "\n".join(["cloudx-relay-v2 response", mac, str(status),
                          hashlib.sha256(body).hexdigest()])
        genuine = base64.b64encode(hmac256(key, text.encode())).decode()
        if given != genuine:
            raise AssertionError("an answer with a wrong MAC")

    def v2(self, command, endpoint="my-mac", role="connect", check=True, **members):
        """The answer's members; fails for any other status than 200 unless told not to check."""
        body = json.dumps(members).encode()
        mac, header = self.sign(command, endpoint, role, body)
        status, answer, headers = self.ask("POST", "/v2/" + command, body,
                                           {"Authorization": header})
        self.check_answer(mac, role_key(self.master, role, endpoint), status, answer, headers)
        if not check:
            return status, json.loads(answer)
        if status != 200:
            raise AssertionError(f"{command}: {status} {answer}")
        return json.loads(answer)

    def wait_for(self, state, endpoint="my-mac", role="connect"):
        """Waits as a client does until the endpoint is in the state."""
        view = self.v2("status", endpoint, role)
        for _ in range(harness.PATIENCE):
            if view["state"] == state:
                return view
            view = self.v2("wait", endpoint, role, seen=view["version"], seconds=1)
        raise AssertionError(f"never {state}: {view}\n{self.read_log()[-3000:]}")

    def metric(self, name):
        _, text, _ = self.ask("GET", "/metrics")
        for line in text.decode().splitlines():
            if line.startswith(name + " "):
                return float(line.rsplit(" ", 1)[1])
        return 0.0
