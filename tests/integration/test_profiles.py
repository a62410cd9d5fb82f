"""Shared AWS files: what we write, boto3 and the AWS CLI read; what they write, we read."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import unittest.mock

import botocore.session

TOOL = os.environ["CLOUDX_PROFILE_TOOL"]
AWS = "/usr/bin/aws"  # Debian's own: another one may come first in PATH

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfi#CY=;EXAMPLE"
MINE = """\
# kept: first line\r
[default]\r
region=eu-west-1   \r
s3 =\r
    addressing_style = path\r
\r
[profile "my prof"]\r
\tregion : eu-north-1\r
; the end, without a line feed"""


class ProfilesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.config = pathlib.Path(folder.name) / "aws" / "config"
        self.credentials = self.config.with_name("credentials")
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
                    "HOME": folder.name, "AWS_CONFIG_FILE": str(self.config),
                    "AWS_SHARED_CREDENTIALS_FILE": str(self.credentials), "AWS_PAGER": ""}
        self.enterContext(unittest.mock.patch.dict(os.environ, self.env, clear=True))

    def run_program(self, *words):
        done = subprocess.run(words, env=self.env, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def write_static(self, name="dev", region="eu-west-3"):
        return self.run_program(TOOL, "static", name, "AKIAEXAMPLE", SECRET, region)

    def write_sso(self, name="corp-dev"):
        return self.run_program(TOOL, "sso", name, "corp", "https://corp.example/start",
                                "us-east-1", "123456789012", "Admin", "eu-west-3")

    def write_mine(self):
        self.config.parent.mkdir()
        self.config.write_bytes(MINE.encode())
        self.credentials.write_text("[my prof]\naws_access_key_id = A\naws_secret_access_key = B\n")

    def boto(self, profile):
        return botocore.session.Session(profile=profile)

    def test_boto_reads_the_static_profile(self):
        self.write_static()
        session = self.boto("dev")
        keys = session.get_credentials()
        self.assertEqual((keys.access_key, keys.secret_key), ("AKIAEXAMPLE", SECRET))
        self.assertEqual(session.get_config_variable("region"), "eu-west-3")

    def test_boto_reads_the_sso_profile_and_its_session(self):
        self.write_sso()
        session = self.boto("corp-dev")
        self.assertEqual(session.get_scoped_config(),
                         {"sso_session": "corp", "sso_account_id": "123456789012",
                          "sso_role_name": "Admin", "region": "eu-west-3"})
        self.assertEqual(session.full_config["sso_sessions"]["corp"],
                         {"sso_start_url": "https://corp.example/start", "sso_region": "us-east-1",
                          "sso_registration_scopes": "sso:account:access"})

    def test_awscli_reads_both(self):
        self.write_static()
        self.write_sso()
        for profile, key, value in (("dev", "aws_secret_access_key", SECRET),
                                    ("dev", "region", "eu-west-3"),
                                    ("corp-dev", "sso_role_name", "Admin")):
            self.assertEqual(
                self.run_program(AWS, "configure", "get", key, "--profile", profile).strip(), value)
        self.assertEqual(sorted(self.run_program(AWS, "configure", "list-profiles").split()),
                         ["corp-dev", "dev"])

    def test_other_profiles_and_every_byte_of_them_are_kept(self):
        self.write_mine()
        before = {name: self.boto(name).get_scoped_config() for name in ("default", "my prof")}
        self.write_static()
        self.write_sso()
        self.assertTrue(self.config.read_bytes().startswith(MINE.encode() + b"\r\n"))
        self.assertNotIn(b"\n", self.config.read_bytes().replace(b"\r\n", b""))
        for name, settings in before.items():
            self.assertEqual(self.boto(name).get_scoped_config(), settings)
        self.assertEqual(self.boto("dev").get_config_variable("region"), "eu-west-3")

    def test_second_run_changes_nothing(self):
        self.write_mine()
        self.assertEqual(len(self.write_static().split()), 2)
        self.assertEqual(len(self.write_sso().split()), 1)
        self.assertEqual(self.write_static() + self.write_sso(), "")

    def test_what_awscli_writes_is_read(self):
        for key, value in (("region", "ap-south-1"), ("aws_access_key_id", "AKIACLI"),
                           ("aws_secret_access_key", SECRET), ("s3.max_concurrent_requests", "20"),
                           ("role_session_name", "me")):
            self.run_program(AWS, "configure", "set", key, value, "--profile", "from cli")
        self.assertEqual(json.loads(self.run_program(TOOL, "show", "from cli")),
                         {"region": "ap-south-1", "aws_access_key_id": "AKIACLI",
                          "aws_secret_access_key": SECRET, "role_session_name": "me",
                          "s3": {"max_concurrent_requests": "20"}})

    def test_name_with_a_quote_is_one_profile_for_all(self):
        name = "Bob's team"
        self.run_program(AWS, "configure", "set", "region", "ap-south-1", "--profile", name)
        self.write_static(name, "eu-west-3")
        self.assertEqual(self.config.read_text().count("["), 1)
        self.assertEqual(self.boto(name).get_config_variable("region"), "eu-west-3")
        self.assertEqual(self.boto(name).get_credentials().access_key, "AKIAEXAMPLE")
        self.assertEqual(self.write_static(name, "eu-west-3"), "")
        self.write_static("Eve's")
        self.assertEqual(self.boto("Eve's").get_config_variable("region"), "eu-west-3")

    def test_both_may_change_one_profile_in_turn(self):
        self.run_program(AWS, "configure", "set", "region", "ap-south-1", "--profile", "shared")
        self.run_program(AWS, "configure", "set", "s3.addressing_style", "path",
                         "--profile", "shared")
        self.write_static("shared", "eu-west-3")
        self.run_program(AWS, "configure", "set", "output", "json", "--profile", "shared")
        self.write_static("shared", "eu-west-2")
        settings = self.boto("shared").get_scoped_config()
        self.assertEqual(settings["s3"], {"addressing_style": "path"})
        self.assertEqual((settings["region"], settings["output"]), ("eu-west-2", "json"))
        self.assertEqual(self.config.read_text().count("[profile shared]"), 1)


if __name__ == "__main__":
    unittest.main()
