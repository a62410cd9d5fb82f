"""Throughput through a relay, against plain ssh to the same server in the same run."""

import subprocess
import time

import programs
import relay_machines
import relay_service
from report import Section

ENDPOINT = "my-mac"


class Way:
    """One ssh configuration; moves bytes and says how fast."""

    def __init__(self, config, host):
        self.command = ["/usr/bin/ssh", "-F", str(config), host]

    def up(self, size):
        return self.run(f"head -c {size} /dev/zero", "cat > /dev/null", size, upload=True)

    def down(self, size):
        return self.run(None, f"head -c {size} /dev/zero", size, upload=False)

    def run(self, source, remote, size, upload):
        # The time until the connection stands is not throughput.
        begun = time.monotonic()
        subprocess.run([*self.command, "true"], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        opening = time.monotonic() - begun
        begun = time.monotonic()
        if upload:
            feeder = subprocess.Popen(source.split(), stdout=subprocess.PIPE)
            subprocess.run([*self.command, remote], check=True, stdin=feeder.stdout,
                           stderr=subprocess.DEVNULL)
            feeder.stdout.close()
            feeder.wait()
        else:
            subprocess.run([*self.command, remote], check=True, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return size / programs.MIB / (time.monotonic() - begun - opening)


def write_config(folder, endpoint, key, jump_key, connect):
    known = folder / "known_hosts"
    known.write_text(f"{ENDPOINT} {endpoint.host_key}\n"
                     f"[127.0.0.1]:{endpoint.port} {endpoint.host_key}\n")
    config = folder / "ssh_config"
    direct = f"HostName 127.0.0.1\n  Port {endpoint.port}\n  HostKeyAlias {ENDPOINT}\n"
    config.write_text(f"""\
Host *
  User {endpoint.user}
  IdentityFile {key}
  IdentitiesOnly yes
  UserKnownHostsFile {known}
  LogLevel ERROR
Host direct
  {direct}
Host jump
  {direct}  ProxyCommand /usr/bin/ssh -F {config} -W %h:%p direct
Host relay
  HostKeyAlias {ENDPOINT}
  ProxyCommand {' '.join(map(str, connect))}
""")
    return config


def ratios(ways, size, rounds):
    """Medians of the ratio to plain ssh, measured in turns."""
    found = {name: {"up": [], "down": []} for name in ways}
    for _ in range(rounds):
        for direction in ("up", "down"):
            for name, way in ways.items():
                found[name][direction].append(getattr(way, direction)(size))
    return {name: {direction: programs.median(values) for direction, values in of.items()}
            for name, of in found.items()}


def measure(quick):
    section = Section("Throughput through a relay")
    why_not = relay_machines.why_not()
    if why_not:
        section.text = f"  not measured: {why_not}"
        return section
    size, rounds = (64 if quick else 256) * programs.MIB, 1 if quick else 3
    with programs.temporary_folder() as folder:
        (folder / ".ssh").mkdir(mode=0o700)
        relay_machines.make_key(folder / ".ssh" / "proxy")
        key = folder / "user"
        endpoint = relay_machines.Endpoint(folder / "endpoint", relay_machines.make_key(key))
        sandbox = programs.harness.Sandbox(folder, "--vm-key", folder / ".ssh" / "proxy.pub")
        environment = programs.clean_environment(folder, sandbox.environment)
        service = relay_service.Service(
            folder / "service", environment,
            f'[aws]\nregion = "eu-west-1"\n'
            f'ssh_port = {sandbox.environment["CLOUDX_SANDBOX_VM_PORT"]}\n').start()
        try:
            keys = {}
            for role in ("connect", "forward"):
                keys[role] = folder / f"{role}.key"
                subprocess.run([programs.harness.PROXY, "relay", "endpoint", ENDPOINT,
                                "--master-key-file", service.folder / "master.key", "--role", role,
                                "--output", keys[role]], check=True, env=environment)
            options = {role: ["--api-url", service.url, "--api-key-file", keys[role], "--identity",
                              folder / ".ssh" / "proxy"] for role in keys}
            forward = subprocess.Popen(
                [programs.harness.PROXY, "relay", "forward", *options["forward"], "--ssh-port",
                 str(endpoint.port)], env=environment, stderr=subprocess.DEVNULL)
            try:
                config = write_config(folder, endpoint, key, folder / ".ssh" / "proxy",
                                      [programs.harness.PROXY, "relay", "connect", "-q",
                                       *options["connect"]])
                ways = {name: Way(config, name) for name in ("direct", "jump", "relay")}
                found = ratios(ways, size, rounds)
            finally:
                forward.terminate()
                forward.wait()
        finally:
            service.stop()
            sandbox.stop()
            endpoint.stop()
    for name, what in (("direct", "plain ssh"), ("jump", "plain ssh through one plain ssh -W"),
                       ("relay", "ssh through a relay")):
        for direction in ("up", "down"):
            section.row(f"{what}, {direction}", found[name][direction], "MiB/s")
    for direction in ("up", "down"):
        section.row(f"relay against plain ssh, {direction}",
                    found["relay"][direction] / found["direct"][direction], "")
        section.bound(f"relay: {direction} against ssh -W through the same server",
                      found["relay"][direction] / found["jump"][direction], 0.8, at_least=True)
    return section
