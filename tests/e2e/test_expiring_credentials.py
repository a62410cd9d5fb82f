"""Credentials that expire in the middle of transfers whose websocket is lost again and again."""

import pathlib
import time

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
        self.config.unlink(missing_ok=True)  # of the test before
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

    def open_tunnel(self):
        process = self.start_connect(harness.INSTANCE)
        self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
        return process

    def test_keys_of_the_environment_that_have_expired_end_a_resume_at_once(self):
        self.cloud.faults(credentials_lifetime_ms=0)
        key = self.cloud.control("/_sandbox/credentials", {})
        self.credentials.unlink()
        self.environment.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"],
                                AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"],
                                AWS_SESSION_TOKEN=key["SessionToken"])
        process = self.open_tunnel()
        self.cloud.faults(credentials_expired=True)
        self.cloud.incident("gateway-restart", for_ms=100)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        told = process.stderr.read().decode()
        self.assertIn("have expired: renew them", told)
        self.assertEqual(told.count("cloudx-proxy: "), 1, told)

    def test_keys_of_a_file_are_waited_for_and_read_again(self):
        def write(key):
            self.credentials.write_text(
                f"[vscode]\naws_access_key_id = {key['AccessKeyId']}\n"
                f"aws_secret_access_key = {key['SecretAccessKey']}\n"
                f"aws_session_token = {key['SessionToken']}\n")
        write(self.cloud.control("/_sandbox/credentials", {}))
        process = self.open_tunnel()
        time.sleep(LIFETIME_MS / 1000)
        self.cloud.incident("gateway-restart", for_ms=100)
        told = process.stderr.readline().decode()
        self.assertIn("lost", told)
        self.assertIn("credentials", told)
        self.cloud.faults(credentials_lifetime_ms=0)
        write(self.cloud.control("/_sandbox/credentials", {}))
        process.stdin.write(b"SSH-2.0-test\r\n")
        process.stdin.flush()
        self.assertEqual(len(process.stdout.read(64)), 64, "the server's key exchange")
        self.assertIn("restored", process.stderr.readline().decode())

    def test_role_is_assumed_again(self):
        self.config.write_text("[profile vscode]\n"
                               "role_arn = arn:aws:iam::123456789012:role/Dev\n"
                               "source_profile = base\n")
        self.survive_expiry()
        self.assertGreaterEqual(self.cloud.operations().count("AssumeRole"), 2)


if __name__ == "__main__":
    harness.main()
