"""relay template, deploy and destroy against the sandbox's CloudFormation."""

import json
import pathlib
import shutil
import stat
import subprocess

import harness
import terminal


class RelayDeploy(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox("--launch-template", "none")
        self.home = pathlib.Path(self.environment["HOME"])
        for half in ("proxy", "proxy.pub"):
            self.addCleanup((self.home / ".ssh" / half).unlink, missing_ok=True)

    def relay(self, *words, check=True, **keywords):
        done = self.run_program(harness.PROXY, "relay", *words, check=check, **keywords)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def refused(self, *words):
        status, out, told = self.relay(*words, check=False)
        self.assertEqual((status, out), (1, ""))
        return told

    def stack(self, name="ssh-proxy"):
        done = subprocess.run(
            ["/usr/bin/aws", "cloudformation", "describe-stacks", "--stack-name", name,
             "--endpoint-url", self.environment["AWS_ENDPOINT_URL"], "--output", "json"],
            env=self.environment, capture_output=True, check=False)
        return json.loads(done.stdout)["Stacks"][0] if done.returncode == 0 else None

    def values(self, what, name="ssh-proxy"):
        key = {"Outputs": "OutputKey", "Parameters": "ParameterKey"}[what]
        return {one[key]: one[key.replace("Key", "Value")] for one in self.stack(name)[what]}

    def changes(self):
        return [one for one in self.cloud.operations() if one in
                ("CreateStack", "UpdateStack", "DeleteStack")]

    def test_template_is_json_on_stdout(self):
        _, out, told = self.relay("template")
        self.assertIn("LaunchTemplate", json.loads(out)["Resources"])
        self.assertEqual(told, "")

    def test_first_deploy_makes_key_and_stack_and_the_second_changes_nothing(self):
        _, out, told = self.relay("deploy")
        self.assertEqual(out, '[aws]\nregion = "eu-west-1"\nlaunch_template = "ssh-proxy"\n')
        self.assertIn("made the key", told)
        for resource in ("KeyPair", "SecurityGroup", "LaunchTemplate", "Policy", "User"):
            self.assertIn(f"creating {resource}\n", told)
            self.assertIn(f"{resource} created\n", told)
        self.assertIn("made the stack ssh-proxy in eu-west-1", told)
        self.assertIn("aws iam create-access-key --user-name ssh-proxy", told)
        private = self.home / ".ssh" / "proxy"
        self.assertEqual(stat.S_IMODE(private.stat().st_mode), 0o600)
        public = private.with_suffix(".pub").read_text()
        self.assertEqual(public.split()[:2], self.values("Parameters")["PublicKey"].split())
        _, again, told = self.relay("deploy")
        self.assertEqual(again, out)
        self.assertIn("nothing was changed", told)
        self.assertEqual(private.with_suffix(".pub").read_text(), public)
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")

    def test_what_is_not_named_stays(self):
        self.relay("deploy", "--instance-type", "t4g.small")
        shutil.rmtree(self.home / ".ssh", ignore_errors=True)  # as on another machine
        key = self.values("Parameters")["PublicKey"]
        _, _, told = self.relay("deploy")
        self.assertIn("nothing was changed", told)
        self.assertFalse((self.home / ".ssh" / "proxy").exists())
        self.assertEqual(self.values("Parameters")["InstanceType"], "t4g.small")
        self.assertEqual(self.values("Parameters")["PublicKey"], key)

    def test_another_key_is_another_key_pair_in_the_same_launch_template(self):
        self.relay("deploy")
        before = self.values("Outputs")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                        self.folder / "other"], check=True)
        _, _, told = self.relay("deploy", "--public-key", self.folder / "other.pub")
        self.assertIn("changed the stack ssh-proxy", told)
        self.assertIn("LaunchTemplate changed", told)
        after = self.values("Outputs")
        self.assertNotEqual(after["KeyName"], before["KeyName"])
        self.assertEqual(after["LaunchTemplate"], before["LaunchTemplate"])
        # A new comment makes no other key.
        text = (self.folder / "other.pub").read_text().split()
        (self.folder / "other.pub").write_text(f"{text[0]} {text[1]} somebody else\n")
        _, _, told = self.relay("deploy", "--public-key", self.folder / "other.pub")
        self.assertIn("nothing was changed", told)

    def test_existing_key_pair_takes_the_place_of_the_file(self):
        self.relay("deploy", "--key-pair", "mine", "--stack-name", "relay-two")
        self.assertEqual(self.values("Outputs", "relay-two")["KeyName"], "mine")
        self.assertFalse((self.home / ".ssh" / "proxy").exists())
        self.assertEqual(self.relay("deploy", "--key-pair", "a", "--public-key", "b",
                                    check=False)[0], 2)

    def test_failure_names_the_first_reason_and_the_next_run_starts_afresh(self):
        self.cloud.faults(resource_failures=[
            {"operation": "CREATE LaunchTemplate", "message": "the quota is used up"}])
        told = self.refused("deploy")
        self.assertIn("the stack ssh-proxy could not be created: LaunchTemplate: the quota is used "
                      "up", told)
        self.assertIn("removing KeyPair", told)
        self.assertEqual(self.stack()["StackStatus"], "ROLLBACK_COMPLETE")
        self.cloud.faults(resource_failures=[])
        _, out, told = self.relay("deploy")
        self.assertIn("removing what is left of a failed attempt", told)
        self.assertIn("launch_template", out)
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")

    def test_failed_change_leaves_the_stack_as_it_was(self):
        self.relay("deploy")
        self.cloud.faults(resource_failures=[
            {"operation": "UPDATE LaunchTemplate", "message": "no", "count": 1}])
        told = self.refused("deploy", "--instance-type", "t4g.small")
        self.assertIn("could not be changed: LaunchTemplate: no", told)
        self.assertEqual(self.stack()["StackStatus"], "UPDATE_ROLLBACK_COMPLETE")
        self.relay("deploy", "--instance-type", "t4g.small")
        self.assertEqual(self.values("Parameters")["InstanceType"], "t4g.small")

    def test_wrong_processor_is_refused_before_anything_is_made(self):
        told = self.refused("deploy", "--instance-type", "t3.nano")
        self.assertIn("arm64", told)
        self.assertIsNone(self.stack())

    def test_missing_rights_are_named(self):
        self.cloud.faults(deny=["CreateStack"])
        self.assertIn("takes the rights of an administrator", self.refused("deploy"))

    def test_throttled_answers_are_asked_for_again(self):
        self.cloud.faults(api=[{"operation": "DescribeStackEvents", "code": "Throttling",
                                "status": 400, "count": 2}])
        self.relay("deploy")
        self.assertEqual(self.changes(), ["CreateStack"])

    def test_run_that_was_killed_is_followed_by_the_next(self):
        self.cloud.faults(resource_time_ms=300)
        first = subprocess.Popen([harness.PROXY, "relay", "deploy"], env=self.environment,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, first)
        self.cloud.wait_until(lambda _: "CreateStack" in self.cloud.operations(), "the creation")
        self.end(first)
        _, _, told = self.relay("deploy")
        self.assertIn("waiting for another change of the stack", told)
        self.assertIn("nothing was changed", told)

    def test_foreign_stack_is_not_touched(self):
        template = json.loads(self.relay("template")[1])
        template["Description"] = "ssh proxy"
        file = self.folder / "foreign.json"
        file.write_text(json.dumps(template))
        subprocess.run(
            ["/usr/bin/aws", "cloudformation", "create-stack", "--stack-name", "ssh-proxy",
             "--template-body", f"file://{file}", "--capabilities", "CAPABILITY_NAMED_IAM",
             "--parameters", "ParameterKey=ExistingKeyPair,ParameterValue=k",
             "--endpoint-url", self.environment["AWS_ENDPOINT_URL"]],
            env=self.environment, check=True, capture_output=True)
        for words in (("deploy",), ("destroy", "--yes")):
            self.assertIn("that relay deploy has not made", self.refused(*words))
        self.assertEqual(self.changes(), ["CreateStack"])

    def test_destroy_asks_and_removes_all(self):
        self.relay("deploy")
        screen = terminal.Terminal([harness.PROXY, "relay", "destroy"], self.environment)
        screen.answer("Remove the stack ssh-proxy in eu-west-1", "n")
        self.assertEqual(screen.end(), 1)
        self.assertIn("nothing was removed", screen.text())
        self.assertEqual(self.relay("destroy", check=False)[0], 2)  # nobody to ask
        self.assertIsNotNone(self.stack())
        screen = terminal.Terminal([harness.PROXY, "relay", "destroy"], self.environment)
        screen.answer("Remove the stack ssh-proxy in eu-west-1", "y")
        screen.expect("removed the stack ssh-proxy")
        self.assertEqual(screen.end(), 0)
        self.assertIsNone(self.stack())
        self.assertIn("there is no stack ssh-proxy", self.refused("destroy", "--yes"))

    def launch(self, stack):
        done = self.run_program(
            "/usr/bin/aws", "ec2", "run-instances", "--launch-template",
            f"LaunchTemplateName={stack}", "--image-id", self.image(),
            "--endpoint-url", self.environment["AWS_ENDPOINT_URL"], "--output", "json")
        return json.loads(done.stdout)["Instances"][0]

    def image(self):
        done = self.run_program(
            "/usr/bin/aws", "ec2", "describe-images", "--owners", "amazon", "--filters",
            "Name=state,Values=available", "Name=architecture,Values=arm64",
            "--endpoint-url", self.environment["AWS_ENDPOINT_URL"], "--output", "json")
        return json.loads(done.stdout)["Images"][0]["ImageId"]

    def test_destroy_leaves_all_as_it_is_while_a_relay_runs(self):
        self.relay("deploy")
        launched = self.launch("ssh-proxy")
        relay = launched["InstanceId"]
        self.assertEqual(launched["KeyName"], self.values("Outputs")["KeyName"])
        self.assertIn({"Key": "ssh-proxy", "Value": "<undefined>"}, launched["Tags"])
        told = self.refused("destroy", "--yes")
        self.assertIn(f"a relay is running ({relay} of <undefined>): nothing was removed", told)
        self.assertNotIn("DeleteStack", self.cloud.operations())
        self.assertNotIn("TerminateInstances", self.cloud.operations())
        self.cloud.control(f"/_sandbox/instances/{relay}/state", {"state": "terminated"})
        self.relay("destroy", "--yes")
        self.assertIsNone(self.stack())

    def test_relays_of_another_stack_hold_nothing_back(self):
        self.relay("deploy")
        self.relay("deploy", "--stack-name", "relay-two")
        self.launch("relay-two")
        self.relay("destroy", "--yes")
        self.assertIn("a relay is running", self.refused("destroy", "--yes", "--stack-name",
                                                         "relay-two"))

    def test_what_holds_destroy_back_is_named(self):
        self.relay("deploy")
        self.cloud.faults(resource_failures=[{
            "operation": "DELETE User", "count": 1,
            "message": "Cannot delete entity, must delete access keys first."}])
        told = self.refused("destroy", "--yes")
        self.assertIn("could not be removed: User: Cannot delete entity, must delete access keys "
                      "first.", told)
        self.assertIn("remove it with relay destroy", self.refused("deploy"))
        self.relay("destroy", "--yes")
        self.assertIsNone(self.stack())


if __name__ == "__main__":
    harness.main()
