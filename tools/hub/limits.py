"""What a learner's server may take of the machine, and in words what enforces it here."""

import contextlib
import resource

from course_utils.grading.inside.memory import SHARE, Groups

PROCESSES = 400  # threads count


class Limits:
    """One limit of memory for all processes of a learner: a memory cgroup where one can be made."""

    def __init__(self, memory):
        self.memory = memory
        self.groups = Groups(int(memory / SHARE)) if memory else None
        if self.groups:
            self.groups.limit = memory

    @property
    def by_group(self):
        """Whether a cgroup holds the limit."""
        return bool(self.groups and self.groups.kind)

    def make(self):
        """Return the name of a new group, empty where there is none."""
        return self.groups.make() if self.by_group else ""

    def enter(self, group, own_user):
        """Called in the process that has just been forked, still as root where we are root."""
        if self.by_group:
            self.groups.join(group)
        elif self.memory:  # each process alone: the most that a system without cgroups has to offer
            bound(resource.RLIMIT_DATA, self.memory)
        if own_user:  # counted for each user of the system
            bound(resource.RLIMIT_NPROC, PROCESSES)
        bound(resource.RLIMIT_CORE, 0)

    def leave(self, group):
        """Remove a group whose processes have ended."""
        if self.by_group:
            self.groups.remove(group)

    def words(self):
        """Say what holds the limit."""
        if not self.memory:
            return "Memory is not limited."
        size = f"{self.memory / (1 << 30):.3g} GB"
        if self.by_group:
            return f"Memory: {size} a learner, all processes together, held by the kernel ({self.groups.kind})."
        return f"Memory: {size} for each process of a learner (RLIMIT_DATA); no memory cgroup can be made here."


def bound(kind, value):
    """Lower a limit of this process and its children; one that is lower already stays."""
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
