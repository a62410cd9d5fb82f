"""Sessions of every kind but SSH's, driven by a client made of boto3 that knows nothing of ours."""

import os
import socket
import struct
import tempfile
import threading
import time
import unittest

from data_channel_client import DataChannel, client
from sandbox_process import INSTANCE, Sandbox

TASK = "0123456789abcdef0123456789abcdef"
OLD = "i-0000000000000000c"
OUTPUT, SIZE, FLAG, ERRORS, EXIT_CODE = 1, 3, 10, 11, 12
TERMINATE = struct.pack(">I", 2)
SYN, FIN, PSH = 0, 1, 2


def mux(command, stream, payload=b""):
    return struct.pack("<BBHI", 1, command, len(payload), stream) + payload


class Listener:
    """A server on a free port that shows what it gets and can be told what to answer."""

    def __init__(self, address="127.0.0.1"):
        self.socket = socket.create_server((address, 0))
        self.port = str(self.socket.getsockname()[1])
        self.connections = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                self.connections.append(self.socket.accept()[0])
            except OSError:
                return


class SessionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox("--instance", f"id={INSTANCE}", "--instance", f"id={OLD},agent-version=3.0.196.0",
                              "--terminal-delay", "0ms", "--remote-host", "db.internal=127.0.0.5",
                              "--remote-host", "metadata.internal=169.254.169.254")
        cls.saved = dict(os.environ)
        os.environ.clear()
        os.environ.update(cls.sandbox.env)

    @classmethod
    def tearDownClass(cls):
        os.environ.clear()
        os.environ.update(cls.saved)
        cls.sandbox.__exit__()

    def start(self, document=None, instance=INSTANCE, **parameters):
        arguments = {"Target": instance, "Reason": "a test"}
        if document:
            arguments["DocumentName"] = document
            arguments["Parameters"] = {name: [value] for name, value in parameters.items()}
        session = client("ssm", "SSM").start_session(**arguments)
        self.id = session["SessionId"]
        return DataChannel(session["StreamUrl"], session["TokenValue"])

    def terminate(self):
        client("ssm", "SSM").terminate_session(SessionId=self.id)

    def until(self, channel, condition):
        for _ in range(1000):
            if condition() or not channel.open:
                break
            channel.step(seconds=0.05)
        self.assertTrue(condition(), (channel.output, channel.others, channel.closed_output))

    def until_closed(self, channel):
        self.until(channel, lambda: not channel.open)
        return channel.closed_output

    def known(self):
        return {session["id"]: session for session in self.sandbox.state()["sessions"]}[self.id]

    # Terminals

    def test_shell_starts_without_a_handshake_and_ends_with_its_exit(self):
        channel = self.start()
        self.until(channel, lambda: channel.output)
        self.assertFalse(channel.ready)
        channel.send(SIZE, b'{"cols":213,"rows":57}')
        channel.send(OUTPUT, b"stty size; echo $TERM\r")
        self.until(channel, lambda: b"57 213\r\nxterm-256color\r\n" in channel.output)
        channel.send(OUTPUT, b"exit\r")
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(self.known()["kind"], "shell")
        self.assertEqual(self.known()["reason"], "a test")

    def test_flag_does_not_end_a_shell_but_the_service_does(self):
        channel = self.start()
        self.until(channel, lambda: channel.output)
        channel.send(OUTPUT, b"echo pid $$\r")
        self.until(channel, lambda: channel.output.count(b"pid ") == 2)
        shell = int(channel.output.rpartition(b"pid ")[2].split()[0])
        channel.send(FLAG, TERMINATE)
        channel.send(OUTPUT, b"echo on$((0))\r")
        self.until(channel, lambda: b"on0" in channel.output)
        self.terminate()
        self.assertEqual(self.until_closed(channel), "")
        self.wait_for(lambda: not os.path.exists(f"/proc/{shell}"))

    def test_interactive_command_runs_in_a_shell_on_a_terminal(self):
        channel = self.start("AWS-StartInteractiveCommand", command="tty > /dev/null && echo $((40 + 2))")
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.output, b"42\r\n")

    def test_resumed_shell_goes_on(self):
        channel = self.start()
        self.until(channel, lambda: channel.output)
        channel.websocket.socket.close()
        second = self.resume(channel)
        second.send(OUTPUT, b"echo back$((0))\r")
        self.until(second, lambda: b"back0" in second.output)
        self.terminate()

    def test_container_runs_the_command_word_by_word_on_a_terminal(self):
        ecs = client("ecs", "ECS")
        described = ecs.describe_tasks(cluster="sandbox", tasks=[TASK])["tasks"][0]
        self.assertEqual(described["containers"][0]["name"], "app")
        answer = ecs.execute_command(cluster="sandbox", task=TASK, container="app", interactive=True,
                                     command="echo '$HOME' 'a  b'")
        self.id = answer["session"]["sessionId"]
        channel = DataChannel(answer["session"]["streamUrl"], answer["session"]["tokenValue"])
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.output, b"$HOME a  b\r\n")

    # Commands

    def exec(self, command, separate="true"):
        return self.start("AWS-StartNonInteractiveCommand", command=command, separateOutputStream=separate)

    def test_exec_tells_streams_apart_and_gives_the_code(self):
        channel = self.exec("sh -c 'echo out; echo err >&2; exit 7'")
        self.assertEqual(self.until_closed(channel), "")
        self.assertTrue(channel.ready)
        self.assertEqual(channel.output, b"out\n")
        self.assertEqual(channel.others, [(ERRORS, b"err\n"), (EXIT_CODE, b"EXIT_CODE: 7")])

    def test_exec_without_separate_output_has_it_all_at_the_end(self):
        channel = self.exec("sh -c 'echo out; echo err >&2; exit 7'", "false")
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.output, b"out\nerr\n")
        self.assertEqual(channel.others, [])

    def test_exec_of_much_output_loses_nothing(self):
        channel = self.exec("sh -c 'seq 200000; seq 1000 >&2'")
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.output.split(), [b"%d" % n for n in range(1, 200001)])
        errors = b"".join(payload for kind, payload in channel.others if kind == ERRORS)
        self.assertEqual(errors.split(), [b"%d" % n for n in range(1, 1001)])
        self.assertEqual(channel.others[-1], (EXIT_CODE, b"EXIT_CODE: 0"))

    def test_exec_of_what_is_not_there_says_so_after_its_code(self):
        channel = self.exec("nosuch")
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.others, [
            (EXIT_CODE, b"EXIT_CODE: 1"),
            (ERRORS, b'Error occurred starting the command: exec: "nosuch": executable file not found in $PATH\n')])

    def test_interrupted_exec_is_acknowledged_late_and_has_code_one(self):
        channel = self.exec("sh -c 'trap \"echo got; exit 5\" INT; echo ready; while :; do sleep 0.01; done'")
        self.until(channel, lambda: channel.output)
        channel.send(OUTPUT, b"\x03")
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.others[-1], (EXIT_CODE, b"EXIT_CODE: 1"))

    def test_terminated_exec_has_no_code(self):
        channel = self.exec("sh -c 'echo $$; exec sleep 1000'")
        self.until(channel, lambda: channel.output)
        self.terminate()
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual(channel.others, [])

    def resume(self, channel):
        again = client("ssm", "SSM").resume_session(SessionId=self.id)
        second = DataChannel(again["StreamUrl"], again["TokenValue"])
        second.next, second.expected, second.others = channel.next, channel.expected, channel.others
        return second

    def wait_for(self, condition):
        for _ in range(3000):
            if condition():
                return
            time.sleep(0.01)
        self.fail("it never happened")

    def test_stream_that_brings_something_in_a_pause_is_never_read_again(self):
        self.sandbox.control("faults", {"publication_events": True})
        self.addCleanup(self.sandbox.control, "faults", {"publication_events": False})
        for separate in ("true", "false"):
            with self.subTest(separate=separate), tempfile.TemporaryDirectory() as folder:
                script = (f"echo first; echo loud >&2; until [ -e {folder}/left ]; do sleep 0.01; done; "
                          f"echo lost; sleep 0.1; touch {folder}/done; until [ -e {folder}/back ]; do sleep 0.01; "
                          "done; echo late; echo later >&2; exit 3")
                channel = self.exec(f"sh -c '{script}'", separate)
                if separate == "true":
                    self.until(channel, lambda: channel.output and channel.others)
                else:
                    self.until(channel, lambda: channel.ready)
                channel.websocket.socket.close()
                self.wait_for(lambda: not self.known()["connected"])
                open(f"{folder}/left", "w", encoding="ascii").close()
                self.wait_for(lambda: os.path.exists(f"{folder}/done"))
                second = self.resume(channel)
                open(f"{folder}/back", "w", encoding="ascii").close()
                self.assertEqual(self.until_closed(second), "")
                if separate == "true":
                    self.assertEqual(second.output, b"")
                    self.assertEqual(second.others, [(ERRORS, b"loud\n"), (ERRORS, b"later\n"),
                                                     (EXIT_CODE, b"EXIT_CODE: 3")])
                else:
                    self.assertEqual(second.output, b"first\nloud\nlost\nlate\nlater\n")

    # Ports

    def test_multiplexer_carries_several_connections(self):
        channel = self.start("AWS-StartPortForwardingSession", portNumber="7")
        self.until(channel, lambda: channel.ready)
        channel.send(OUTPUT, mux(SYN, 3) + mux(PSH, 3, b"one"))
        channel.send(OUTPUT, mux(SYN, 5) + mux(PSH, 5, b"two"))
        self.until(channel, lambda: mux(PSH, 3, b"one") in channel.output and mux(PSH, 5, b"two") in channel.output)
        channel.send(OUTPUT, mux(FIN, 3))
        self.until(channel, lambda: mux(FIN, 3) in channel.output)
        channel.send(OUTPUT, mux(PSH, 5, b"more"))
        self.until(channel, lambda: mux(PSH, 5, b"more") in channel.output)
        channel.send(FLAG, TERMINATE)
        self.assertEqual(self.until_closed(channel), "")
        self.assertEqual((self.known()["kind"], self.known()["mux_stalls"]), ("local-port", 0))

    def test_refused_connection_is_flagged_and_the_session_lives(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        channel = self.start("AWS-StartPortForwardingSession", portNumber=port)
        self.until(channel, lambda: channel.ready)
        channel.send(OUTPUT, mux(SYN, 3))
        self.until(channel, lambda: mux(FIN, 3) in channel.output)
        self.assertEqual(channel.others, [(FLAG, struct.pack(">I", 3))])
        self.assertTrue(channel.open)
        self.terminate()

    def test_frame_of_version_two_ends_the_session(self):
        channel = self.start("AWS-StartPortForwardingSession", portNumber="7")
        self.until(channel, lambda: channel.ready)
        channel.send(OUTPUT, b"\x02" + mux(SYN, 3)[1:])
        self.until_closed(channel)
        self.assertEqual(self.known()["mux_error"], "invalid protocol")

    def test_connection_that_takes_nothing_stalls_all_others(self):
        listener = Listener()
        channel = self.start("AWS-StartPortForwardingSession", portNumber=listener.port)
        self.until(channel, lambda: channel.ready)
        channel.send(OUTPUT, mux(SYN, 3))
        piece = mux(PSH, 3, bytes(32768))
        sent = 0
        while not self.known()["mux_stalls"] and sent < 40 << 20:
            channel.send(OUTPUT, piece)
            sent += len(piece)
            channel.step(seconds=0)
        self.assertGreater(sent, 4 << 20)
        self.assertGreater(self.known()["mux_stalls"], 0)
        self.terminate()
        self.until_closed(channel)

    def test_old_agent_forwards_one_connection_after_the_other(self):
        listener = Listener()
        channel = self.start("AWS-StartPortForwardingSession", OLD, portNumber=listener.port)
        self.until(channel, lambda: channel.ready and listener.connections)
        channel.send(OUTPUT, b"one")
        self.until(channel, lambda: not channel.unacknowledged)
        self.assertEqual(listener.connections[0].recv(10), b"one")
        channel.send(FLAG, struct.pack(">I", 1))
        self.until(channel, lambda: not channel.unacknowledged)
        self.assertEqual(listener.connections[0].recv(10), b"")
        channel.send(OUTPUT, b"two")
        self.until(channel, lambda: len(listener.connections) == 2)
        listener.connections[1].sendall(b"answer")
        self.until(channel, lambda: channel.output == b"answer")
        channel.send(FLAG, TERMINATE)
        self.assertEqual(self.until_closed(channel), "")

    def test_remote_host_is_reached_by_its_name(self):
        listener = Listener("127.0.0.5")
        channel = self.start("AWS-StartPortForwardingSessionToRemoteHost", host="db.internal",
                             portNumber=listener.port)
        self.until(channel, lambda: channel.ready)
        channel.send(OUTPUT, mux(SYN, 3))
        self.until(channel, lambda: listener.connections)
        listener.connections[0].sendall(b"hello")
        self.until(channel, lambda: mux(PSH, 3, b"hello") in channel.output)
        self.assertEqual((self.known()["kind"], self.known()["host"]), ("remote-host", "db.internal"))
        self.terminate()

    def test_forbidden_and_unknown_hosts(self):
        document = "AWS-StartPortForwardingSessionToRemoteHost"
        channel = self.start(document, host="metadata.internal", portNumber="80")
        self.assertEqual(self.until_closed(channel), "Forwarding to IP address metadata.internal is forbidden.")
        channel = self.start(document, host="nowhere.internal", portNumber="80")
        self.until(channel, lambda: channel.ready)
        channel.send(OUTPUT, mux(SYN, 3))
        self.until(channel, lambda: mux(FIN, 3) in channel.output)
        self.terminate()

    def test_document_of_the_account_fixes_what_it_says(self):
        self.sandbox.control("documents", {"name": "mine", "content": {
            "schemaVersion": "1.0", "sessionType": "NonInteractiveCommands",
            "parameters": {"word": {"type": "String", "default": "x", "allowedPattern": "^[a-z]+$"}},
            "properties": {"linux": {"commands": "echo {{ word }}", "separateOutputStream": True}}}})
        channel = self.start("mine", word="hello")
        self.until_closed(channel)
        self.assertEqual(channel.output, b"hello\n")


if __name__ == "__main__":
    unittest.main()
