"""doctor names what is wrong in set-ups that were broken on purpose, and nothing in a sound one."""

import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import pty
import shutil
import socket
import subprocess
import tempfile
import threading
from email.utils import formatdate
from time import time

import harness

HOST = "cloudx-dev-demo"
LONG_AGO = "2020-01-01T00:00:00Z"
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/late</Arn><UserId>AIDA</UserId>
<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


class LateClock(http.server.BaseHTTPRequestHandler):
    """An STS whose clock is ten minutes ahead of this machine's."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response_only(200)
        self.send_header("Date", formatdate(time() + 600, usegmt=True))
        self.send_header("Content-Length", str(len(IDENTITY)))
        self.end_headers()
        self.wfile.write(IDENTITY.encode())

    def log_message(self, *_):
        pass


def unused_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DoctorCase(harness.EndToEnd):
    def setUp(self):
        # Short, because the path of the ControlPath's socket must be.
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="cxd-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.home, True)
        self.keys = self.home / ".ssh" / "vscode"
        shutil.copytree(self.ssh_dir, self.keys)
        (self.home / ".ssh" / "control").mkdir(mode=0o700)
        self.write_hosts()
        self.write_main(f"Include {self.keys}/config\n")
        self.settings = self.home / ".config" / "Code" / "User" / "settings.json"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text('{ // as setup writes it\n  "remote.SSH.connectTimeout": 90,\n}\n')

    def write_main(self, text):
        (self.home / ".ssh" / "config").write_text(text)

    def write_hosts(self, program=harness.PROXY, options="", instance=harness.INSTANCE,
                    control=None):
        (self.keys / "config").write_text(f"""\
Host {HOST}
  HostName {instance}
Host cloudx-*
  User ec2-user
  IdentityFile {self.keys}/vscode
  IdentitiesOnly yes
  ControlMaster auto
  ControlPath {control or self.home / ".ssh" / "control" / "%C"}
  ProxyCommand {program} connect %h %p {options}
  UserKnownHostsFile {self.home}/known_hosts
  StrictHostKeyChecking accept-new
""")

    def sandbox(self, *arguments):
        cloud = super().sandbox(*arguments)
        # ssh finds the home directory in the user database, not in HOME.
        tools = self.home / "bin"
        tools.mkdir()
        wrapper = tools / "ssh"
        wrapper.write_text("#!/bin/sh\n"
                           f'exec {shutil.which("ssh")} -F {self.home}/.ssh/config "$@"\n')
        wrapper.chmod(0o755)
        self.environment["HOME"] = str(self.home)
        self.environment["PATH"] = f"{tools}:{self.environment['PATH']}"
        for name in ("SSH_AUTH_SOCK", "XDG_CONFIG_HOME"):
            self.environment.pop(name, None)
        return cloud

    def doctor(self, *arguments):
        """Findings by name; of several with one name the last."""
        done = self.run_program(harness.PROXY, "doctor", "--json", *(arguments or (HOST,)),
                                check=False)
        self.assertEqual(done.stderr, b"")
        self.all = json.loads(done.stdout)
        failed = any(finding["status"] == "fail" for finding in self.all)
        self.assertEqual(done.returncode, 1 if failed else 0)
        for finding in self.all:
            self.assertEqual(set(finding), {"name", "status", "text", "remedy"})
            wrong = finding["status"] in ("warn", "fail")
            self.assertEqual(wrong, finding["remedy"] != "", finding)
        return {finding["name"]: finding for finding in self.all}

    def names(self, name, status, *words, found=None):
        """This finding has the status and the words, and it is the only one of its weight."""
        found = found or self.doctor()
        self.assertIn(name, found)
        self.assertEqual(found[name]["status"], status, found[name])
        for word in words:
            self.assertIn(str(word), found[name]["text"] + " | " + found[name]["remedy"])
        failed = [f["name"] for f in found.values() if f["status"] == "fail"]
        self.assertEqual(failed, [name] if status == "fail" else [], self.all)


class Doctor(DoctorCase):
    # --- sound set-ups

    def test_healthy_set_up_has_no_fault_and_ssh_agrees(self):
        self.sandbox()
        self.doctor()
        self.assertEqual({f["status"] for f in self.all}, {"ok", "skipped"}, self.all)
        ssh = self.run_program("ssh", "-o", "ControlMaster=no", HOST, "echo", "there")
        self.assertEqual(ssh.stdout, b"there\n")

    def test_text_is_aligned_without_colours_and_ends_with_a_summary(self):
        self.sandbox()
        done = self.run_program(harness.PROXY, "doctor", HOST)
        text = done.stdout.decode()
        self.assertNotIn("\x1b", text)
        self.assertTrue(text.endswith("\nnothing is wrong\n"), text)

    def test_colours_only_on_terminals_and_without_no_color(self):
        self.sandbox()
        self.environment.update(TERM="xterm", NO_COLOR="")
        self.assertIn("\x1b[32mok\x1b[0m", self.on_a_terminal("doctor", HOST))
        self.environment["NO_COLOR"] = "1"
        self.assertNotIn("\x1b", self.on_a_terminal("doctor", HOST))

    def on_a_terminal(self, *arguments):
        main, side = pty.openpty()
        shown = []

        def read():
            with contextlib.suppress(OSError):  # the last writer is gone
                while data := os.read(main, 4096):
                    shown.append(data)

        reader = threading.Thread(target=read)
        reader.start()
        self.run_program(harness.PROXY, *arguments, stdout=side)
        os.close(side)
        reader.join()
        os.close(main)
        return b"".join(shown).decode()

    def test_nothing_is_started_or_pushed(self):
        cloud = self.sandbox("--instance=state=stopped")
        self.doctor()
        self.assertLessEqual({"StartSession", "SendSSHPublicKey"} & set(cloud.operations()), set())
        self.assertEqual(cloud.state()["instances"][0]["state"], "stopped")

    def test_without_a_host_everything_else_is_checked(self):
        self.sandbox()
        found = self.doctor("--profile", "vscode")
        self.assertEqual({f["status"] for f in self.all}, {"ok", "skipped"}, self.all)
        self.assertNotIn("instance", found)

    def test_instance_id_stands_for_a_host(self):
        self.sandbox()
        self.assertEqual(self.doctor(harness.INSTANCE)["instance"]["status"], "ok")

    def test_plugin_that_the_aws_cli_finds_is_named(self):
        self.sandbox()
        folder = self.folder / "plugin"
        folder.mkdir()
        plugin = folder / "session-manager-plugin"
        self.environment["PATH"] = f"{folder}:{os.environ['PATH']}"
        plugin.symlink_to(harness.PROXY)
        self.assertEqual(self.doctor()["session-manager-plugin"]["text"], f"this program: {plugin}")
        plugin.unlink()
        plugin.write_text("#!/bin/sh\n")
        plugin.chmod(0o755)
        self.assertIn(f"{plugin}, another program", self.doctor()["session-manager-plugin"]["text"])

    # --- keys

    def test_private_key_open_to_others(self):
        self.sandbox()
        (self.keys / "vscode").chmod(0o644)
        self.names("private key", "fail", "0644", "chmod 600")

    def test_public_key_missing(self):
        self.sandbox()
        (self.keys / "vscode.pub").unlink()
        self.names("public key", "fail", "does not exist", "ssh-keygen -y")

    def test_public_key_of_another_pair(self):
        self.sandbox()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.home / "other"],
                       check=True)
        shutil.copy(self.home / "other.pub", self.keys / "vscode.pub")
        self.names("public key", "fail", "does not belong")

    def test_lone_public_key_needs_its_agent(self):
        self.sandbox()
        (self.keys / "vscode").rename(self.home / "elsewhere")
        agent = self.home / "agent.sock"
        (self.keys / "config").write_text((self.keys / "config").read_text().replace(
            f"{self.keys}/vscode\n", f"{self.keys}/vscode.pub\n  IdentityAgent {agent}\n"))
        self.names("private key", "fail", "no agent answers", agent)
        process = subprocess.Popen(["ssh-agent", "-D", "-a", agent], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        add = ["env", f"SSH_AUTH_SOCK={agent}", "sh", "-c",
               f"until ssh-add -l; [ $? -ne 2 ]; do :; done; ssh-add -q {self.home}/elsewhere"]
        self.run_program(*add)
        self.assertEqual(self.doctor()["private key"]["text"], "held by the agent")

    def test_key_directory_open_to_others(self):
        self.sandbox()
        self.keys.chmod(0o755)
        self.names("key directory", "warn", "0755", "chmod 700")

    # --- account

    def test_profile_that_does_not_exist(self):
        self.sandbox()
        self.write_hosts(options="--profile nobody")
        self.names("profile", "fail", "nobody")

    def test_access_key_that_aws_does_not_know(self):
        self.sandbox().faults(access_keys_unknown=True)
        self.names("identity", "fail", "access key")

    def test_expired_sso_login_names_the_command(self):
        cloud = self.sandbox()
        config = pathlib.Path(self.environment["AWS_CONFIG_FILE"])
        config.write_text("[profile work]\nsso_session = corp\nsso_account_id = 123456789012\n"
                          "sso_role_name = Dev\nregion = eu-west-1\n[sso-session corp]\n"
                          "sso_region = eu-west-1\nsso_start_url = https://corp.example/start\n")
        cache = self.home / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        (cache / (hashlib.sha1(b"corp").hexdigest() + ".json")).write_text(json.dumps(
            {"accessToken": "old", "expiresAt": LONG_AGO, "region": "eu-west-1",
             "startUrl": "https://corp.example/start"}))
        self.write_hosts(options="--profile work")
        self.names("credentials", "fail", "cloudx-proxy login --profile work")
        self.assertNotIn("GetCallerIdentity", cloud.operations())

    def test_credentials_file_open_to_others(self):
        self.sandbox()
        pathlib.Path(self.environment["AWS_SHARED_CREDENTIALS_FILE"]).chmod(0o644)
        self.names("AWS credentials file", "warn", "0644")

    def test_clock_that_is_off(self):
        self.sandbox()
        server = http.server.HTTPServer(("127.0.0.1", 0), LateClock)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        self.environment["AWS_ENDPOINT_URL_STS"] = f"http://127.0.0.1:{server.server_port}"
        found = self.doctor()
        self.assertEqual(found["clock"]["status"], "warn")
        self.assertIn("behind AWS", found["clock"]["text"])

    # --- network

    def test_refused_connection_is_tcp(self):
        self.sandbox()
        self.environment["AWS_ENDPOINT_URL_EC2"] = f"https://localhost:{unused_port()}"
        self.names("endpoint ec2", "fail", "TCP failed")

    def test_unknown_name_is_dns(self):
        self.sandbox()
        self.environment["AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT"] = "https://nowhere.invalid"
        self.names("endpoint ec2-instance-connect", "fail", "DNS failed")

    def test_untrusted_certificate_is_tls(self):
        self.sandbox("--untrusted-certificate")
        found = self.doctor()
        for service in ("sts", "ssm", "ssmmessages", "ec2-instance-connect", "ec2"):
            finding = found[f"endpoint {service}"]
            self.assertEqual(finding["status"], "fail")
            self.assertIn("TLS failed", finding["text"])
            self.assertIn("AWS_CA_BUNDLE", finding["remedy"])

    def test_service_that_never_answers_is_given_up(self):
        self.sandbox()
        mute = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(mute.close)
        self.environment["AWS_ENDPOINT_URL_SSM"] = f"https://localhost:{mute.getsockname()[1]}"
        self.names("endpoint ssm", "fail", "TLS failed", "timed out")

    def test_proxy_that_lets_nothing_pass_is_named(self):
        self.sandbox()
        server = http.server.HTTPServer(("127.0.0.1", 0), LateClock)  # it has no CONNECT
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        self.environment["HTTPS_PROXY"] = f"http://127.0.0.1:{server.server_port}"
        finding = self.doctor()["endpoint ssm"]
        self.assertEqual(finding["status"], "fail")
        self.assertIn("the proxy failed", finding["text"])
        self.assertIn("501", finding["text"])

    def test_proxy_that_is_not_there_is_named(self):
        self.sandbox()
        proxy = f"127.0.0.1:{unused_port()}"
        self.environment["HTTPS_PROXY"] = "http://" + proxy
        finding = self.doctor()["endpoint ssm"]
        self.assertEqual(finding["status"], "fail")
        self.assertIn(f"through the proxy {proxy}: TCP failed", finding["text"])

    # --- instance and permissions

    def test_wrong_region(self):
        self.sandbox()
        self.write_hosts(options="--region us-east-1")
        self.names("instance", "fail", "us-east-1", "--region")

    def test_no_such_instance(self):
        self.sandbox()
        self.write_hosts(instance="i-00000000000000001")
        self.names("instance", "fail", "i-00000000000000001")

    def test_instance_of_somebody_else(self):
        self.sandbox("--instance=tag.cloudxuser=alice,tag.owner=sandbox")
        self.names("instance owner", "warn", "alice", "sandbox")
        self.write_hosts(options="--owner-tag owner")
        self.assertEqual(self.doctor()["instance owner"]["status"], "ok")
        self.assertEqual(self.doctor(HOST, "--owner-tag", "none")["instance owner"]["status"],
                         "skipped")

    def test_stopped_instance_is_told(self):
        self.sandbox("--instance=state=stopped")
        self.names("instance", "warn", "stopped")

    def test_stopped_instance_that_may_not_be_started(self):
        self.sandbox("--instance=state=stopped", "--deny", "StartInstances")
        self.names("instance", "fail", "ec2:StartInstances")

    def test_terminated_instance(self):
        self.sandbox("--instance=state=terminated")
        self.names("instance", "fail", "terminated")

    def test_agent_that_never_came(self):
        self.sandbox("--instance=state=pending,boot=0ms,online-delay=60m")
        found = self.doctor()
        self.assertEqual(found["SSM agent"]["status"], "fail")
        self.assertIn("not registered", found["SSM agent"]["text"])

    def test_agent_that_is_too_old(self):
        self.sandbox("--instance=agent-version=2.3.600.0")
        self.names("SSM agent version", "fail", "2.3.672.0", "AWS-UpdateSSMAgent")

    def test_denied_actions_are_named(self):
        self.sandbox("--deny", "DescribeInstances", "--deny", "StartInstances",
                     "--deny", "DescribeInstanceInformation")
        found = self.doctor()
        for action in ("ec2:DescribeInstances", "ec2:StartInstances",
                       "ssm:DescribeInstanceInformation"):
            finding = found["may " + action.split(":")[1]]
            self.assertEqual(finding["status"], "warn")
            self.assertIn(f"{action} is denied", finding["text"])

    # --- ssh

    def test_include_missing(self):
        self.sandbox()
        self.write_main("# nothing\n")
        found = self.doctor()
        self.assertEqual(found["ssh Include"]["status"], "fail")
        self.assertEqual(found["ssh HostName"]["status"], "fail")

    def test_include_inside_a_block(self):
        self.sandbox()
        self.write_main(f"Host other\n  User x\nInclude {self.keys}/config\n")
        found = self.doctor()
        self.assertIn("Host other", found["ssh Include"]["text"])
        self.assertEqual(found["ssh Include"]["status"], "fail")

    def test_global_user_above_the_include(self):
        self.sandbox()
        self.write_main(f"User alice\nInclude {self.keys}/config\n")
        found = self.doctor()
        self.assertIn('"User alice"', found["ssh Include"]["text"])
        self.names("ssh User", "fail", "alice", "ec2-user", found=found)

    def test_global_proxy_command_above_the_include(self):
        self.sandbox()
        self.write_main(f"ProxyCommand nc %h %p\nInclude {self.keys}/config\n")
        self.names("ssh ProxyCommand", "fail", "nc %h %p")

    def test_proxy_command_to_a_program_that_is_not_there(self):
        self.sandbox()
        self.write_hosts(program="/nowhere/cloudx-proxy")
        self.names("ssh ProxyCommand", "fail", "/nowhere/cloudx-proxy does not exist")

    def test_proxy_command_of_the_python_program(self):
        self.sandbox()
        self.write_hosts(program="uvx cloudx-proxy")
        self.names("ssh ProxyCommand", "warn", "Python", "cleanup")

    def test_identity_file_that_is_not_the_pushed_key(self):
        self.sandbox()
        self.write_hosts(options="--ssh-key other")
        found = self.doctor()
        self.assertEqual(found["ssh IdentityFile"]["status"], "fail")

    def test_control_path_too_long(self):
        self.sandbox()
        folder = self.home / ".ssh" / ("c" * 60)
        folder.mkdir(mode=0o700)
        self.write_hosts(control=folder / "%C")
        self.names("ssh ControlPath", "fail", "ControlPath ~/.ssh/control/%r@%h:%p")
        done = self.run_program("ssh", HOST, "true", check=False)
        self.assertIn(b"too long", done.stderr)
        self.write_hosts(control=self.home / ".ssh/control/%r@%h:%p")
        self.assertEqual(self.doctor()["ssh ControlPath"]["status"], "ok")

    def test_control_path_without_its_folder(self):
        self.sandbox()
        (self.home / ".ssh" / "control").rmdir()
        self.names("ssh ControlPath", "fail", "mkdir -p -m 700")

    def test_unknown_host(self):
        self.sandbox()
        found = self.doctor("cloudx-dev-nobody")
        self.names("ssh HostName", "fail", "cloudx-dev-nobody", found=found)

    def test_config_that_ssh_refuses(self):
        self.sandbox()
        self.write_main(f"Include {self.keys}/config\nBogus yes\n")
        self.names("ssh config", "fail", "bogus")

    # --- VS Code

    def test_vscode_gives_up_too_soon(self):
        self.sandbox()
        self.settings.write_text('{"remote.SSH.connectTimeout": 15}')
        self.names("VS Code connectTimeout", "warn", "15 s")

    def test_vscode_reads_a_file_that_is_not_there(self):
        self.sandbox()
        self.settings.write_text('{"remote.SSH.connectTimeout": 90,'
                                 ' "remote.SSH.configFile": "/gone"}')
        self.names("VS Code configFile", "fail", "/gone")


if __name__ == "__main__":
    harness.main()
