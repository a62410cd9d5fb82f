"""A shell on a pseudo-terminal that is typed to as a user would, and what it wrote at which time."""

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
LIMIT_SECONDS = 120  # of one command


class Session:
    def __init__(self, command, folder, environment, columns, rows):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, close_fds=True,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.begin = time.monotonic()
        self.written = []  # of (seconds since the begin, text)
        self.text = ""
        self.passed = 0  # how much of the text wait_for() has gone through

    def read(self, seconds):
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        try:
            chunk = os.read(self.master, 65536)
        except OSError:  # EIO: the shell has ended
            chunk = b""
        text = self.decoder.decode(chunk)
        if text:
            self.written.append((time.monotonic() - self.begin, text))
            self.text += text
        return bool(chunk)

    def read_for(self, seconds):
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.read(left)

    def wait_for(self, words):
        until = time.monotonic() + LIMIT_SECONDS
        while (at := self.text.find(words, self.passed)) < 0:
            if not self.read(until - time.monotonic()):
                raise RuntimeError(f"{words!r} never came; there was:\n{self.text}")
        self.passed = at + len(words)

    def type(self, line):
        self.read_for(LOOK_SECONDS)
        for key in line:
            os.write(self.master, key.encode())
            self.read_for(KEY_SECONDS)
        os.write(self.master, b"\r")

    def end(self):
        """Hangs up and waits for the shell; whatever it still writes is not kept."""
        os.close(self.master)
        return self.process.wait(LIMIT_SECONDS)
