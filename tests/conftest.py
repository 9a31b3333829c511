"""For every test: no network beyond this machine, one thread of arithmetic a process, no trace in my_work/."""

import os
import runpy
from pathlib import Path

import pytest

NO_NETWORK = Path(__file__).parent / "no_network"

# Child processes (kernels, servers, workers) import this folder's sitecustomize at their start; this process, now.
os.environ["PYTHONPATH"] = os.pathsep.join(
    dict.fromkeys([str(NO_NETWORK), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
)
runpy.run_path(str(NO_NETWORK / "sitecustomize.py"))

# Two workers on two cores: torch with two threads each would be slower than with one.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Predictions made by a test stay in memory.
os.environ["COURSE_PROGRESS"] = ""

# Files that last long although they hold few tests: begun last, one worker would end alone with them.
LONG = ("tests/everywhere/", "tests/test_hub.py", "tests/grading/test_walls.py", "tests/lab/", "tests/grading/")
LONG += ("tests/panels/test_laws.py",)


def pytest_collection_modifyitems(items):
    """Long files first, in the order of `LONG`; the rest stays as it was."""
    items.sort(key=lambda item: next((n for n, it in enumerate(LONG) if item.nodeid.startswith(it)), len(LONG)))


# What these draw without a seed of their own would depend on the tests before them, which two workers share out anew.
DRAWING = {"blocks", "cost", "data", "dynamics", "gradients", "networks", "paths", "signals", "training"}


@pytest.fixture(autouse=True)
def drawn_alike(request):
    """Every test of a scientific module begins with the same seed, wherever it runs."""
    if request.path.parent.name in DRAWING:
        import torch

        torch.manual_seed(1)
