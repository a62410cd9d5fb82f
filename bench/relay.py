"""10,000 daemons that long-poll one relay service: memory of each, and how soon one hears of a
launch."""

import http.server
import json
import multiprocessing
import pathlib
import select
import socket
import time

import programs
import relay_service
from report import Section

WAITERS = 10_000
LAUNCHES = 2_000
LAUNCHES_PER_SECOND = 200
IN_FLIGHT = 200  # connections that are being opened at once


class NoEc2(http.server.BaseHTTPRequestHandler):
    """An EC2 that refuses everything at once, so that a launch costs the machine next to nothing."""

    protocol_version = "HTTP/1.1"
    BODY = (b"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message>"
            b"</Error></Errors><RequestID>1</RequestID></Response>")

    def do_POST(self):  # the name that http.server calls
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(403)
        self.send_header("Content-Length", str(len(self.BODY)))
        self.end_headers()
        self.wfile.write(self.BODY)

    def log_message(self, *_):
        pass


def serve_no_ec2(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), NoEc2)
    port.put(server.server_address[1])
    server.serve_forever()


def rss_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS")


class Waiters:
    """Connections of daemons, each with one long poll under way."""

    def __init__(self, service):
        self.service = service
        self.poll = select.epoll()
        self.of_descriptor = {}
        self.opened_at = time.monotonic()

    def request(self, number):
        body = json.dumps({"seen": 0, "seconds": 55}).encode()
        _, header = self.service.sign("wait", f"machine-{number}", "forward", body)
        return (f"POST /v2/wait HTTP/1.1\r\nHost: relay\r\nAuthorization: {header}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def open(self, count):
        for number in range(count):
            connection = socket.create_connection(("127.0.0.1", self.service.port))
            connection.sendall(self.request(number))
            connection.setblocking(False)
            self.of_descriptor[connection.fileno()] = (number, connection)
            self.poll.register(connection.fileno(), select.EPOLLIN)
            if number % IN_FLIGHT == 0:
                self.until_waiting(number + 1)
        self.until_waiting(count)

    def until_waiting(self, count):
        while self.service.metric("cloudx_relay_waiting") < count:
            time.sleep(0.01)

    def answers(self, timeout):
        """The numbers of those that were answered."""
        for descriptor, _ in self.poll.poll(timeout):
            number, connection = self.of_descriptor[descriptor]
            answer = connection.recv(65536)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"machine-{number} was answered {answer[:200]}")
            self.poll.unregister(descriptor)
            yield number

    def close(self):
        for _, connection in self.of_descriptor.values():
            connection.close()


def launch_request(service, number):
    _, header = service.sign("launch", f"machine-{number}", "connect", b"{}")
    return header


def wake_times(service, waiters, launches):
    """Seconds from sending each launch to the answer of the machine's long poll."""
    told_at, took = {}, []
    connection = service.connection()
    headers = [launch_request(service, number) for number in range(launches)]
    begun = time.monotonic()
    for number in range(launches):
        due = begun + number / LAUNCHES_PER_SECOND
        while (left := due - time.monotonic()) > 0:
            for woken in waiters.answers(left):
                took.append(time.monotonic() - told_at.pop(woken))
        told_at[number] = time.monotonic()
        connection.request("POST", "/v2/launch", b"{}", {"Authorization": headers[number]})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"launch: {answer.status} {answer.read()}")
        answer.read()
        for woken in waiters.answers(0):
            took.append(time.monotonic() - told_at.pop(woken))
    end = time.monotonic() + 30
    while told_at and time.monotonic() < end:
        for woken in waiters.answers(1):
            took.append(time.monotonic() - told_at.pop(woken))
    connection.close()
    if told_at:
        raise RuntimeError(f"{len(told_at)} machines never heard of their launch")
    return took


def measure_service(section, service, count, launches):
    empty = rss_kib(service.process.pid)
    cpu_before = programs.cpu_seconds(service.process.pid)
    waiters = Waiters(service)
    waiters.open(count)
    cpu_open = programs.cpu_seconds(service.process.pid) - cpu_before
    each = (rss_kib(service.process.pid) - empty) / count
    cpu_before, begun = programs.cpu_seconds(service.process.pid), time.monotonic()
    time.sleep(5)
    idle = (programs.cpu_seconds(service.process.pid) - cpu_before) / (time.monotonic() - begun)
    cpu_before = programs.cpu_seconds(service.process.pid)
    took = [1000 * seconds for seconds in wake_times(service, waiters, launches)]
    cpu_wake = programs.cpu_seconds(service.process.pid) - cpu_before
    waiters.close()
    section.row("machines that wait", count, "")
    section.row("memory of one", each, "KiB", "RSS with all less RSS with none")
    section.row("CPU to let one in", 1000 * cpu_open / count, "ms")
    section.row("CPU while all wait", 100 * idle, "%", "of one core")
    section.row("CPU of a launch and its wake-up", 1000 * cpu_wake / launches, "ms")
    section.row("wake-up, median", programs.median(took), "ms", "launch sent to long poll answered")
    section.row("wake-up, p99", programs.percentile(took, 0.99), "ms")
    section.row("wake-up, slowest", max(took), "ms")
    section.bound("relay: memory of one waiting machine", each, 40, "KiB")
    section.bound("relay: wake-up p99 among them", programs.percentile(took, 0.99), 100, "ms")


def measure(quick):
    section = Section("Machines that wait at one relay service")
    ports = multiprocessing.Queue()
    ec2 = multiprocessing.Process(target=serve_no_ec2, args=(ports,), daemon=True)
    ec2.start()
    try:
        with programs.temporary_folder() as folder:
            environment = programs.clean_environment(folder, {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports.get()}", "AWS_REGION": "eu-west-1",
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_EC2_METADATA_DISABLED": "true"})
            service = relay_service.Service(folder / "service", environment).start()
            try:
                measure_service(section, service, WAITERS, LAUNCHES // 4 if quick else LAUNCHES)
            finally:
                service.stop()
    finally:
        ec2.terminate()
        ec2.join()
    return section
