"""system.interrupts: one line for a cell that was interrupted, all frames for any other error."""

import subprocess
import sys

import pytest

from course_utils.system.interrupts import STOPPED, shorten_interrupts

SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
from course_utils.system.interrupts import shorten_interrupts
shorten_interrupts()
shorten_interrupts()
done = shell.run_cell({code!r})
print("failed:", type(done.error_in_exec).__name__)
"""


def said(code):
    """What an IPython shell prints of a cell."""
    command = [sys.executable, "-c", SHELL.format(code=code)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_interrupt_is_one_line():
    assert said("def f():\n    raise KeyboardInterrupt\nf()").splitlines() == [STOPPED, "failed: KeyboardInterrupt"]


@pytest.mark.parametrize("code", ["def f():\n    raise ValueError('no')\nf()"])
def test_other_errors_keep_their_frames(code):
    lines = said(code).splitlines()
    assert len(lines) > 5 and "ValueError: no" in lines and STOPPED not in lines


def test_outside_ipython_nothing_happens():
    shorten_interrupts()
