"""What stands for a PostgreSQL pooler in transaction mode: statements pass, notifications do not."""

import pathlib
import shutil
import socket
import struct
import tempfile
import threading


class DeafPooler:
    """In front of the server at a folder's socket; libpq connects to `folder` in its place."""

    def __init__(self, server_folder):
        self.server = str(pathlib.Path(server_folder) / ".s.PGSQL.5432")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cloudx-pooler-"))
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.folder / ".s.PGSQL.5432"))
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        shutil.rmtree(self.folder)

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.server)
            threading.Thread(target=_carry, args=(client, server), daemon=True).start()


def _carry(client, server):
    with client, server:
        answers = threading.Thread(target=_carry_answers, args=(server, client), daemon=True)
        answers.start()
        _carry_all(client, server)
        answers.join()


def _end(sink):
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def _carry_all(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    _end(sink)


def _carry_answers(source, sink):
    """Messages have a type and a length ("Frontend/Backend Protocol"); "A" is a notification."""
    try:
        with source.makefile("rb") as stream:
            while len(head := stream.read(5)) == 5:
                kind, length = struct.unpack(">cI", head)
                body = stream.read(length - 4)
                if kind != b"A":
                    sink.sendall(head + body)
    except OSError:
        pass
    _end(sink)
