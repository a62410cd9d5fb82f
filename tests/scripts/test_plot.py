"""bench/plot.py: pictures of figures, and those in docs/ are of the figures that stand beside them."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


class Plot(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.figures = json.loads((ROOT / "docs" / "performance.json").read_text())

    def plot(self):
        file = self.folder / "figures.json"
        file.write_text(json.dumps(self.figures))
        return subprocess.run([sys.executable, "-B", ROOT / "bench" / "plot.py", file, self.folder],
                              text=True, check=False, stdout=subprocess.PIPE)

    def test_the_pictures_in_docs_are_of_the_figures_in_docs(self):
        self.assertEqual(self.plot().returncode, 0)
        for name in ("throughput.svg", "first-byte.svg"):
            self.assertEqual((self.folder / name).read_text(), (ROOT / "docs" / name).read_text(),
                             f"run: bench/plot.py docs/performance.json docs ({name})")

    def test_a_bar_is_as_long_as_its_value(self):
        rows = next(section["rows"] for section in self.figures["sections"]
                    if section["title"] == "Start of a connection")
        values = {"ssh HOST true, through the tunnel": 50, "ssh HOST true, plain, same sshd": 100,
                  "the same plain, without Nagle's delay": 25}
        for row in rows:
            row["value"] = values.get(row["name"], row["value"])
        self.plot()
        root = xml.etree.ElementTree.parse(self.folder / "first-byte.svg").getroot()
        bars = [float(bar.get("width")) for bar in root.iter(f"{SVG}rect") if bar.get("class") != "page"]
        self.assertEqual([round(bar / bars[1], 2) for bar in bars], [0.5, 1, 0.25])

    def test_a_picture_without_figures_is_left_out(self):
        self.figures["sections"] = [section for section in self.figures["sections"]
                                    if not section["title"].startswith("Throughput")]
        done = self.plot()
        self.assertEqual(done.returncode, 0)
        self.assertIn("throughput.svg is left out", done.stdout)
        self.assertEqual([path.name for path in self.folder.glob("*.svg")], ["first-byte.svg"])
        self.figures["sections"] = []
        self.assertEqual(self.plot().returncode, 1)


if __name__ == "__main__":
    unittest.main()
