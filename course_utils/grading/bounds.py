"""Bounded work on the trusting side: whatever a reply looks like, comparing takes seconds and a gigabyte at most."""

import contextlib
import os

from course_utils.checks import EXERCISES, Property, Report
from course_utils.checks.answer import OutOfTime, time_limit

try:
    import resource
except ImportError:  # Windows, where nothing is graded
    resource = None

SPARE_BYTES = 1 << 30  # what the grader may take for one comparison, beyond what it has
TOO_LONG = "Comparing what came back took too long, so it was stopped."


def bounded(judge, id: str, seconds: float) -> Report:
    """The report of `judge()`; one that says so if judging takes more than `seconds`. Memory is bounded as well."""
    try:
        with limited_memory(), time_limit(seconds):
            return judge()
    except OutOfTime:
        exercise = EXERCISES[id]
        laws = [Property(law.name, False, TOO_LONG, law.points) for law in exercise.laws]
        return Report(id, exercise.title, "timed out", laws, exercise.points)


@contextlib.contextmanager
def limited_memory():
    """Refuse this process more than some memory, so that a tensor of gigabytes is an error before it is made."""
    with _address_space(lambda: _taken() + SPARE_BYTES if _taken() else None):
        yield


@contextlib.contextmanager
def lifted():
    """No such limit for a process that is started in here."""
    with _address_space(lambda: resource.getrlimit(resource.RLIMIT_AS)[1]):
        yield


@contextlib.contextmanager
def _address_space(limit):
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if (wanted := limit()) is not None and (hard == resource.RLIM_INFINITY or wanted <= hard):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _taken() -> int:
    """Bytes of address space in use, 0 where the system does not tell."""
    with contextlib.suppress(OSError), open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0
