"""The forced command of a relay of aws-ssh-proxy, written from the description of its behaviour.

relay_v1_vm.py SPEED: times are divided by it. Power-off ends the machine's first process.
"""

import glob
import os
import select
import signal
import socket
import sys
import time

HOME = "/home/ec2-user"
SERVER = HOME + "/ssh-server"
SPEED = float(sys.argv[1])
PARENT = os.getppid()


def mode():
    word = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    for name in ("forward", "connect"):
        if word == "ssh-proxy " + name or os.environ.get("SSH_PROXY_" + name.upper()) == "1":
            return name
    return None


def parent_is_gone():
    return os.getppid() != PARENT


def power_off():
    os.kill(1, signal.SIGKILL if os.getpid() == 1 else signal.SIGTERM)


def wait(rounds, seconds, over):
    for _ in range(rounds):
        if over() or parent_is_gone():
            return
        time.sleep(seconds / SPEED)


def forward():
    try:
        if not os.isatty(0):
            return  # the original has a terminal forced
        wait(60, 5, lambda: glob.glob(HOME + "/ssh-client*"))
        if glob.glob(HOME + "/ssh-client*"):
            wait(1440, 60, lambda: False)
    finally:
        power_off()


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


def join():
    server = socket.socket(socket.AF_UNIX)
    server.connect(SERVER)
    sources = [0, server.fileno()]
    while server.fileno() in sources:
        for source in select.select(sources, [], [])[0]:
            data = os.read(source, 65536)
            write_all(server.fileno() if source == 0 else 1, data)
            if not data:
                sources.remove(source)
            if not data and source == 0:
                server.shutdown(socket.SHUT_WR)


def connect():
    marker = f"{HOME}/ssh-client-{PARENT}"
    open(marker, "w").close()
    try:
        while not os.path.exists(SERVER) and not parent_is_gone():
            time.sleep(5 / SPEED)
        if not parent_is_gone():
            join()
    finally:
        os.remove(marker)
        os.close(0)
        os.close(1)
        if os.fork() == 0:
            os.setsid()
            time.sleep(300 / SPEED)
            if not glob.glob(HOME + "/ssh-client*"):
                power_off()


def main():
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(1))
    if mode() == "forward":
        forward()
    elif mode() == "connect":
        connect()
    else:
        sys.exit(1)


main()
