"""Real OpenSSH programs through the tunnel."""

import concurrent.futures
import http.server
import pathlib
import socket
import subprocess
import threading
import urllib.request

import harness


class OpenSsh(harness.EndToEnd):
    def setUp(self):
        self.cloud = self.sandbox()

    def remote_home(self):
        return self.ssh("pwd").stdout.decode().strip()

    def test_command_runs_and_the_session_ends(self):
        done = self.ssh("echo", "out; echo err >&2; exit 7", check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, b"out\n", b"err\n"))
        self.assert_no_session_is_left(self.cloud)

    def test_true(self):
        self.ssh("true")

    def test_scp_of_64_mib_both_ways(self):
        data = self.random_file("scp.bin", 64 * harness.MEBIBYTE)
        back = self.folder / "scp.back"
        self.run_program("scp", "-F", self.ssh_config, data, "cloudx-test-host:up.bin")
        self.run_program("scp", "-F", self.ssh_config, "cloudx-test-host:up.bin", back)
        remote = self.ssh("sha256sum up.bin").stdout.split()[0].decode()
        self.assertEqual(remote, harness.sha256(data))
        self.assertEqual(harness.sha256(back), harness.sha256(data))

    def test_sftp_of_64_mib_both_ways(self):
        data = self.random_file("sftp.bin", 64 * harness.MEBIBYTE)
        back = self.folder / "sftp.back"
        self.run_program("sftp", "-F", self.ssh_config, "-b", "-", "cloudx-test-host",
                         input=f"put {data} s.bin\nget s.bin {back}\n".encode())
        self.assertEqual(harness.sha256(back), harness.sha256(data))

    def test_rsync_keeps_a_tree(self):
        tree = self.folder / "tree"
        (tree / "sub").mkdir(parents=True)
        (tree / "sub" / "file").write_bytes(b"\n" * 5000)
        (tree / "link").symlink_to("sub/file")
        (tree / "sub" / "file").chmod(0o640)
        shell = f"ssh -F {self.ssh_config}"
        self.run_program("rsync", "-a", "-e", shell, f"{tree}/", "cloudx-test-host:tree/")
        self.run_program("rsync", "-a", "-e", shell, "cloudx-test-host:tree/", self.folder / "back")
        done = self.run_program("rsync", "-a", "-i", "-n", "-c", f"{tree}/",
                                f"{self.folder / 'back'}/")
        self.assertEqual(done.stdout, b"")

    def test_git_clone(self):
        work = self.folder / "repo"
        git = ["git", "-C", work, "-c", "user.name=a", "-c", "user.email=a@example.com"]
        work.mkdir()
        self.run_program("git", "init", "-q", work)
        (work / "file").write_bytes(bytes(range(256)) * 4096)
        self.run_program(*git, "add", "file")
        self.run_program(*git, "commit", "-q", "-m", "one")
        self.environment["GIT_SSH_COMMAND"] = f"ssh -F {self.ssh_config}"
        self.run_program("git", "clone", "-q", "--bare", work, self.folder / "bare.git")
        self.run_program("scp", "-q", "-r", "-F", self.ssh_config, self.folder / "bare.git",
                         "cloudx-test-host:repo.git")
        self.run_program("git", "clone", "-q", "cloudx-test-host:repo.git", self.folder / "clone")
        self.assertEqual((self.folder / "clone" / "file").read_bytes(),
                         (work / "file").read_bytes())

    def test_ten_at_once(self):
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda n: self.ssh(f"echo {n}").stdout.strip(), range(10)))
        self.assertEqual(answers, [str(n).encode() for n in range(10)])
        self.assert_no_session_is_left(self.cloud)

    def test_control_master_is_reused_and_survives_its_first_client(self):
        options = ["-o", f"ControlPath={self.folder}/control-%C", "-o", "ControlMaster=auto",
                   "-o", "ControlPersist=60"]
        command = ["ssh", "-F", self.ssh_config, *options, "cloudx-test-host"]
        for _ in range(3):
            # No pipes: the master in the background would keep them open.
            subprocess.run([str(w) for w in command + ["true"]], env=self.environment, check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=harness.PATIENCE)
        self.assertEqual(self.cloud.operations().count("StartSession"), 1)
        self.run_program(*command[:-1], "-O", "exit", "cloudx-test-host")
        self.assert_no_session_is_left(self.cloud)

    def test_local_forwarding(self):
        page = self.folder / "www"
        page.mkdir()
        (page / "page").write_bytes(b"\n\r\n\x00page" * 1000)

        def handler(*arguments):
            return http.server.SimpleHTTPRequestHandler(*arguments, directory=str(page))

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            local = free_port()
            ssh = subprocess.Popen(
                ["ssh", "-F", str(self.ssh_config), "-o", "ExitOnForwardFailure=yes",
                 "-L", f"127.0.0.1:{local}:127.0.0.1:{server.server_port}",
                 "cloudx-test-host", "echo ready; cat"],
                env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.addCleanup(self.end, ssh)
            self.assertEqual(ssh.stdout.readline(), b"ready\n")
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"http://127.0.0.1:{local}/page", timeout=60) as answer:
                self.assertEqual(answer.read(), (page / "page").read_bytes())
            ssh.stdin.close()
            self.assertEqual(ssh.wait(harness.PATIENCE), 0)
            server.shutdown()
        self.assert_no_session_is_left(self.cloud)

    def test_key_that_was_not_pushed_does_not_open(self):
        other = self.folder / "other"
        if not pathlib.Path(other).exists():
            self.run_program("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other)
        done = self.run_program("ssh", "-F", "/dev/null", "-i", other, "-o", "IdentitiesOnly=yes",
                                "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
                                "-o", "UserKnownHostsFile=/dev/null", "-o",
                                f"ProxyCommand={harness.PROXY} connect %h %p",
                                f"ec2-user@{harness.INSTANCE}", "true", check=False)
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"Permission denied", done.stderr)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    harness.main()
