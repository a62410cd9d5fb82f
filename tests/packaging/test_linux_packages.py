"""The .deb and the .rpm: installed below a folder with a database of its own, run, and removed again."""

import os
import re
import shutil
import subprocess
import unittest

import stand_in

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


class Installed(stand_in.Packages):
    targets = ("linux-x86_64", "linux-aarch64")
    options = ("--without", "archive", "--without", "sbom")

    def setUp(self):
        self.root = self.folder / self.id().rsplit(".", 1)[1]
        self.root.mkdir()

    def run_there(self, *command):
        """As root of a name space of its own where this is no root: rpm changes its root."""
        if os.geteuid() != 0:
            if subprocess.run(["unshare", "-r", "true"], check=False, stderr=subprocess.PIPE).returncode != 0:
                self.skipTest("neither root nor name spaces for users")
            command = ("unshare", "-r", *command)
        done = subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, "PATH": PATH, "DEBIAN_FRONTEND": "noninteractive"})
        self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}")
        return done.stdout

    def files(self):
        return {str(path.relative_to(self.root)) for path in self.root.glob("usr/**/*") if path.is_file()}

    def assert_usable(self, zsh):
        said = subprocess.run([self.root / "usr/bin/cloudx-proxy", "--version"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        self.assertRegex(said, r"^cloudx-proxy \d+\.\d+\.\d+")
        # mandoc's man opens a page by its file; what "man" is here may be no such thing.
        page = subprocess.run(["mandoc", self.root / "usr/share/man/man1/cloudx-proxy-connect.1.gz"], check=True,
                              text=True, stdout=subprocess.PIPE).stdout
        self.assertIn("EXIT STATUS", re.sub(".\b", "", page))
        files = self.files()
        for name in ("share/bash-completion/completions/cloudx-proxy", zsh,
                     "share/fish/vendor_completions.d/cloudx-proxy.fish"):
            self.assertIn(f"usr/{name}", files)
        self.assertTrue(any("THIRD-PARTY-LICENCES" in name for name in files))
        for path in self.root.glob("usr/**/*"):
            self.assertFalse(path.stat().st_mode & 0o022, f"{path} can be changed by others")

    @unittest.skipUnless(shutil.which("dpkg", path=PATH), "dpkg is not installed")
    def test_deb(self):
        database = self.root / "var/lib/dpkg"
        for folder in ("updates", "info"):
            (database / folder).mkdir(parents=True)
        (database / "status").touch()
        dpkg = ("dpkg", f"--root={self.root}", "--force-not-root", "--force-bad-path")
        self.run_there(*dpkg, "--install", self.made("*_amd64.deb"))
        self.assertIn("install ok installed", self.run_there(*dpkg, "--status", "cloudx-proxy"))
        self.assert_usable("share/zsh/vendor-completions/_cloudx-proxy")
        self.assertEqual(self.run_there(*dpkg, "--verify", "cloudx-proxy"), "")
        self.run_there(*dpkg, "--purge", "cloudx-proxy")
        self.assertEqual(self.files(), set())

    @unittest.skipUnless(shutil.which("rpm"), "rpm is not installed")
    def test_rpm(self):
        rpm = ("rpm", "--root", self.root, "--dbpath", "/var/lib/rpm")
        # What other files need is not in this database.
        self.run_there(*rpm, "--install", "--nodeps", self.made("*.x86_64.rpm"))
        self.assertRegex(self.run_there(*rpm, "--query", "cloudx-proxy"), r"^cloudx-proxy-\d+\.\d+\.\d+-1\.x86_64$")
        self.assert_usable("share/zsh/site-functions/_cloudx-proxy")
        self.run_there(*rpm, "--verify", "--nodeps", "cloudx-proxy")
        self.run_there(*rpm, "--erase", "cloudx-proxy")
        self.assertEqual(self.files(), set())

    def test_of_another_processor(self):
        said = self.run_there("dpkg-deb", "--field", self.made("*_arm64.deb"), "Architecture")
        self.assertEqual(said.strip(), "arm64")
        self.assertIn("aarch64", self.run_there("rpm", "-qp", "--qf", "%{ARCH}", self.made("*.aarch64.rpm")))

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed (scripts/setup package-lint)")
    def test_lintian_finds_nothing(self):
        # The stand-in is a script, which the override for a static program does not fit.
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags",
                               "mismatched-override", self.made("*_amd64.deb")], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)

    @unittest.skipUnless(shutil.which("rpmlint"), "rpmlint is not installed (scripts/setup package-lint)")
    def test_rpmlint_finds_nothing(self):
        self.made("*.x86_64.rpm")
        done = subprocess.run(["rpmlint", "--config", stand_in.ROOT / "packaging/rpmlint.toml",
                               *self.to.glob("*.rpm")], text=True, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        # That of the stand-in, which is a script.
        said = [line for line in re.findall(r"^\S+: [EW]: .*$", done.stdout, re.M) if "E: no-binary" not in line]
        self.assertEqual(said, [], done.stdout)


if __name__ == "__main__":
    unittest.main()
