"""forward as a program for Windows: connections of this system's programs to its ports."""

import os
import pathlib
import socket
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import harness
import test_forward


class Forward(test_forward.ForwardCase):
    def setUp(self):
        self.cloud = self.sandbox("--remote-host", "db.internal=127.0.0.5")
        self.data = os.urandom(2 * harness.MEBIBYTE)

    def start(self, *arguments):
        super().start(*arguments)
        # Wine goes on with a program when the one that started it is ended.
        self.addCleanup(subprocess.run, ["pkill", "-f", f"exe forward .*{arguments[-1]}"], check=False)

    def test_port_carries_both_ways_and_many_at_once(self):
        self.start("-L", f"0:{self.serve(self.data)}")
        url = f"http://127.0.0.1:{self.port()}/"
        self.transfer(url, data=self.data)
        many = [subprocess.Popen(["curl", "-sS", "--noproxy", "", "-o", os.devnull, url]) for _ in range(20)]
        self.assertEqual([curl.wait(harness.PATIENCE) for curl in many], [0] * len(many))

    def test_names_are_resolved_at_the_instance_for_socks(self):
        port = self.serve(self.data, "127.0.0.5")
        self.start("-D", "0")
        self.transfer(f"http://db.internal:{port}/", "--socks5-hostname", f"127.0.0.1:{self.port()}", data=self.data)

    def test_connection_that_has_finished_writing_gets_the_answer(self):
        self.start("-L", f"0:{self.serve_with(lambda c: c.sendall(c.recv(64)[::-1]))}")
        connection = self.dial()
        connection.sendall(b"drawer")
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(self.receive_all(connection), b"reward")


if __name__ == "__main__":
    harness.main()
