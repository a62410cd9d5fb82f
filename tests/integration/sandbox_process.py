"""Starts cloudx-sandbox for a test and ends it again."""

import json
import os
import signal
import subprocess
import time
import urllib.request

BINARY = os.environ["CLOUDX_SANDBOX"]
INSTANCE = "i-0123456789abcdef0"


class Sandbox:
    """A running sandbox; `env` is the environment that its clients need."""

    def __init__(self, *options):
        self.process = subprocess.Popen([BINARY, "--print", "json", *options], stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"cloudx-sandbox did not start: exit code {self.process.wait()}")
        self.settings = json.loads(line)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.env.update(self.settings)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
        self.process.stdout.close()

    def endpoint(self, service):
        return self.settings["AWS_ENDPOINT_URL_" + service]

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        url = self.settings["CLOUDX_SANDBOX_CONTROL"] + "/_sandbox/" + path
        with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
            return json.load(answer)

    def state(self):
        return self.control("state")

    def wait_for_boot(self, instance):
        """Until the boot of a launched instance has finished."""
        for _ in range(600):
            launch = {i["id"]: i for i in self.state()["instances"]}[instance]["launch"]
            if "finished" in [step["step"] for step in launch["steps"]]:
                return
            time.sleep(0.1)
        raise AssertionError(f"the boot never finished: {launch}")
