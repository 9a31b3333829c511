"""Hold every budget of the course: how fast a panel follows the hand, how long a notebook takes, and grading.

    python -m tools.bench                      everything; the exit status is 1 when a budget is exceeded
    python -m tools.bench --only panels        key press to changed picture, in JupyterLab in a browser
    python -m tools.bench --only hands         pointer's move to changed picture, and ten minutes of play (--minutes)
    python -m tools.bench --only notebooks     wall-clock seconds of lessons, labs (quick profile) and solutions
    python -m tools.bench --only grading       seconds a submission, beside stock nbgrader on the same ones
    python -m tools.bench --only classroom     seconds to the wall of `make demo`, and of a hundred votes
    python -m tools.bench --only training      microseconds an image on the best device here, beside the floor

A cell with the tag `budget:40` has 40 seconds of its own, and the first panel of a lesson 12, from Run All on a cold
kernel. A notebook that fails is a row, over its budget, and the bench goes on. The times hold for two cores with
nothing else to do; the load of the machine is printed with them.
"""

import argparse
import functools
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.files import COURSE, notebooks_in

PANEL_MS = 100
SHARE_OF_INTERACT = 0.2
FIRST_PANEL = 12  # seconds
GRADING_SECONDS, SHARE_OF_NBGRADER = 1, 1 / 8
BEGIN, END = "iopub.execute_input", "shell.execute_reply"  # of a cell, in the metadata that nbclient leaves
DEMO_SECONDS, VOTE_MS = 5, 200
PICTURES_A_SECOND, GROWTH_MB = 10, 15  # twice the 7 MB by which a kernel grew in eleven minutes
SECONDS = {"lesson.ipynb": 75, "frontier.ipynb": 60, "lab.ipynb": 60, "exercises.ipynb": 20}
SECONDS |= {"00_start_here.ipynb": 30, "playground.ipynb": 30}


@dataclass(frozen=True)
class Row:
    """One budget and what was measured against it."""

    what: str
    measured: float
    budget: float | None
    unit: str
    note: str = ""
    failed: bool = False

    @property
    def verdict(self) -> str:
        if self.failed:
            return "FAILED"
        if self.budget is None:
            return ""
        return "ok" if self.measured <= self.budget else "OVER"

    def __str__(self) -> str:
        budget = "" if self.budget is None else f"{self.budget:g} {self.unit}"
        return (
            f"{self.what:<44} {budget:>9} {self.measured:>7.1f} {self.unit:<3} {self.verdict:<6} {self.note}".rstrip()
        )


def panel_rows() -> Iterator[Row]:
    """The 95th percentile of each panel, and that of the reference panel as a share of plain `interact`."""
    from tools.bench_panels import QUICK_SECONDS, measure

    latencies = measure(lambda text: print(text, file=sys.stderr))
    for panel in latencies:
        note = f"p50 {panel.p50:.0f} ms, compute {panel.compute:.0f} ms, {panel.presses} presses"
        note += f", {panel.unchanged} of them without a change" if panel.unchanged else ""
        note += f", a held key settles in {panel.settles:.0f} ms" if panel.settles is not None else ""
        bound = panel.name != "interact" and panel.compute < 1000 * QUICK_SECONDS
        yield Row(f"{panel.name}: key press to picture, p95", panel.p95, PANEL_MS if bound else None, "ms", note)
    reference, interact = latencies[:2]
    share = 100 * reference.p95 / interact.p95
    yield Row("reference, as a share of interact's p95", share, 100 * SHARE_OF_INTERACT, "%")


def hands_rows(minutes: float) -> Iterator[Row]:
    """The 95th percentile of each hand, a training under a moving pointer, and what minutes of play leave in memory."""
    from tools import bench_hands, bench_play

    with bench_hands.page() as (page, *processes):
        for hand in bench_hands.HANDS:
            print(f"Moving {hand.name} ...", file=sys.stderr)
            found = bench_hands.reach(page, hand)
            note = f"p50 {found.p50:.0f} ms, {found.answered} of {found.moves} moves answered"
            yield Row(f"{hand.name}, p95", found.p95, hand.budget, "ms", note)
        trained = bench_play.training(page)
        note = f"{trained.rate:.1f} pictures a second"
        yield Row("playground: a picture while it trains", 1000 / trained.rate, 1000 / PICTURES_A_SECOND, "ms", note)
        note = f"of {trained.sent}; the others answered, p95 {trained.p95:.0f} ms"
        yield Row("  pointer events missed meanwhile", trained.sent - trained.received, 0, "", note)
        say = functools.partial(print, file=sys.stderr)
        held = list(bench_play.memory(page, *processes, minutes, say=say))
    parts = {"kernel": "kernel", "heap": "page's JavaScript", "renderer": "process that draws"}
    for part, what in (parts | {"shared": "the browser's cache"}).items():
        sizes = [getattr(one, part) for one in held]
        note = ", ".join(f"{size:.0f} at {one.minutes:.1f} min" for size, one in zip(sizes, held, strict=True))
        bound = None if part == "shared" else 2 * GROWTH_MB if part == "renderer" else GROWTH_MB
        yield Row(f"memory, growth by play: {what}", sizes[-1] - sizes[0], bound, "MB", note)


def notebook_rows() -> Iterator[Row]:
    """Every notebook with a budget, run from top to bottom in a kernel of its own, and each cell that has one."""
    for path in [*notebooks_in(COURSE / "chapters"), *notebooks_in(COURSE / "solutions")]:
        if path.name in SECONDS:
            yield from _timed(path)


def _timed(path: Path) -> Iterator[Row]:
    from tools.notebooks import SHOWS_PANEL, NotebookError, execute, read

    name = os.path.relpath(path, COURSE)
    print(f"Running {name} ...", file=sys.stderr)
    begin, failure = time.time(), ""
    notebook = read(path)
    try:
        execute(notebook, path.parent)
    except NotebookError as error:
        failure = str(error)
    yield Row(name, time.time() - begin, SECONDS[path.name], "s", failure, bool(failure))
    ran = [cell for cell in notebook.cells if END in cell.metadata.get("execution", {})]
    panels = [cell for cell in ran if SHOWS_PANEL.search(cell.source)]
    if panels and path.name == "lesson.ipynb":
        yield Row("  first panel, from Run All", _moment(panels[0], END).timestamp() - begin, FIRST_PANEL, "s")
    for cell in ran:
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("budget:"):
                seconds = (_moment(cell, END) - _moment(cell, BEGIN)).total_seconds()
                yield Row(f"  cell {cell.id}", seconds, float(tag.removeprefix("budget:")), "s")


def _moment(cell, event: str) -> datetime:
    """When the kernel took the cell up, or replied to it."""
    return datetime.fromisoformat(cell.metadata["execution"][event])


def grading_rows() -> Iterator[Row]:
    """Forty submissions through our grader, some of them through stock nbgrader as well."""
    from tools.bench_grading import LEARNERS, STOCK, measure

    grading = measure(lambda text: print(text, file=sys.stderr))
    note = (
        f"{LEARNERS} submissions, the first {grading.first:.1f} s with the start, peak memory {grading.memory:.0f} MB"
    )
    yield Row("grading: one more submission", grading.ours, GRADING_SECONDS, "s", note)
    note = f"{STOCK} of them, the first {grading.stock_first:.1f} s with the start"
    yield Row("  with stock nbgrader", grading.stock, None, "s", note)
    note = f"{grading.faster:.1f} times faster"
    yield Row("  ours as a share of nbgrader's", 100 / grading.faster, 100 * SHARE_OF_NBGRADER, "%", note)
    note = f"so {LEARNERS * grading.all_chapters / 60:.1f} minutes for {LEARNERS}"
    yield Row("  a learner with all five chapters", grading.all_chapters, None, "s", note)
    yield Row("  a chapter in which every answer hangs", grading.worst, None, "s", "with the start")


def classroom_rows() -> Iterator[Row]:
    """From `make demo` to its page and to its first live panel, and the votes of a hundred phones on loopback."""
    import asyncio

    from tools.bench_classroom import VOTERS, crowd, measure

    found, voted = asyncio.run(measure()), asyncio.run(crowd())
    yield Row("make demo: the page is there", found.page, DEMO_SECONDS, "s", "without the browser's own start")
    yield Row("  its first panel is live, after the page", found.live - found.page, DEMO_SECONDS, "s")
    note = f"{sum(voted.counts)} of {VOTERS} counted, all at once"
    yield Row("  a vote from a phone, p95", 1000 * voted.p95, VOTE_MS, "ms", note)


def training_rows() -> Iterator[Row]:
    """What an image costs in training, on whatever device is here; a budget for an H100 or H200 alone."""
    from tools.bench_training import costs

    for cost in costs(functools.partial(print, file=sys.stderr)):
        yield Row(*cost)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, return 1 if a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only",
        choices=("panels", "hands", "notebooks", "grading", "classroom", "training"),
        help="measure these alone",
    )
    parser.add_argument(
        "--minutes", type=float, default=10, help="of play, before which and after which memory is read"
    )
    options = parser.parse_args(arguments)
    os.environ["COURSE_PROGRESS"] = ""  # nobody's predictions are touched
    os.environ.setdefault("COURSE_DEVICE", "cpu")  # the budgets are a processor's, and so is the quick profile
    rows = []
    play = functools.partial(hands_rows, options.minutes)
    kinds = {"notebooks": notebook_rows, "panels": panel_rows, "hands": play, "grading": grading_rows}
    kinds |= {"classroom": classroom_rows, "training": training_rows}
    for kind, measured in kinds.items():
        if options.only in (None, kind):
            rows += measured()
    print(f"\n{'':<44} {'budget':>9} {'measured':>8}")
    print(*rows, sep="\n")
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    over = sum(row.verdict in ("OVER", "FAILED") for row in rows)
    print(f"\n{over} of {len(rows)} over budget; {os.cpu_count()} cores, {load}.")
    return min(over, 1)


if __name__ == "__main__":
    sys.exit(main())
