"""cloudx-proxy shell: a terminal on an instance, without ssh."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import stat
import struct
import subprocess
import termios

import harness
import terminal

TIOCGPTPEER = 0x5441  # ioctl_tty(2)
PROMPT = "# " if os.geteuid() == 0 else "$ "


class ShellTerminal(terminal.Terminal):
    """Keeps the program's end of the terminal open, so that its modes can be looked at afterwards."""

    def __init__(self, command, environment, **keywords):
        super().__init__(command, environment, **keywords)
        self.peer = fcntl.ioctl(self.master, TIOCGPTPEER, os.O_RDWR | os.O_NOCTTY)

    def modes(self):
        return termios.tcgetattr(self.peer)

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def run(self, line):
        self.send(line + "\r")

    def wait(self):
        """For the end of the program; what it writes is read meanwhile."""
        for _ in range(self.limit * 10):
            status = self.process.poll()
            while self.read(0.1):
                pass
            if status is not None:
                return status
        raise AssertionError(f"it does not end; there was:\n{self.text()}")

    def close(self):
        for end in (self.master, self.peer):
            os.close(end)


class ShellCase(harness.EndToEnd):
    # The real agent shows nothing for a second.
    QUICK = ("--terminal-delay", "0s")

    def shell(self, *arguments, columns=80, rows=24):
        started = ShellTerminal([harness.PROXY, "shell", harness.INSTANCE, *arguments],
                                self.environment, columns=columns, rows=rows)
        self.addCleanup(started.close)
        self.addCleanup(self.end, started.process)
        self.before = self.modes_of_a_new_terminal()
        return started

    # The program may have changed its own already.
    @staticmethod
    def modes_of_a_new_terminal():
        ends = os.openpty()
        modes = termios.tcgetattr(ends[1])
        for end in ends:
            os.close(end)
        return modes

    def open_shell(self, *arguments, **keywords):
        started = self.shell(*arguments, **keywords)
        started.expect(PROMPT)
        return started

    def assert_ended(self, screen, status=0):
        self.assertEqual(screen.wait(), status, screen.text())
        self.assertEqual(screen.modes(), self.before)
        self.assert_no_session_is_left(self.cloud)


class Screen(ShellCase):
    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK)

    def test_prompt_comes_and_what_is_typed_is_run(self):
        screen = self.open_shell()
        self.assertNotEqual(screen.modes(), self.before, "a raw terminal")
        screen.run("echo four$((2+2))")
        screen.expect("four4\n")
        screen.expect(PROMPT)
        screen.run("exit 5")
        self.assert_ended(screen)
        self.assertEqual(self.cloud.state()["sessions"][0]["kind"], "shell")

    def test_shell_has_the_size_of_the_terminal(self):
        screen = self.open_shell(columns=101, rows=37)
        screen.run("until [ \"$(stty size)\" = '37 101' ]; do sleep 0.05; done; echo same$((1+1))")
        screen.expect("same2\n")

    def test_terminal_without_a_size_leaves_the_shells_alone(self):
        screen = self.open_shell(columns=0, rows=0)
        screen.run("echo size $(stty size) is")
        screen.expect("size 0 0 is\n")

    def test_resize_reaches_the_shell(self):
        screen = self.open_shell()
        for columns, rows in ((132, 50), (40, 10)):
            screen.run(f"until [ \"$(stty size)\" = '{rows} {columns}' ]; do sleep 0.05; done; echo same$((1+1))")
            screen.expect("sleep 0.05")
            screen.resize(columns, rows)
            screen.expect("same2\n")
        screen.run("exit")
        self.assert_ended(screen)

    def test_interrupt_is_for_the_far_program(self):
        screen = self.open_shell()
        screen.run("(trap 'echo caught$((6*7)); exit' INT; echo begin$((1+1)); while :; do sleep 0.1; done)")
        screen.expect("begin2\n")
        screen.send("\x03")
        screen.expect("caught42\n")
        screen.send("\r")
        screen.expect(PROMPT)
        screen.run("exit")
        self.assert_ended(screen)

    def test_suspension_is_for_the_far_program(self):
        screen = self.open_shell()
        screen.run("set -m; cat")
        screen.run("again")
        screen.expect("again\nagain\n")
        screen.send("\x1a")
        screen.expect(PROMPT)
        screen.run("jobs; kill %1; echo on$((1+1))")
        screen.expect("Stopped")
        screen.expect("on2\n")

    def test_end_of_input_ends_the_session(self):
        screen = self.open_shell()
        screen.send("\x04")
        self.assert_ended(screen)

    def test_characters_of_any_language_pass(self):
        screen = self.open_shell()
        screen.run("read -r word; echo \"<$word>\"")
        screen.expect("\n")
        screen.run("äß€漢字😀")
        screen.expect("<äß€漢字😀>\n")

    def test_every_byte_reaches_the_far_program(self):
        data = bytes(range(256))
        screen = self.open_shell()
        screen.run("stty raw -echo; echo begin$((1+1)); head -c 256 | sha256sum; stty sane; echo sane$((1+1))")
        screen.expect("begin2\n")
        os.write(screen.master, data)
        screen.expect(hashlib.sha256(data).hexdigest())
        screen.expect("sane2\n")
        screen.run("exit")
        self.assert_ended(screen)

    def test_editor_opens_and_quits(self):
        file = self.folder / "edited"
        file.write_text("old words\n")
        screen = self.open_shell()
        if shutil.which("vi"):
            screen.run(f"vi {file}")
            screen.expect("old words")
            screen.send(":s/old/new/\r")
            screen.expect(":s/old/new/")
            screen.expect("new")
            screen.send(":wq\r")
            wanted = "new words\n"
        else:
            screen.run(f"less {file}")
            screen.expect("old words")
            screen.send("q")
            wanted = "old words\n"
        screen.expect(PROMPT)  # what is typed sooner is the editor's
        screen.run("echo behind$((1+1))")
        screen.expect("behind2\n")
        self.assertEqual(file.read_text(), wanted)
        screen.run("exit")
        self.assert_ended(screen)

    def test_first_prompt_of_an_agent_that_takes_its_time(self):
        self.cloud = self.sandbox()
        screen = self.open_shell()
        screen.run("exit")
        self.assert_ended(screen)

    def test_interactive_command_of_a_document(self):
        screen = self.shell("--document", "AWS-StartInteractiveCommand", "--parameter",
                            "command=echo word; read -r word; echo \"<$word>\"", "--reason", "ticket 4711")
        screen.expect("word\n")
        screen.run("typed")
        screen.expect("<typed>\n")
        self.assert_ended(screen)
        self.assertEqual(self.cloud.state()["sessions"][0]["reason"], "ticket 4711")


class Escapes(ShellCase):
    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK)

    def test_tilde_and_dot_end_the_session_at_the_service(self):
        screen = self.open_shell()
        screen.send("\r")
        screen.expect(PROMPT)
        screen.send("~.")
        self.assert_ended(screen)
        self.assertIn("TerminateSession", self.cloud.operations())

    # As much as somebody types who waits for something to happen.
    def test_tilde_and_dot_end_a_shell_that_hangs(self):
        screen = self.open_shell()
        self.cloud.faults(drop=1)
        for _ in range(300):
            screen.send("x")
            screen.read(0.002)
        screen.send("\r")
        screen.read(0.1)
        screen.send("~.")
        self.assertEqual(screen.wait(), 0, screen.text())
        self.assertEqual(screen.modes(), self.before)

    def test_tilde_within_a_line_is_the_shells(self):
        screen = self.open_shell()
        screen.run("echo a~.b~?c | tr a-c x-z")
        screen.expect("x~.y~?z\n")

    def test_help_is_shown_and_the_session_goes_on(self):
        screen = self.open_shell()
        screen.send("\r~?")
        screen.expect("ends the session")
        screen.expect("shows this\n")
        screen.run("echo on$((1+1))")
        screen.expect("on2\n")

    def test_two_tildes_are_one(self):
        screen = self.open_shell()
        screen.run("read -r word; echo \"<$word>\"")
        screen.send("~~word\r")
        screen.expect("<~word>\n")

    def test_escapes_that_are_switched_off_are_the_shells(self):
        screen = self.open_shell()
        screen.send("\r~-")
        screen.expect("every ~ goes to the session")
        screen.run("read -r word; echo \"<$word>\"")
        screen.send("~.\r")
        screen.expect("<~.>\n")


class Endings(ShellCase):
    """However it ends, the terminal is as it was, and no session is left."""

    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK)

    def test_signal_from_outside(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number=number):
                screen = self.open_shell()
                screen.process.send_signal(number)
                self.assert_ended(screen, 255)

    def test_terminal_that_goes(self):
        screen = terminal.Terminal([harness.PROXY, "shell", harness.INSTANCE], self.environment)
        self.addCleanup(self.end, screen.process)
        screen.expect(PROMPT)
        screen.hang_up()
        self.assert_no_session_is_left(self.cloud)

    def test_session_that_is_lost_is_told(self):
        screen = self.open_shell()
        self.cloud.incident("worker-kill", output="the worker died")
        self.assert_ended(screen, 255)
        self.assertIn("the worker died", screen.text())

    def test_interrupt_before_there_is_a_session(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=10m")
        screen = self.shell()
        self.cloud.wait_until(lambda s: "StartInstances" in [r["operation"] for r in s["requests"]],
                              "StartInstances")
        screen.send("\x03")
        self.assert_ended(screen, 255)

    def test_stopped_instance_is_started(self):
        self.cloud = self.sandbox(f"--instance=id={harness.INSTANCE},state=stopped,boot=1s", *self.QUICK)
        screen = self.open_shell()
        screen.run("exit")
        self.assert_ended(screen)

    def test_wrong_usage_is_2_and_asks_the_service_nothing(self):
        for words in ((), ("one", "two"), (harness.INSTANCE, "--parameter", "nonsense")):
            with self.subTest(words=words):
                self.assertEqual(self.run_program(harness.PROXY, "shell", *words, check=False).returncode, 2)
        self.assertEqual(self.cloud.operations(), [])


class Connection(ShellCase):
    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK, *harness.HURRY)

    def test_session_goes_on_after_cuts(self):
        screen = self.open_shell()
        self.cloud.faults(cut_after_bytes=4096, drop=0.02)
        for number in range(20):
            screen.run(f"echo $(({number}*1000)) $(seq 100 | tr -d '\\n')$((1+1)) | fold -w 1000")
            screen.expect("979899100" + "2\n")
        self.cloud.faults(cut_after_bytes=0, drop=0)
        self.assertGreater(self.cloud.operations().count("ResumeSession"), 0)
        screen.run("exit")
        self.assert_ended(screen)

    def test_loss_is_told_in_a_line_of_its_own_and_the_terminal_stays_raw(self):
        screen = self.open_shell()
        raw = screen.modes()
        self.cloud.incident("gateway-restart", for_ms=8000)
        screen.expect("connection")
        self.cloud.wait_until(lambda s: all(x["connected"] for x in s["sessions"]), "a connection")
        screen.send("echo on$((1+1))\r")
        screen.expect("on2\n")
        self.assertEqual(screen.modes(), raw)
        told = [line for line in screen.raw.split("\n") if "connection" in line]
        self.assertTrue(told)
        self.assertTrue(all(line.endswith("\r") for line in told), told)
        screen.run("(trap 'echo caught$((6*7)); exit' INT; echo begin$((1+1)); while :; do sleep 0.1; done)")
        screen.expect("begin2\n")
        screen.send("\x03")
        screen.expect("caught42\n")
        screen.run("")
        screen.run("exit")
        self.assert_ended(screen)


class Pipes(ShellCase):
    """Without a terminal of ours."""

    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK)

    def piped(self, text, *arguments):
        return self.run_program(harness.PROXY, "shell", *arguments, harness.INSTANCE, input=text, check=False)

    def test_commands_from_a_pipe_are_run(self):
        done = self.piped(b"echo four$((2+2)); exit\n")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"four4\r\n", done.stdout)
        self.assert_no_session_is_left(self.cloud)

    def test_output_after_the_end_of_the_input_arrives(self):
        done = self.piped(b"sleep 2; echo late$((1+1)); exit\n")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"late2\r\n", done.stdout)

    def test_tilde_from_a_pipe_is_the_shells(self):
        done = self.piped(b"read -r word\n~.\necho \"<$word>\"; exit\n")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"<~.>\r\n", done.stdout)

    def test_bytes_that_are_no_text_pass_within_text(self):
        done = self.piped(b"printf 'a\\351b\\377c\\n'; exit\n")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"a\xe9b\xffc\r\n", done.stdout)

    def test_closed_stdout_ends_the_session(self):
        process = subprocess.Popen([harness.PROXY, "shell", harness.INSTANCE], env=self.environment,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        self.assertNotEqual(process.stdout.read(1), b"")
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # it may have noticed by itself
            process.stdin.write(b"echo x\n")
            process.stdin.flush()
        process.wait(harness.PATIENCE)
        self.assert_no_session_is_left(self.cloud)


class Recordings(ShellCase):
    def setUp(self):
        self.cloud = self.sandbox(*self.QUICK)
        self.cast = self.folder / f"{self.id()}.cast"

    def test_recording_is_a_private_asciicast_of_what_was_shown(self):
        screen = self.open_shell("--record", str(self.cast), columns=90, rows=30)
        screen.run("until [ \"$(stty size)\" = '20 60' ]; do sleep 0.05; done; echo four$((2+2)) ä€😀")
        screen.expect("sleep 0.05")
        screen.resize(60, 20)
        screen.expect("four4 ä€😀\n")
        screen.run("exit")
        self.assert_ended(screen)
        self.assertEqual(stat.S_IMODE(self.cast.stat().st_mode), 0o600)
        header, *events = [json.loads(line) for line in self.cast.read_text().splitlines()]
        self.assertEqual((header["version"], header["width"], header["height"]), (2, 90, 30))
        self.assertIsInstance(header["timestamp"], int)
        self.assertEqual([data for _, kind, data in events if kind == "r"], ["60x20"])
        shown = "".join(data for _, kind, data in events if kind == "o")
        self.assertIn("four4 ä€😀\r\n", shown)
        times = [time for time, _, _ in events]
        self.assertEqual(times, sorted(times))
        self.assertEqual({kind for _, kind, _ in events}, {"o", "r"})

    def test_file_that_exists_is_not_replaced(self):
        self.cast.write_text("precious\n")
        done = self.run_program(harness.PROXY, "shell", harness.INSTANCE, "--record", self.cast, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(str(self.cast), done.stderr.decode())
        self.assertEqual(self.cast.read_text(), "precious\n")
        self.assertEqual(self.cloud.operations(), [])

    def test_recording_is_whole_after_a_signal(self):
        screen = self.open_shell("--record", str(self.cast))
        screen.run("echo four$((2+2))")
        screen.expect("four4\n")
        screen.process.send_signal(signal.SIGTERM)
        self.assert_ended(screen, 255)
        lines = [json.loads(line) for line in self.cast.read_text().splitlines()]
        self.assertIn("four4", "".join(line[2] for line in lines[1:]))


if __name__ == "__main__":
    harness.main()
