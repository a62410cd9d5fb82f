"""A program on a pseudo-terminal, talked to as a user does."""

import os
import pty
import re
import select
import subprocess
import time

import harness

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    def __init__(self, command, environment):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([str(word) for word in command], env=environment,
                                        stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True)
        os.close(slave)
        self.raw = b""
        self.seen = 0  # what expect() has passed

    def text(self):
        return ESCAPES.sub(b"", self.raw).replace(b"\r", b"").decode(errors="replace")

    def expect(self, words):
        """Waits until the words appear behind those that were expected before."""
        until = time.monotonic() + harness.PATIENCE
        while (at := self.text().find(words, self.seen)) < 0:
            if not self.read(until - time.monotonic()):
                raise AssertionError(f"{words!r} never came:\n{self.text()}")
        self.seen = at + len(words)

    def read(self, seconds):
        if seconds <= 0 or not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            chunk = os.read(self.master, 65536)
        except OSError:  # the other end is closed
            return False
        self.raw += chunk
        return bool(chunk)

    def send(self, keys):
        os.write(self.master, keys.encode())

    def answer(self, question, line):
        self.expect(question)
        self.send(line + "\r")

    def end(self):
        """Reads to the end and returns the exit status."""
        while self.read(harness.PATIENCE):
            pass
        os.close(self.master)
        return self.process.wait(harness.PATIENCE)
