"""login and logout against IAM Identity Center, judged by boto3, and by what the AWS CLI writes."""

import hashlib
import json
import pathlib
import subprocess
import sys

import harness

START_URL = "https://corp.example/start"
PROFILES = f"""\
[profile vscode]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
region = eu-west-1

[profile legacy]
sso_start_url = {START_URL}
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Admin
region = eu-west-1

[profile keys]
region = eu-west-1

[sso-session corp]
sso_start_url = {START_URL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""
# boto3 1.26 knows no AWS_ENDPOINT_URL; rules of its own for two services it does know.
RULES = {"version": "1.0", "parameters": {
    "Region": {"builtIn": "AWS::Region", "required": False, "documentation": "", "type": "String"},
    "UseDualStack": {"builtIn": "AWS::UseDualStack", "required": True, "default": False,
                     "documentation": "", "type": "Boolean"},
    "UseFIPS": {"builtIn": "AWS::UseFIPS", "required": True, "default": False,
                "documentation": "", "type": "Boolean"},
    "Endpoint": {"builtIn": "SDK::Endpoint", "required": False, "documentation": "",
                 "type": "String"}}}
ROLE_OF_BOTO3 = """
import botocore.session, sys
keys = botocore.session.Session(profile=sys.argv[1]).get_credentials().get_frozen_credentials()
print(keys.access_key)
"""


class Login(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()
        self.home = pathlib.Path(self.environment["HOME"])
        self.cache = self.home / ".aws" / "sso" / "cache"
        for name in list(self.environment):
            if name.startswith("AWS_") and "ENDPOINT" not in name and name != "AWS_CA_BUNDLE":
                del self.environment[name]
        self.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        config = self.home / ".aws" / "config"
        config.parent.mkdir(exist_ok=True)
        config.write_text(PROFILES)
        self.addCleanup(lambda: subprocess.run(["rm", "-rf", self.home / ".aws"], check=True))

    def run_proxy(self, *words, check=True):
        done = self.run_program(harness.PROXY, *words, check=check)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def token_path(self, name):
        return self.cache / (hashlib.sha1(name.encode()).hexdigest() + ".json")

    def point_botocore_at_the_sandbox(self):
        for service in ("sso", "sso-oidc"):
            variable = "AWS_ENDPOINT_URL_" + service.upper().replace("-", "_")
            rules = {**RULES, "rules": [{"conditions": [], "type": "endpoint", "endpoint": {
                "url": self.environment[variable], "properties": {}, "headers": {}}}]}
            folder = self.home / ".aws" / "models" / service / "2019-06-10"
            folder.mkdir(parents=True)
            (folder / "endpoint-rule-set-1.json").write_text(json.dumps(rules))

    def test_login_shows_the_code_and_connect_works_then(self):
        self.cloud.control("/_sandbox/sso", {"pending_polls": 1})
        status, out, told = self.run_proxy("login", "--no-browser")
        self.assertEqual((status, out), (0, ""))
        self.assertRegex(told, r"open https://device\.sso\.eu-west-1\.amazonaws\.com/\?user_code=")
        self.assertRegex(told, r"the code [A-Z0-9]{4}-[A-Z0-9]{4}")
        self.assertIn("profile vscode is logged in to " + START_URL, told)
        path = self.token_path("corp")
        self.assert_private(path)
        self.assertEqual(set(json.loads(path.read_text())),
                         {"startUrl", "region", "accessToken", "expiresAt", "refreshToken",
                          "clientId", "clientSecret", "registrationExpiresAt"})
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")

    def test_expired_login_names_the_command_and_the_command_helps(self):
        self.run_proxy("login", "--no-browser")
        token = json.loads(self.token_path("corp").read_text())
        token["expiresAt"] = "2020-01-01T00:00:00Z"
        token.pop("refreshToken")
        self.token_path("corp").write_text(json.dumps(token))
        failed = self.connect(harness.INSTANCE).stderr.decode()
        self.assertIn("`cloudx-proxy login --profile vscode`", failed)
        self.run_proxy("login", "--profile", "vscode", "--no-browser")
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")

    def test_expired_token_is_renewed_silently(self):
        self.run_proxy("login", "--no-browser")
        token = json.loads(self.token_path("corp").read_text())
        token["expiresAt"] = "2020-01-01T00:00:00Z"
        self.token_path("corp").write_text(json.dumps(token))
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        renewed = json.loads(self.token_path("corp").read_text())
        self.assertNotEqual(renewed["accessToken"], token["accessToken"])
        self.assertEqual(set(renewed), set(token))

    def test_processes_that_start_together_share_one_refresh(self):
        self.run_proxy("login", "--no-browser")
        token = json.loads(self.token_path("corp").read_text())
        token["expiresAt"] = "2020-01-01T00:00:00Z"
        self.token_path("corp").write_text(json.dumps(token))
        before = self.cloud.operations().count("CreateToken")
        processes = [self.start_connect(harness.INSTANCE) for _ in range(8)]
        for process in processes:
            self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        self.assertEqual(self.cloud.operations().count("CreateToken"), before + 1)
        self.assertEqual(list(self.cache.glob("*.lock")), [])
        for process in processes:
            self.end(process)

    def test_boto3_takes_roles_with_our_tokens(self):
        self.point_botocore_at_the_sandbox()
        for profile in ("vscode", "legacy"):
            self.run_proxy("login", "--profile", profile, "--no-browser")
            key = self.run_program(sys.executable, "-c", ROLE_OF_BOTO3, profile).stdout.decode()
            self.assertRegex(key, "^ASIA")

    def test_tokens_of_the_aws_cli_are_taken_and_ended(self):
        self.point_botocore_at_the_sandbox()
        for profile, name in (("vscode", "corp"), ("legacy", START_URL)):
            self.run_program("/usr/bin/aws", "sso", "login", "--no-browser", "--profile", profile)
            self.assertTrue(self.token_path(name).exists())
            done = self.connect(harness.INSTANCE, "--profile", profile)
            self.assertIn("GetRoleCredentials", self.cloud.operations())
            self.assertEqual(done.returncode, 0, done.stderr)
            self.run_proxy("logout", "--profile", profile)
            self.assertFalse(self.token_path(name).exists())
            self.assertFalse(self.cloud.state()["logged_in"])

    def test_refused_and_expired_logins_are_status_one(self):
        for decision, words in (("denied", "refused in the browser"), ("expired", "in time")):
            self.cloud.control("/_sandbox/sso", {"decision": decision})
            status, _, told = self.run_proxy("login", "--no-browser", check=False)
            self.assertEqual(status, 1)
            self.assertIn(words, told)
            self.assertFalse(self.token_path("corp").exists())

    def test_profile_without_sso_is_named(self):
        status, _, told = self.run_proxy("login", "--profile", "keys", check=False)
        self.assertEqual(status, 1)
        self.assertIn("profile keys does not use IAM Identity Center", told)

    def test_browser_is_opened_without_a_shell(self):
        tools = self.folder / "tools"
        tools.mkdir()
        opened = self.folder / "opened"
        (tools / "xdg-open").write_text(f"#!/bin/sh\nprintf '%s\\n' \"$#\" \"$1\" > {opened}.new\n"
                                        f"mv {opened}.new {opened}\n")
        (tools / "xdg-open").chmod(0o755)
        self.environment["PATH"] = f"{tools}:{self.environment['PATH']}"
        self.environment["DISPLAY"] = ":99"
        self.cloud.control("/_sandbox/sso", {"pending_polls": 1})
        _, _, told = self.run_proxy("login")
        self.assertIn("in your browser", told)
        self.cloud.wait_until(lambda _: opened.exists(), "the browser")
        count, url = opened.read_text().split()
        self.assertEqual(count, "1")
        self.assertIn(url, told)

    def test_logout_twice_is_no_failure(self):
        self.run_proxy("login", "--no-browser")
        self.assertIn("is logged out", self.run_proxy("logout")[2])
        self.assertEqual(list(self.cache.iterdir()), [])
        self.assertIn("was not logged in", self.run_proxy("logout")[2])
        self.assertIn("run `cloudx-proxy login --profile vscode`",
                      self.connect(harness.INSTANCE).stderr.decode())


if __name__ == "__main__":
    harness.main()
