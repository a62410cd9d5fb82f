"""Which sources clang-tidy looks at when some have changed."""

import pathlib
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "checks"))
import project_includes
import tidy

FILES = {
    "room/part.hpp": "",
    "room/part.cpp": '#include "room/part.hpp"\n',
    "room/other.hpp": '  # include "room/part.hpp"\n',
    "room/other.cpp": '#include "room/other.hpp"\n#include <vector>\n',
    "room/long.cpp": '#include "room/other.hpp"\n#include "room/part.hpp"\n#include "room/more.hpp"\n',
    "room/more.hpp": "",
    "room/short.cpp": '#include "part.hpp"\n',
    "room/alone.cpp": '// #include "room/part.hpp"\n',
}


class Touched(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = pathlib.Path(folder.name).resolve() / "src"
        for name, text in FILES.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.enterContext(unittest.mock.patch.object(project_includes, "BEGINNINGS", (self.source,)))

    def touched(self, *names):
        sources = sorted(self.source.rglob("*.cpp"))
        return [path.name for path in tidy.touched(sources, [self.source / name for name in names])]

    def test_header_is_seen_with_its_own_source_and_the_shortest_others(self):
        self.assertEqual(self.touched("room/part.hpp"), ["part.cpp", "short.cpp", "other.cpp"])

    def test_changed_sources_come_first_and_once(self):
        self.assertEqual(self.touched("room/more.hpp", "room/short.cpp", "room/long.cpp"),
                         ["long.cpp", "short.cpp"])

    def test_nothing_else_is_looked_at(self):
        self.assertEqual(self.touched("room/alone.cpp"), ["alone.cpp"])
        self.assertEqual(self.touched(), [])


if __name__ == "__main__":
    unittest.main()
