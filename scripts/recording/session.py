"""A program on a pseudo-terminal that is typed to as a user would, and what it wrote at which time.

scripts/record records with it, and the end-to-end tests use it (tests/e2e/terminal.py)."""

import codecs
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

KEY_SECONDS = 0.045  # between two keys
LOOK_SECONDS = 0.7  # for the reader, before the next command is typed


class Session:
    def __init__(self, command, environment, folder=None, columns=0, rows=0, limit=120):
        """A terminal without columns and rows does not say its size. `limit`: seconds, of one command."""
        self.limit = limit
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, env=environment, stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self.begin = time.monotonic()
        self.written = []  # of (seconds since the begin, text)
        self.raw = ""
        self.passed = 0  # how much of the text expect() has gone through

    def text(self):
        return self.raw

    def read(self, seconds):
        """Returns whether there was anything before so many seconds have passed."""
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        try:
            chunk = os.read(self.master, 65536)
        except OSError:  # EIO: the program has ended
            chunk = b""
        text = self.decoder.decode(chunk)
        if text:
            self.written.append((time.monotonic() - self.begin, text))
            self.raw += text
        return bool(chunk)

    def read_for(self, seconds):
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.read(left)

    def expect(self, words):
        """Waits until the words appear behind those that were expected before."""
        until = time.monotonic() + self.limit
        while (at := self.text().find(words, self.passed)) < 0:
            if not self.read(until - time.monotonic()):
                raise AssertionError(f"{words!r} never came; there was:\n{self.text()}")
        self.passed = at + len(words)

    def send(self, keys):
        os.write(self.master, keys.encode())

    def type(self, line):
        """As somebody types who wants it to be read."""
        self.read_for(LOOK_SECONDS)
        for key in line:
            self.send(key)
            self.read_for(KEY_SECONDS)
        self.send("\r")

    def end(self):
        """Reads to the end and returns the exit status."""
        while self.read(self.limit):
            pass
        return self.hang_up()

    def hang_up(self):
        """Waits for the program; whatever it still writes is not kept."""
        os.close(self.master)
        return self.process.wait(self.limit)
