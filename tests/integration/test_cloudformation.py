"""Stacks of the sandbox, and the relay's own template in them, judged by Debian's AWS CLI and boto3."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from botocore.exceptions import ClientError, WaiterError

from boto_clients import client
from sandbox_process import Sandbox

AWS = "/usr/bin/aws"
PROXY = os.environ["CLOUDX_PROXY"]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
FAST = {"Delay": 1, "MaxAttempts": 60}


def template():
    return subprocess.run([PROXY, "relay", "template"], check=True, capture_output=True,
                          text=True).stdout


class CloudFormationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.body = template()

    def setUp(self):
        self.sandbox = Sandbox("--launch-template", "none")
        self.addCleanup(self.sandbox.__exit__)
        self.service = client(self.sandbox, "cloudformation")

    def create(self, **changes):
        return self.service.create_stack(**{
            "StackName": "ssh-proxy", "TemplateBody": self.body,
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "Parameters": [{"ParameterKey": "PublicKey", "ParameterValue": KEY}], **changes})

    def code(self, call, *arguments, **keywords):
        with self.assertRaises(ClientError) as caught:
            call(*arguments, **keywords)
        return caught.exception.response["Error"]["Code"]

    def test_template_becomes_a_stack_that_changes_and_goes(self):
        created = self.create()
        self.assertRegex(created["StackId"], "^arn:aws:cloudformation:.*:stack/ssh-proxy/")
        self.service.get_waiter("stack_create_complete").wait(
            StackName="ssh-proxy", WaiterConfig=FAST)
        stack = self.service.describe_stacks(StackName="ssh-proxy")["Stacks"][0]
        outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
        self.assertEqual(outputs["LaunchTemplate"], "ssh-proxy")
        self.assertEqual(outputs["KeyName"], "ssh-proxy-key")
        self.assertEqual(outputs["User"], "ssh-proxy")
        self.service.update_stack(
            StackName="ssh-proxy", TemplateBody=self.body, Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": "PublicKey", "ParameterValue": KEY},
                        {"ParameterKey": "InstanceType", "ParameterValue": "t4g.small"}])
        self.service.get_waiter("stack_update_complete").wait(
            StackName="ssh-proxy", WaiterConfig=FAST)
        self.service.delete_stack(StackName="ssh-proxy")
        self.service.get_waiter("stack_delete_complete").wait(
            StackName=stack["StackId"], WaiterConfig=FAST)
        self.assertEqual(self.code(self.service.describe_stacks, StackName="ssh-proxy"),
                         "ValidationError")

    def test_events_come_newest_first_and_once_each(self):
        self.create()
        self.service.get_waiter("stack_create_complete").wait(
            StackName="ssh-proxy", WaiterConfig=FAST)
        pages = self.service.get_paginator("describe_stack_events").paginate(StackName="ssh-proxy")
        events = [event for page in pages for event in page["StackEvents"]]
        self.assertEqual(events[0]["ResourceStatus"], "CREATE_COMPLETE")
        self.assertEqual(events[0]["ResourceType"], "AWS::CloudFormation::Stack")
        self.assertEqual(events[-1]["ResourceStatus"], "CREATE_IN_PROGRESS")
        resources = set(json.loads(self.body)["Resources"])
        made = [event["LogicalResourceId"] for event in events
                if event["ResourceStatus"] == "CREATE_COMPLETE"]
        self.assertEqual(sorted(made), sorted(resources | {"ssh-proxy"}))
        self.assertEqual(len({event["EventId"] for event in events}), len(events))

    def test_failure_goes_back_and_boto_sees_it(self):
        self.sandbox.control("faults", {"resource_failures": [
            {"operation": "CREATE LaunchTemplate", "message": "not today"}]})
        self.create()
        with self.assertRaises(WaiterError):
            self.service.get_waiter("stack_create_complete").wait(
                StackName="ssh-proxy", WaiterConfig=FAST)
        events = self.service.describe_stack_events(StackName="ssh-proxy")["StackEvents"]
        failed = [event for event in events if event["ResourceStatus"] == "CREATE_FAILED"]
        self.assertEqual([event["ResourceStatusReason"] for event in failed], ["not today"])

    def test_errors_have_the_codes_of_aws(self):
        self.assertEqual(self.code(self.create, Capabilities=[]),
                         "InsufficientCapabilitiesException")
        self.assertEqual(self.code(self.create, Parameters=[]), "ValidationError")
        self.create()
        self.assertEqual(self.code(self.create), "AlreadyExistsException")
        self.assertEqual(self.code(self.service.update_stack, StackName="none",
                                   TemplateBody=self.body), "ValidationError")

    def test_rules_want_a_key_and_an_arm_processor(self):
        for parameters in ([], [("PublicKey", "ecdsa-sha2-nistp256 AAAA")],
                           [("PublicKey", KEY), ("InstanceType", "t3.nano")]):
            with self.subTest(parameters):
                self.assertEqual(self.code(self.create, Parameters=[
                    {"ParameterKey": name, "ParameterValue": value}
                    for name, value in parameters]), "ValidationError")
        for given in ("t4g.nano", "c7gn.medium", "m8gd.24xlarge", "a1.large"):
            name = "s" + given.partition(".")[0]
            self.create(StackName=name, Parameters=[
                {"ParameterKey": "PublicKey", "ParameterValue": KEY},
                {"ParameterKey": "InstanceType", "ParameterValue": given}])

    def test_aws_cli_understands_the_answers(self):
        def aws(*words):
            done = subprocess.run(
                [AWS, "cloudformation", *words, "--endpoint-url",
                 self.sandbox.settings["AWS_ENDPOINT_URL"], "--output", "json"],
                env={**self.sandbox.env, "AWS_PAGER": ""}, capture_output=True, text=True,
                check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            return json.loads(done.stdout or "{}")

        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "relay.json"
            file.write_text(self.body)
            aws("create-stack", "--stack-name", "ssh-proxy", "--template-body", f"file://{file}",
                "--capabilities", "CAPABILITY_NAMED_IAM", "--parameters",
                f"ParameterKey=PublicKey,ParameterValue={KEY}")
        stack = aws("describe-stacks", "--stack-name", "ssh-proxy")["Stacks"][0]
        self.assertEqual(stack["StackName"], "ssh-proxy")
        self.assertEqual({one["ParameterKey"] for one in stack["Parameters"]},
                         set(json.loads(self.body)["Parameters"]))


if __name__ == "__main__":
    unittest.main()
