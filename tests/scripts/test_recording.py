"""What scripts/record makes of a terminal's output: the screen, and the picture of it."""

import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "recording"))

import picture  # noqa: E402  (needs the path)
import screen  # noqa: E402
import session  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"


def shown(*texts, columns=20, rows=4):
    terminal = screen.Screen(columns, rows)
    for text in texts:
        terminal.feed(text)
    return ["".join(character for character, _ in row) for row in terminal.shown()]


def frames_of(*timed, columns=40, rows=4):
    terminal = screen.Screen(columns, rows)
    frames = []
    for seconds, text in timed:
        terminal.feed(text)
        frames.append((seconds, terminal.shown()))
    return frames


class Screen(unittest.TestCase):
    def test_lines_end_returns_go_back_and_long_lines_wrap(self):
        self.assertEqual(shown("one\r\ntwo\rT\r\n"), ["one", "Two", "", ""])
        self.assertEqual(shown("abcdef", columns=4), ["abcd", "ef", "", ""])
        self.assertEqual(shown("abx\bc"), ["abc", "", "", ""])

    def test_a_live_line_is_erased(self):
        self.assertEqual(shown("    asking ...\r\x1b[K  = here"), ["  = here", "", "", ""])

    def test_colours_and_weights_are_kept_until_they_end(self):
        terminal = screen.Screen(20, 1)
        terminal.feed("\x1b[1;32mok\x1b[22mgo\x1b[0m.")
        self.assertEqual([style for _, style in terminal.rows[0]],
                         ["bold green", "bold green", "green", "green", ""])

    def test_a_sequence_may_come_in_two_reads(self):
        self.assertEqual(shown("a\x1b", "[", "3", "2mb\x1b]0;title", "\x07c"), ["abc", "", "", ""])

    def test_what_is_not_known_is_an_error(self):
        for text in ("\x1b[2J", "\x1b[48;5;3m", "\x1bc", "\x0e"):
            with self.assertRaises(ValueError, msg=repr(text)):
                shown(text)
        with self.assertRaisesRegex(ValueError, "more than 4 rows"):
            shown("\n" * 4)


class Picture(unittest.TestCase):
    def drawn(self, *timed):
        text = picture.picture(frames_of(*timed), 40, "a <title>", "what & why")
        root = xml.etree.ElementTree.fromstring(text)
        return {element.text: group for group in root.iter(f"{SVG}g") for element in group}

    def test_text_appears_at_its_time_and_stays(self):
        groups = self.drawn((0.5, "$ "), (1.25, "ls"), (2, "\r\na <file> & more\r\n"))
        self.assertEqual(set(groups), {"$", "ls", "a <file> & more"})
        self.assertEqual(groups["ls"].get("class"), "later")
        self.assertEqual(groups["ls"].get("style"), "animation-duration:1.25s")

    def test_what_is_overwritten_is_there_for_its_time_alone(self):
        groups = self.drawn((1, "  = waiting"), (3.5, "\r\x1b[K  = done"))
        self.assertEqual(groups["= waiting"].get("class"), "while")
        self.assertEqual(groups["= waiting"].get("style"),
                         "animation-delay:1.00s;animation-duration:2.50s")
        self.assertEqual(groups["= done"].get("class"), "later")

    def test_text_that_grows_is_drawn_once(self):
        groups = self.drawn((1, "a"), (2, "b"), (3, "c"))
        self.assertEqual(set(groups), {"a", "b", "c"})
        self.assertTrue(all(group.get("class") == "later" for group in groups.values()))

    def test_each_style_is_a_piece_at_its_column(self):
        groups = self.drawn((1, "on \x1b[31mred\x1b[0m off"))
        red = next(element for element in groups["red"] if element.text == "red")
        self.assertEqual(red.get("class"), "red")
        self.assertEqual(float(red.get("x")), round(picture.MARGIN + 3 * picture.COLUMN, 1))

    def test_without_animation_the_last_picture_remains(self):
        sheet = picture.style_sheet()
        self.assertNotIn(".later{visibility", sheet)
        self.assertRegex(sheet, re.escape(".while{visibility:hidden"))


class Session(unittest.TestCase):
    def test_a_shell_is_typed_to_and_what_it_writes_is_kept(self):
        shell = session.Session(["sh", "-i"], {"PS1": "here> ", "PATH": "/usr/bin:/bin"}, "/", 80, 24)
        shell.expect("here> ")
        shell.type("echo $((6 * 7)); stty size; pwd")
        shell.expect("here> ")
        shell.hang_up()
        text = "".join(text for _, text in shell.written)
        self.assertIn("42\r\n24 80\r\n/\r\n", text)
        times = [seconds for seconds, _ in shell.written]
        self.assertEqual(times, sorted(times))


if __name__ == "__main__":
    unittest.main()
