"""Runs programs of this system for a program that Wine runs: ssh and ssh-keygen (outside.cpp)."""

import pathlib
import socketserver
import struct
import subprocess
import tempfile
import threading

PROXY = pathlib.Path(__file__).with_name("cloudx-proxy")


def here(word):
    """With paths on the drive that has this system's files as they are here."""
    if word.startswith("Z:\\"):
        word = word.replace("\\", "/")
    return word.replace("Z:/", "/")


class Outside(socketserver.ThreadingTCPServer):
    """Of the user whose home directory is `home`; programs get `environment`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, home, environment):
        super().__init__(("127.0.0.1", 0), Request)
        self.home, self.environment = pathlib.Path(home), environment
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()

    def command(self, words, folder):
        words = [here(word) for word in words]
        if words[0] != "ssh":
            return words
        self.copy_for_ssh(pathlib.Path(folder))
        if "-F" in words:
            at = words.index("-F") + 1
            words[at] = words[at].replace(str(self.home), folder)
            return words
        return ["ssh", "-F", f"{folder}/.ssh/config", *words[1:]]

    def copy_for_ssh(self, folder):
        """The user's ssh config as it would be here. Whose program it names is run by Wine."""
        for file in self.home.glob(".ssh/**/config"):
            copy = folder / file.relative_to(self.home)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text()
            for line in text.splitlines():
                if "cloudx-proxy.exe" in line:
                    before, _, after = line.partition("cloudx-proxy.exe")
                    indent = before[:len(before) - len(before.lstrip())]
                    text = text.replace(line, f"{indent}ProxyCommand {PROXY}{after.removeprefix(chr(34))}")
            text = text.replace(f"Z:{self.home}/.ssh/", f"{folder}/.ssh/") if file.parent.name == ".ssh" else text
            copy.write_text(text.replace("Z:/", "/"))

    def there(self, output, folder):
        """What a program has printed, with paths as Windows has them."""
        for path in (folder, str(self.home)):
            output = output.replace(path.encode(), b"Z:" + str(self.home).encode())
        return output


class Request(socketserver.StreamRequestHandler):
    def handle(self):
        words = [word.decode() for word in self.rfile.read().split(b"\0")]
        with tempfile.TemporaryDirectory(prefix="cloudx-outside-") as folder:
            command = self.server.command(words, folder)
            done = subprocess.run(command, env=self.server.environment, capture_output=True,
                                  stdin=subprocess.DEVNULL, cwd=folder)
            for kind, piece in ((1, self.server.there(done.stdout, folder)),
                                (2, self.server.there(done.stderr, folder)),
                                (0, struct.pack(">I", done.returncode & 0xFF))):
                self.wfile.write(struct.pack(">BI", kind, len(piece)) + piece)
