"""Run a learner's notebook and hold what it hands to each `check` against the laws, one seed at a time."""

import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from course_utils.checks import Exercise, Report, check
from course_utils.grading.answers import Handed, wanted
from course_utils.grading.bounds import bounded
from course_utils.grading.channel import Ended, Worker
from course_utils.grading.inside.frames import FrameError
from course_utils.grading.sandbox import Sandbox
from course_utils.grading.submissions import Notebook

MOST_CHECKS = 12  # of one exercise in all notebooks of a learner: each is one more guess where a bit can be guessed
MENTIONED = re.compile(r"""\bcheck\(\s*["'](\d+\.\d+)["']""")
IMPORTED = re.compile(r"^from course_utils\.checks import check[ \t]*$", re.MULTILINE)
OTHERWISE = re.compile(r"\bcheck\b(?!\(\s*[\"']\d+\.\d+[\"'])")  # named, but neither imported nor called with a number
GONE = (Ended, TimeoutError, FrameError)


@dataclass
class Run:
    """One check of one answer: its report, the kinds of trouble on the way, and imports that were left out."""

    report: Report
    troubles: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether every property holds."""
        return self.report.status == "passed"


class Purse:
    """What one learner has: time, after whose end nothing more is begun, and some checks of each exercise."""

    def __init__(self, seconds: float):
        self.deadline = time.monotonic() + seconds
        self.spent: Counter[str] = Counter()

    @property
    def empty(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() >= self.deadline


class NotebookRun:
    """One notebook under one seed: `handed` lists what each check of an exercise came to, in the notebook's order.

    `calls` restricts the run to one check of each exercise, {id: its place among those of the same id}. The notebook's
    own process answers, as it did for the learner. Where a cell or an answer takes it down, the notebook is run again:
    without the cell, with a fork for the answer (`forked` names such), and past an answer that hangs.
    """

    def __init__(self, sandbox: Sandbox, notebook: Notebook, exercises: list[Exercise], seed, calls=None, forked=()):
        self.sandbox, self.notebook, self.seed, self.calls = sandbox, notebook, seed, calls
        self.forked = set(forked)
        self.exercises = {exercise.id: exercise for exercise in exercises if not exercise.by_hand}
        self.handed: dict[str, list[Run]] = {}
        self.skipped: set[int] = set()  # cells that took the process down
        self.broken = False  # whether any cell failed; the notebook's own word, good for one more try only
        self.left = sandbox.limits.cells_seconds
        self.mentioned = {id for cell in notebook.cells for id in MENTIONED.findall(cell["source"])} & set(
            self.exercises
        )

    def through(self, purse: Purse) -> dict[str, list[Run]]:
        """Run it until its end, until nothing more can be earned, or until the learner's time is used up."""
        for _ in range(2 * len(self.exercises) + 3):
            if purse.empty or self._once(purse):
                break
        return self.handed

    def _once(self, purse: Purse) -> bool:
        """One process; True when nothing is left to do."""
        cell, seen = None, {}
        with self.sandbox.begun(self._job()) as worker:
            while not purse.empty:
                try:
                    event = self._next(worker)
                except GONE:
                    self.skipped |= {cell} - {None}
                    self.broken = True
                    return self.left <= 0
                match event:
                    case {"cell": int(cell), "fine": fine}:
                        self.broken |= fine is False
                    case {"checked": str(id)} if id in self.exercises:
                        place = seen[id] = seen.get(id, -1) + 1
                        if not self._judged(worker, id, place, purse):
                            return self._done()
                        if self._done():
                            return True
                    case _:
                        return True
        return True

    def _next(self, worker: Worker):
        """What the notebook says next; all its cells share the time that they have together."""
        begin = time.monotonic()
        worker.begin(min(self.left, self.sandbox.limits.wall_seconds))
        try:
            return worker.hear()
        finally:
            self.left -= time.monotonic() - begin

    def _job(self) -> dict:
        cells = enumerate(self.notebook.cells)
        code = [[i, cell["source"]] for i, cell in cells if cell["kind"] == "code" and i not in self.skipped]
        code = up_to_the_last_check(code)
        exercises = {
            id: wanted(exercise, self.seed) | {"fork": id in self.forked} for id, exercise in self.exercises.items()
        }
        return {"kind": "run", "cells": code, "exercises": exercises, "seconds": self.sandbox.limits.seconds}

    def _judged(self, worker: Worker, id: str, place: int, purse: Purse) -> bool:
        """Hold one object against its laws, unless that was done; False when its notebook cannot go on."""
        runs = self.handed.setdefault(id, [])
        remote, new = Handed(worker, self.sandbox.limits), place >= len(runs)
        if new:
            runs.append(self._run(remote, id) if self._is_asked_for(id, place, purse) else None)
        if remote.hangs:
            return False
        with suppress(*GONE):
            remote.done()
            return True
        if new and id not in self.forked:  # a fork each would be most of the time: only where the process ended
            self.forked.add(id)
            purse.spent[id] -= runs.pop() is not None and self.calls is None
        return False

    def _is_asked_for(self, id: str, place: int, purse: Purse) -> bool:
        if self.calls is not None:
            return self.calls.get(id) == place
        if purse.spent[id] >= MOST_CHECKS or any(run and run.full for run in self.handed[id]):
            return False
        purse.spent[id] += 1
        return True

    def _run(self, remote: Handed, id: str) -> Run:
        report = bounded(lambda: check(id, remote, seed=self.seed), id, self.sandbox.limits.judging_seconds)
        remote.hangs |= report.status == "timed out" and "timed out" not in remote.troubles  # cut off between two calls
        return Run(report, remote.troubles)

    def _done(self) -> bool:
        """Whether all that the notebook mentions has its answer: the rest of its cells need not run."""
        if self.calls is not None:
            return all(len(self.handed.get(id, [])) > place for id, place in self.calls.items())
        return bool(self.mentioned) and all(
            any(run and run.full for run in self.handed.get(id, [])) for id in self.mentioned
        )


def up_to_the_last_check(code: list[list]) -> list[list]:
    """The pairs [number, source] without those after the last call of `check`, which nothing that counts can follow.

    All of them where `check` is named in any other way than by its import and by calls with a number: a notebook that
    gives it another name may call it anywhere.
    """
    if any(OTHERWISE.search(IMPORTED.sub("", source)) for _, source in code):
        return code
    last = max((place for place, (_, source) in enumerate(code) if MENTIONED.search(source)), default=len(code))
    return code[: last + 1]


def best(handed: dict[str, list[Run]]) -> dict[str, tuple[int, Run]]:
    """{id: (its place, the run)} with most points; of several the last, which the learner looked at last."""
    chosen = {}
    for id, runs in handed.items():
        ranked = [(run.report.points, place) for place, run in enumerate(runs) if run]
        if ranked:
            place = max(ranked)[1]
            chosen[id] = place, runs[place]
    return chosen
