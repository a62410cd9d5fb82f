"""A service that counts messages, as that of AWS does: above 1000 a second for 2 s it ends the websocket."""

import harness
from hints import ctest

SERVICE_LIMIT = 1000
SIZE = 64 * harness.MEBIBYTE


class MessageRate(harness.EndToEnd):
    def limited(self, connect_options="", *options):
        cloud = self.sandbox(*options)
        cloud.faults(message_limit=SERVICE_LIMIT)
        self.write_ssh_config(self.ssh_config.parent, connect_options)
        return cloud

    @staticmethod
    def kills(cloud):
        return sum(s["limit_kills"] for s in cloud.state()["sessions"])

    @ctest(seconds=75)
    def test_64_mib_up_and_down_pass_without_one_kill(self):
        cloud = self.limited()
        self.transfer(SIZE)
        self.assertEqual(self.kills(cloud), 0)
        self.assertNotIn("ResumeSession", cloud.operations())

    def test_upload_uses_large_messages_and_remembers_them(self):
        cloud = self.limited()
        source = self.random_file("up.bin", 16 * harness.MEBIBYTE)
        with open(source, "rb") as file:
            self.ssh("cat > up.bin", stdin=file)
        known = (self.folder / "home/.local/state/cloudx-proxy/payload-sizes").read_text().split()
        self.assertEqual((known[0], known[2]), (self.environment["AWS_REGION"], "32768"))
        self.assertEqual(self.kills(cloud), 0)

    def test_sender_without_a_limit_is_killed_and_nothing_is_lost(self):
        cloud = self.limited("--message-rate unlimited --payload-size 1024", *harness.HURRY)
        self.transfer(16 * harness.MEBIBYTE)
        self.assertGreater(self.kills(cloud), 0)

    def test_rate_that_the_service_does_not_take_is_halved_and_kept(self):
        cloud = self.limited("--message-rate 1500 --payload-size 1024")
        source = self.random_file("up.bin", 8 * harness.MEBIBYTE)
        with open(source, "rb") as file:
            up = self.ssh("sha256sum", stdin=file)
        self.assertEqual(up.stdout.split()[0].decode(), harness.sha256(source))
        self.assertEqual(self.kills(cloud), 1)


if __name__ == "__main__":
    harness.main()
