"""The walls around a learner's code: as many as this machine grants, and a plain list of those it does not.

On Linux the warm process moves into a root folder of its own, which holds Python, torch and the system's libraries and
nothing else: no course, no submissions, no home. Where that is refused, landlock does much of it. Each worker then
gets its own process space, folder in memory, shared memory and keyring, another user where we are root, and limits.
"""

import contextlib
import os
import resource
import shutil
import signal
import tempfile
import time

from course_utils.grading.inside import calls, kernel, memory
from course_utils.grading.inside.root import DEVICES, ROOMS, own_root, visible_folders
from course_utils.grading.inside.users import open_to_others, other_users, threads_of

PROCESSES = 16
LEAVING_SECONDS = 60
FILES, ROOM_BYTES = 2000, 32 << 20  # that a worker's own folder can hold
LINUX = os.path.isdir("/proc/self")


class Walls:
    """What is in force: each attribute is a word for how, or empty where it is missing."""

    def __init__(self, settings: dict):
        self.settings = settings
        self.files = self.network = self.processes = ""
        self.refused: list[str] = []
        self.visible = visible_folders(settings["libraries"])
        self.boxes = None
        self.groups = memory.Groups(settings["memory_bytes"])
        self.around_one: list[str] = []  # what a worker has of its own
        self.address_space = self.home = 0
        self.users = other_users() if os.getuid() == 0 else []

    @property
    def user(self) -> int | None:
        """Who a worker is; the next one is somebody else, so that neither counts against the other."""
        return self.users[0] if self.users else None

    def move_out(self) -> bool:
        """Leave the machine's users and processes behind, as far as it lets us; return whether to go on in a fork."""
        if not (LINUX and self.settings["own_root"]):
            return False
        user, group = os.getuid(), os.getgid()
        try:
            if user:
                kernel.unshare(kernel.NEWUSER)
                kernel.map_user(user, group)
            kernel.unshare(kernel.NEWPID)
            self.processes = "own process space"
        except OSError as error:
            self.refused.append(f"a process space of its own ({error.strerror})")
        return bool(self.processes)

    def stay_with_parent(self):
        """End when the process that the grader started ends."""
        if self.processes:
            kernel.prctl(kernel.PARENT_DEATH, signal.SIGKILL)

    def build(self):
        """Put up what holds for all exercises; afterwards this process sees no file of the course any more."""
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # should memory run out after all, the kernel begins here
        with contextlib.suppress(OSError), open("/proc/self/statm") as file:
            self.address_space = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        if self.processes:
            self.home = os.open("/proc/self/ns/pid", os.O_RDONLY)
            self._hide_the_machine()
        if self.boxes is None:
            self.boxes = tempfile.mkdtemp(prefix="grading-")
            os.chmod(self.boxes, 0o711)
            self.files = self.settings["files"] or ("landlock" if LINUX and kernel.landlock_version() else "")
        if self.user and self.files != "own root" and not all(map(open_to_others, self.settings["libraries"])):
            self.refused.append("another user (it could not read Python's own files)")
            self.users = []
        if LINUX and not self.processes:
            kernel.prctl(kernel.SUBREAPER, 1)  # orphans come to us, and we end them
        self.settings.pop(
            "hidden"
        ).clear()  # a worker is a copy of us: where the class's work lies is none of its business

    def _hide_the_machine(self):
        try:
            kernel.unshare(kernel.NEWNET | kernel.NEWIPC)
            self.network = "none reachable"
            kernel.unshare(kernel.NEWNS)
            self.boxes = own_root(self.visible, self.settings["hidden"])
            self.files = "own root"
        except OSError as error:
            self.refused.append(f"a root folder of its own ({error.strerror})")

    def room(self) -> tuple[str, str]:
        """A fresh empty folder, which belongs to whoever will run in it, and the name of a fresh group of processes."""
        group = self.groups.make()
        self.users = self.users[1:] + self.users[:1]
        if self.boxes == ROOMS:  # a worker brings a folder in memory of its own, see `own_room`
            return ROOMS, group
        folder = tempfile.mkdtemp(dir=self.boxes)
        if self.user:
            os.chown(folder, self.user, self.user)
        return folder, group

    def leave_room(self, folder: str, group: str):
        """Forget a worker's folder and group; what lies on a disk is removed by `rm`.

        A folder in memory ends with the last process that sees it. Elsewhere the tree may be of any depth; should
        removing it fail, the next worker does not notice.
        """
        self.groups.remove(group)
        if self.boxes != ROOMS:
            with contextlib.suppress(OSError):
                clear(folder)

    def leave(self):
        """Nothing of ours stays behind."""
        self.groups.remove_all()
        if self.boxes != ROOMS:
            with contextlib.suppress(OSError):
                clear(self.boxes, LEAVING_SECONDS)

    def fork(self, group: str = "") -> int:
        """Fork; the child begins a process space of its own, where there are such, and ends with all that is in it."""
        if self.processes:
            kernel.unshare(kernel.NEWPID)
        process = os.fork()
        if process == 0:
            self.groups.join(group)
        elif self.processes:
            kernel.call("setns", self.home, kernel.NEWPID)
        return process

    def report(self) -> dict:
        """What is in force, as plain data."""
        ways = {"files": self.files, "network": self.network, "processes": self.processes}
        return (
            ways
            | {"user": self.user or os.getuid(), "refused": self.refused}
            | self.groups.report()
            | {"boxes": self.boxes}
        )

    def close_in(self, folder: str):
        """Called in an exercise's own process, before any of the learner's code: limits, then no way back."""
        os.setsid()
        if self.processes:
            self._own_names(folder)
        os.chdir(folder)
        os.umask(0o077)
        for limit, value in self.limits().items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (value, value))
        if self.user:
            os.setgroups([])
            os.setresgid(*[self.user] * 3)
            os.setresuid(*[self.user] * 3)
        if LINUX:
            with contextlib.suppress(OSError):
                kernel.own_keyring()
                self.around_one.append("keyring")
            kernel.drop_capabilities()
        if self.files in ("landlock", "bubblewrap") and kernel.landlock_version():
            kernel.landlock([*self.visible, *DEVICES], [folder, "/dev/null"])
        if LINUX:
            with contextlib.suppress(OSError):
                calls.restrict()
                self.around_one.append("system calls")

    def _own_names(self, folder: str):
        """Shared memory, a machine's name and a folder in memory that end with this worker."""
        with contextlib.suppress(OSError):
            kernel.unshare(kernel.NEWIPC | kernel.NEWUTS)
            self.around_one.append("shared memory")
            kernel.name_the_machine("grader")
        if self.boxes == ROOMS:
            kernel.unshare(kernel.NEWNS)
            owner = f",uid={self.user},gid={self.user}" if self.user else ""
            options = f"mode=700,size={ROOM_BYTES},nr_inodes={FILES}{owner}"
            kernel.mount("tmpfs", folder, "tmpfs", "nosuid nodev noexec", options)

    def limits(self) -> dict[int, int]:
        """Limits of one process: seconds of CPU, bytes of memory and of a file, processes, open files."""
        found = {resource.RLIMIT_CPU: self.settings["cpu_seconds"], resource.RLIMIT_CORE: 0}
        found |= {resource.RLIMIT_FSIZE: self.settings["file_bytes"], resource.RLIMIT_NOFILE: 128}
        found[resource.RLIMIT_AS] = self.address_space + self.settings["memory_bytes"]
        if self.user or self.processes:
            found[resource.RLIMIT_NPROC] = PROCESSES
        elif LINUX:  # all processes of this person count
            found[resource.RLIMIT_NPROC] = threads_of(os.getuid()) + PROCESSES
        return found


def clear(folder: str, seconds: float = 10.0):
    """Remove a tree of any depth in a process of its own; after so many seconds wait for it no longer."""
    program = shutil.which("sh", path="/bin:/usr/bin")
    script = 'rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwx -- "$1"; rm -rf -- "$1"; }'
    process = os.posix_spawn(program, ["sh", "-c", script, "sh", folder], {"PATH": "/usr/bin:/bin"})
    deadline = time.monotonic() + seconds
    while os.waitpid(process, os.WNOHANG)[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.002)
