"""Credentials that expire in the middle of transfers whose websocket is lost again and again."""

import pathlib

import harness
import transfers

LIFETIME_MS = 3000

# Asks the sandbox for a new key; `forget` is the field of the answer that it keeps to itself.
CREDENTIAL_PROCESS = """\
import json, sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
with opener.open("{control}/_sandbox/credentials", b"{{}}") as answer:
    key = json.load(answer)
key.pop("{forget}", None)
json.dump(key, sys.stdout)
"""


class ExpiringCredentials(transfers.Transfers):
    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)
        text = pathlib.Path(self.environment["AWS_SHARED_CREDENTIALS_FILE"]).read_text()
        self.keys = text[text.index("aws_access_key_id"):text.index("\n\n")]
        self.config = self.folder / "config"
        self.credentials = self.folder / "credentials"
        self.credentials.write_text(f"[base]\n{self.keys}\n")
        self.environment["AWS_CONFIG_FILE"] = str(self.config)
        self.environment["AWS_SHARED_CREDENTIALS_FILE"] = str(self.credentials)
        self.cloud.faults(credentials_lifetime_ms=LIFETIME_MS)

    def use_process(self, forget):
        script = self.folder / "credential_process.py"
        script.write_text(CREDENTIAL_PROCESS.format(
            control=self.environment["CLOUDX_SANDBOX_CONTROL"], forget=forget))
        self.config.write_text("[profile vscode]\n"
                               f"credential_process = /usr/bin/python3 {script}\n")

    def survive_expiry(self):
        self.survive(self.cloud, lambda: self.cloud.faults(cut_after_bytes=harness.MEBIBYTE))
        resumed = [entry for entry in self.cloud.state()["requests"]
                   if entry["operation"] == "ResumeSession" and entry["status"] == 200]
        self.assertGreaterEqual(len({entry["access_key_id"] for entry in resumed}), 2)

    def errors(self):
        return {entry["error"] for entry in self.cloud.state()["requests"]} - {""}

    def test_credential_process_is_asked_again_in_time(self):
        self.use_process(forget="nothing")
        self.survive_expiry()
        self.assertEqual(self.errors(), set())

    def test_credential_process_that_hides_the_expiry_is_asked_again_when_the_service_says_so(self):
        self.use_process(forget="Expiration")
        self.survive_expiry()
        self.assertTrue(any("Expired" in error for error in self.errors()), self.errors())

    def test_role_is_assumed_again(self):
        self.config.write_text("[profile vscode]\n"
                               "role_arn = arn:aws:iam::123456789012:role/Dev\n"
                               "source_profile = base\n")
        self.survive_expiry()
        self.assertGreaterEqual(self.cloud.operations().count("AssumeRole"), 2)


if __name__ == "__main__":
    harness.main()
