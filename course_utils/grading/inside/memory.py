"""One limit on the memory of all processes of a worker together, by a memory cgroup where the machine lets us make one.

A limit on address space counts each process alone, and neither files in memory nor shared segments.
"""

import contextlib
import os
import time

SHARE = 1.5  # of the limit of one process: for its children, and for the pages that a fork has to copy
LIMITS = {"cgroup": ("memory.limit_in_bytes",), "cgroup2": ("memory.max", "memory.swap.max")}


class Groups:
    """Groups of processes below the one that we are in; `kind` is empty where none can be made."""

    def __init__(self, bytes_of_one: int):
        self.limit, self.kind, self.handle = int(SHARE * bytes_of_one), "", -1
        self.stale, self.count, self.mark = [], 0, os.urandom(4).hex()
        for kind, folder in own_folders():
            with contextlib.suppress(OSError):
                self.handle, self.kind = os.open(folder, os.O_RDONLY | os.O_DIRECTORY), kind
                self.remove(self.make())
                return
            self.kind = ""

    def make(self) -> str:
        """A new group with its limit; its name, or nothing. OSError where that is refused."""
        if not self.kind:
            return ""
        self.count += 1
        name = f"grading-{self.mark}-{self.count}"
        os.mkdir(name, dir_fd=self.handle)
        try:
            first, *more = LIMITS[self.kind]
            self._write(f"{name}/{first}", str(self.limit))
            for file in more:
                with contextlib.suppress(OSError):  # not every kernel counts swap
                    self._write(f"{name}/{file}", "0")
        except OSError:
            self.remove(name)
            raise
        return name

    def join(self, name: str):
        """Called in a process that has just been forked: it and all that it starts count together."""
        if name:
            self._write(f"{name}/cgroup.procs", "0")

    def remove(self, name: str):
        """Remove a group; one whose processes are still ending is removed later."""
        self.stale += [name] if name else []
        for old in list(self.stale):
            with contextlib.suppress(OSError):
                os.rmdir(old, dir_fd=self.handle)
                self.stale.remove(old)

    def remove_all(self, seconds: float = 3.0):
        """Remove every group, waiting a moment for processes that are ending."""
        deadline = time.monotonic() + seconds
        while self.stale and time.monotonic() < deadline:
            self.remove("")
            time.sleep(0.01)

    def report(self) -> dict:
        """The kind of the groups, and the mark in their names."""
        return {"group": self.kind, "mark": self.mark}

    def _write(self, path: str, text: str):
        handle = os.open(path, os.O_WRONLY, dir_fd=self.handle)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)


def own_folders() -> list[tuple[str, str]]:
    """(kind, folder) of the memory cgroups that this process may stand in: of version 1, of version 2, and above it."""
    with contextlib.suppress(OSError):
        with open("/proc/self/cgroup") as file:
            places = [line.strip().split(":", 2) for line in file]
        with open("/proc/self/mountinfo") as file:
            mounts = [line.split() for line in file]
        return [folder for place in places for mount in mounts for folder in folders_in(place, mount)]
    return []


def folders_in(place: list[str], mount: list[str]) -> list[tuple[str, str]]:
    """Where a line of /proc/self/cgroup is found in a mount, if it is a mount of that hierarchy."""
    _, controllers, path = place
    top, point, kind, options = mount[3], mount[4], mount[mount.index("-") + 1], mount[-1].split(",")
    version_1 = kind == "cgroup" and "memory" in controllers.split(",") and "memory" in options
    if not version_1 and not (kind == "cgroup2" and controllers == ""):
        return []
    inside = os.path.relpath(path, top)
    own = point if inside.startswith("..") else os.path.normpath(os.path.join(point, inside))
    return [(kind, own)] if version_1 or own == point else [(kind, own), (kind, os.path.dirname(own))]
