"""Profiles that `aws login` made: used, renewed with a proof of the key, and what ends them."""

import hashlib
import json
import shutil
import subprocess

import harness

ARN = "arn:aws:sts::123456789012:assumed-role/Dev/me"
LONG_AGO = "2020-01-01T00:00:00Z"


class AwsLogin(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()
        self.config = self.folder / "config"
        self.config.write_text(f"[profile vscode]\nlogin_session = {ARN}\nregion = eu-west-1\n")
        (self.folder / "credentials").write_text("")
        self.environment["AWS_CONFIG_FILE"] = str(self.config)
        self.environment["AWS_SHARED_CREDENTIALS_FILE"] = str(self.folder / "credentials")
        self.cache = self.folder / "home" / ".aws" / "login" / "cache"
        self.cache.mkdir(parents=True)
        self.addCleanup(shutil.rmtree, self.cache)
        self.file = self.cache / (hashlib.sha256(ARN.encode()).hexdigest() + ".json")

    def log_in(self, expires=None):
        login = self.cloud.control("/_sandbox/login", {"arn": ARN})
        if expires:
            login["accessToken"]["expiresAt"] = expires
        self.file.write_text(json.dumps({**login, "ofSomebodyElse": 1}))
        return login

    def renewals(self):
        return [entry["status"] for entry in self.cloud.state()["requests"]
                if entry["operation"] == "CreateOAuth2Token"]

    def signers(self):
        return {entry["access_key_id"] for entry in self.cloud.state()["requests"]
                if entry["operation"] in ("StartSession", "OpenDataChannel", "SendSSHPublicKey")}

    def assert_shows_no_secret(self, text, login):
        for secret in (login["refreshToken"], login["accessToken"]["secretAccessKey"],
                       login["accessToken"]["sessionToken"], "BEGIN EC", login["dpopKey"].splitlines()[1]):
            self.assertNotIn(secret, text)

    def test_fresh_login_signs_everything_without_a_renewal(self):
        login = self.log_in()
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(self.signers(), {login["accessToken"]["accessKeyId"]})
        self.assertEqual(self.renewals(), [])

    def test_expired_keys_are_renewed_and_written_back(self):
        before = self.log_in(LONG_AGO)
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        after = json.loads(self.file.read_text())
        self.assertEqual(self.renewals(), [200])
        self.assertEqual(self.signers(), {after["accessToken"]["accessKeyId"]})
        self.assertNotEqual(after["refreshToken"], before["refreshToken"])
        kept = ("dpopKey", "idToken", "clientId", "tokenType")
        self.assertEqual([after[name] for name in kept], [before[name] for name in kept])
        self.assertEqual(after["ofSomebodyElse"], 1)
        self.assert_private(self.file)
        self.assertEqual([path.name for path in self.cache.iterdir()], [self.file.name])
        # What was written works the next time, too.
        after["accessToken"]["expiresAt"] = LONG_AGO
        self.file.write_text(json.dumps(after))
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(self.renewals(), [200, 200])

    def test_keys_that_aws_takes_for_expired_are_renewed(self):
        self.cloud.control("/_sandbox/login", {"lifetime_ms": 1})
        self.log_in("2099-01-01T00:00:00Z")
        self.cloud.control("/_sandbox/login", {"lifetime_ms": 900000})
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(self.renewals(), [200])

    def test_login_that_is_over_names_the_command_and_shows_no_secret(self):
        login = self.log_in(LONG_AGO)
        self.cloud.control("/_sandbox/login", {"refusal": "TOKEN_EXPIRED"})
        done = self.connect("-v", harness.INSTANCE)
        told = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn("the login of profile vscode has expired: run `aws login --profile vscode`", told)
        self.assert_shows_no_secret(told, login)
        doctor = self.run_program(harness.PROXY, "doctor", check=False).stdout.decode()
        self.assertIn("aws login --profile vscode", doctor)
        self.assert_shows_no_secret(doctor, login)
        self.cloud.control("/_sandbox/login", {"refusal": None})
        self.log_in()
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")

    def test_nobody_logged_in_names_the_command(self):
        self.assertIn("run `aws login --profile vscode`", self.connect(harness.INSTANCE).stderr.decode())
        told = self.run_program(harness.PROXY, "login", check=False).stderr.decode()
        self.assertIn("`aws login --profile vscode`", told)

    def test_service_that_stumbles_is_asked_again(self):
        self.log_in(LONG_AGO)
        self.cloud.faults(api=[{"operation": "CreateOAuth2Token", "code": "InternalServerException",
                                "status": 500, "count": 1}])
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(self.renewals(), [500, 200])

    def test_role_with_a_login_as_its_source(self):
        self.log_in(LONG_AGO)
        self.config.write_text(f"[profile me]\nlogin_session = {ARN}\nregion = eu-west-1\n"
                               "[profile vscode]\nrole_arn = arn:aws:iam::123456789012:role/Dev\n"
                               "source_profile = me\nregion = eu-west-1\n")
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertEqual(self.renewals(), [200])
        self.assertIn("AssumeRole", self.cloud.operations())

    def test_ten_programs_at_once_renew_once(self):
        self.log_in(LONG_AGO)
        (self.ssh_dir / "config").write_text(
            "Host cloudx-*\n  User ec2-user\n"
            "Host cloudx-dev-*\n  ProxyCommand cloudx-proxy connect %h %p\n"
            f"Host cloudx-dev-web\n  HostName {harness.INSTANCE}\n")
        self.addCleanup((self.ssh_dir / "config").unlink)
        programs = [subprocess.Popen([harness.PROXY, "list", "--status"], env=self.environment,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE) for _ in range(10)]
        for program in programs:
            self.addCleanup(self.end, program)
        for program in programs:
            out, errors = program.communicate(timeout=harness.PATIENCE)
            self.assertEqual(program.returncode, 0, errors.decode())
            self.assertIn("running, Online", out.decode())
        # The sandbox refuses a refresh token that was used: every other number would show.
        self.assertEqual(self.renewals(), [200])


if __name__ == "__main__":
    harness.main()
