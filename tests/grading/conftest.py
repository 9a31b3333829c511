"""One sandbox for all tests of a worker, and submissions made from the released notebook."""

import ctypes
import os
import sys
from pathlib import Path

import pytest
import torch

from course_utils.grading.sandbox import Limits, Sandbox

SUBMISSIONS = Path(__file__).parents[1] / "submissions"
LIBC, SESSION = ctypes.CDLL(None) if sys.platform == "linux" else None, ctypes.c_long(-3)
JOIN, PERMIT, UNLINK, SEARCH = 1, 5, 9, 10  # what keyctl does
MACHINE = os.uname().machine if sys.platform == "linux" else ""
ADD_KEY, KEYCTL = {"x86_64": (248, 250), "aarch64": (217, 219)}.get(MACHINE, (0, 0))
QUICK = Limits(seconds=2.5, memory_bytes=512 << 20)


@pytest.fixture(scope="session", autouse=True)
def needs_forks():
    if sys.platform == "win32":
        pytest.skip("the grader needs Linux or macOS")
    torch.set_num_threads(1)
    torch.func.jacrev(torch.sin)(torch.ones(2))  # what torch imports on first use, no alarm may cut short


@pytest.fixture(scope="session")
def key():
    """A key of our session, which whoever we start inherits; None where this machine has no keyrings."""
    if not ADD_KEY or LIBC.syscall(KEYCTL, JOIN, None) < 0:
        yield None
        return
    number = LIBC.syscall(ADD_KEY, b"user", b"graded-by-me", b"secret", ctypes.c_size_t(6), SESSION)
    LIBC.syscall(
        KEYCTL, PERMIT, ctypes.c_long(number), ctypes.c_ulong(0x3F3F3F3F)
    )  # whoever shares the session sees it
    yield number if number >= 0 else None
    LIBC.syscall(KEYCTL, UNLINK, ctypes.c_long(number), SESSION)


@pytest.fixture(scope="session")
def sandbox(key):
    """A sandbox with the usual limits; to start one takes five seconds of CPU time."""
    with Sandbox() as one:
        yield one


@pytest.fixture
def quick(sandbox, monkeypatch):
    """The same sandbox, while it loses patience soon."""
    monkeypatch.setattr(sandbox, "limits", QUICK)
    return sandbox
