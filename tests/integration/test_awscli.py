"""The sandbox driven by Debian's AWS CLI, as a user would."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from sandbox_process import INSTANCE, Sandbox

# Debian's own: another one may come first in PATH.
AWS = "/usr/bin/aws"


class AwsCliTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox()

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.__exit__()

    def aws(self, service, *words, env=None):
        # Its version 2.9 does not know AWS_ENDPOINT_URL.
        return subprocess.run(
            [AWS, service, *words, "--endpoint-url", self.sandbox.settings["AWS_ENDPOINT_URL"],
             "--output", "json"],
            env={**self.sandbox.env, "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": "", **(env or {})},
            capture_output=True, text=True, check=False)

    def answer(self, *words):
        done = self.aws(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_one_endpoint_answers_for_all_services(self):
        identity = self.answer("sts", "get-caller-identity")
        self.assertEqual(identity["Account"], "123456789012")
        instances = self.answer("ec2", "describe-instances", "--instance-ids", INSTANCE)
        self.assertEqual(instances["Reservations"][0]["Instances"][0]["State"]["Name"], "running")
        nodes = self.answer("ssm", "describe-instance-information")
        self.assertEqual(nodes["InstanceInformationList"][0]["InstanceId"], INSTANCE)

    def test_profile_of_the_written_files_works(self):
        for profile in ("default", "vscode", "cloudX"):
            with self.subTest(profile):
                self.answer("sts", "get-caller-identity", "--profile", profile)

    def silent_plugin(self):
        """The AWS CLI starts the session, and then this, which does nothing, to carry it on."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        plugin = pathlib.Path(folder.name, "session-manager-plugin")
        plugin.write_text("#!/bin/sh\n")
        plugin.chmod(0o755)
        return {"PATH": f"{folder.name}:{os.environ['PATH']}"}

    def test_tasks_of_ecs_are_described(self):
        described = self.answer("ecs", "describe-tasks", "--cluster", "sandbox",
                                "--tasks", "1" * 32, "2" * 32, "3" * 32, "5" * 32)
        two, without, stopped = described["tasks"]
        self.assertEqual([c["name"] for c in two["containers"]], ["web", "log_router"])
        self.assertEqual(two["containers"][0]["managedAgents"],
                         [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}])
        self.assertEqual([two["enableExecuteCommand"], without["enableExecuteCommand"]], [True, False])
        self.assertEqual([stopped["lastStatus"], stopped["stoppedReason"]],
                         ["STOPPED", "Essential container in task exited"])
        self.assertEqual(described["failures"], [{"arn": "5" * 32, "reason": "MISSING"}])

    def test_command_in_a_container_is_refused_by_the_codes_of_ecs(self):
        path = self.silent_plugin()
        for cluster, task, code in (("other", "1" * 32, "ClusterNotFoundException"),
                                    ("sandbox", "5" * 32, "InvalidParameterException"),
                                    ("sandbox", "1" * 32, "InvalidParameterException"),
                                    ("sandbox", "2" * 32, "InvalidParameterException"),
                                    ("sandbox", "3" * 32, "InvalidParameterException"),
                                    ("sandbox", "4" * 32, "TargetNotConnectedException"),
                                    ("sandbox", "0123456789abcdef" * 2, None)):
            with self.subTest(task):
                done = self.aws("ecs", "execute-command", "--cluster", cluster, "--task", task,
                                "--interactive", "--command", "/bin/sh", env=path)
                self.assertEqual(done.returncode == 0, code is None, done.stderr)
                self.assertIn(f"({code})" if code else "", done.stderr)

    def test_port_of_a_container_is_a_session_of_its_target(self):
        for task, there in (("0123456789abcdef" * 2 + "-1234567890", True),
                            ("4" * 32 + "-0000000001", False)):
            done = self.aws("ssm", "start-session", "--target", f"ecs:sandbox_{task[:32]}_{task}",
                            "--document-name", "AWS-StartPortForwardingSession",
                            "--parameters", "portNumber=80", env=self.silent_plugin())
            self.assertEqual(done.returncode == 0, there, done.stderr)
            self.assertIn("" if there else "(TargetNotConnected)", done.stderr)

    def test_unknown_session_can_not_be_resumed(self):
        done = self.aws("ssm", "resume-session", "--session-id", "sandbox-none")
        self.assertIn("DoesNotExistException", done.stderr)

    def test_wrong_secret_is_named_as_by_aws(self):
        done = self.aws("sts", "get-caller-identity", env={"AWS_SECRET_ACCESS_KEY": "wrong"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("(SignatureDoesNotMatch)", done.stderr)

    def test_unknown_operation_is_refused_and_not_ignored(self):
        done = self.aws("ec2", "describe-vpcs")
        self.assertIn("(InvalidAction)", done.stderr)


class CommandTest(unittest.TestCase):
    def test_command_gets_environment_and_gives_its_status(self):
        from sandbox_process import BINARY
        done = subprocess.run(
            [BINARY, "--", "sh", "-c", 'test -n "$AWS_ENDPOINT_URL_SSM" && test -r "$AWS_CA_BUNDLE" '
             '&& echo "$CLOUDX_SANDBOX_STATE" && exit 7'],
            capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 7, done.stderr)
        folder = done.stdout.strip()
        self.assertNotEqual(subprocess.run(["test", "-e", folder], check=False).returncode, 0,
                            "the temporary folder is still there")


if __name__ == "__main__":
    unittest.main()
