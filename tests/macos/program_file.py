#!/usr/bin/env python3
"""Looks at a program for macOS: program_file.py FILE aarch64|x86_64.

That it is for this processor and for macOS 12, needs no library but libSystem, and that its signature is
of its own content, without which Apple's processors run nothing. The layout is that of <mach-o/loader.h>,
that of signatures is Security's "CodeDirectory".
"""

import hashlib
import pathlib
import struct
import sys

MAGIC = 0xfeedfacf  # MH_MAGIC_64
EXECUTABLE = 2      # MH_EXECUTE
POSITION_INDEPENDENT = 0x200000  # MH_PIE
PROCESSORS = {"x86_64": 0x01000007, "aarch64": 0x0100000c}
LIBRARIES = {0x0c, 0x20, 0x80000018, 0x8000001f, 0x80000023}  # LC_LOAD_DYLIB, and those of other kinds
SIGNATURE = 0x1d      # LC_CODE_SIGNATURE
BUILD_VERSION = 0x32  # LC_BUILD_VERSION
MACOS = 1             # PLATFORM_MACOS
OLDEST = (12, 0)
SYSTEM = "/usr/lib/libSystem.B.dylib"
SIGNATURES = 0xfade0cc0      # CSMAGIC_EMBEDDED_SIGNATURE
CODE_DIRECTORY = 0xfade0c02  # CSMAGIC_CODEDIRECTORY
SHA256 = 2                   # CS_HASHTYPE_SHA256


class ProgramFile:
    def __init__(self, content):
        self.content = content
        header = struct.unpack_from("<8I", content.ljust(32, b"\0"))
        self.magic, self.processor, _, self.kind, count, _, self.flags, _ = header
        self.libraries, self.version, self.platform, self.signature = [], None, None, None
        at = 32
        for _ in range(count if self.magic == MAGIC else 0):
            command, size = struct.unpack_from("<2I", content, at)
            self.read(command, content[at:at + size])
            at += size

    def read(self, command, data):
        if command in LIBRARIES:
            name = data[struct.unpack_from("<I", data, 8)[0]:]
            self.libraries.append(name.split(b"\0")[0].decode())
        elif command == BUILD_VERSION:
            self.platform, oldest = struct.unpack_from("<2I", data, 8)
            self.version = (oldest >> 16, oldest >> 8 & 0xff)
        elif command == SIGNATURE:
            begin, size = struct.unpack_from("<2I", data, 8)
            self.signature = self.content[begin:begin + size]

    def problems(self, processor):
        if self.magic != MAGIC or self.kind != EXECUTABLE:
            yield "it is no program for macOS"
            return
        if self.processor != PROCESSORS[processor]:
            yield f"it is not for {processor} but for {self.processor:#x}"
        if not self.flags & POSITION_INDEPENDENT:
            yield "it has to lie at one place in memory"
        if (self.platform, self.version) != (MACOS, OLDEST):
            yield f"it is not for macOS {OLDEST[0]}.{OLDEST[1]} but for {self.platform}, {self.version}"
        if self.libraries != [SYSTEM]:
            yield f"it needs {', '.join(self.libraries) or 'no library'}"
        if self.signature is None:
            if processor == "aarch64":
                yield "it is not signed"
        else:
            yield from self.problems_of_signature()

    def problems_of_signature(self):
        directory = self.code_directory()
        if directory is None:
            yield "its signature has no code directory"
            return
        hashes, slots, limit = (struct.unpack_from(">I", directory, at)[0] for at in (16, 28, 32))
        size, kind, _, page = struct.unpack_from(">4B", directory, 36)
        if kind != SHA256 or size != 32:
            yield "its signature is not made with SHA-256"
            return
        expected = [directory[hashes + i * size:hashes + (i + 1) * size] for i in range(slots)]
        found = [hashlib.sha256(self.content[at:min(at + (1 << page), limit)]).digest()
                 for at in range(0, limit, 1 << page)]
        if found != expected:
            yield "its signature is that of another content"

    def code_directory(self):
        magic, _, count = struct.unpack_from(">3I", self.signature)
        for i in range(count if magic == SIGNATURES else 0):
            at = struct.unpack_from(">I", self.signature, 12 + 8 * i + 4)[0]
            if struct.unpack_from(">I", self.signature, at)[0] == CODE_DIRECTORY:
                return self.signature[at:]
        return None


def main():
    if len(sys.argv) != 3 or sys.argv[2] not in PROCESSORS:
        print(__doc__, file=sys.stderr)
        return 2
    file = pathlib.Path(sys.argv[1])
    problems = list(ProgramFile(file.read_bytes()).problems(sys.argv[2]))
    for problem in problems:
        print(f"{file}: {problem}", file=sys.stderr)
    if not problems:
        print(f"{file} is a program for macOS {OLDEST[0]} on {sys.argv[2]}, and needs its system library alone")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
