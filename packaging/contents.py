"""What lies where in a package: a dictionary of paths and files."""

import dataclasses
import gzip
import io
import os

from documents import SHELLS, pages_for_a_browser


@dataclasses.dataclass(frozen=True)
class File:
    data: bytes
    mode: int = 0o644


# As cmake --install has it (packaging/CMakeLists.txt), below a prefix.
FOLDERS = {"bash": "share/bash-completion/completions", "zsh": "share/zsh/site-functions",
           "fish": "share/fish/vendor_completions.d", "powershell": "share/powershell"}
ZSH_OF_DEBIAN = "share/zsh/vendor-completions"


def packed(data):
    """gzip -9n: no name and no time in it."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()


def texts(project):
    return {name: File((project.root / name).read_bytes()) for name in ("LICENSE", "README.md", "CHANGELOG.md")}


def below_prefix(project, program, documents, licences):
    """bin and share, for /usr/local or any folder."""
    files = {"bin/cloudx-proxy": File(program, 0o755)}
    files.update({f"share/man/man1/{name}": File(page) for name, page in documents.pages.items()})
    files.update({f"{FOLDERS[shell]}/{SHELLS[shell]}": File(script) for shell, script in documents.scripts.items()})
    files.update({f"share/doc/cloudx-proxy/{name}": file for name, file in texts(project).items()})
    files["share/doc/cloudx-proxy/THIRD-PARTY-LICENCES.txt"] = File(licences.encode())
    return files


def to_try_it(project, target):
    """What the first users of a system are asked to run, with the program that they have just unpacked."""
    folder, name = "share/doc/cloudx-proxy/", "verify-platform"
    if target.system == "windows":
        folder, name = "", "verify-platform.ps1"
    return {folder + name: File((project.root / "scripts" / name).read_bytes(), 0o755)}


def in_one_folder(project, program, documents, licences):
    """For Windows, where a program's folder has all of it. Notepad opens files by their ending."""
    files = {"cloudx-proxy.exe": File(program, 0o755)}
    files.update({f"manual/{name}": File(page) for name, page in pages_for_a_browser(documents).items()})
    files.update({f"completions/{SHELLS[shell]}": File(script) for shell, script in documents.scripts.items()})
    for name, file in texts(project).items():
        files[name if name.endswith(".md") else f"{name}.txt"] = file
    files["THIRD-PARTY-LICENCES.txt"] = File(licences.encode())
    return files


def write(files, folder, epoch):
    """Whatever the umask is."""
    for path, file in sorted(files.items()):
        place = folder / path
        for above in reversed(place.relative_to(folder).parents):
            (folder / above).mkdir(exist_ok=True)
            (folder / above).chmod(0o755)
        place.write_bytes(file.data)
        place.chmod(file.mode)
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (epoch, epoch))
