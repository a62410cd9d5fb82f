"""What scripts/cross leaves behind, in small: programs that hand on to the one of this build, a few sources, and
the folder of a compiler. With CLOUDX_CROSS=FOLDER the tests take what scripts/cross has really built there."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKE = ROOT / "packaging/make.py"
PROGRAM = os.environ.get("CLOUDX_PROGRAM", str(ROOT / "build/release/bin/cloudx-proxy"))
TARGETS = ("linux-x86_64", "linux-aarch64", "windows-x86_64", "macos-aarch64", "macos-x86_64")
TOOLS = {"deb": "dpkg-deb", "rpm": "rpmbuild", "msi": "wixl"}
ADDRESS = "https://cloudx-proxy.test/project"
COMMIT = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short=7", "HEAD"], stdout=subprocess.PIPE, text=True,
                        check=False).stdout.strip()
sys.path.insert(0, str(ROOT / "packaging"))


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def write_program(folder, target, commit=COMMIT):
    name = "cloudx-proxy.exe" if target.startswith("windows") else "cloudx-proxy"
    write(folder / target / "bin" / name, f'#!/bin/sh\n# {commit} {target}\nexec "{PROGRAM}" "$@"\n', 0o755)


def write_source(folder, name, version, notes=""):
    write(folder / f"sources/{name}.files",
          f"{name}_{version}.dsc 1 SHA256:{'1' * 64}\n"
          f"{name}_{version.split('-')[0]}.orig.tar.gz 2 SHA256:{'2' * 64}\n{notes}")


def write_cross(folder, targets=TARGETS):
    from make import zig_of_cross
    for target in targets:
        write_program(folder, target)
    write_source(folder, "openssl", "3.0.22-1~deb12u2")
    write_source(folder, "pugixml", "1.13-0.2")
    write_source(folder, "sqlite3", "3.40.1-2+deb12u2")
    write(folder / "sources/openssl/LICENSE.txt", "The terms of OpenSSL.\n")
    write(folder / "sources/pugixml/LICENSE.md", "The terms of pugixml.\n")
    lib = zig_of_cross(folder)[0] / "lib"
    write(lib / "../LICENSE", "The terms of Zig.\n")
    write(lib / "libcxx/include/__config", "#  define _LIBCPP_VERSION 190100\n")
    for name in ("libcxx", "libcxxabi", "libunwind"):
        write(lib / name / "LICENSE.TXT", "The terms of LLVM.\n")
    write(lib / "libc/musl/COPYRIGHT", "The terms of musl.\n")
    write(lib / "libc/mingw/COPYING", "The terms of mingw-w64.\n")
    write(lib / "libc/include/any-windows-any/_mingw_mac.h",
          "#define __MINGW64_VERSION_MAJOR 13\n#define __MINGW64_VERSION_MINOR 0\n#define __MINGW64_VERSION_BUGFIX 0\n")


def missing_tools():
    return [kind for kind, program in TOOLS.items() if not shutil.which(program)]


def make(cross, to, *options, **environment):
    # In a tree without its history there is no commit that a program could be of.
    if not COMMIT:
        options = (*options, "--any-commit")
    return subprocess.run([sys.executable, "-B", MAKE, "--from", cross, "--to", to, *options], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000", "CLOUDX_ZIG": "",
                               "CLOUDX_MINISIGN_KEY": "", **environment})


class Packages(unittest.TestCase):
    """Packs for `targets` once, all kinds that this machine has the tools for."""

    targets = TARGETS
    options = ()

    @classmethod
    def setUpClass(cls):
        os.environ["CLOUDX_ZIG"] = ""
        if not os.access(PROGRAM, os.X_OK):
            raise unittest.SkipTest(f"{PROGRAM} is not built")
        cls.holder = tempfile.TemporaryDirectory(prefix="cloudx-package-")
        cls.addClassCleanup(cls.holder.cleanup)
        cls.folder = pathlib.Path(cls.holder.name).resolve()
        cls.to = cls.folder / "packages"
        built = os.environ.get("CLOUDX_CROSS")
        cls.cross = pathlib.Path(built).resolve() if built else cls.folder / "cross"
        if not built:
            write_cross(cls.cross, cls.targets)
        done = make(cls.cross, cls.to, "--address", ADDRESS, *cls.without(), *cls.options)
        if done.returncode != 0:
            raise AssertionError(done.stdout)

    @classmethod
    def without(cls):
        return [word for kind in missing_tools() for word in ("--without", kind)]

    def made(self, pattern):
        """The one file of that name; skips where it could not be made here."""
        found = list(self.to.glob(pattern))
        if not found:
            self.skipTest(f"no {pattern} was made here: {', '.join(missing_tools()) or 'no such target'}")
        self.assertEqual(len(found), 1, found)
        return found[0]
