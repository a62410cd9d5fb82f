"""Ansible's own connection by Session Manager (community.aws.aws_ssm), with the program as its plugin."""

import http.server
import json
import os
import pathlib
import threading
import unittest
import unittest.mock

import harness

ANSIBLE = pathlib.Path("/usr/bin/ansible-playbook")
BUCKET = "files"

# Debian's boto3 knows no variable with the address of a service yet.
ENDPOINTS = """
import os
from botocore.session import Session
create = Session.create_client
def create_client(self, service_name, *arguments, endpoint_url=None, **keywords):
    if service_name in ("ssm", "s3"):
        endpoint_url = os.environ["TEST_ENDPOINT_" + service_name.upper()]
    return create(self, service_name, *arguments, endpoint_url=endpoint_url, **keywords)
Session.create_client = create_client
"""

PLAYBOOK = """
- hosts: all
  gather_facts: true
  tasks:
    - name: facts are those of the instance
      assert: {{that: "ansible_facts.system == 'Linux'"}}
    - {{raw: "echo raw-$((40 + 2))", register: raw}}
    - {{assert: {{that: "'raw-42' in raw.stdout"}}}}
    - {{command: "printf '%s' 'two  words; *.*'", register: said}}
    - {{assert: {{that: "said.stdout == 'two  words; *.*'"}}}}
    - {{shell: "echo bad >&2; exit 3", register: failed, ignore_errors: true}}
    - {{assert: {{that: "failed.rc == 3 and failed.stderr == 'bad'"}}}}
    - {{copy: {{src: "{folder}/source", dest: "{folder}/copied", mode: "0600"}}}}
    - {{file: {{path: "{folder}/made", state: directory}}}}
    - {{lineinfile: {{path: "{folder}/made/lines", line: "a line", create: true}}}}
    - {{fetch: {{src: "{folder}/copied", dest: "{folder}/fetched", flat: true}}}}
    - {{command: "seq 20000", register: long}}
    - {{assert: {{that: "long.stdout_lines | length == 20000"}}}}
"""


class Bucket(http.server.BaseHTTPRequestHandler):
    """As much of S3 as a file needs that is put, got and deleted."""

    protocol_version = "HTTP/1.1"
    objects = {}

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"e"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def key(self):
        return self.path.partition("?")[0]

    def do_GET(self):
        if self.path.endswith("?location"):
            self.answer(200, b'<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                             b"eu-west-1</LocationConstraint>")
        else:
            self.answer(200 if self.key() in self.objects else 404, self.objects.get(self.key(), b""))

    do_HEAD = do_GET

    def do_PUT(self):
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        self.objects[self.key()] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_DELETE(self):
        self.objects.pop(self.key(), None)
        self.answer(204)

    def log_message(self, *_):
        pass


@unittest.skipUnless(ANSIBLE.exists(), "there is no Ansible; scripts/setup ansible installs it")
class Ansible(harness.EndToEnd):
    def setUp(self):
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        self.plugin = bin_folder / "session-manager-plugin"
        self.plugin.symlink_to(harness.PROXY)
        # The connection plugin has commands run by root, with few variables: the shell's "_" has its marks in it.
        (bin_folder / "sudo").write_text('#!/bin/sh\nexec env -i PATH="$PATH" HOME="$HOME" "$@"\n')
        (bin_folder / "sudo").chmod(0o755)
        (self.folder / "sitecustomize.py").write_text(ENDPOINTS)
        path = f"{bin_folder}:{os.environ['PATH']}"
        with unittest.mock.patch.dict(os.environ, PATH=path):
            self.cloud = self.sandbox(*harness.HURRY)
        store = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
        self.addCleanup(store.server_close)
        self.addCleanup(store.shutdown)
        threading.Thread(target=store.serve_forever, daemon=True).start()
        self.environment |= {
            "PATH": path, "PYTHONPATH": str(self.folder), "TEST_ENDPOINT_SSM": self.environment["AWS_ENDPOINT_URL"],
            "TEST_ENDPOINT_S3": f"http://127.0.0.1:{store.server_address[1]}",
            "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8",
            "ANSIBLE_STDOUT_CALLBACK": "json", "ANSIBLE_REMOTE_TMP": str(self.folder / "remote")}

    def test_playbook_runs(self):
        (self.folder / "source").write_bytes(os.urandom(100_000))
        playbook = self.folder / "playbook.yml"
        playbook.write_text(PLAYBOOK.format(folder=self.folder))
        variables = {
            "ansible_connection": "community.aws.aws_ssm", "ansible_aws_ssm_region": "eu-west-1",
            "ansible_aws_ssm_bucket_name": BUCKET, "ansible_aws_ssm_plugin": str(self.plugin),
            "ansible_aws_ssm_s3_addressing_style": "path", "ansible_python_interpreter": "/usr/bin/python3"}
        done = self.run_program(ANSIBLE, "-i", f"{harness.INSTANCE},", "-e", json.dumps(variables), playbook,
                                check=False, timeout=4 * harness.PATIENCE)
        self.assertEqual(done.returncode, 0, done.stdout.decode()[-3000:] + done.stderr.decode()[-3000:])
        stats = json.loads(done.stdout)["stats"][harness.INSTANCE]
        self.assertEqual((stats["failures"], stats["unreachable"], stats["ok"]), (0, 0, 14))
        self.assertEqual((self.folder / "fetched").read_bytes(), (self.folder / "source").read_bytes())
        self.assert_no_session_is_left(self.cloud)


if __name__ == "__main__":
    harness.main()
