"""Where credentials come from: each source once, against services that verify every signature."""

import json
import pathlib
import shlex

import harness


class Credentials(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()
        lines = pathlib.Path(self.environment["AWS_SHARED_CREDENTIALS_FILE"]).read_text().splitlines()
        self.keys = dict(line.replace(" ", "").split("=", 1) for line in lines if "=" in line)
        self.config = self.folder / "config"
        self.credentials = self.folder / "credentials"
        self.credentials.write_text("")
        self.environment["AWS_CONFIG_FILE"] = str(self.config)
        self.environment["AWS_SHARED_CREDENTIALS_FILE"] = str(self.credentials)

    def signers(self):
        return {entry["access_key_id"] for entry in self.cloud.state()["requests"]
                if entry["operation"] in ("StartSession", "OpenDataChannel", "SendSSHPublicKey")}

    def reaches(self, config):
        self.config.write_text(config)
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")

    def test_environment_where_there_is_no_default_profile(self):
        self.reaches("")
        self.assertEqual(self.signers(), {self.environment["AWS_ACCESS_KEY_ID"]})

    def test_assumed_role_signs_everything_with_its_token(self):
        self.credentials.write_text(
            f"[base]\naws_access_key_id={self.keys['aws_access_key_id']}\n"
            f"aws_secret_access_key={self.keys['aws_secret_access_key']}\n")
        self.reaches("[profile vscode]\nrole_arn = arn:aws:iam::123456789012:role/Dev\n"
                     "source_profile = base\n")
        self.assertIn("AssumeRole", self.cloud.operations())
        self.assertTrue(all(key.startswith("ASIA") for key in self.signers()), self.signers())

    def test_credential_process(self):
        answer = {"Version": 1, "AccessKeyId": self.keys["aws_access_key_id"],
                  "SecretAccessKey": self.keys["aws_secret_access_key"]}
        command = f"/bin/echo {shlex.quote(json.dumps(answer))}"
        self.reaches(f"[profile vscode]\ncredential_process = {command}\n")
        self.assertEqual(self.signers(), {self.keys["aws_access_key_id"]})

    def test_web_identity(self):
        token = self.folder / "token"
        token.write_text("header.payload.signature")
        self.reaches(f"[profile vscode]\nrole_arn = arn:aws:iam::123456789012:role/Web\n"
                     f"web_identity_token_file = {token}\n")
        self.assertIn("AssumeRoleWithWebIdentity", self.cloud.operations())

    def test_failing_credential_process_shows_its_words(self):
        self.config.write_text("[profile vscode]\n"
                               "credential_process = /bin/sh -c 'echo no ticket >&2; exit 3'\n")
        done = self.connect(harness.INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn("no ticket", done.stderr.decode())

    def test_temporary_keys_sign_the_websocket_with_their_token(self):
        self.cloud = self.sandbox("--temporary-credentials")
        self.assertEqual(self.ssh("echo there").stdout, b"there\n")
        self.assertTrue(all(key.startswith("ASIA") for key in self.signers()), self.signers())


if __name__ == "__main__":
    harness.main()
