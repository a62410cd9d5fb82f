"""A program on a pseudo-terminal, talked to as a user does."""

import pathlib
import re
import sys

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "recording"))

import session  # noqa: E402  (needs the path)

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(session.Session):
    """Its text is what can be read of it: without colours and carriage returns."""

    def __init__(self, command, environment, **keywords):
        super().__init__(command, environment, limit=harness.PATIENCE, **keywords)

    def text(self):
        return ESCAPES.sub("", self.raw).replace("\r", "")

    def answer(self, question, line):
        self.expect(question)
        self.send(line + "\r")
