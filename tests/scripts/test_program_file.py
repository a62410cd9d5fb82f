"""tests/macos/program_file.py: what it finds wrong in a program for macOS."""

import hashlib
import pathlib
import struct
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "macos"))
import program_file  # noqa: E402

PAGE = 4096


def padded(data):
    return data + bytes(-len(data) % 8)


def library(name):
    text = padded(name.encode() + b"\0")
    return struct.pack("<6I", 0x0c, 24 + len(text), 24, 0, 0, 0) + text


def signature(content):
    hashes = b"".join(hashlib.sha256(content[at:at + PAGE]).digest() for at in range(0, len(content), PAGE))
    directory = struct.pack(">9I4BI", program_file.CODE_DIRECTORY, 44 + len(hashes), 0x20400, 2, 44, 0, 0,
                            len(hashes) // 32, len(content), 32, 2, 0, 12, 0) + hashes
    return struct.pack(">5I", program_file.SIGNATURES, 20 + len(directory), 1, 0, 20) + directory


def program(*, processor=0x0100000c, kind=2, flags=0x200085, oldest=0x000c0000, libraries=(program_file.SYSTEM,),
            signed=True, platform=1):
    commands = [struct.pack("<6I", 0x32, 24, platform, oldest, oldest, 0), *map(library, libraries)]
    length = 32 + sum(map(len, commands)) + (16 if signed else 0) + 2 * PAGE
    if signed:
        commands.append(struct.pack("<4I", 0x1d, 16, length, 4096))
    body = b"".join(commands)
    content = struct.pack("<8I", program_file.MAGIC, processor, 0, kind, len(commands), len(body), flags, 0) + body
    content += bytes(range(256)) * (2 * PAGE // 256)
    assert len(content) == length
    return content + signature(content) if signed else content


def problems(content, processor="aarch64"):
    return list(program_file.ProgramFile(content).problems(processor))


class ProgramFile(unittest.TestCase):
    def test_good_ones(self):
        self.assertEqual(problems(program()), [])
        self.assertEqual(problems(program(processor=0x01000007), "x86_64"), [])
        self.assertEqual(problems(program(processor=0x01000007, signed=False), "x86_64"), [])

    def test_what_is_wrong_is_told(self):
        for wrong, says in (({"processor": 0x01000007}, "not for aarch64"), ({"kind": 6}, "no program"),
                            ({"flags": 0x85}, "one place"), ({"oldest": 0x000d0000}, "(13, 0)"),
                            ({"platform": 2}, "macOS 12.0 but for 2"), ({"signed": False}, "not signed"),
                            ({"libraries": (program_file.SYSTEM, "/usr/lib/libc++.1.dylib")}, "libc++"),
                            ({"libraries": ()}, "no library")):
            found = problems(program(**wrong))
            self.assertEqual(len(found), 1, (wrong, found))
            self.assertIn(says, found[0])

    def test_change_behind_the_signature(self):
        content = bytearray(program())
        content[1000] ^= 1
        self.assertEqual(problems(bytes(content)), ["its signature is that of another content"])

    def test_other_files(self):
        self.assertEqual(problems(b"\x7fELF" + bytes(60)), ["it is no program for macOS"])


if __name__ == "__main__":
    unittest.main()
