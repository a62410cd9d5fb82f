"""What package managers read: that it is well-formed, agrees with the packages, and is used as they would use it."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

import stand_in
from stand_in import ADDRESS


class Manifests(stand_in.Packages):
    options = ("--without", "deb", "--without", "rpm", "--without", "sbom")

    def manifest(self, name):
        return self.made(f"manifests/{name}")

    def assert_files(self, text, count):
        """Each address is that of a file of the release, and its digest stands in the same text."""
        addresses = sorted(set(re.findall(r"https?://[^\"'\s]+\.(?:tar\.gz|zip|msi)", text)))
        self.assertEqual(len(addresses), count, text)
        for address in addresses:
            folder, name = address.rsplit("/", 1)
            self.assertRegex(folder, rf"^{re.escape(ADDRESS)}/releases/download/v\d+\.\d+\.\d+$")
            digest = hashlib.sha256((self.to / name).read_bytes())
            self.assertIn(digest.hexdigest(), text.lower())

    def checked(self, command):
        if not shutil.which(command[0]):
            self.skipTest(f"{command[0]} is not installed (scripts/setup package-lint)")
        done = subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_homebrew(self):
        path = self.manifest("homebrew/cloudx-proxy.rb")
        text = path.read_text()
        self.assert_files(text, 4)
        self.assertNotIn("@", text)
        self.checked(["ruby", "-c", path])

    def test_arch_linux(self):
        path = self.manifest("arch/PKGBUILD")
        self.assert_files(path.read_text(), 2)
        # It is a part of makepkg, which reads these names.
        self.checked(["shellcheck", "--shell=bash", "--exclude=SC2034,SC2154", path])

    def test_arch_linux_packages_the_archive(self):
        archive = self.made("*-linux-x86_64.tar.gz")
        with tempfile.TemporaryDirectory() as folder:
            script = (f'cd "{folder}"; tar -xf "{archive}"; source "{self.manifest("arch/PKGBUILD")}"; '
                      f'CARCH=x86_64 pkgdir="{folder}/pkg"; mkdir pkg; package')
            subprocess.run(["bash", "-euc", script], check=True)
            for name in ("bin/cloudx-proxy", "share/man/man1/cloudx-proxy.1",
                         "share/licenses/cloudx-proxy-bin/LICENSE"):
                self.assertTrue(os.path.isfile(f"{folder}/pkg/usr/{name}"), name)

    def test_nix(self):
        path = self.manifest("nix/default.nix")
        text = path.read_text()
        self.assertEqual(len(re.findall(r'hash = "sha256-[A-Za-z0-9+/]{43}=";', text)), 4)
        # Without a store: the expression is read and nothing is made of it.
        if shutil.which("nix-instantiate"):
            subprocess.run(["nix-instantiate", "--parse", path], check=True, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, env={**os.environ, "NIX_STATE_DIR": str(self.folder / "nix")})

    def test_scoop(self):
        path = self.manifest("scoop/cloudx-proxy.json")
        self.assert_files(path.read_text(), 1)
        app = json.loads(path.read_text())
        for field in ("version", "description", "homepage", "license", "bin"):
            self.assertIsInstance(app[field], str)
        # The schema of scoop knows no other names.
        self.assertLessEqual(set(app), {"version", "description", "homepage", "license", "architecture",
                                        "extract_dir", "bin"})
        self.assertEqual(set(app["architecture"]["64bit"]), {"url", "hash"})

    def test_winget(self):
        if "msi" in stand_in.missing_tools():
            self.skipTest("wixl is not installed")
        folder = self.made("manifests/winget/manifests/c/CloudxProxy/CloudxProxy/*")
        manifests = {kind: yaml.safe_load((folder / f"CloudxProxy.CloudxProxy{end}.yaml").read_text())
                     for kind, end in (("version", ""), ("installer", ".installer"),
                                       ("defaultLocale", ".locale.en-US"))}
        for kind, manifest in manifests.items():
            self.assertEqual(manifest["ManifestType"], kind)
            self.assertEqual(manifest["PackageIdentifier"], "CloudxProxy.CloudxProxy")
            self.assertEqual(manifest["PackageVersion"], folder.name)
            self.assertIsInstance(manifest["ManifestVersion"], str)
        self.assertEqual(manifests["version"]["DefaultLocale"], manifests["defaultLocale"]["PackageLocale"])
        for field in ("Publisher", "PackageName", "License", "ShortDescription"):
            self.assertTrue(manifests["defaultLocale"][field])
        self.assertLessEqual(len(manifests["defaultLocale"]["ShortDescription"]), 256)
        installer, = manifests["installer"]["Installers"]
        self.assert_files(json.dumps(installer), 1)
        said = subprocess.run(["msiinfo", "export", self.made("*.msi"), "Property"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        self.assertIn(f"ProductCode\t{installer['ProductCode']}", said)


if __name__ == "__main__":
    unittest.main()
