"""How long a profile of lab 1 takes by its own progress bar, asked after a while and then stopped by an interrupt.

python -m tools.bench_lab full --seconds 45
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from course_utils.data import FOLDER, best_at_full_size
from tools.files import COURSE

GOALS = {"short": 5.0, "full": 120.0}  # minutes, on one H100 or H200
BAR = re.compile(r"\| (\d[\d:]*), (\d[\d:]*) to go")
START = 150  # seconds until the bar has to have moved: data may have to be drawn first
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


def estimate(profile: str, seconds: float, *more: str, device: str | None = None) -> Estimate | None:
    """Run the profile until its bar has moved, and `seconds` longer, and read it; None where it does not move.

    `device` is one that `choose_hardware` knows, by default what COURSE_DEVICE says. `more` are further arguments of
    `python -m course_utils.lab degradation`. Rows go to a temporary folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "stderr"
        command = [sys.executable, "-m", "course_utils.lab", "degradation", "--profile", profile, "--results", folder]
        with open(said, "wb") as stderr:
            where = {"cwd": COURSE, "stdout": subprocess.DEVNULL, "stderr": stderr, "env": _environment(device)}
            lab = subprocess.Popen([*command, *more], **where)
            start = time.monotonic() + START
            while lab.poll() is None and time.monotonic() < start and not _moved(said):
                time.sleep(0.2)
            _stop(lab, time.monotonic() + (seconds if _moved(said) else 0))
        found = BAR.findall(said.read_text(errors="replace"))
    if not found:
        return None
    passed, left = map(_minutes, found[-1])
    return Estimate(profile, passed, passed + left)


def _moved(said):
    return BAR.search(said.read_text(errors="replace"))


def _environment(device):
    wish = {} if device is None else {"COURSE_DEVICE": device}
    path = os.pathsep.join([str(COURSE), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | wish | {"PYTHONPATH": path}


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


def main(arguments: list[str] | None = None) -> int:
    """Ask the bar of one profile, and say what it said; on the photographs at hand where the profile's are not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile", choices=("quick", "short", "full"))
    parser.add_argument("--seconds", type=float, default=45, help="that the bar has before it is asked")
    options = parser.parse_args(arguments)
    there = ("--data", best_at_full_size(FOLDER)[0]) if options.profile == "full" else ()
    found = estimate(options.profile, options.seconds, *there)
    print(found or f"The bar did not move in {START} s.")
    return int(found is None)


if __name__ == "__main__":
    sys.exit(main())
