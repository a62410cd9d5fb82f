"""scripts/release, in a small project of its own that is numbered and installed like this one."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(cloudx-proxy VERSION 1.0.0 LANGUAGES NONE)
execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} rev-parse --short=7 HEAD
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/bin/cloudx-proxy @ONLY CONTENT
     "#!/bin/sh\\necho 'cloudx-proxy @PROJECT_VERSION@ (@commit@)'\\n")
file(CHMOD ${CMAKE_BINARY_DIR}/bin/cloudx-proxy PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
add_custom_target(cloudx-proxy)
add_custom_target(documents)
install(PROGRAMS ${CMAKE_BINARY_DIR}/bin/cloudx-proxy DESTINATION bin)
install(FILES LICENSE DESTINATION share/doc/cloudx-proxy)
"""
# What they are asked for is what is tested here; tests/packaging has what the real one makes.
CROSS = """\
#!/bin/sh
if [ "$1" = --help ]; then echo "Targets: linux-x86_64 (static), windows-x86_64."; exit; fi
echo "crossed $*"
"""
PACKAGE = """\
#!/bin/sh
echo "packed $*"
while [ "$1" != --to ]; do shift; done
cd "$2" && echo a package > cloudx-proxy.deb && sha256sum -- *.* > SHA256SUMS
"""
PRESETS = """\
{"version": 6,
 "configurePresets": [{"name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build/release"}],
 "buildPresets": [{"name": "release", "configurePreset": "release"}]}
"""
CHANGES = """\
# Changes

## [Unreleased]

- Something to come.

## [1.1.0] - 2026-12-24

### Added

- A light on the tree.

## [1.0.0] - 2026-11-27

- The first one.

[1.0.0]: https://example.org/1.0.0
"""
# Not as whoever runs this has set git up: it might sign what it commits, or run hooks.
ENVIRONMENT = {**os.environ,
               "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.org",
               "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@example.org",
               "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


class Release(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name).resolve()
        (self.folder / "scripts").mkdir()
        for script in ("release", "common.sh"):
            shutil.copy(ROOT / "scripts" / script, self.folder / "scripts" / script)
        (self.folder / "packaging").mkdir()
        shutil.copy(ROOT / "packaging/targets.py", self.folder / "packaging/targets.py")
        self.write("scripts/setup", "#!/bin/sh\n").chmod(0o755)
        self.write("scripts/cross", CROSS).chmod(0o755)
        self.write("scripts/package", PACKAGE).chmod(0o755)
        self.write("CMakeLists.txt", PROJECT)
        self.write("CMakePresets.json", PRESETS)
        self.write("CHANGELOG.md", CHANGES)
        self.write("LICENSE", "as you like\n")
        self.write(".gitignore", "/build/\n")
        self.git("init", "-q")
        self.commit()

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def git(self, *arguments):
        done = subprocess.run(["git", "-C", self.folder, *arguments], check=True, text=True,
                              stdout=subprocess.PIPE, env=ENVIRONMENT)
        return done.stdout.strip()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a change")

    def release(self, *arguments):
        return subprocess.run([self.folder / "scripts" / "release", *arguments], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=ENVIRONMENT)

    def state(self):
        return self.git("rev-parse", "HEAD"), self.git("tag"), self.git("status", "--porcelain")

    def refused(self, words, *arguments):
        before = self.state()
        done = self.release(*arguments)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(words, done.stdout)
        self.assertEqual(self.state(), before)

    def released(self, *arguments):
        done = self.release(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_a_release_is_a_commit_a_tag_and_packages_with_their_sums(self):
        said = self.released("1.1.0")
        self.assertIn("crossed linux-x86_64 windows-x86_64\n", said)
        self.assertRegex(said, r"packed --release --to \S*/build/release-1\.1\.0 linux-x86_64 windows-x86_64\n")
        self.assertIn("project(cloudx-proxy VERSION 1.1.0 LANGUAGES",
                      (self.folder / "CMakeLists.txt").read_text())
        self.assertEqual(self.git("log", "-1", "--format=%s"), "release: 1.1.0")
        self.assertEqual(self.git("diff", "--name-only", "HEAD~", "HEAD"), "CMakeLists.txt")
        self.assertEqual(self.git("rev-parse", "v1.1.0^{commit}"), self.git("rev-parse", "HEAD"))
        words = self.git("tag", "-l", "--format=%(contents)", "v1.1.0")
        self.assertIn("### Added", words)
        self.assertIn("- A light on the tree.", words)
        self.assertNotRegex(words, "to come|first one|https")
        self.assert_artefacts(self.folder / "build" / "release-1.1.0")

    def assert_artefacts(self, folder):
        sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
        self.assertEqual(set(sums), {path.name for path in folder.iterdir()} - {"SHA256SUMS"})
        for name, digest in sums.items():
            self.assertEqual(hashlib.sha256((folder / name).read_bytes()).hexdigest(), digest)
        self.assertIn("cloudx-proxy-1.1.0.tar.gz", sums)
        source = self.names(folder / "cloudx-proxy-1.1.0.tar.gz")
        self.assertIn("cloudx-proxy-1.1.0/CMakeLists.txt", source)
        built = next(name for name in sums if re.fullmatch(r"cloudx-proxy-1\.1\.0-[a-z]+[\d.]*-\w+\.tar\.gz", name))
        top = built.removesuffix(".tar.gz")
        self.assertIn(f"{top}/bin/cloudx-proxy", self.names(folder / built))
        self.assertIn(f"{top}/share/doc/cloudx-proxy/LICENSE", self.names(folder / built))

    @staticmethod
    def names(path):
        with tarfile.open(path) as archive:
            return archive.getnames()

    def test_targets_and_the_address_are_handed_on(self):
        said = self.released("--target", "macos-aarch64", "--address", "https://p.example", "1.1.0")
        self.assertIn("crossed macos-aarch64\n", said)
        self.assertRegex(said, r"packed --release --address https://p\.example --to \S+ macos-aarch64\n")

    def test_the_first_release_needs_no_commit(self):
        before = self.git("rev-parse", "HEAD")
        self.released("--no-build", "1.0.0")
        self.assertEqual(self.git("rev-parse", "v1.0.0^{commit}"), before)

    def test_a_dry_run_changes_nothing(self):
        before = self.state()
        self.assertIn("A light on the tree", self.released("--dry-run", "1.1.0"))
        self.assertEqual(self.state(), before)

    def test_a_failed_build_leaves_no_tag_and_the_same_command_goes_on(self):
        self.write("scripts/setup", "#!/bin/sh\nexit 1\n")
        self.commit()
        self.assertNotEqual(self.release("1.1.0").returncode, 0)
        self.assertEqual(self.git("tag"), "")
        self.write("scripts/setup", "#!/bin/sh\n")
        self.commit()
        self.released("1.1.0")
        self.assertEqual(self.git("tag"), "v1.1.0")

    def test_a_package_that_cannot_be_made_is_no_release(self):
        self.write("scripts/package", "#!/bin/sh\necho not for a release; exit 1\n")
        self.commit()
        done = self.release("1.1.0")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("not for a release", done.stdout)
        self.assertEqual(self.git("tag"), "")

    def test_a_program_that_says_another_commit_is_not_released(self):
        self.write("CMakeLists.txt", PROJECT.replace("(@commit@)", "(0000000)"))
        self.commit()
        done = self.release("1.1.0")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('says "cloudx-proxy 1.1.0 (0000000)"', done.stdout)
        self.assertEqual(self.git("tag"), "")

    def test_what_cannot_be_released_is_refused(self):
        self.refused("no version", "1.1")
        self.refused("no version", "v1.1.0")
        self.refused("Usage", "--fast", "1.1.0")
        self.refused('no section "## [1.2.0] - ', "1.2.0")
        self.refused("0.9.0 is below 1.0.0", "0.9.0")
        self.git("tag", "v1.1.0")
        self.refused("released already", "1.1.0")

    def test_a_section_without_a_date_or_a_word_is_none(self):
        self.write("CHANGELOG.md", CHANGES.replace("2026-12-24", "soon"))
        self.commit()
        self.refused("no section", "1.1.0")
        self.write("CHANGELOG.md", "## [1.1.0] - 2026-12-24\n\n## [1.0.0] - 2026-11-27\n- One.\n")
        self.commit()
        self.refused("no section", "1.1.0")

    def test_a_tree_with_changes_is_refused(self):
        self.write("LICENSE", "as we like\n")
        self.refused("not committed", "1.1.0")
        self.git("checkout", "-q", "LICENSE")
        self.write("new", "nobody has added it\n")
        self.refused("not committed", "1.1.0")


if __name__ == "__main__":
    unittest.main()
