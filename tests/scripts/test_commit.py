"""cmake/commit.cmake: which commit a build says it was made from."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Not as whoever runs this has set git up: it might sign what it commits, or run hooks.
ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def git(folder, *arguments):
    done = subprocess.run(
        ["git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        check=True, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    return done.stdout.strip()


class Commit(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.out = self.folder / "commit.inc"
        self.source = self.folder / "source"
        self.source.mkdir()
        (self.source / "file").write_text("one\n")

    def made_in(self, source):
        subprocess.run(["cmake", f"-DSOURCE={source}", f"-DOUT={self.out}", "-P",
                        ROOT / "cmake" / "commit.cmake"], check=True, env=ENVIRONMENT)
        text = self.out.read_text()
        self.assertTrue(text.startswith('constexpr std::string_view kCommit = "'), text)
        return text.split('"')[1]

    def commit(self, folder):
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "a file")
        return git(folder, "rev-parse", "HEAD")

    def test_a_clean_tree_is_its_commit_whatever_tags_there_are(self):
        commit = self.commit(self.source)
        git(self.source, "tag", "-a", "-m", "release", "v1.0.0")
        said = self.made_in(self.source)
        self.assertTrue(commit.startswith(said), said)
        self.assertGreaterEqual(len(said), 7)

    def test_a_changed_tree_says_so_and_new_files_do_not_count(self):
        commit = self.commit(self.source)
        (self.source / "other").write_text("nobody has added it\n")
        self.assertEqual(self.made_in(self.source), commit[:7])
        (self.source / "file").write_text("two\n")
        self.assertEqual(self.made_in(self.source), commit[:7] + "-dirty")

    def test_a_tarball_has_none_also_inside_another_repository(self):
        self.assertEqual(self.made_in(self.source), "")
        self.commit(self.folder)
        self.assertEqual(self.made_in(self.source), "")

    def test_the_same_commit_again_leaves_the_file_alone(self):
        self.commit(self.source)
        self.made_in(self.source)
        before = self.out.stat().st_mtime_ns
        self.made_in(self.source)
        self.assertEqual(self.out.stat().st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
