"""Launches in the sandbox, judged by boto3 and the AWS CLI."""

import json
import subprocess
import unittest

from botocore.config import Config
from botocore.exceptions import ClientError

from boto_clients import client, session
from sandbox_process import Sandbox

USER_DATA = "#cloud-config\nruncmd:\n- echo the boot has come here\n"
NEWEST = "ami-00000000000000a13"


class LaunchTest(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox("--policy", "original")
        self.addCleanup(self.sandbox.__exit__)
        self.ec2 = client(self.sandbox, "ec2")
        self.addCleanup(self.ec2.close)

    def run_instances(self, ec2=None, **arguments):
        answer = (ec2 or self.ec2).run_instances(**{
            "LaunchTemplate": {"LaunchTemplateName": "ssh-proxy", "Version": "$Default"},
            "ImageId": NEWEST, "MinCount": 1, "MaxCount": 1, "UserData": USER_DATA,
            "ClientToken": "token", "TagSpecifications": [
                {"ResourceType": "instance", "Tags": [{"Key": "ssh-proxy", "Value": "me"}]}],
            **arguments})
        return answer["Instances"][0]

    def mine(self):
        pages = self.ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "tag:ssh-proxy", "Values": ["me"]},
                     {"Name": "instance-state-name", "Values": ["pending", "running"]}])
        return [i for page in pages for r in page["Reservations"] for i in r["Instances"]]

    def test_newest_available_image_is_found_as_the_original_finds_it(self):
        images = self.ec2.describe_images(Owners=["137112412989"], Filters=[
            {"Name": "name", "Values": ["al2023-ami-minimal-*-arm64"]},
            {"Name": "state", "Values": ["available"]}])["Images"]
        self.assertEqual(len(images), 3)
        self.assertEqual(max(images, key=lambda i: i["CreationDate"])["ImageId"], NEWEST)

    def test_launch_runs_until_it_is_terminated(self):
        made = self.run_instances()
        self.assertEqual(made["State"]["Name"], "pending")
        self.assertEqual(made["ClientToken"], "token")
        fast = {"Delay": 1, "MaxAttempts": 20}
        self.ec2.get_waiter("instance_running").wait(InstanceIds=[made["InstanceId"]],
                                                     WaiterConfig=fast)
        self.assertRegex(self.mine()[0]["PublicIpAddress"], r"^127\.")
        change = self.ec2.terminate_instances(InstanceIds=[made["InstanceId"]])
        self.assertEqual(change["TerminatingInstances"][0]["PreviousState"]["Name"], "running")
        self.ec2.get_waiter("instance_terminated").wait(InstanceIds=[made["InstanceId"]],
                                                        WaiterConfig=fast)
        self.assertEqual(self.mine(), [])

    def test_token_makes_a_launch_idempotent(self):
        first = self.run_instances()["InstanceId"]
        self.assertEqual(self.run_instances()["InstanceId"], first)
        with self.assertRaisesRegex(ClientError, "IdempotentParameterMismatch"):
            self.run_instances(UserData="#cloud-config\n")
        self.assertEqual(len(self.mine()), 1)

    def test_answer_that_is_lost_is_made_good_by_boto3s_own_retry(self):
        retrying = session(self.sandbox).client(
            "ec2", endpoint_url=self.sandbox.endpoint("EC2"),
            verify=self.sandbox.settings["AWS_CA_BUNDLE"],
            config=Config(retries={"mode": "standard", "total_max_attempts": 3}))
        self.addCleanup(retrying.close)
        self.sandbox.control("faults", {"lost_answers": [
            {"operation": "RunInstances", "status": 0, "count": 1},
            {"operation": "RunInstances", "code": "InternalError", "status": 500, "count": 1}]})
        made = self.run_instances(retrying)
        operations = [r["operation"] for r in self.sandbox.state()["requests"]]
        self.assertEqual(operations.count("RunInstances"), 3)
        self.assertEqual([i["InstanceId"] for i in self.mine()], [made["InstanceId"]])

    def test_no_capacity_is_no_launch(self):
        self.sandbox.control("faults", {"api": [
            {"operation": "RunInstances", "code": "InsufficientInstanceCapacity", "status": 500,
             "count": 1}]})
        with self.assertRaisesRegex(ClientError, "InsufficientInstanceCapacity"):
            self.run_instances()
        self.assertEqual(self.mine(), [])

    def test_policy_of_the_original_refuses_the_rest(self):
        made = self.run_instances()["InstanceId"]
        for call, arguments in (
                (self.ec2.stop_instances, {"InstanceIds": [made]}),
                (self.ec2.terminate_instances, {"InstanceIds": ["i-0123456789abcdef0"]}),
                (self.run_instances, {"KeyName": "mine"})):
            with self.subTest(call), self.assertRaisesRegex(ClientError, "UnauthorizedOperation"):
                call(**arguments)

    def test_state_tells_when_each_instance_lived(self):
        made = self.run_instances()["InstanceId"]
        self.ec2.terminate_instances(InstanceIds=[made])
        self.ec2.get_waiter("instance_terminated").wait(
            InstanceIds=[made], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        state = {i["id"]: i for i in self.sandbox.state()["instances"]}[made]
        self.assertEqual(state["tags"], {"ssh-proxy": "me"})
        self.assertEqual(state["launch"]["client_token"], "token")
        self.assertGreaterEqual(state["launch"]["ended_at_ms"], state["launch"]["at_ms"])


class AwsCliTest(unittest.TestCase):
    def test_cli_launches_and_reads_the_console(self):
        with Sandbox("--launch-template", "other") as sandbox:
            def aws(*words):
                done = subprocess.run(
                    ["/usr/bin/aws", "ec2", *words, "--endpoint-url",
                     sandbox.settings["AWS_ENDPOINT_URL"], "--output", "json"],
                    env={**sandbox.env, "AWS_PAGER": ""}, capture_output=True, text=True,
                    check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                return json.loads(done.stdout)

            made = aws("run-instances", "--launch-template", "LaunchTemplateName=other",
                       "--image-id", NEWEST, "--user-data", USER_DATA)
            instance = made["Instances"][0]["InstanceId"]
            sandbox.wait_for_boot(instance)
            output = aws("get-console-output", "--instance-id", instance)["Output"]
            self.assertIn("the boot has come here", output)


if __name__ == "__main__":
    unittest.main()
