"""scripts/cross: what it refuses and why, what counts as tested, and what it takes for Debian's archive."""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
KEY = "/usr/share/keyrings/debian-archive-keyring.gpg"


# What the script is made of, with stand-ins for what takes long.
PARTS = """\
source "$1/common.sh"
source "$1/cross_parts.sh"
CROSS_ROOT=$2
source "$1/cross_sources.sh"
source "$1/cross_libraries.sh"
XDG_CACHE_HOME=$2/cache source "$1/cross_library_cache.sh"
source "$1/cross_tests.sh"
build() { echo "built $*"; }
ctest() { echo "tested $CLOUDX_PROGRAM"; }
ROOT=$2
"""


class Cross(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cloudx-cross-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.program(self.root / "scripts/setup", "exit 0")

    @staticmethod
    def program(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def parts(self, text):
        return subprocess.run(["bash", "-c", PARTS + text, "test", SCRIPTS, self.root],
                              capture_output=True, text=True)

    def test_options_that_contradict_each_other(self):
        done = subprocess.run([SCRIPTS / "cross", "--dependencies", "--test", "linux-x86_64"],
                              env={**os.environ, "CLOUDX_ZIG": "/none"}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn("--dependencies builds no program", done.stderr)

    def test_paths_that_makefiles_take_apart(self):
        self.assertEqual(self.parts("check_path /home/me/cloudx-proxy_1.0").returncode, 0)
        for path in ("/home/me/a project", "/home/me/it's", "/home/me/a=b", "/home/$me"):
            done = self.parts(f"check_path {shlex.quote(path)}")
            self.assertEqual(done.returncode, 1, path)
            self.assertIn(path, done.stderr)

    def test_compiler_of_ones_own(self):
        for name, version, says in (("old", "0.13.0", "is Zig 0.13.0; needed is"), ("a zig", "", "this path"),
                                    ("alone", "$ZIG_VERSION", "no folder lib"), ("none", "", "no program")):
            program = self.root / name / "zig"
            if name != "none":
                self.program(program, f"echo {version}")
            done = self.parts(f"export ZIG_VERSION CLOUDX_ZIG={shlex.quote(str(program))}; find_compiler")
            self.assertEqual(done.returncode, 1, name)
            self.assertIn(says, done.stderr)
        (self.root / "alone/lib/libcxx").mkdir(parents=True)
        (self.root / "link").symlink_to("alone/zig")
        done = self.parts("export ZIG_VERSION; cd $2; CLOUDX_ZIG=link; find_compiler; echo $CLOUDX_ZIG")
        self.assertEqual(done.stdout, f"{self.root.resolve()}/alone/zig\n", done.stderr)

    def test_library_is_made_again_when_anything_of_it_is_another(self):
        def write(name, text):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)

        def made(command="true", version="1"):
            done = self.parts(f"ZIG_VERSION={version}; mkdir -p $2/linux/libraries; "
                              f"library linux thing {command}")
            return done.stdout.count("Compiling thing (linux)"), done.returncode
        write("sources/thing.files", "thing_1.tar.gz 5 abc")
        write("scripts/cross_libraries.sh", "# one")
        self.assertEqual(made("false"), (1, 1))
        self.assertEqual(made(), (1, 0), "it was not made before")
        self.assertEqual(made(), (0, 0))
        write("sources/thing.files", "thing_2.tar.gz 5 def")
        self.assertEqual(made(), (1, 0))
        write("scripts/cross_libraries.sh", "# two")
        self.assertEqual(made(), (1, 0))
        self.assertEqual(made(version="2"), (1, 0))
        self.assertEqual(made(version="2"), (0, 0))

    def test_libraries_are_taken_from_another_clone_while_they_are_the_same(self):
        def restored(clone, version="1"):
            made = self.root / clone / "linux/libraries"
            done = self.parts(f"""
                ZIG_VERSION={version}; CROSS_ROOT=$2/{clone}; LIBRARIES=(thing); SOURCES=$2
                mkdir -p {made}/lib {made}/include/openssl; touch {made}/include/pugixml.hpp {made}/include/sqlite3.h
                restore_libraries linux
                if [[ -f {made}/openssl.key ]]; then cat {made}/lib/a.a; exit; fi
                echo {clone} > {made}/lib/a.a; touch {made}/openssl.key; keep_libraries linux""")
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout.splitlines()[-1:]
        (self.root / "thing.files").write_text("thing_1.tar.gz 5 abc")
        (self.root / "scripts/cross_libraries.sh").write_text("# one")
        self.assertEqual(restored("one"), [])
        self.assertEqual(restored("two"), ["one"])
        self.assertEqual(restored("three", version="2"), [])
        self.assertEqual(restored("four", version="2"), ["three"])
        self.assertEqual(len(list((self.root / "cache/cloudx-proxy/libraries").iterdir())), 1)

    def test_program_that_works_is_tested(self):
        target = f"linux-{os.uname().machine}"
        self.program(self.root / target / "bin/cloudx-proxy", "echo cloudx-proxy 1.0.0")
        done = self.parts(f"test_in_old_debian() {{ echo old $1; }}; test_program {target}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"tested {self.root}/{target}/bin/cloudx-proxy", done.stdout)
        self.assertIn(f"old {self.root}/{target}/bin/cloudx-proxy", done.stdout)

    def test_program_that_is_broken_or_missing_is_no_success(self):
        target = f"linux-{os.uname().machine}"
        for breach in ("missing", "broken"):
            done = self.parts(f"test_program {target}")
            self.assertEqual((done.returncode, done.stdout), (1, ""), breach)
            self.assertIn("does not even say its version", done.stderr)
            self.program(self.root / target / "bin/cloudx-proxy", "exit 127")

    def test_program_for_another_machine_is_told_of(self):
        done = self.parts("test_program linux-other")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("Not tested (linux-other)", done.stderr)

    @unittest.skipIf(os.uname().machine == "aarch64", "this machine runs it itself")
    def test_program_for_another_processor_is_emulated_under_the_name_that_ssh_starts(self):
        path = f"{self.root}/path"
        self.program(pathlib.Path(path) / "qemu-aarch64-static", 'echo "$*" >&2')
        self.program(self.root / "linux-aarch64/bin/cloudx-proxy", "exit 1")
        done = self.parts(f"PATH={path}:$PATH; test_program linux-aarch64")
        stand_in = f"{self.root}/linux-aarch64/tools/cloudx-proxy"
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"tested {stand_in}", done.stdout)
        self.assertIn(f"-0 {stand_in} {self.root}/linux-aarch64/bin/cloudx-proxy --version", done.stderr)

    def test_program_for_macos_is_looked_at(self):
        self.program(self.root / "macos-aarch64/bin/cloudx-proxy", "exit 0")
        (self.root / "tests").symlink_to(SCRIPTS.parent / "tests")
        done = self.parts("test_program macos-aarch64")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it is no program for macOS", done.stderr)


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
