"""What a learner's own check came to, kept in `my_work/progress.json`: where one stands is read from there.

Only a check that a learner's notebook makes is kept: never a grader's, never one made outside a kernel.
"""

from __future__ import annotations

import contextlib
import datetime
import sys
from typing import Any

from course_utils.checks.report import Report
from course_utils.system.progress import open_progress

ENTRY = "exercise/"
TRIED = ("passed", "partly", "failed", "timed out", "crashed")  # a stub that nobody has touched is no try


def note(report: Report) -> None:
    """Keep the points of a report; whatever goes wrong with that, the check says what it says."""
    with contextlib.suppress(Exception):
        if report.status in TRIED and in_a_kernel():
            open_progress().change(ENTRY + report.id, lambda old: entry(old, report))


def entry(old: Any, report: Report) -> dict[str, Any]:
    """The new entry: best and last points, of how many, how many tries, and the day of the best."""
    old = old if isinstance(old, dict) else {}
    today, before = datetime.date.today().isoformat(), old.get("best", -1)
    return {
        "best": max(before, report.points),
        "last": report.points,
        "of": report.maximum,
        "tries": int(old.get("tries", 0)) + 1,
        "on": today if report.points > before else old.get("on", today),
    }


def in_a_kernel() -> bool:
    """Whether this process is a notebook's kernel."""
    shell = sys.modules.get("IPython")
    return getattr(shell and shell.get_ipython(), "kernel", None) is not None
