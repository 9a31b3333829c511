"""How long a profile of lab 1 takes by its own progress bar, asked after a while and then stopped by an interrupt."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools.files import COURSE

GOALS = {"short": 5.0, "full": 120.0}  # minutes, on one H100 or H200
BAR = re.compile(r"\| (\d[\d:]*), (\d[\d:]*) to go")
PATIENCE = 30  # seconds until an interrupted lab has to have ended


@dataclass(frozen=True)
class Estimate:
    """What the bar of a `profile` said last: minutes that had passed, and minutes in all."""

    profile: str
    passed: float
    minutes: float

    def __str__(self) -> str:
        return (
            f"lab 1, {self.profile}: {self.minutes:.1f} minutes by its own bar, after {self.passed:.1f}"
            f", goal {GOALS.get(self.profile, 'none')}"
        )


def estimate(profile: str, seconds: float, *more: str) -> Estimate | None:
    """Run the profile for so many seconds and read its bar; None where the bar has not moved by then.

    `more` are further arguments of `python -m course_utils.lab degradation`. Rows go to a temporary folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "stderr"
        command = [sys.executable, "-m", "course_utils.lab", "degradation", "--profile", profile, "--results", folder]
        with open(said, "wb") as stderr:
            where = {"cwd": COURSE, "stdout": subprocess.DEVNULL, "stderr": stderr, "env": _environment()}
            lab = subprocess.Popen([*command, *more], **where)
            _stop(lab, time.monotonic() + seconds)
        found = BAR.findall(said.read_text(errors="replace"))
    if not found:
        return None
    passed, left = map(_minutes, found[-1])
    return Estimate(profile, passed, passed + left)


def _environment():
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(COURSE), *filter(None, [os.environ.get("PYTHONPATH")])])}


def _stop(process, until):
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _minutes(clock):
    """Minutes of "12:34" or "1:02:03"."""
    parts = [int(part) for part in clock.split(":")]
    return sum(part * 60**place for place, part in enumerate(reversed(parts))) / 60
