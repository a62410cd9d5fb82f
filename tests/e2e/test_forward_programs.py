"""cloudx-proxy forward, with what people use it for: databases, a cache, a browser."""

import http.server
import os
import socket
import subprocess
import threading

import browser
import harness
import postgresql
from test_forward import ForwardCase


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Database(ForwardCase):
    """A real PostgreSQL server, and psql at the other end."""

    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)
        port = free_port()
        self.server = postgresql.Postgresql(port)
        self.addCleanup(self.server.stop)
        self.start("-L", f"127.0.0.1:0:{port}")

        self.environment |= {"PGHOST": "127.0.0.1", "PGPORT": str(self.port()), "PGUSER": postgresql.USER,
                             "PGPASSWORD": postgresql.PASSWORD, "PGDATABASE": "postgres"}

    def psql(self, *arguments, **keywords):
        return self.run_program("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments, **keywords)

    def test_dump_and_load_of_some_mebibytes(self):
        self.psql("-c", "CREATE TABLE a AS SELECT n, repeat(md5(n::text), 10) AS t "
                        "FROM generate_series(1, 30000) n; CREATE TABLE b (LIKE a)")
        dump = self.psql("-c", "COPY (SELECT * FROM a ORDER BY n) TO STDOUT").stdout
        self.assertGreater(len(dump), 8 * harness.MEBIBYTE)
        self.psql("-c", "COPY b FROM STDIN", input=dump)
        same = self.psql("-At", "-c", "SELECT count(*), count(*) FILTER (WHERE a = b) FROM a JOIN b USING (n)")
        self.assertEqual(same.stdout, b"30000|30000\n")
        self.assertEqual(self.psql("-c", "COPY (SELECT * FROM b ORDER BY n) TO STDOUT").stdout, dump)
        self.stop()

    def pgbench(self, *arguments):
        done = self.run_program(postgresql.find("pgbench"), *arguments)
        self.assertIn(b"number of failed transactions: 0 ", done.stdout)
        return done.stdout.decode()

    def test_pgbench_with_ten_clients(self):
        self.run_program(postgresql.find("pgbench"), "-i", "-q")
        self.assertIn("processed: 500/500", self.pgbench("-c", "10", "-t", "50"))
        # Each transaction with a connection of its own.
        self.assertIn("processed: 50/50", self.pgbench("-n", "-C", "-S", "-c", "5", "-t", "10"))
        done = self.psql("-At", "-c", "SELECT (SELECT count(*) FROM pgbench_history), "
                                      "(SELECT sum(delta) FROM pgbench_history) = (SELECT sum(abalance) FROM "
                                      "pgbench_accounts)")
        self.assertEqual(done.stdout, b"500|t\n")
        self.stop()


class Cache(ForwardCase):
    COMMANDS = 20_000

    def setUp(self):
        self.cloud = self.sandbox(*harness.HURRY)
        port = free_port()
        # The server is in the package of the tools, under the name of one of them.
        server = subprocess.Popen(["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""],
                                  executable="/usr/bin/redis-check-rdb", cwd=self.folder,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.addCleanup(self.end, server)
        self.start("-L", f"127.0.0.1:0:{port}")

    def redis(self, *arguments, **keywords):
        return self.run_program("redis-cli", "-p", str(self.port()), *arguments, **keywords).stdout.decode()

    def test_pipeline_of_many_commands(self):
        said = self.redis("--pipe", input=b"".join(b"SET key:%d value-%d\r\n" % (n, n * n)
                                                   for n in range(self.COMMANDS)))
        self.assertIn(f"errors: 0, replies: {self.COMMANDS}", said)
        self.assertEqual(self.redis("DBSIZE"), f"{self.COMMANDS}\n")
        self.assertEqual(self.redis("GET", "key:17"), "value-289\n")
        self.stop()


class Page(http.server.BaseHTTPRequestHandler):
    """A page with a hundred parts, each with a colour of its own, that are fetched at once."""

    protocol_version = "HTTP/1.1"
    PARTS = 100

    def do_GET(self):
        if self.path == "/":
            parts = "".join(f'<script src="/{n}.js"></script>' for n in range(self.PARTS))
            kind, body = "text/html", f"<title>page</title><p>0</p>{parts}"
        else:
            kind = "text/javascript"
            body = f"/* {'x' * 20_000} */ const p = document.querySelector('p'); p.textContent = +p.textContent + 1"
            body = "{" + body + "}"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Socks(ForwardCase):
    def test_browser_opens_a_page_that_the_instance_alone_can_name(self):
        self.cloud = self.sandbox("--remote-host", "intranet.example=127.0.0.6", *harness.HURRY)
        server = http.server.ThreadingHTTPServer(("127.0.0.6", 0), Page)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.start("-D", "0")
        surfer = browser.Browser(dict(os.environ), f"socks5://127.0.0.1:{self.port()}")
        self.addCleanup(surfer.close)
        surfer.open(f"http://intranet.example:{server.server_address[1]}/")
        surfer.wait(lambda: surfer.find("p").text == str(Page.PARTS), "all parts of the page")
        self.assertEqual(surfer.driver.title, "page")
        surfer.close()
        self.stop()


if __name__ == "__main__":
    harness.main()
