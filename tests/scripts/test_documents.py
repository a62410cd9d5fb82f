"""The documents lead to what is there, and the index leads to every page."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def text_of(page):
    """The page without its blocks of code, which have brackets of their own."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(page):
    """As GitHub makes them of headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in HEADING.findall(text_of(page))}


class Documents(unittest.TestCase):
    def test_every_link_between_pages_leads_somewhere(self):
        seen = 0
        for page in PAGES:
            for link in LINK.findall(text_of(page)):
                if re.match(r"[a-z]+:", link):
                    continue
                seen += 1
                path, _, anchor = link.partition("#")
                target = (page.parent / path).resolve() if path else page
                with self.subTest(page=page.name, link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target))
        self.assertGreater(seen, 40)

    def test_the_index_has_every_page(self):
        index = ROOT / "docs" / "README.md"
        listed = {(index.parent / link.partition("#")[0]).resolve()
                  for link in LINK.findall(text_of(index))}
        for page in PAGES:
            if page != index:
                self.assertIn(page.resolve(), listed)

    def test_tables_have_as_many_cells_in_each_row(self):
        for page in PAGES:
            columns = None
            for line in text_of(page).splitlines():
                if not line.startswith("|"):
                    columns = None
                    continue
                cells = len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", line)))
                columns = columns or cells
                with self.subTest(page=page.name, line=line):
                    self.assertEqual(cells, columns)


if __name__ == "__main__":
    unittest.main()
