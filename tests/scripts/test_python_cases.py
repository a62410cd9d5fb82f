"""Which cases of Python tests ctest gets, and which a name by hand means."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import cases

SHARED = """
import unittest
class Base(unittest.TestCase):
    @classmethod
    def setUpClass(cls): pass
    def test_of_every_class(self): pass
"""
FIRST = """
import shared
from hints import ctest
class Quick(shared.Base):
    @ctest(seconds=40)
    def test_one(self): pass
    def helper(self): pass
class NoTest:
    def test_nothing(self): pass
"""
SECOND = """
from shared import Base as Shared
from hints import ctest
@ctest(alone=True)
class Dear(Shared):
    @classmethod
    def setUpClass(cls): pass
    def test_two(self): pass
"""


class Cases(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "e2e"
        self.path.mkdir()
        for name, text in (("shared", SHARED), ("test_first", FIRST), ("test_second", SECOND)):
            (self.path / f"{name}.py").write_text(text)

    def entries(self):
        return {".".join(names): hints for names, hints in cases.entries(self.path).items()}

    def test_class_that_makes_something_for_all_its_tests_stays_one_entry(self):
        self.assertEqual(set(self.entries()),
                         {"first.Quick.test_one", "first.Quick.test_of_every_class", "second.Dear",
                          # unittest runs what a file imports by its name, too.
                          "second.Shared.test_of_every_class"})

    def test_hints_are_those_of_class_and_method(self):
        self.assertEqual(self.entries()["first.Quick.test_one"], {"seconds": 40})
        self.assertEqual(self.entries()["second.Dear"], {"alone": True})

    def test_parts_of_a_name_may_be_left_out(self):
        both = {"first": ["Quick.test_of_every_class", "Quick.test_one"]}
        one = {"first": ["Quick.test_one"]}
        for text, found in (("first", both), ("Quick", both), ("test_one", one),
                            ("first.test_one", one), ("e2e.first.Quick.test_one", one),
                            ("test_one.first", {}), ("one", {})):
            with self.subTest(text):
                self.assertEqual(cases.find(self.path, text), found)


if __name__ == "__main__":
    unittest.main()
