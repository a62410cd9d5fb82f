"""scripts/package: what is in the archives, licences and lists of parts, that they are reproducible, and signed."""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import tarfile
import tempfile
import unittest
import zipfile

import stand_in
from stand_in import ADDRESS, make


class Made(stand_in.Packages):
    def test_archives_have_a_folder_with_all_of_it(self):
        with tarfile.open(self.made("*-linux-x86_64.tar.gz")) as archive:
            members = {member.name: member for member in archive}
        top = next(iter(members)).split("/")[0]
        for name in ("bin/cloudx-proxy", "share/man/man1/cloudx-proxy.1", "share/man/man1/cloudx-proxy-relay-serve.1",
                     "share/bash-completion/completions/cloudx-proxy", "share/zsh/site-functions/_cloudx-proxy",
                     "share/fish/vendor_completions.d/cloudx-proxy.fish", "share/doc/cloudx-proxy/LICENSE",
                     "share/doc/cloudx-proxy/README.md", "share/doc/cloudx-proxy/CHANGELOG.md",
                     "share/doc/cloudx-proxy/THIRD-PARTY-LICENCES.txt", "share/doc/cloudx-proxy/verify-platform"):
            self.assertIn(f"{top}/{name}", members)
        self.assertEqual(members[f"{top}/bin/cloudx-proxy"].mode, 0o755)
        self.assertEqual({(member.uid, member.gid, member.uname) for member in members.values()}, {(0, 0, "root")})

    def test_the_zip_has_pages_for_a_browser(self):
        with zipfile.ZipFile(self.made("*-windows-x86_64.zip")) as archive:
            self.assertIsNone(archive.testzip())
            names = [name.split("/", 1)[1] for name in archive.namelist()]
            page = archive.read(f"{archive.namelist()[0].split('/')[0]}/manual/cloudx-proxy-connect.html")
        self.assertIn(b"<html", page)
        for name in ("cloudx-proxy.exe", "LICENSE.txt", "README.md", "THIRD-PARTY-LICENCES.txt",
                     "completions/cloudx-proxy.fish", "verify-platform.ps1"):
            self.assertIn(name, names)

    def test_licences_of_what_is_linked(self):
        for target, has, has_not in (("linux-x86_64", "musl 1.2.5: MIT", "mingw"),
                                     ("macos-aarch64", "libc++ 19.1.0: Apache-2.0 WITH LLVM-exception", "libunwind")):
            with tarfile.open(self.made(f"*-{target}.tar.gz")) as archive:
                name = next(n for n in archive.getnames() if n.endswith("THIRD-PARTY-LICENCES.txt"))
                text = archive.extractfile(name).read().decode()
            for words in (has, "OpenSSL 3.0.22", "Boost Software License - Version 1.0", "Victor Zverovich",
                          "University of Cincinnati", "Mark Gillard", "Arseny Kapoulkine", "May you do good"):
                self.assertIn(words, text)
            self.assertNotIn(has_not, text)

    def test_list_of_parts_is_spdx(self):
        for path in self.to.glob("*.spdx.json"):
            self.assert_spdx(json.loads(path.read_text()))

    def assert_spdx(self, bill):
        """The fields that SPDX 2.3 demands, and references to what is there."""
        self.assertEqual((bill["spdxVersion"], bill["dataLicense"], bill["SPDXID"]),
                         ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"))
        self.assertRegex(bill["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue(bill["creationInfo"]["creators"])
        self.assertRegex(bill["documentNamespace"], r"^https://[^#\s]+$")
        identifiers = [package["SPDXID"] for package in bill["packages"]]
        self.assertEqual(len(set(identifiers)), len(identifiers))
        for package in bill["packages"]:
            self.assertRegex(package["SPDXID"], r"^SPDXRef-[A-Za-z0-9.-]+$")
            for field in ("name", "versionInfo", "downloadLocation", "licenseConcluded", "licenseDeclared",
                          "copyrightText"):
                self.assertTrue(package[field], field)
            for checksum in package.get("checksums", []):
                self.assertRegex(checksum["checksumValue"], r"^[0-9a-f]{64}$")
            for reference in package.get("externalRefs", []):
                self.assertRegex(reference["referenceLocator"], r"^pkg:[a-z]+/\S+@\S+$")
        known = {*identifiers, "SPDXRef-DOCUMENT"}
        linked = set()
        for relation in bill["relationships"]:
            self.assertLessEqual({relation["spdxElementId"], relation["relatedSpdxElement"]}, known)
            linked.add(relation["relatedSpdxElement"])
        self.assertEqual(linked, set(identifiers), "a part that belongs to nothing")

    def test_installer_puts_the_program_into_the_users_path(self):
        path = self.made("*.msi")

        def table(name):
            return subprocess.run(["msiinfo", "export", path, name], check=True, text=True,
                                  stdout=subprocess.PIPE).stdout
        self.assertIn("=-PATH\t[~];[INSTALLDIR]\tProgram", table("Environment"))
        self.assertRegex(table("InstallExecuteSequence"), r"WriteEnvironmentStrings\t\t5200")
        self.assertRegex(table("InstallExecuteSequence"), r"RemoveEnvironmentStrings\t\t3300")
        self.assertNotIn("ALLUSERS", table("Property"))
        self.assertIn("cloudx-proxy.exe", table("File"))
        self.assertEqual(table("RemoveFile").count("\t2"), table("Component").count("{"))

    def test_sums_are_those_of_all_files(self):
        done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=self.to, check=False)
        self.assertEqual(done.returncode, 0)
        listed = {line.split("  ")[1] for line in (self.to / "SHA256SUMS").read_text().splitlines()}
        there = {str(path.relative_to(self.to)) for path in self.to.rglob("*") if path.is_file()}
        self.assertEqual(listed, there - {"SHA256SUMS"})

    def test_made_again_elsewhere_all_bytes_are_the_same(self):
        again = self.folder / "elsewhere/again"
        old = os.umask(0o027)
        try:
            done = make(self.cross, again, "--address", ADDRESS, *self.without(), TZ="Asia/Tokyo", LC_ALL="C")
        finally:
            os.umask(old)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual((again / "SHA256SUMS").read_text(), (self.to / "SHA256SUMS").read_text())

    @unittest.skipUnless(shutil.which("minisign"), "minisign is not installed")
    def test_sums_are_signed_with_a_key_that_is_given(self):
        keys = self.folder / "keys"
        keys.mkdir()
        subprocess.run(["minisign", "-G", "-W", "-p", keys / "key.pub", "-s", keys / "key"], check=True,
                       stdout=subprocess.PIPE)
        signed = self.folder / "signed"
        done = make(self.cross, signed, "--without", "manifests", *self.without(), "linux-x86_64",
                    CLOUDX_MINISIGN_KEY=str(keys / "key"))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertTrue(stat.S_ISREG((signed / "SHA256SUMS.minisig").stat().st_mode))
        verify = ["minisign", "-V", "-p", keys / "key.pub", "-m", "SHA256SUMS"]
        done = subprocess.run(verify, cwd=signed, text=True, stdout=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"Trusted comment: cloudx-proxy \d+\.\d+\.\d+")
        (signed / "SHA256SUMS").write_text("0" * 64 + "  cloudx-proxy.tar.gz\n")
        self.assertNotEqual(subprocess.run(verify, cwd=signed, check=False, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE).returncode, 0)


@unittest.skipUnless(os.access(stand_in.PROGRAM, os.X_OK), f"{stand_in.PROGRAM} is not built")
class Refused(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="cloudx-package-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name).resolve()
        self.cross = self.folder / "cross"
        stand_in.write_cross(self.cross, ["linux-x86_64"])

    def refused(self, words, *options, **environment):
        kinds = [word for kind in ("archive", "deb", "rpm", "msi") for word in ("--without", kind)]
        done = make(self.cross, self.folder / "packages", *kinds, *options, **environment)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(words, done.stdout)
        self.assertNotIn("Traceback", done.stdout)

    def test_targets_that_are_not_there(self):
        self.refused('"linux" is no target', "linux")
        self.refused("There is no program for windows-x86_64", "windows-x86_64")

    @unittest.skipUnless(stand_in.COMMIT, "this tree has no history")
    def test_a_program_of_another_commit(self):
        for commit in ("0000000", f"{stand_in.COMMIT}-dirty"):
            stand_in.write_program(self.cross, "linux-x86_64", commit)
            self.refused("was not built of the commit that is checked out")

    def test_a_library_of_which_nothing_is_known(self):
        (self.cross / "sources/openssl.files").unlink()
        self.refused("openssl.files is not there")

    def test_a_release_has_patches_and_an_address(self):
        self.refused("is a placeholder", "--release")
        stand_in.write_source(self.cross, "openssl", "3.0.22-1~deb12u2", "without patches\n")
        self.refused("OpenSSL without Debian's patches", "--release", "--address", ADDRESS)

    def test_a_key_that_is_not_there(self):
        self.refused("there is no file", CLOUDX_MINISIGN_KEY="/none")


if __name__ == "__main__":
    unittest.main()
