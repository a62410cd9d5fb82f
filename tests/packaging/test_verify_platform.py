"""scripts/verify-platform: what it finds of a good program and of a bad one, and that it leaves nothing behind."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from stand_in import PROGRAM, ROOT, write

SCRIPT = ROOT / "scripts/verify-platform"


@unittest.skipUnless(os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not built")
class Verify(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="cloudx-verify-test-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name).resolve()
        self.home = self.folder / "home"
        self.home.mkdir()

    def verify(self, program):
        return subprocess.run([SCRIPT, program], text=True, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                              env={**os.environ, "HOME": str(self.home), "TMPDIR": str(self.folder),
                                   "AWS_PROFILE": "somebody", "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL"})

    def test_a_good_program(self):
        done = self.verify(PROGRAM)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"(?m)^All is well")
        if shutil.which("perl"):
            for words in ("setup", "mode of the key", "ssh knows the instance", "list", "doctor: identity",
                          "connect ends with 255"):
                self.assertRegex(done.stdout, rf"(?m)^ok +{words}$")
        self.assertNotIn("REAL", done.stdout)
        self.assertEqual(list(self.folder.iterdir()), [self.home], "something is left behind")
        self.assertEqual(list(self.home.iterdir()), [], "it wrote into the home that is not its own")

    def test_a_bad_one_is_told_of(self):
        program = self.folder / "bin/cloudx-proxy"
        write(program, "#!/bin/sh\necho no\nexit 1\n", 0o755)
        done = self.verify(program)
        self.assertEqual(done.returncode, 1)
        for words in ("version", "help of connect", "setup", "list", "mode of the key"):
            self.assertRegex(done.stdout, rf"(?m)^FAILED +{words}$")
        self.assertRegex(done.stdout, r"(?m)^\d+ checks FAILED")

    def test_a_program_that_is_not_there(self):
        done = self.verify(self.folder / "none")
        self.assertEqual(done.returncode, 2)
        self.assertIn("There is no program", done.stdout)

    def test_nothing_in_it_needs_a_newer_bash_than_that_of_a_mac(self):
        newer = re.findall(r"mapfile|readarray|declare -A|local -n|\$\{\w+(?:,,|\^\^|@)|\|&|&>>|printf -v|wait -n",
                           SCRIPT.read_text())
        self.assertEqual(newer, [])


class VerifyOnWindows(unittest.TestCase):
    """PowerShell is in none of Debian's packages: its twin is looked at, and not run."""

    def test_both_try_the_same(self):
        scripts = [SCRIPT.read_text(), SCRIPT.with_suffix(".ps1").read_text()]
        for text in scripts:
            self.assertTrue(text.isascii(), "Windows PowerShell reads a file without a mark as its code page")
            for words in ("--version", "'setup'|setup --yes", "setup again", "ssh knows the instance", "list --json",
                          "connect ends with 255", "GetCallerIdentity", "doctor: ", "key directory",
                          "ssh IdentityFile"):
                self.assertRegex(text, words)


if __name__ == "__main__":
    unittest.main()
