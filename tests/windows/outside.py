"""Runs programs of this system for a program that Wine runs: ssh and ssh-keygen (outside.cpp)."""

import contextlib
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
        if words[1:3] == ["-F", "none"]:
            return words
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
    rbufsize = 0  # what follows the words is read from the connection itself

    def handle(self):
        size, = struct.unpack(">I", self.rfile.read(4))
        words = [word.decode() for word in self.rfile.read(size).split(b"\0")]
        self.turn = threading.Lock()
        with tempfile.TemporaryDirectory(prefix="cloudx-outside-") as folder:
            process = subprocess.Popen(self.server.command(words, folder), env=self.server.environment, cwd=folder,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            threading.Thread(target=self.pass_input, args=(process,), daemon=True).start()
            outputs = [threading.Thread(target=self.pass_output, args=(process, kind, stream, folder))
                       for kind, stream in ((1, process.stdout), (2, process.stderr))]
            for output in outputs:
                output.start()
            for output in outputs:
                output.join()
            self.send(process, 0, struct.pack(">I", process.wait() & 0xFF))

    def pass_input(self, process):
        with contextlib.suppress(OSError), process.stdin:
            while chunk := self.connection.recv(32768):
                process.stdin.write(chunk)
                process.stdin.flush()

    def pass_output(self, process, kind, stream, folder):
        with stream:
            while chunk := stream.read1(32768):
                self.send(process, kind, self.server.there(chunk, folder))

    def send(self, process, kind, piece):
        """Nobody listens any more: the one that had the program run was ended, and it ends, too."""
        try:
            with self.turn:
                self.wfile.write(struct.pack(">BI", kind, len(piece)) + piece)
        except OSError:
            process.kill()
