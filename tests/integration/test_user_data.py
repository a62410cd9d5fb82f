"""The relay VM's user data, judged by those who read it: YAML, sh, Python and sshd."""

import ast
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import yaml

from boto_clients import client
from sandbox_process import Sandbox

TOOL = os.environ["CLOUDX_RELAY_USER_DATA"]
OLDEST_PYTHON = (3, 9)  # of Amazon Linux 2023


class UserDataTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f",
                        cls.folder / "host"], check=True)
        cls.text = subprocess.run([TOOL, cls.folder / "host", "5", "24"], check=True,
                              capture_output=True, text=True).stdout
        cls.data = yaml.safe_load(cls.text)
        cls.files = {file["path"]: file for file in cls.data["write_files"]}

    def content(self, path):
        return self.files[path]["content"]

    def test_host_key_is_the_given_pair(self):
        keys = self.data["ssh_keys"]
        self.assertEqual(keys["ed25519_private"], (self.folder / "host").read_text())
        self.assertEqual(keys["ed25519_public"], (self.folder / "host.pub").read_text().strip())
        self.assertIs(self.data["ssh_deletekeys"], True)

    def test_commands_are_lists_of_words(self):
        for command in self.data["bootcmd"] + self.data["runcmd"]:
            self.assertTrue(all(isinstance(word, str) for word in map(str, command)), command)
        watch = next(c for c in self.data["runcmd"] if "/usr/local/sbin/relay-watch" in c)
        self.assertEqual(watch[-2:], ["300", "86400"])
        self.assertIn("--property=Restart=always", watch)

    def test_programs_may_be_executed_and_are_understood(self):
        for path in ("/usr/local/bin/ssh-proxy", "/usr/local/sbin/relay-watch"):
            self.assertEqual(self.files[path]["permissions"], "0755")
        ast.parse(self.content("/usr/local/bin/ssh-proxy"), feature_version=OLDEST_PYTHON)
        subprocess.run([sys.executable, "-m", "pyflakes"], input=self.content("/usr/local/bin/ssh-proxy"),
                       text=True, check=True)
        subprocess.run(["shellcheck", "-"], input=self.content("/usr/local/sbin/relay-watch"),
                       text=True, check=True)

    def settings_for(self, user):
        """What a VM's sshd makes of the drop-in for that user, told on its console."""
        ask = f"- [/sandbox/sshd, -T, -C, 'user={user},host=client,addr=192.0.2.1']\n"
        with Sandbox() as sandbox, contextlib.closing(client(sandbox, "ec2")) as ec2:
            made = ec2.run_instances(LaunchTemplate={"LaunchTemplateName": "ssh-proxy"},
                                     ImageId="ami-00000000000000a13", MinCount=1, MaxCount=1,
                                     UserData=self.text + ask)["Instances"][0]["InstanceId"]
            sandbox.wait_for_boot(made)
            console = ec2.get_console_output(InstanceId=made)["Output"]
        return dict(line.split(" ", 1) for line in console.splitlines() if " " in line)

    def test_sshd_confines_the_user_to_the_script_and_one_socket(self):
        settings = self.settings_for("ec2-user")
        wanted = {"forcecommand": "/usr/local/bin/ssh-proxy", "allowusers": "ec2-user",
                  "acceptenv": "SSH_PROXY_*", "authenticationmethods": "publickey",
                  "permitopen": "[/home/ec2-user/ssh-server]:*",
                  "allowstreamlocalforwarding": "yes", "streamlocalbindunlink": "yes",
                  "allowagentforwarding": "no", "x11forwarding": "no", "permittunnel": "no",
                  "permituserrc": "no", "gatewayports": "no", "clientaliveinterval": "15"}
        self.assertEqual({name: settings.get(name) for name in wanted}, wanted)


if __name__ == "__main__":
    unittest.main()
