"""The machine's users: numbers that nobody has, what they can look into, and how many threads they run."""

import contextlib
import os
import pwd


def other_users(count: int) -> list[int]:
    """So many user numbers in a row that nobody has; none where there are no such."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    for first in range(59000 + os.getpid() % 500, 59999, count):
        numbers = list(range(first, first + count))
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
