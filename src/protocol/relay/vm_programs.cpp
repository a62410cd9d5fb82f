#include "protocol/relay/vm_programs.hpp"

namespace cloudx::relay {

// What a login may reach through the relay is the one socket: TCP would lead to the instance
// metadata service, and there to the user data with the host key; other sockets to D-Bus and
// systemd, which run commands. PermitOpen does it, because OpenSSH compares its bracketed host with
// the path of a socket, too (channels.c, open_match()), while "AllowTcpForwarding no" forbids
// sockets as well (session.c, do_authenticated()). A TCP port that a login has listen on the
// relay's loopback leads only back to that login, and PermitListen has no way to name a socket.
// ClientAlive: a side that vanished is known to be gone after a minute.
const char* const kSshdSettings = R"(HostKey /etc/ssh/ssh_host_ed25519_key
AllowUsers ec2-user
Match User ec2-user
  AcceptEnv SSH_PROXY_*
  ForceCommand /usr/local/bin/ssh-proxy
  AuthenticationMethods publickey
  AllowTcpForwarding yes
  PermitOpen [/home/ec2-user/ssh-server]:*
  AllowStreamLocalForwarding yes
  StreamLocalBindUnlink yes
  AllowAgentForwarding no
  X11Forwarding no
  PermitTunnel no
  PermitUserRC no
  ClientAliveInterval 15
  ClientAliveCountMax 4
)";

// The probe of server_listens() leaves no trace at the machine to be reached: unix(7) has connect()
// refuse a socket of another type with EPROTOTYPE where somebody holds the path, and with
// ECONNREFUSED where the file is left over.
const char* const kProxy = R"(#!/usr/bin/python3 -IS
"""What a login on this relay may do: ssh-proxy forward, connect or attend."""

import errno
import os
import select
import socket
import sys

HOME = "/home/ec2-user"
SERVER = HOME + "/ssh-server"  # the machine to be reached forwards it to its SSH port
MODES = ("forward", "connect", "attend")
PIECE = 1 << 16
LAST_WORDS = 5000  # milliseconds


def asked_mode(environment):
    for mode in MODES:
        if environment.get("SSH_ORIGINAL_COMMAND") == "ssh-proxy " + mode:
            return mode
    for mode in MODES:
        if environment.get("SSH_PROXY_" + mode.upper()) == "1":
            return mode
    return None


def client_is_gone(milliseconds=None):
    """Waits that long for the end of the connection (stdout) or of what the client sends (stdin)."""
    poll = select.poll()
    poll.register(0, select.POLLRDHUP)
    poll.register(1, 0)
    return bool(poll.poll(milliseconds))


def wait_for(attempt):
    """What the attempt gives; the program ends where the client does not wait for it."""
    gone = False
    while True:
        result = attempt()
        if result:
            return result
        if gone:
            sys.exit(1)
        gone = client_is_gone(200)


def server_listens():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        return probe.connect_ex(SERVER) == errno.EPROTOTYPE


def connect_to_server():
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if server.connect_ex(SERVER) == 0:
        return server
    server.close()
    return None


class Way:
    """Carries bytes in one direction until its source has ended."""

    def __init__(self, source, sink, end):
        self.source, self.sink, self.end = source, sink, end
        self.data = b""

    def awaited(self):
        return (self.sink, select.POLLOUT) if self.data else (self.source, select.POLLIN)

    def move(self):
        """Returns whether there may be more."""
        try:
            if not self.data:
                self.data = os.read(self.source, PIECE)
                if not self.data:
                    self.end()
                    return False
            self.data = self.data[os.write(self.sink, self.data):]
        except BlockingIOError:
            pass
        except OSError:
            return False
        return True


def end_output():
    try:
        socket.socket(fileno=os.dup(1)).shutdown(socket.SHUT_WR)
    except OSError:  # it is a pipe or a terminal
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def join(server):
    """Joins stdin and stdout to the server. Each direction ends by itself, but a client that is
    silent after the server's end is not waited for: ssh learns of that end only by ours."""
    there = server.fileno()
    for descriptor in (0, 1, there):
        os.set_blocking(descriptor, False)
    ways = [Way(0, there, lambda: server.shutdown(socket.SHUT_WR)), Way(there, 1, end_output)]
    alive = {1, there}  # those that can still be written to
    while ways:
        wanted = dict.fromkeys(alive, 0)
        for way in ways:
            descriptor, event = way.awaited()
            wanted[descriptor] = wanted.get(descriptor, 0) | event
        poll = select.poll()
        for descriptor, events in wanted.items():
            poll.register(descriptor, events)
        happened = dict(poll.poll(None if ways[-1].sink == 1 else LAST_WORDS))
        if not happened:
            break
        alive -= {d for d, events in happened.items() if events & (select.POLLHUP | select.POLLERR)}
        ways = [way for way in ways if way.sink in alive
                and (way.awaited()[0] not in happened or way.move())]


def main():
    mode = asked_mode(os.environ)
    if mode is None:
        sys.exit(1)
    if mode == "forward":  # the forward is sshd's; its client may have no stdin
        session = select.poll()
        session.register(1, 0)
        session.poll()
        return
    open("{}/ssh-client-{}".format(HOME, os.getpid()), "w").close()  # relay-watch counts these
    if mode == "attend":
        wait_for(server_listens)
        os.write(1, b"ready\n")
        while os.read(0, PIECE):
            pass
    else:
        join(wait_for(connect_to_server))


main()
)";

const char* const kWatch = R"(#!/bin/sh
# relay-watch IDLE MOST: powers off after IDLE seconds without a client, and after MOST in any case.
# A client is a file ssh-client-PID whose process lives.
idle=0 total=0
while [ "$idle" -lt "$1" ] && [ "$total" -lt "$2" ]; do
  sleep 5
  idle=$((idle + 5)) total=$((total + 5))
  for marker in /home/ec2-user/ssh-client-*; do
    if kill -0 "${marker##*-}" 2> /dev/null; then idle=0; else rm -f "$marker"; fi
  done
done
exec systemctl poweroff
)";

}  // namespace cloudx::relay
