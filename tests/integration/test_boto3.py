"""The sandbox's answers, judged by boto3: its serializers, its parsers, its signatures."""

import re
import subprocess
import tempfile
import unittest

from botocore.exceptions import ClientError, SSLError

from boto_clients import client
from sandbox_process import INSTANCE, Sandbox

STOPPED = "i-0000000000000000a"
HYBRID = "mi-0123456789abcdef0"


def error_code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


class Boto3Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(
            "--instance", f"id={INSTANCE},name=dev,tag.team=core",
            "--instance", f"id={STOPPED},state=stopped,boot=200ms,online-delay=0s,refuse-delay=0s,"
                          "stop-delay=100ms",
            "--instance", f"id={HYBRID},name=rack")

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.__exit__()

    def client(self, service, **credentials):
        return client(self.sandbox, service, **credentials)

    def test_caller_identity_is_the_sandbox_user(self):
        identity = self.client("sts").get_caller_identity()
        self.assertEqual(identity["Account"], "123456789012")
        self.assertEqual(identity["Arn"], "arn:aws:iam::123456789012:user/sandbox")

    def test_assumed_role_can_be_used(self):
        role = self.client("sts").assume_role(
            RoleArn="arn:aws:iam::123456789012:role/Admin", RoleSessionName="me")
        keys = role["Credentials"]
        self.assertRegex(keys["AccessKeyId"], "^ASIA")
        sts = self.client("sts", key=keys["AccessKeyId"], secret=keys["SecretAccessKey"],
                          token=keys["SessionToken"])
        self.assertEqual(sts.get_caller_identity()["Arn"], role["AssumedRoleUser"]["Arn"])

    def test_wrong_secret_and_unknown_key_have_the_codes_of_aws(self):
        cases = [("sts", "get_caller_identity", {}, "SignatureDoesNotMatch", "InvalidClientTokenId"),
                 ("ec2", "describe_instances", {}, "AuthFailure", "AuthFailure"),
                 ("ssm", "describe_instance_information", {}, "InvalidSignatureException",
                  "UnrecognizedClientException")]
        for service, call, arguments, wrong_secret, unknown_key in cases:
            with self.subTest(service):
                bad = getattr(self.client(service, secret="wrong"), call)
                self.assertEqual(error_code(bad, **arguments), wrong_secret)
                bad = getattr(self.client(service, key="AKIAIOSFODNN7EXAMPLE"), call)
                self.assertEqual(error_code(bad, **arguments), unknown_key)

    def test_describe_instances_is_parsed(self):
        answer = self.client("ec2").describe_instances(InstanceIds=[INSTANCE])
        instance = answer["Reservations"][0]["Instances"][0]
        self.assertEqual(instance["State"], {"Code": 16, "Name": "running"})
        self.assertIn({"Key": "team", "Value": "core"}, instance["Tags"])
        self.assertIsNotNone(instance["LaunchTime"].tzinfo)

    def test_describe_instances_filters_and_unknown_id(self):
        ec2 = self.client("ec2")
        pages = ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "tag:team", "Values": ["core"]}])
        found = [i["InstanceId"] for page in pages for r in page["Reservations"]
                 for i in r["Instances"]]
        self.assertEqual(found, [INSTANCE])
        self.assertEqual(error_code(ec2.describe_instances, InstanceIds=["i-00000000000000bad"]),
                         "InvalidInstanceID.NotFound")

    def test_dry_run_says_what_is_permitted(self):
        ec2 = self.client("ec2")
        stop = {"InstanceIds": [INSTANCE], "DryRun": True}
        self.assertEqual(error_code(ec2.stop_instances, **stop), "DryRunOperation")
        self.sandbox.control("faults", {"deny": ["StopInstances"]})
        self.addCleanup(self.sandbox.control, "faults", {"deny": []})
        self.assertEqual(error_code(ec2.stop_instances, **stop), "UnauthorizedOperation")

    def test_stopped_instance_starts_and_stops_again(self):
        ec2 = self.client("ec2")
        change = ec2.start_instances(InstanceIds=[STOPPED])["StartingInstances"][0]
        self.assertEqual(change["PreviousState"]["Name"], "stopped")
        self.assertEqual(change["CurrentState"]["Name"], "pending")
        fast = {"Delay": 1, "MaxAttempts": 10}
        ec2.get_waiter("instance_running").wait(InstanceIds=[STOPPED], WaiterConfig=fast)
        self.assertEqual(
            self.client("ssm").get_connection_status(Target=STOPPED)["Status"], "connected")
        ec2.stop_instances(InstanceIds=[STOPPED])
        ec2.get_waiter("instance_stopped").wait(InstanceIds=[STOPPED], WaiterConfig=fast)
        self.assertEqual(
            self.client("ssm").get_connection_status(Target=STOPPED)["Status"], "notconnected")

    def test_managed_nodes_are_listed(self):
        ssm = self.client("ssm")
        nodes = ssm.describe_instance_information(
            Filters=[{"Key": "PingStatus", "Values": ["Online"]}])["InstanceInformationList"]
        by_id = {node["InstanceId"]: node for node in nodes}
        self.assertEqual(by_id[HYBRID]["ResourceType"], "ManagedInstance")
        self.assertEqual(by_id[HYBRID]["Name"], "rack")
        self.assertEqual(by_id[INSTANCE]["ResourceType"], "EC2Instance")

    def test_session_starts_resumes_and_ends(self):
        ssm = self.client("ssm")
        first = ssm.start_session(Target=INSTANCE, DocumentName="AWS-StartSSHSession",
                                  Parameters={"portNumber": ["22"]})
        self.assertRegex(first["StreamUrl"], "^wss://localhost:[0-9]+/v1/data-channel/"
                         + re.escape(first["SessionId"]) + r"\?role=publish_subscribe&cell-number=")
        second = ssm.resume_session(SessionId=first["SessionId"])
        self.assertNotEqual(first["TokenValue"], second["TokenValue"])
        ssm.terminate_session(SessionId=first["SessionId"])
        self.assertEqual(error_code(ssm.resume_session, SessionId=first["SessionId"]),
                         "DoesNotExistException")
        states = {s["id"]: s["state"] for s in self.sandbox.state()["sessions"]}
        self.assertEqual(states[first["SessionId"]], "terminated")

    def test_session_errors_have_the_codes_of_aws(self):
        start = self.client("ssm").start_session
        self.assertEqual(error_code(start, Target="i-00000000000000bad",
                                    DocumentName="AWS-StartSSHSession"), "TargetNotConnected")
        self.assertEqual(error_code(start, Target=INSTANCE, DocumentName="Nonsense"),
                         "InvalidDocument")
        elsewhere = self.client("ssm", region="us-east-1").start_session
        self.assertEqual(error_code(elsewhere, Target=INSTANCE, DocumentName="AWS-StartSSHSession"),
                         "TargetNotConnected")

    def test_public_key_is_pushed(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/key"],
                           check=True)
            with open(folder + "/key.pub", encoding="ascii") as file:
                key = file.read()
        connect = self.client("ec2-instance-connect")
        answer = connect.send_ssh_public_key(InstanceId=INSTANCE, InstanceOSUser="ec2-user",
                                             SSHPublicKey=key)
        self.assertTrue(answer["Success"])
        self.assertEqual(error_code(connect.send_ssh_public_key, InstanceId=STOPPED,
                                    InstanceOSUser="ec2-user", SSHPublicKey=key),
                         "EC2InstanceStateInvalidException")

    def test_ordered_faults_end_by_themselves(self):
        ssm = self.client("ssm")
        self.sandbox.control("faults", {"api": [
            {"operation": "StartSession", "code": "ThrottlingException", "message": "Rate exceeded",
             "count": 1}]})
        arguments = {"Target": INSTANCE, "DocumentName": "AWS-StartSSHSession"}
        self.assertEqual(error_code(ssm.start_session, **arguments), "ThrottlingException")
        self.assertIsNone(error_code(ssm.start_session, **arguments))
        self.sandbox.control("faults", {"deny": ["StartSession"]})
        self.assertEqual(error_code(ssm.start_session, **arguments), "AccessDeniedException")
        self.sandbox.control("faults", {"deny": []})


class ManyInstancesTest(unittest.TestCase):
    def test_lists_come_in_pages(self):
        ids = [f"i-{number:017x}" for number in range(500)]
        with Sandbox() as sandbox:
            sandbox.control("instances", {"add": [f"id={id},private-ip=10.0.0.{n % 250}"
                                                  for n, id in enumerate(ids)]})
            ec2 = client(sandbox, "ec2")
            pages = list(ec2.get_paginator("describe_instances").paginate(
                PaginationConfig={"PageSize": 200}))
            self.assertEqual([len(page["Reservations"]) for page in pages], [200, 200, 101])
            self.assertEqual(len(ec2.describe_instances(Filters=[
                {"Name": "private-ip-address", "Values": ["10.0.0.7"]}])["Reservations"]), 2)
            self.assertEqual(error_code(ec2.describe_instances, Filters=[
                {"Name": "instance-id", "Values": ids[:201]}]), "FilterLimitExceeded")
            ssm = client(sandbox, "ssm")
            pages = list(ssm.get_paginator("describe_instance_information").paginate(
                PaginationConfig={"PageSize": 50}))
            self.assertEqual([len(page["InstanceInformationList"]) for page in pages],
                             [50] * 10 + [1])


class TemporaryCredentialsTest(unittest.TestCase):
    def test_session_token_is_needed_and_expires_on_order(self):
        with Sandbox("--temporary-credentials") as sandbox:
            sts = client(sandbox, "sts")
            self.assertIsNone(error_code(sts.get_caller_identity))
            without = client(sandbox, "sts", token=None)
            self.assertEqual(error_code(without.get_caller_identity), "InvalidClientTokenId")
            sandbox.control("faults", {"credentials_expired": True})
            self.assertEqual(error_code(sts.get_caller_identity), "ExpiredToken")
            self.assertEqual(error_code(client(sandbox, "ec2").describe_instances), "RequestExpired")
            self.assertEqual(
                error_code(client(sandbox, "ssm").get_connection_status, Target=INSTANCE),
                "ExpiredTokenException")


class UntrustedCertificateTest(unittest.TestCase):
    def test_client_refuses_it(self):
        with Sandbox("--untrusted-certificate") as sandbox:
            with self.assertRaises(SSLError):
                client(sandbox, "sts").get_caller_identity()


if __name__ == "__main__":
    unittest.main()
