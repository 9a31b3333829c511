"""Runs a notebook on the pretended accelerator, trainings cut to an epoch of two batches."""

import argparse
import json
import os
import subprocess
import sys

import pytest

from tools import everywhere
from tools.files import COURSE

OPTIONS = argparse.Namespace(pretend=True, brief=True, seed_shift=0, no_onednn=False)


@pytest.fixture(scope="session")
def forked():
    """In place of `everywhere._finished`: a fork of one warm process, where there are forks, runs the command."""
    settings = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": f"{COURSE}{os.pathsep}{os.environ['PYTHONPATH']}"}
    command, pipes = [sys.executable, "-m", "tests.everywhere.warm"], {"stdin": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=COURSE, env=settings, stdout=subprocess.PIPE, **pipes) as warm:

        def finished(command, stderr, environment):
            assert command[1:3] == ["-m", "tools.cells"]
            print(json.dumps([command[3:], stderr.name, dict(environment)]), file=warm.stdin, flush=True)
            status = warm.stdout.readline().strip()
            return "" if status == "0" else f"ended with status {status or 'unknown'}"

        yield finished
        warm.stdin.close()


@pytest.fixture
def faults(monkeypatch, request):
    """A function from a notebook's path to what went wrong on the device.

    What an `assert` of the page itself says of numbers is none of it: nothing has been learnt here.
    """

    if sys.platform == "linux":  # elsewhere a fork after these imports may hang
        monkeypatch.setattr(everywhere, "_finished", request.getfixturevalue("forked"))

    def run(path):
        record = everywhere.run_notebook(COURSE / path, OPTIONS, {"COURSE_DEVICE": "cpu", "OMP_NUM_THREADS": "1"})
        assert record["cells"], "it did not run"
        wrong = [error for error in record["errors"] if not _of_the_page(error)]
        return [f"{each['cell']}: {each['error']}" for each in wrong + record["failed_panels"]]

    return run


def _of_the_page(error):
    """Whether an `assert` in the source of a cell failed, and not one that the cell called."""
    frames = [line for line in error["traceback"] if line.lstrip().startswith("File")]
    return error["error"].startswith("AssertionError") and "<ipython-input" in frames[-1]
