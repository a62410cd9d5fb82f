"""The table that scripts/coverage prints."""

import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import coverage_table


def file(name, reached, there):
    counted = {"covered": reached, "count": there}
    return {"filename": str(ROOT / name),
            "summary": {"lines": counted, "functions": counted, "branches": {"covered": 0, "count": 0}}}


class Table(unittest.TestCase):
    def test_files_add_up_to_the_module_that_is_nearest_above(self):
        sums = coverage_table.add_up([file("src/aws/core/a.cpp", 3, 4), file("src/aws/core/b.hpp", 1, 4),
                                      file("src/aws/api/credentials/c.cpp", 5, 5),
                                      file("tests/unit/net/d.cpp", 9, 9)])
        self.assertEqual({name: counts["lines"] for name, counts in sums.items()},
                         {"aws/core": [4, 8], "aws/api": [5, 5]})
        self.assertEqual(coverage_table.row("aws/core", sums["aws/core"]),
                         "| aws/core | 8 | 50 % | 50 % |  |")


if __name__ == "__main__":
    unittest.main()
