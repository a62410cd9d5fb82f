"""cloudx-proxy exec: one command on an instance, with both its streams and its exit status."""

import base64
import hashlib
import json
import os
import random
import signal
import subprocess

import harness


class ExecCase(harness.EndToEnd):
    def exec(self, *words, target=harness.INSTANCE, options=(), **keywords):
        return self.run_program(harness.PROXY, "exec", *options, target, *words, check=False,
                                **keywords)

    def start_exec(self, *words):
        process = subprocess.Popen(
            [str(harness.PROXY), "exec", harness.INSTANCE, "--", *words], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process

    def assert_done(self, done, status=0, out=b"", errors=b""):
        self.assertEqual((done.returncode, done.stdout, done.stderr), (status, out, errors))


class Status(ExecCase):
    def setUp(self):
        self.cloud = self.sandbox()

    def test_exit_codes_are_those_of_the_command(self):
        for code in (0, 1, 7, 255):
            with self.subTest(code=code):
                self.assert_done(self.exec("--", "sh", "-c", f"exit {code}"), code)
        self.assert_no_session_is_left(self.cloud)

    def test_command_that_a_signal_ends_is_255_and_told(self):
        done = self.exec("--", "sh", "-c", "kill -TERM $$")
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn("a signal has ended the command", done.stderr.decode())

    def test_program_that_is_not_there_is_told_with_the_agents_status(self):
        done = self.exec("--", "no-such-program-anywhere", "x")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn("no-such-program-anywhere", done.stderr.decode())
        self.assertIn("not found", done.stderr.decode())

    def test_input_is_empty(self):
        self.assert_done(self.exec("--", "cat", input=b"nothing of this\n"))


class Streams(ExecCase):
    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)

    def test_stdout_and_stderr_stay_apart_and_whole(self):
        script = "for i in $(seq 3000); do echo out $i; echo err $i >&2; done; exit 3"
        done = self.exec("--", "sh", "-c", script)
        self.assertEqual(done.returncode, 3)
        for stream, word in ((done.stdout, "out"), (done.stderr, "err")):
            self.assertEqual(stream.decode(), "".join(f"{word} {i}\n" for i in range(1, 3001)))

    def text_file(self, size):
        """Characters of one to four bytes: of other bytes the agent loses some (docs/shell.md)."""
        path = self.folder / "exec.txt"
        characters = random.Random(1).choices("abc \n\t\0äß€漢😀", k=size // 2)
        path.write_text("".join(characters), encoding="utf-8", newline="")
        return path

    def test_16_mebibytes_of_text_arrive_as_they_were(self):
        data = self.text_file(16 * harness.MEBIBYTE)
        done = self.exec("--", "cat", str(data))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), harness.sha256(data))
        self.assert_no_session_is_left(self.cloud)

    def test_stderr_arrives_as_it_was(self):
        data = self.text_file(harness.MEBIBYTE)
        done = self.exec("--", "sh", "-c", f"cat {data} >&2")
        self.assertEqual((done.returncode, done.stdout), (0, b""))
        self.assertEqual(hashlib.sha256(done.stderr).hexdigest(), harness.sha256(data))

    def test_binary_data_arrives_in_base64(self):
        data = self.random_file("exec.bin", harness.MEBIBYTE)
        done = self.exec("--", "base64", str(data))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(hashlib.sha256(base64.b64decode(done.stdout)).hexdigest(), harness.sha256(data))

    def test_closed_stdout_ends_the_session(self):
        process = self.start_exec("yes")
        process.stdout.readline()
        process.stdout.close()
        process.wait(harness.PATIENCE)
        self.assert_no_session_is_left(self.cloud)

    def test_quiet_command_survives_a_cut(self):
        mark = self.folder / "quiet-command-may-end"
        process = self.start_exec("sh", "-c", f"echo begin; until [ -e {mark} ]; do sleep 0.1; done; exit 9")
        self.assertEqual(process.stdout.readline(), b"begin\n")
        self.cloud.incident("gateway-restart", for_ms=500)
        self.cloud.wait_until(lambda s: "ResumeSession" in [r["operation"] for r in s["requests"]],
                              "a resumption")
        self.cloud.wait_until(lambda s: all(x["connected"] for x in s["sessions"]), "a connection")
        mark.touch()
        _, told = process.communicate(timeout=harness.PATIENCE)
        self.assertEqual(process.returncode, 9, told)
        self.assertIn(b"may be missing", told)

    # What is not acknowledged two seconds after the end is lost with the agent: here the end waits.
    def test_output_under_cuts_and_losses_is_whole(self):
        data = self.text_file(2 * harness.MEBIBYTE)
        mark = self.folder / "all-has-arrived"
        self.cloud.faults(cut_after_bytes=256 << 10, drop=0.02)
        process = self.start_exec("sh", "-c", f"cat {data}; until [ -e {mark} ]; do sleep 0.1; done; exit 4")
        received = process.stdout.read(data.stat().st_size)
        self.assertEqual(hashlib.sha256(received).hexdigest(), harness.sha256(data))
        self.cloud.faults(cut_after_bytes=0, drop=0)
        mark.touch()
        rest, told = process.communicate(timeout=harness.PATIENCE)
        self.assertEqual((process.returncode, rest), (4, b""), told)
        self.assertIn(b"may be missing", told)
        self.assertGreater(self.cloud.operations().count("ResumeSession"), 0)


class Words(ExecCase):
    """What is written on the command line is what the program gets."""

    PRINT = ("import json, sys; print(json.dumps([a.encode('utf-8', 'surrogateescape').hex()"
             " for a in sys.argv[1:]]))")

    def setUp(self):
        self.cloud = self.sandbox()

    def words_seen(self, *words, mark=("--",)):
        done = self.exec(*mark, "python3", "-c", self.PRINT, *words)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return [bytes.fromhex(word).decode() for word in json.loads(done.stdout)]

    def test_odd_words_arrive_as_they_are(self):
        words = ["", " ", "two words", "it's", '"quoted"', "back\\slash", "\\", "$HOME", "${x}", "$1",
                 "`id`", "$(id)", "#comment", "a#b", "*", "?", "~", "line\nfeed", "tab\t", "{{ssm:x}}",
                 "{{ command }}", "ä€😀", "-v", "--help", "--", ";", "&&", "|", ">", "a=b", "''", "'\\''"]
        self.assertEqual(self.words_seen(*words), words)

    def test_words_need_no_mark_before_them(self):
        self.assertEqual(self.words_seen("-v", "--version", "--", "x", mark=()),
                         ["-v", "--version", "--", "x"])

    def test_mark_may_stand_before_the_target(self):
        done = self.run_program(harness.PROXY, "exec", "--", harness.INSTANCE, "echo", "--reason", "-v")
        self.assert_done(done, out=b"--reason -v\n")

    def test_options_stand_before_the_target(self):
        for options in (("--reason", "why not"), ("--reason=why not",), ("-q", "--timeout", "200")):
            with self.subTest(options=options):
                self.assert_done(self.exec("echo", "-q", options=options), out=b"-q\n")

    def test_second_mark_is_the_commands(self):
        self.assert_done(self.exec("--", "echo", "--", "x"), out=b"-- x\n")


class Terminal(ExecCase):
    def setUp(self):
        self.cloud = self.sandbox("--terminal-delay", "50ms")

    def test_words_arrive_as_they_are_and_the_end_is_in_order(self):
        done = self.exec("--", "printf", "%s|", "a b", "it's", "$HOME", "", "ä", options=("-t",))
        self.assert_done(done, out="a b|it's|$HOME||ä|".encode())

    def test_it_has_a_terminal_and_input(self):
        done = self.exec("--", "sh", "-c", "tty; read line; echo got $line", options=("--tty",),
                         input=b"hello\n")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"/dev/pts/", done.stdout)
        self.assertIn(b"got hello", done.stdout)

    def test_without_a_command_it_is_wrong_usage(self):
        done = self.exec(options=("-t",))
        self.assertEqual((done.returncode, done.stdout), (2, b""))


class Usage(ExecCase):
    def setUp(self):
        self.cloud = self.sandbox()

    def test_wrong_usage_is_2_and_asks_the_service_nothing(self):
        for words in ((), (harness.INSTANCE,), (harness.INSTANCE, "--"), (harness.INSTANCE, ""),
                      (harness.INSTANCE, b"\xff"), ("--no-such-option", harness.INSTANCE, "true"),
                      ("--parameter", "nonsense", harness.INSTANCE, "true"),
                      (harness.INSTANCE, "x" * 70000)):
            with self.subTest(words=str(words)[:80]):
                done = subprocess.run([harness.PROXY, "exec", *words], env=self.environment,
                                      stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                      timeout=harness.PATIENCE)
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertNotEqual(done.stderr, b"")
        self.assertEqual(self.cloud.operations(), [])

    def test_target_that_nobody_has_is_255(self):
        done = self.exec("--", "true", target="team=nobody")
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"team=nobody", done.stderr)

    def test_reason_is_kept_with_the_session(self):
        self.exec("--", "true", options=("--reason", "ticket 4711"))
        self.assertEqual([s["reason"] for s in self.cloud.state()["sessions"]], ["ticket 4711"])

    def test_service_that_refuses_is_255(self):
        self.cloud.faults(deny=["StartSession"])
        done = self.exec("--", "true")
        self.assertEqual((done.returncode, done.stdout), (255, b""))
        self.assertIn(b"StartSession", done.stderr)


class Targets(ExecCase):
    def test_name_tag_and_tag_lead_to_the_instance(self):
        self.sandbox(f"--instance=id={harness.INSTANCE},name=web,tag.team=core")
        for target in ("web", "team=core", "Name=web"):
            with self.subTest(target=target):
                self.assert_done(self.exec("--", "echo", "there", target=target), out=b"there\n")

    def test_host_of_the_ssh_config_leads_to_the_instance(self):
        self.sandbox()
        self.assert_done(self.exec("echo", "there", target="cloudx-test-host",
                                   options=("--ssh-config", self.ssh_config)), out=b"there\n")

    def test_stopped_instance_is_started(self):
        cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=1s")
        done = self.exec("--", "echo", "up")
        self.assertEqual((done.returncode, done.stdout), (0, b"up\n"), done.stderr)
        self.assertIn("StartInstances", cloud.operations())

    def test_old_agent_tells_no_status(self):
        self.sandbox(f"--instance=id={harness.INSTANCE},agent-version=3.1.1476.0")
        done = self.exec("--", "sh", "-c", "echo out; echo err >&2; exit 7")
        self.assertEqual((done.returncode, done.stdout), (255, b"out\nerr\n"))
        self.assertIn("3.1.1476.0", done.stderr.decode())
        self.assertIn("the exit status of the command is not known", done.stderr.decode())

    def test_document_of_the_account_with_a_command_of_its_own(self):
        document = {"schemaVersion": "1.0", "sessionType": "NonInteractiveCommands",
                    "parameters": {"what": {"type": "String"}},
                    "properties": {"linux": {"commands": "echo fixed {{ what }}",
                                             "separateOutputStream": "true"}}}
        path = self.folder / "document.json"
        path.write_text(json.dumps(document))
        cloud = self.sandbox("--document", f"fixed={path}")
        done = self.exec(options=("--document", "fixed", "--parameter", "what=thing"))
        self.assert_done(done, out=b"fixed thing\n")
        self.assertEqual(cloud.state()["sessions"][0]["document"], "fixed")


class Signals(ExecCase):
    def setUp(self):
        self.cloud = self.sandbox()

    def test_interrupt_reaches_the_command(self):
        mark = self.folder / "interrupted"
        process = self.start_exec(
            "sh", "-c", f"trap 'echo caught; touch {mark}; exit 5' INT; echo begin; while :; do sleep 0.1; done")
        self.assertEqual(process.stdout.readline(), b"begin\n")
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=harness.PATIENCE)
        self.assertTrue(mark.exists())
        # The agent's handler of the interrupt takes the command's own status away.
        self.assertEqual((process.returncode, out), (1, b"caught\n"), told)
        self.assert_no_session_is_left(self.cloud)

    def test_second_interrupt_ends_the_session(self):
        process = self.start_exec(
            "sh", "-c", "trap 'echo caught' INT; echo begin; while :; do sleep 0.1; done")
        self.assertEqual(process.stdout.readline(), b"begin\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.stdout.readline(), b"caught\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assertIn("TerminateSession", self.cloud.operations())
        self.assert_no_session_is_left(self.cloud)

    def test_interrupt_before_the_command_runs_starts_none(self):
        cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=10m")
        process = self.start_exec("true")
        cloud.wait_until(lambda s: "StartInstances" in [r["operation"] for r in s["requests"]],
                         "StartInstances")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.PATIENCE), 255)
        self.assertEqual(cloud.state()["sessions"], [])

    def test_other_signals_end_the_session_and_the_command(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number=number):
                process = self.start_exec("sh", "-c", "echo $$; exec sleep 600")
                far = int(process.stdout.readline())
                process.send_signal(number)
                self.assertEqual(process.wait(harness.PATIENCE), 255)
                self.assertIn(b"interrupted", process.stderr.read())
                self.assert_no_session_is_left(self.cloud)
                self.wait_until_gone(far)

    def wait_until_gone(self, process):
        def is_gone(_):
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                return True
            return False
        self.cloud.wait_until(is_gone, "the end of the command")


if __name__ == "__main__":
    harness.main()
