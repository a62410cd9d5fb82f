"""A machine of a test's own with a real systemd as its first process: namespaces, and an overlay over
this machine's files, so that nothing that it writes stays. None of this machine's services run in
it: it has the units that the test gives it, and targets that are empty."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import harness

SYSTEMD = "/lib/systemd/systemd"
UNITS = "/etc/systemd/system"
TARGETS = ("test", "sysinit", "basic", "network-online", "shutdown", "multi-user")
UNSHARE = ("/usr/bin/unshare", "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork",
           "--kill-child=KILL")
# Of this machine it sees neither the devices nor what is mounted; /proc/sys it cannot write.
START = r"""
set -eu
work=$1
mount --make-rprivate /
mount -t tmpfs tmpfs "$work/layers"
mkdir "$work/layers/upper" "$work/layers/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/layers/upper,workdir=$work/layers/work" "$work/root"
cd "$work/root"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t tmpfs -o mode=755 tmpfs dev
for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
  IFS=: read -r name major minor <<< "$node"
  mknod -m 666 "dev/$name" c "$major" "$minor"
done
mkdir dev/shm dev/pts
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
rm -rf etc/systemd/system
mkdir -p etc/systemd/system shared
mount --bind "$work/shared" shared
rm -f etc/fstab
pivot_root . mnt
cd /
umount -l /mnt
# As systemd itself has it where it is no container: credentials are mounted by a child of its own.
mount --make-rshared /
ip link set lo up
/bin/bash -eu /shared/prepare
export container=test SYSTEMD_UNIT_PATH=/etc/systemd/system
exec /lib/systemd/systemd --system --unit=test.target --log-target=console --log-level=info
"""


def why_not():
    """Why no such machine can run here; "" when one can be tried."""
    if os.geteuid() != 0:
        return "needs root"
    for program in (SYSTEMD, "/usr/bin/unshare", "/usr/bin/nsenter", "/usr/sbin/pivot_root"):
        if not os.path.exists(program):
            return f"{program} is not installed"
    cgroups = _cgroup_root()
    if cgroups is None or not os.access(cgroups, os.W_OK):
        return "there is no cgroup2 file system to write to"
    tried = subprocess.run([*UNSHARE, "/bin/mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False,
                           capture_output=True, text=True)
    return "" if tried.returncode == 0 else "no namespaces: " + tried.stderr.strip()


def _cgroup_root():
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        _, where, kind, *_ = line.split()
        if kind == "cgroup2":
            return pathlib.Path(where)
    return None


class Machine:
    """`prepare` is a shell script that is run in it before systemd, with the folder `shared` at
    /shared; `units` are files by name."""

    def __init__(self, prepare, units):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cloudx-systemd-"))
        self.shared = self.folder / "shared"
        for name in ("layers", "root", "shared", "shared/units"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)
        for target in TARGETS:
            (self.shared / "units" / f"{target}.target").write_text(
                "[Unit]\nDefaultDependencies=no\n")
        for name, text in units.items():
            (self.shared / "units" / name).write_text(text)
        (self.shared / "prepare").write_text(f"cp /shared/units/* {UNITS}\n" + prepare)
        (self.folder / "start").write_text(START)
        self.cgroup = _cgroup_root() / self.folder.name
        self.cgroup.mkdir()
        self.process = None

    def start(self):
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "/bin/bash", "-c",
             f'echo $$ > "$1/cgroup.procs"; exec {" ".join(UNSHARE)} /bin/bash "$2/start" "$2"',
             "start", self.cgroup, self.folder], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            start_new_session=True)
        for _ in range(harness.PATIENCE * 10):
            if self.process.poll() is not None:
                break
            done = self.run("systemctl", "is-active", "test.target", check=False)
            if done.stdout.strip() == "active":
                return self
            time.sleep(0.1)
        raise AssertionError("systemd does not start:\n" + self.read_log())

    def first_process(self):
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        try:
            children = pathlib.Path(path).read_text().split()
        except OSError:
            children = []
        return children[0] if children else None

    def run(self, *command, check=True, **keywords):
        """The command in the machine, as root."""
        first = self.first_process()
        if first is None:
            return subprocess.CompletedProcess(command, 1, "", "not running")
        return subprocess.run(
            ["nsenter", "-t", first, "-m", "-n", "-p", "-i", "-u", "--", *map(str, command)],
            check=check, capture_output=True, text=True, timeout=harness.PATIENCE, **keywords)

    def read_log(self):
        return (self.folder / "log").read_text(errors="replace")

    def stop(self):
        (self.cgroup / "cgroup.kill").write_text("1")  # all that is in it: cgroups(7)
        if self.process is not None:
            self.process.wait(harness.PATIENCE)
            self.log.close()
        for _ in range(harness.PATIENCE * 10):
            if "populated 0" in (self.cgroup / "cgroup.events").read_text():
                break
            time.sleep(0.1)
        folders = [path for path in self.cgroup.rglob("*") if path.is_dir()]
        for folder in (*sorted(folders, reverse=True), self.cgroup):
            folder.rmdir()
        shutil.rmtree(self.folder, ignore_errors=True)
