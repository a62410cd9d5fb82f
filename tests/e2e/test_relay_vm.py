"""The relay VM: real user data, booted by the sandbox, and real ssh on all sides of it."""

import hashlib
import os
import select
import socket
import subprocess
import threading
import unittest

import harness
from relay_machine import (RelayMachine, greeting_server, mirror, new_queue,
                           receive_all)


def digest(data):
    return hashlib.sha256(data).hexdigest()


class MeetingOnIt(RelayMachine):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start()
        cls.addClassCleanup(cls.stop)

    def test_host_key_is_the_given_one_and_the_only_one(self):
        scan = subprocess.run(["ssh-keyscan", "-p", self.port, self.machine["public_ip"]],
                              capture_output=True, text=True, check=True).stdout
        keys = {line.split(" ", 1)[1] for line in scan.splitlines() if not line.startswith("#")}
        self.assertEqual(keys, {(self.folder / "host.pub").read_text().strip()})

    def test_connect_carries_sixteen_mebibytes_each_way(self):
        self.forward(mirror)
        data = os.urandom(16 * harness.MEBIBYTE)
        done = self.run_ssh("ssh-proxy connect", data=data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digest(done.stdout), digest(data))

    def test_attend_carries_sixteen_mebibytes_each_way(self):
        self.forward(mirror)
        data = os.urandom(16 * harness.MEBIBYTE)
        _, connection = self.attended()
        sender = threading.Thread(target=lambda: (connection.sendall(data),
                                                  connection.shutdown(socket.SHUT_WR)))
        sender.start()
        back = receive_all(connection)
        sender.join()
        self.assertEqual(digest(back), digest(data))

    def test_modes_are_taken_from_variables_too(self):
        self.forward(mirror, ("-o", "SetEnv=SSH_PROXY_FORWARD=1"))
        done = self.run_ssh(("-o", "SetEnv=SSH_PROXY_CONNECT=1"), data=b"by variable")
        self.assertEqual((done.returncode, done.stdout), (0, b"by variable"))

    def test_clients_that_come_first_wait_for_the_machine(self):
        (self.home / "ssh-server").unlink(missing_ok=True)
        before = self.clients()
        connect = self.begin("ssh-proxy connect")
        attend, _ = self.attend()
        self.wait_for_clients(2, before)
        self.forward(mirror)
        self.assertEqual(attend.stdout.readline(), b"ready\n")
        self.assertEqual(connect.communicate(b"patient")[0], b"patient")

    def test_five_clients_at_once_keep_their_bytes_apart(self):
        self.forward(mirror)
        data = [os.urandom(harness.MEBIBYTE) for _ in range(5)]
        clients = [self.begin("ssh-proxy connect") for _ in data]
        answers = {}

        def talk(number):
            answers[number] = clients[number].communicate(data[number])[0]

        threads = [threading.Thread(target=talk, args=(n,)) for n in range(len(data))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([digest(answers[n]) for n in range(5)], [digest(d) for d in data])

    def test_server_that_closes_first_still_hears_a_connect_client(self):
        received = new_queue()
        self.forward(greeting_server(received))
        client = self.begin("ssh-proxy connect")
        self.assertEqual(client.stdout.read(5), b"hello")  # ssh keeps its stdout open
        client.stdin.write(b"last words")
        client.stdin.close()
        self.assertEqual(received.get(timeout=harness.PATIENCE), b"last words")
        self.assertEqual(client.wait(harness.PATIENCE), 0)

    def test_server_that_closes_first_still_hears_an_attending_client(self):
        received = new_queue()
        self.forward(greeting_server(received))
        _, connection = self.attended()
        self.assertEqual(receive_all(connection), b"hello")
        connection.sendall(b"last words")
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(received.get(timeout=harness.PATIENCE), b"last words")

    def test_left_over_socket_traps_nobody(self):
        first = self.forward(lambda connection: connection.sendall(b"first"))
        self.assertEqual(self.run_ssh("ssh-proxy connect").stdout, b"first")
        self.end(first)
        before = self.clients()
        # The VM's sshd has seen the end of the connection when the socket refuses.
        self.cloud.wait_until(lambda _: not self.server_listens(), "a socket without a listener")
        connect = self.begin("ssh-proxy connect")
        attend, path = self.attend()
        self.wait_for_clients(2, before)
        self.assertEqual(select.select([attend.stdout], [], [], 0.5)[0], [], "ready too early")
        self.forward(lambda connection: connection.sendall(b"second"))
        self.assertEqual(connect.stdout.read(), b"second")
        self.assertEqual(attend.stdout.readline(), b"ready\n")
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            self.assertEqual(receive_all(connection), b"second")

    def test_machine_that_comes_back_takes_over_at_once(self):
        self.forward(lambda connection: connection.sendall(b"old"))
        self.assertEqual(self.run_ssh("ssh-proxy connect").stdout, b"old")
        self.forward(lambda connection: connection.sendall(b"new"))  # the old one is still there
        self.assertEqual(self.run_ssh("ssh-proxy connect").stdout, b"new")

    def test_anything_else_is_refused(self):
        for command in ("", "id", "ssh-proxy", "ssh-proxy connect; id", "/usr/local/bin/ssh-proxy"):
            with self.subTest(command):
                done = self.run_ssh(*([command] if command else []))
                self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertEqual(self.run_ssh(("-o", "SetEnv=SSH_PROXY_ATTEND=yes")).returncode, 1)
        self.assertNotEqual(self.run_ssh(("-s",), "sftp").returncode, 0)

    def test_only_the_one_socket_can_be_reached(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        listener.setblocking(False)
        port = listener.getsockname()[1]
        stream = self.run_ssh(("-W", f"127.0.0.1:{port}"))
        self.assertIn(b"administratively prohibited", stream.stderr)
        with self.assertRaises(BlockingIOError):
            listener.accept()
        self.forward(mirror)
        another = socket.socket(socket.AF_UNIX)
        self.addCleanup(another.close)
        with self.short_path("another") as path:
            another.bind(path)
        (self.home / "another").chmod(0o777)
        another.listen()
        another.setblocking(False)
        local = self.folder / "local"
        client = self.begin(("-L", f"{local}:/home/ec2-user/another"), "ssh-proxy attend")
        self.assertEqual(client.stdout.readline(), b"ready\n")
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(local))
            self.assertEqual(connection.recv(1), b"")
        with self.assertRaises(BlockingIOError):
            another.accept()

    def test_other_users_are_refused(self):
        done = subprocess.run([word.replace("ec2-user@", "root@")
                               for word in self.ssh("ssh-proxy attend")],
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"Permission denied", done.stderr)


class EndOfIt(RelayMachine):
    """The limits are real ones; once a client is there, an hour passes in twelve seconds."""

    SCALE = 300

    def begin_machine(self, **limits):
        self.start(**limits)
        self.addCleanup(self.stop)

    def let_time_fly(self):
        self.cloud.faults(vm_time_scale=self.SCALE)

    def wait_for_the_end(self):
        """Returns how many of the VM's seconds it has lived since its boot, at most."""
        self.cloud.wait_until(lambda _: self.description()["state"] == "terminated", "termination")
        self.assertEqual(self.description()["launch"]["reason"], "Client.InstanceInitiatedShutdown")
        return (self.step_ms("powered off") - self.step_ms("finished")) * self.SCALE / 1000

    def test_nobody_ever_comes(self):
        self.begin_machine(idle_minutes=5)
        self.let_time_fly()
        self.assertGreaterEqual(self.wait_for_the_end(), 5 * 60)

    def end_of_machine_when_its_client(self, leaves):
        self.begin_machine(idle_minutes=1)
        self.forward(mirror)
        client, _ = self.attended()
        self.let_time_fly()
        leaves(client)
        self.wait_for_the_end()
        self.assertEqual(self.clients(), set())

    def test_last_client_leaves(self):
        self.end_of_machine_when_its_client(lambda client: client.stdin.close())

    def test_last_client_is_killed(self):
        self.end_of_machine_when_its_client(self.end)

    def test_client_that_stays_is_cut_off_after_the_longest_time(self):
        self.begin_machine(idle_minutes=1, max_hours=1)
        self.forward(mirror)
        client, _ = self.attended()
        self.let_time_fly()
        self.assertGreaterEqual(self.wait_for_the_end(), 3600)
        self.assertEqual(client.wait(harness.PATIENCE), 255)

    def test_sudo_is_taken_from_the_user(self):
        self.begin_machine()
        self.assertFalse((self.home / "../../etc/sudoers.d/90-cloud-init-users").exists())

    def test_it_is_terminated_from_outside(self):
        self.begin_machine()
        self.forward(mirror)
        client, _ = self.attended()
        self.ec2.terminate_instances(InstanceIds=[self.instance])
        self.assertEqual(client.wait(harness.PATIENCE), 255)
        self.cloud.wait_until(lambda _: self.description()["state"] == "terminated", "termination")
        self.assertEqual(self.description()["launch"]["reason"], "Client.UserInitiatedShutdown")


if __name__ == "__main__":
    unittest.main(verbosity=2)
