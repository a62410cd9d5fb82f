"""Containers of Amazon ECS as targets of forward, shell and exec -t."""

import harness
from test_forward import ForwardCase
from test_shell import ShellCase, ShellTerminal

CLUSTER = "sandbox"
# What the sandbox says of each: cloudx-sandbox --help.
TASK, TWO, WITHOUT, STOPPED, DEAF = "0123456789abcdef" * 2, "1" * 32, "2" * 32, "3" * 32, "4" * 32


def target(task=TASK, container=None, cluster=CLUSTER):
    return f"ecs:{cluster}/{task}" + (f"/{container}" if container else "")


class Ports(ForwardCase):
    NODE = target()

    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)
        self.data = b"from a container" * 131072

    def test_port_of_a_container_is_reached_by_curl(self):
        self.start("-L", f"0:{self.serve(self.data)}")
        self.transfer(f"http://127.0.0.1:{self.port()}/", data=self.data)
        session, = self.cloud.state()["sessions"]
        self.assertEqual(session["target"], f"ecs:{CLUSTER}_{TASK}_{TASK}-1234567890")
        self.assertEqual(session["document"], "AWS-StartPortForwardingSession")
        self.assertEqual(self.stop(), "")
        operations = self.cloud.operations()
        self.assertEqual(operations.count("DescribeTasks"), 1)
        self.assertNotIn("DescribeInstances", operations)

    def test_host_behind_a_container_is_reached_by_socks(self):
        self.cloud.control("/_sandbox/hosts", {"db.internal": ["127.0.0.5"]})
        port = self.serve(self.data, "127.0.0.5")
        self.start("-D", "0")
        self.transfer(f"http://db.internal:{port}/", "--socks5-hostname",
                      f"127.0.0.1:{self.port()}", data=self.data)
        self.stop()

    def test_transfer_survives_cuts(self):
        self.start("-L", f"0:{self.serve(self.data)}")
        self.cloud.faults(cut_after_bytes=1 << 20)
        self.transfer(f"http://127.0.0.1:{self.port()}/", data=self.data)
        self.assertIn("ResumeSession", self.cloud.operations())
        self.cloud.faults(cut_after_bytes=0)
        self.stop()

    def test_agent_that_is_not_connected_is_told_and_nothing_is_started(self):
        self.cloud.faults(api=[{"operation": "StartSession", "code": "TargetNotConnected"}])
        done = self.forward("-L", "0:80")
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"ssmmessages", done.stderr)
        self.assertIn(target(TASK, "app").encode(), done.stderr)
        self.assertFalse({"StartInstances", "DescribeInstances", "DescribeInstanceInformation"}
                         & set(self.cloud.operations()))

    def test_permission_that_is_missing_is_named(self):
        self.cloud.faults(deny=["StartSession"])
        done = self.forward("-L", "0:80")
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"ssm:StartSession on the task", done.stderr)


class Terminals(ShellCase):
    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK)

    def terminal(self, *words):
        screen = ShellTerminal([harness.PROXY, *words], self.environment, columns=101, rows=37)
        self.addCleanup(screen.close)
        self.addCleanup(self.end, screen.process)
        self.before = self.modes_of_a_new_terminal()
        return screen

    def test_shell_is_bin_sh_on_a_terminal(self):
        screen = self.terminal("shell", target())
        screen.run("until [ \"$(stty size)\" = '37 101' ]; do sleep 0.05; done; echo same$((1+1))")
        screen.expect("same2\n")
        session, = self.cloud.state()["sessions"]
        self.assertEqual(session["command"], "/bin/sh")
        self.assertTrue(session["id"].startswith("ecs-execute-command-"), session["id"])
        self.assertNotIn("StartSession", self.cloud.operations())
        screen.run("exit 5")
        self.assert_ended(screen)

    def test_tilde_dot_ends_the_session_at_the_service(self):
        screen = self.terminal("shell", target(TASK, "app"))
        screen.run("echo on$((1+0))")
        screen.expect("on1\n")
        screen.run("")
        screen.send("~.")
        self.assert_ended(screen)

    def test_lost_connection_goes_on(self):
        screen = self.terminal("shell", target())
        screen.run("echo on$((1+0))")
        screen.expect("on1\n")
        self.cloud.faults(cut_after_messages=1, cuts=1)
        screen.run("echo back$((1+1))")
        screen.expect("back2\n")
        self.assertIn("ResumeSession", self.cloud.operations())
        screen.run("exit")
        self.assert_ended(screen)

    def test_exec_runs_the_words_of_a_command_without_a_shell(self):
        screen = self.terminal("exec", "-t", target(), "--", "printf", "<%s>", "$HOME a  b", "it's", "{{x}}")
        screen.expect("<$HOME a  b><it's><{{x}}>")
        self.assert_ended(screen)

    def test_one_of_several_containers_is_meant_by_its_name(self):
        screen = self.terminal("exec", "-t", target(TWO, "log_router"), "echo", "here")
        screen.expect("here\n")
        self.assert_ended(screen)
        self.assertTrue(self.cloud.state()["sessions"][0]["target"].endswith("-0000000002"))


class Refusals(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()

    def refused(self, node, *texts, status=255, command="shell", more=()):
        done = self.run_program(harness.PROXY, command, *more, node, check=False)
        errors = done.stderr.decode()
        self.assertEqual(done.returncode, status, errors)
        for text in texts:
            self.assertIn(text, errors)
        self.assertEqual(self.cloud.state()["sessions"], [])
        return errors

    def test_cluster_that_does_not_exist(self):
        self.refused(target(cluster="other"), "no cluster other", "eu-west-1")

    def test_task_that_does_not_exist(self):
        self.refused(target("5" * 32), "no task " + "5" * 32)

    def test_container_that_does_not_exist(self):
        self.refused(target(TWO, "db"), "no container db", "log_router, web")

    def test_several_containers_are_listed(self):
        self.refused(target(TWO), "2 containers", "log_router, web", status=2)

    def test_task_that_does_not_run(self):
        self.refused(target(STOPPED), "STOPPED (Essential container in task exited)")

    def test_task_without_ecs_exec(self):
        self.refused(target(WITHOUT), "--enable-execute-command")

    def test_agent_that_has_stopped(self):
        self.refused(target(DEAF), "agent for sessions in the container app has stopped")

    def test_answers_of_execute_command(self):
        for code, text in (("TargetNotConnectedException", "ssmmessages:CreateControlChannel"),
                           ("InvalidParameterException", "execute command was not enabled"),
                           ("AccessDeniedException", "ecs:ExecuteCommand")):
            with self.subTest(code):
                self.cloud.faults(api=[{"operation": "ExecuteCommand", "code": code,
                                        "message": "execute command was not enabled"}])
                self.refused(target(), text, target(TASK, "app"))

    def test_permissions_that_are_missing_are_named(self):
        for operation in ("DescribeTasks", "ExecuteCommand"):
            with self.subTest(operation):
                self.cloud.faults(deny=[operation])
                self.refused(target(), f"needs ecs:{operation}")

    def test_exec_without_a_terminal_says_that_there_is_none(self):
        done = self.run_program(harness.PROXY, "exec", target(), "id", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"use exec -t", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertEqual(self.cloud.operations(), [])

    def test_session_documents_are_for_instances(self):
        self.refused(target(), "no session document", status=2, more=("--reason", "because"))

    def test_wrong_form_says_what_is_expected(self):
        self.refused("ecs:sandbox", "expected ecs:CLUSTER/TASK", status=2)


if __name__ == "__main__":
    harness.main()
