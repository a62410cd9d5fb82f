"""scripts/cross: what it takes for Debian's archive."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
KEY = "/usr/share/keyrings/debian-archive-keyring.gpg"


class DebianSources(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cloudx-sources-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("etc/os-release", 'NAME="Debian"\nVERSION_CODENAME=bookworm\n')

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_it(self):
        return subprocess.run([sys.executable, "-B", SCRIPTS / "debian_sources.py", self.root],
                              capture_output=True, text=True)

    def lines(self):
        done = self.run_it()
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_lines(self):
        self.write("etc/apt/sources.list", "# deb http://old.example/debian bookworm main\n"
                   "deb cdrom:[Debian 12 _Bookworm_]/ bookworm main\n"
                   "deb http://mirror.example/debian/ bookworm main non-free-firmware # here\n"
                   "deb-src http://mirror.example/debian/ bookworm main\n"
                   f"deb [arch=amd64 signed-by={KEY}] http://mirror.example/ bookworm-security main\n")
        self.assertEqual(self.lines(), [
            "deb-src http://mirror.example/debian/ bookworm main",
            f"deb-src [signed-by={KEY}] http://mirror.example/ bookworm-security main"])

    def test_stanzas(self):
        self.write("etc/apt/sources.list.d/debian.sources",
                   "# Written by hand\nTypes: deb\nURIs: http://one.example/debian\n  http://two.example/debian\n"
                   f"Suites: bookworm bookworm-updates\nComponents: main\nSigned-By: {KEY}\n\n"
                   "types: deb deb-src\nuris: mirror+file:/etc/apt/mirrors/debian.list\nsuites: bookworm\n"
                   "components: contrib\n main\nsigned-by:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n\n"
                   "Enabled: no\nTypes: deb\nURIs: http://three.example/debian\nSuites: bookworm\nComponents: main\n")
        self.assertEqual(self.lines(), [
            f"deb-src [signed-by={KEY}] http://one.example/debian bookworm main",
            f"deb-src [signed-by={KEY}] http://one.example/debian bookworm-updates main",
            f"deb-src [signed-by={KEY}] http://two.example/debian bookworm main",
            f"deb-src [signed-by={KEY}] http://two.example/debian bookworm-updates main",
            "deb-src mirror+file:/etc/apt/mirrors/debian.list bookworm main"])

    def test_day_of_the_archive_of_old_releases(self):
        self.write("etc/apt/sources.list.d/old.list",
                   "deb http://old.example/archive/debian/20250520T000000Z bookworm main\n")
        self.assertEqual(len(self.lines()), 1)

    def test_other_archives_and_releases_do_not_count(self):
        self.write("etc/apt/sources.list.d/others.list",
                   "deb http://vendor.example/linux/debian bookworm stable\n"
                   "deb http://vendor.example/debian/12/prod bookworm main\n"
                   "deb http://vendor.example/apt bookworm main\n"
                   "deb http://mirror.example/debian bookworm-backports main\n"
                   "deb http://mirror.example/debian trixie main\n")
        done = self.run_it()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("no mirror of Debian's archive", done.stderr)


if __name__ == "__main__":
    unittest.main()
