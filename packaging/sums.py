"""SHA256SUMS of all files of a release, and its signature."""

import hashlib
import os
import subprocess

from project import Failure, tool

NAME = "SHA256SUMS"


def write_sums(folder):
    """As sha256sum writes them, and reads them with --check."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(NAME))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files]
    (folder / NAME).write_text("".join(lines))


def sign(folder, key, comment):
    """minisign asks for the key's password on the terminal, if it has one. The comment is signed, too."""
    if not os.path.isfile(key):
        raise Failure(f"CLOUDX_MINISIGN_KEY: there is no file {key}.")
    done = subprocess.run([tool("minisign", "minisign"), "-S", "-s", key, "-m", NAME, "-x", f"{NAME}.minisig",
                           "-t", comment, "-c", f"signature of {NAME}"], cwd=folder, check=False)
    if done.returncode != 0:
        raise Failure("Signing failed.")
