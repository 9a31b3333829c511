"""The users of this machine: numbers that nobody has, what they may see, and what they have running."""

import contextlib
import os
import pwd

USERS = 8  # workers take turns, so that what one has left running does not count against the next


def other_users() -> list[int]:
    """Some user numbers in a row that nobody has."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    for first in range(59000 + os.getpid() % 500, 59999, USERS):
        numbers = list(range(first, first + USERS))
        if not taken & set(numbers):
            return numbers
    return []


def open_to_others(path: str) -> bool:
    """Whether any user of the machine can look into a folder."""
    parents = [path]
    while parents[-1] != "/":
        parents.append(os.path.dirname(parents[-1]))
    return all(os.stat(parent).st_mode & 0o001 for parent in parents) and bool(os.stat(path).st_mode & 0o004)


def threads_of(user: int) -> int:
    """How many threads a user has running: the kernel counts them all."""
    count = 0
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if entry.isdigit() and os.stat(f"/proc/{entry}").st_uid == user:
                count += len(os.listdir(f"/proc/{entry}/task"))
    return count
