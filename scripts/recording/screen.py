"""A terminal's screen: what a program has written to it, as rows of cells.

It knows the control sequences (ECMA-48) that the recorded programs use, and stops at any other: a
picture of half-understood output would be wrong without a word.
"""

import re

TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-9;?]*)(?P<final>[@-~])"  # control sequence
    r"|\x1b\](?P<title>[^\x07\x1b]*)(?:\x07|\x1b\\)"  # operating system command: a window's title
    r"|(?P<control>[\x00-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)")
# A sequence of which the rest has not been read yet.
UNFINISHED = re.compile(r"\x1b(?:\[[0-9;?]*|\][^\x07\x1b]*\x1b?)?$")
PLAIN = ""
COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def style_after(style, codes):
    """The style that `CSI codes m` leaves: "bold green", or PLAIN."""
    words = style.split()
    for code in codes or [0]:
        if code == 0:
            words = []
        elif code in (1, 2):
            words.append("bold" if code == 1 else "dim")
        elif code == 22:
            words = [word for word in words if word not in ("bold", "dim")]
        elif code == 39 or 30 <= code <= 37 or 90 <= code <= 97:
            words = [word for word in words if word not in COLOURS]
            words += [COLOURS[code % 10]] if code != 39 else []
        else:
            raise ValueError(f"style {code} is not known to the recording")
    return " ".join(sorted(set(words)))


class Screen:
    def __init__(self, columns, rows):
        self.columns = columns
        self.rows = [[] for _ in range(rows)]  # of (character, style), without what was never written
        self.row = self.column = 0
        self.style = PLAIN
        self.rest = ""

    def feed(self, text):
        text = self.rest + text
        unfinished = UNFINISHED.search(text)
        self.rest = unfinished.group() if unfinished else ""
        text = text[:len(text) - len(self.rest)]
        at = 0
        while at < len(text):
            token = TOKEN.match(text, at)
            if not token:
                raise ValueError(f"{text[at:at + 12]!r} is not known to the recording")
            at = token.end()
            if token["text"]:
                for character in token["text"]:
                    self.write(character)
            elif token["control"]:
                self.control(token["control"])
            elif token["final"]:
                self.sequence(token["parameters"], token["final"])

    def write(self, character):
        if self.column == self.columns:
            self.column = 0
            self.line_feed()
        row = self.rows[self.row]
        row.extend([(" ", PLAIN)] * (self.column + 1 - len(row)))
        row[self.column] = (character, self.style)
        self.column += 1

    def line_feed(self):
        self.row += 1
        if self.row == len(self.rows):
            raise ValueError(f"the recording needs more than {self.row} rows")

    def control(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.line_feed()
        elif character == "\b":
            self.column = max(self.column - 1, 0)
        elif character == "\t":
            self.column = min(self.column // 8 * 8 + 8, self.columns - 1)
        elif character != "\a":
            raise ValueError(f"{character!r} is not known to the recording")

    def sequence(self, parameters, final):
        # Bracketed paste, the cursor's visibility and the like show nothing.
        if parameters.startswith("?") and final in "hl":
            return
        numbers = [int(number or 0) for number in parameters.split(";")] if parameters else []
        first = numbers[0] if numbers else 0
        row = self.rows[self.row]
        if final == "m":
            self.style = style_after(self.style, numbers)
        elif final == "K" and first == 0:
            del row[self.column:]
        elif final == "K" and first == 2:
            row.clear()
        elif final == "C":
            self.column = min(self.column + max(first, 1), self.columns - 1)
        elif final == "D":
            self.column = max(self.column - max(first, 1), 0)
        elif final == "A":
            self.row = max(self.row - max(first, 1), 0)
        else:
            raise ValueError(f"CSI {parameters} {final} is not known to the recording")

    def shown(self):
        """The rows without the blanks at their ends, to compare and keep."""
        return [self.trimmed(row) for row in self.rows]

    @staticmethod
    def trimmed(row):
        end = len(row)
        while end and row[end - 1][0] == " ":
            end -= 1
        return tuple(row[:end])
