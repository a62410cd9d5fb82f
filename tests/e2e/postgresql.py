#!/usr/bin/env python3
"""A PostgreSQL server of a test's own, on a socket in a temporary folder.

    postgresql.py PROGRAM [ARGUMENT...]

runs a program with the server's URI in CLOUDX_POSTGRESQL_URI, and ends with its exit status.
"""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of a package, or where scripts/setup has unpacked it.
PLACES = (pathlib.Path("/usr/lib/postgresql"), ROOT / "build/postgresql/usr/lib/postgresql")
USER = "relay"
PASSWORD = "p&ss w/rd:@%"  # what has to be encoded in a URI
PATIENCE = int(os.environ.get("CLOUDX_PATIENCE", "120"))


class Postgresql:
    """Runs from its making until stop(); it ends with its test, however that ends."""

    def __init__(self, port=None):
        """With a port also on TCP, on loopback."""
        self.port = port
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cloudx-postgresql-"))
        self.process = None
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def uri(self, **options):
        """For libpq; the options are those of its manual, such as application_name."""
        query = urllib.parse.urlencode({"host": str(self.folder), **options},
                                       quote_via=urllib.parse.quote)
        return (f"postgresql://{USER}:{urllib.parse.quote(PASSWORD, safe='')}@/postgres?{query}")

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGQUIT)  # at once: nobody needs its data
            self.process.wait(PATIENCE)
            self.process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self):
        password_file = self.folder / "password"
        password_file.write_text(PASSWORD)
        if os.geteuid() == 0:
            for path in (self.folder, password_file):
                shutil.chown(path, _unprivileged().pw_uid, _unprivileged().pw_gid)
        data, log = self.folder / "data", self.folder / "log"
        tcp = ("127.0.0.1", self.port) if self.port else ("", 5432)
        with open(log, "wb") as output:
            made = subprocess.run(
                _command("initdb", "--pgdata", data, "--username", USER, "--pwfile", password_file,
                         "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale",
                         "--no-sync"),
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", check=False)
            if made.returncode == 0:
                self.process = subprocess.Popen(
                    _command("postgres", "-D", data, "-k", self.folder, "-c", f"listen_addresses={tcp[0]}",
                             "-c", f"port={tcp[1]}", "-c", "fsync=off", "-c", "full_page_writes=off"),
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/")
        if not self.process or not self._is_ready(data / "postmaster.pid"):
            raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text()}")

    def _is_ready(self, pid_file):
        """As pg_ctl does it: the eighth line tells (LOCK_FILE_LINE_PM_STATUS)."""
        for _ in range(PATIENCE * 20):
            if pid_file.exists() and pid_file.read_text().split("\n")[7:8] == ["ready   "]:
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.05)
        return False


def _unprivileged():
    """Who runs the server for root, which PostgreSQL refuses."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            pass
    raise RuntimeError("there is neither a user postgres nor a user nobody")


def find(program):
    found = [p for place in PLACES for p in sorted(place.glob(f"*/bin/{program}"))]
    if not found:
        raise RuntimeError(f"no {program} in {' or '.join(map(str, PLACES))}; run scripts/setup")
    return found[-1]


def _command(program, *arguments):
    start = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        user = _unprivileged()
        start += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [*start, find(program), *arguments]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not without stop()
    server = Postgresql()
    try:
        return subprocess.run(["setpriv", "--pdeathsig", "KILL", *sys.argv[1:]], check=False, env={
            **os.environ, "CLOUDX_POSTGRESQL_URI": server.uri()}).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
