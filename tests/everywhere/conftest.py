"""Runs a notebook on the pretended accelerator, trainings cut to an epoch of two batches."""

import argparse

import pytest

from tools.everywhere import run_notebook
from tools.files import COURSE

OPTIONS = argparse.Namespace(pretend=True, brief=True, seed_shift=0, no_onednn=False)


@pytest.fixture
def faults():
    """A function from a notebook's path to what went wrong on the device.

    What an `assert` says of numbers is none of it: nothing has been learnt here.
    """

    def run(path):
        record = run_notebook(COURSE / path, OPTIONS, {"COURSE_DEVICE": "cpu", "OMP_NUM_THREADS": "1"})
        assert record["cells"], "it did not run"
        wrong = [error for error in record["errors"] if not error["error"].startswith("AssertionError")]
        return [f"{each['cell']}: {each['error']}" for each in wrong + record["failed_panels"]]

    return run
