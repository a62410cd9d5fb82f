"""The systemd unit that docs/relay-service.md tells, and the one that relay install writes, under a real
systemd: keys and certificates that only root can read, and services that users made up run."""

import json
import pathlib
import re
import subprocess
import time

import harness
import postgresql
import relay_service
import systemd_machine

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs/relay-service.md"
ADDRESS = "192.0.2.7"
LIVE = "/etc/letsencrypt/live/relay.example"
PREPARE = f"""
install -m 755 {harness.PROXY} /usr/local/bin/cloudx-proxy
install -d -m 755 /etc/cloudx-proxy
install -m 644 /shared/relay.toml /etc/cloudx-proxy/relay.toml
install -m 600 /shared/service/master.key /etc/cloudx-proxy/relay-master.key
install -d -m 700 /etc/letsencrypt/live /etc/letsencrypt/archive
install -d -m 755 {LIVE} /etc/letsencrypt/archive/relay.example
install -m 644 /shared/cert.pem /etc/letsencrypt/archive/relay.example/fullchain1.pem
install -m 600 /shared/key.pem /etc/letsencrypt/archive/relay.example/privkey1.pem
for name in fullchain privkey; do
  ln -s ../../archive/relay.example/${{name}}1.pem {LIVE}/$name.pem
done
{harness.SANDBOX} --policy original --state-dir /run/sandbox > /shared/sandbox.env 2> /shared/sandbox.log &
until grep -q '^# ready' /shared/sandbox.env; do sleep 0.1; done
. /shared/sandbox.env
umask 077
printf '[default]\\naws_access_key_id = %s\\naws_secret_access_key = %s\\n' \\
  "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" > /etc/cloudx-proxy/aws-credentials
umask 022
install -m 644 "$AWS_CA_BUNDLE" /etc/sandbox.pem
mkdir /etc/systemd/system/cloudx-relay.service.d
printf '[Service]\\nStandardError=append:/shared/relay.log\\nEnvironment=AWS_CA_BUNDLE=/etc/sandbox.pem\\nEnvironment=AWS_ENDPOINT_URL=%s\\n' \\
  "$AWS_ENDPOINT_URL" > /etc/systemd/system/cloudx-relay.service.d/test.conf
"""
AWS = '[aws]\nregion = "eu-west-1"\n'
AUTH = '[auth]\nmaster_key_file = "relay-master.key"\n'


class Units(harness.EndToEnd):
    @classmethod
    def setUpClass(cls):
        why_not = systemd_machine.why_not()
        if why_not:
            raise cls.skipTest(cls, why_not)
        super().setUpClass()

    def make(self, configuration, prepare=PREPARE, units=None):
        unit, = re.findall(r"```ini\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
        self.machine = systemd_machine.Machine(
            prepare, {"cloudx-relay.service": unit, **(units or {})})
        self.addCleanup(self.machine.stop)
        shared = self.machine.shared
        (shared / "relay.toml").write_text(configuration)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "90", "-subj", "/CN=relay",
             "-addext", f"subjectAltName=IP:{ADDRESS},IP:127.0.0.1", "-keyout", shared / "key.pem", "-out",
             shared / "cert.pem"], check=True, capture_output=True)
        self.keys = relay_service.Service(shared / "service", {}, api_key=None)
        return self.machine.start()

    def until(self, condition, what):
        for _ in range(harness.PATIENCE * 5):
            if condition():
                return
            time.sleep(0.2)
        log = self.machine.shared / "relay.log"
        self.fail(f"never came: {what}\n{self.machine.read_log()[-3000:]}\n" +
                  (log.read_text() if log.exists() else ""))

    def shown(self, unit, what):
        return self.machine.run("systemctl", "show", "--value", "-p", what, unit).stdout.strip()

    def is_active(self, unit="cloudx-relay"):
        return self.shown(unit, "ActiveState") == "active"

    def begin(self):
        self.machine.run("systemctl", "start", "--no-block", "cloudx-relay")

    def fails_at_first(self):
        self.until(lambda: self.shown("cloudx-relay", "NRestarts") not in ("", "0"),
                   "a start that fails and another one")
        self.assertFalse(self.is_active())

    def ask(self, command, **members):
        body = json.dumps(members)
        _, header = self.keys.sign(command, "my-mac", "connect", body.encode())
        done = self.machine.run(
            "curl", "--silent", "--show-error", "--noproxy", "*", "--cacert", "/shared/cert.pem",
            "-H", "Authorization: " + header, "--data", body, f"https://{ADDRESS}/v2/{command}")
        return json.loads(done.stdout)

    def health(self, url):
        return self.machine.run("curl", "--silent", "--noproxy", "*", "--cacert",
                                "/shared/cert.pem", url + "/healthz", check=False).stdout

    def install_forward(self):
        key, identity = "/etc/cloudx-proxy/my-mac.key", "/etc/cloudx-proxy/proxy"
        run = self.machine.run
        run("cloudx-proxy", "relay", "endpoint", "my-mac", "--master-key-file",
            "/etc/cloudx-proxy/relay-master.key", "--role", "forward", "--output", key)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", identity)
        run("install", "-D", "-m", "600", "/shared/cert.pem", "/root/authority.pem")
        return run("/usr/bin/env", "-u", "SSL_CERT_FILE", "-u", "SSL_CERT_DIR",
                   "/usr/local/bin/cloudx-proxy", "relay", "install", "--api-url",
                   f"https://{ADDRESS}/", "--ca-file", "/root/authority.pem", "--api-key-file",
                   key, "--identity", identity).stdout

    def test_documented_unit_starts_when_its_address_has_come(self):
        self.make(f'[service]\nlisten = "{ADDRESS}:443"\n'
                  f'tls_certificate = "{LIVE}/fullchain.pem"\ntls_key = "{LIVE}/privkey.pem"\n'
                  f'store = "/var/lib/cloudx-relay/relay.db"\n{AUTH}{AWS}')
        self.machine.run("cloudx-proxy", "relay", "serve", "--check")
        self.begin()
        self.fails_at_first()
        self.machine.run("ip", "address", "add", ADDRESS + "/32", "dev", "lo")
        self.until(self.is_active, "the service")
        self.assertEqual(self.health(f"https://{ADDRESS}"), "ok\n")
        user = self.machine.run("stat", "-c", "%U", "/var/lib/cloudx-relay/relay.db").stdout
        self.assertNotIn("root", user)
        # With the credentials of a file that the service cannot read itself.
        self.assertEqual(self.ask("launch")["state"], "launching")
        self.until(lambda: self.ask("status").get("instance_id"), "an instance")
        # The other end, with an authority that it cannot read itself either.
        self.assertIn("systemctl enable --now cloudx-relay-forward", self.install_forward())
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "start", "cloudx-relay-forward")
        self.until(lambda: self.ask("status")["forward_seen"] > 0, "a word of the machine")
        self.machine.run("systemctl", "reload", "cloudx-relay")
        log = self.machine.shared / "relay.log"
        self.until(lambda: "read the certificate anew" in log.read_text(), "a reload")
        self.machine.run("systemctl", "restart", "cloudx-relay")
        self.assertTrue(self.ask("status").get("instance_id"))
        self.machine.run("systemctl", "stop", "cloudx-relay")
        self.assertEqual(self.shown("cloudx-relay", "Result"), "success")

    def test_documented_unit_starts_when_its_database_has_come(self):
        initdb, server = (" ".join(map(str, postgresql._command(name)[-1:]))
                          for name in ("initdb", "postgres"))
        self.make(
            '[service]\nlisten = "127.0.0.1:8080"\n'
            f'store = "postgresql://relay@/postgres?host=/run/database"\n{AUTH}{AWS}',
            PREPARE + f"""
install -d -o nobody -g nogroup /run/database
setpriv --reuid=nobody --regid=nogroup --clear-groups {initdb} --pgdata /run/database/data \\
  --username relay --auth trust --no-sync > /shared/initdb.log
""", {"database.service": f"[Service]\nUser=nobody\nExecStart={server} -D /run/database/data "
                          "-k /run/database -c listen_addresses=\n"})
        self.begin()
        self.fails_at_first()
        self.machine.run("systemctl", "start", "database")
        self.until(self.is_active, "the service")
        self.assertEqual(self.health("https://127.0.0.1:8080"), "ok\n")


if __name__ == "__main__":
    harness.main()
