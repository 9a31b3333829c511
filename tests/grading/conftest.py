"""One sandbox for all tests of a worker, and submissions made from the released notebook."""

import sys
from pathlib import Path

import pytest
import torch

from course_utils.grading.sandbox import Limits, Sandbox

SUBMISSIONS = Path(__file__).parents[1] / "submissions"
QUICK = Limits(seconds=1.5, memory_bytes=512 << 20)


@pytest.fixture(scope="session", autouse=True)
def needs_forks():
    if sys.platform == "win32":
        pytest.skip("the grader needs Linux or macOS")
    torch.set_num_threads(1)
    torch.func.jacrev(torch.sin)(torch.ones(2))  # what torch imports on first use, no alarm may cut short


@pytest.fixture(scope="session")
def sandbox():
    """A sandbox with the usual limits."""
    with Sandbox() as one:
        yield one


@pytest.fixture(scope="session")
def quick():
    """A sandbox that loses patience soon."""
    with Sandbox(QUICK) as one:
        yield one
