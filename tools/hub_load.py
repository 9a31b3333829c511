"""How much of a machine a class needs: learners run whole lessons through a hub at once; what they take is measured.

    python -m tools.hub_load                        six learners, a lesson each, of chapters 1 to 5 in turn
    python -m tools.hub_load --users 2 --chapters 3
    python -m tools.hub_load --write                and put it into docs/hosting.md
    python -m tools.hub_load --brief                trainings of two batches: memory in a few minutes

For each learner: seconds until the server stands, seconds of the lesson, seconds of processor, memory at rest and at
most. Memory is proportional (what several share is divided among them), of the server and the kernel together, looked
at every second. Linux.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.files import COURSE
from tools.hub import client
from tools.hub.running import MISSING, installed, running_hub

LONGEST = 1800  # seconds of one lesson
MEGABYTE = 1e6
RECORD, PAGE = COURSE / "docs" / "hosting" / "load.json", COURSE / "docs" / "hosting.md"
MARKS = "<!-- load -->", "<!-- /load -->"
BRIEF = "from tools import brief; brief.shorten_trainings(); brief.shorten_timings()"
CLASS, MINUTES, SPARE = 40, 70, 1.3  # learners; reading a lesson (README); what is added for playing around


@dataclass
class Taken:
    """What one learner took: seconds and megabytes; `begin` is processor until the first cell has run."""

    name: str
    lesson: str
    start: float = 0.0
    seconds: float = 0.0
    begin: float = 0.0
    processor: float = 0.0
    at_rest: float = 0.0
    most: float = 0.0
    errors: int = 0


def code_cells(lesson):
    """Yield (source, whether it fails on purpose) of a lesson's code cells."""
    for cell in json.loads((COURSE / "chapters" / lesson / "lesson.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"]), "raises-exception" in cell["metadata"].get("tags", [])


def attend(learner, lesson, brief):
    """Run a lesson from its first cell to its last as a learner; return what it took."""
    taken = Taken(learner.name, lesson, start=learner.start())
    kernel = learner.kernel(f"my_work/{lesson}")
    ended = threading.Event()
    taken.at_rest = client.memory(learner.name)[0] / MEGABYTE
    watch = threading.Thread(target=_watch, args=(taken, ended))
    watch.start()
    begin = time.monotonic()
    try:
        if brief:
            kernel.run(BRIEF, LONGEST)
        for source, on_purpose in code_cells(lesson):
            _, error = kernel.run(source, LONGEST)
            taken.begin = taken.begin or client.cpu_seconds(learner.name)
            taken.errors += bool(error) and not on_purpose
            if error and not on_purpose:
                print(f"{learner.name}, {lesson}: {error}", file=sys.stderr)
    finally:
        taken.seconds = time.monotonic() - begin
        ended.set()
        watch.join()
    taken.processor = client.cpu_seconds(learner.name)
    return taken


def _watch(taken, ended):
    while not ended.wait(1.0):
        taken.most = max(taken.most, client.memory(taken.name)[0] / MEGABYTE)


def measure(users, chapters, memory, brief):
    """Return what each of so many learners took, all at work at once."""
    every = sorted(path.parent.name for path in (COURSE / "chapters").glob("[0-9]*/lesson.ipynb"))
    lessons = [every[number - 1] for number in chapters]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        running_hub(Path(folder) / "class", f"--memory={memory}") as hub,
        ThreadPoolExecutor(users) as pool,
    ):
        learners = [hub.learner(f"load{os.getpid()}-{number}") for number in range(users)]
        attended = [lessons[number % len(lessons)] for number in range(users)]
        return list(pool.map(attend, learners, attended, [brief] * users))


def main(arguments=None):
    """Measure and print a line a learner; the exit status is 1 where a cell failed that should not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--users", type=int, default=6)
    parser.add_argument("--chapters", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--memory", default="3G", help="the limit of each learner")
    parser.add_argument("--brief", action="store_true", help="trainings of two batches")
    parser.add_argument("--write", action="store_true", help="keep the numbers and put them into docs/hosting.md")
    options = parser.parse_args(arguments)
    if not installed():
        raise SystemExit(MISSING)
    rows = measure(options.users, options.chapters, options.memory, options.brief)
    measured = {
        "brief": options.brief,
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "learners": [asdict(row) for row in rows],
    }
    print(table(measured))
    if options.write:
        RECORD.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    return int(any(row.errors for row in rows))


def table(measured):
    """Return what was measured as Markdown, and what a class of forty needs by it."""
    rows = measured["learners"]
    lines = [
        "| lesson | processor, first cell | whole lesson | memory, before a cell | at most |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        name = row["lesson"].split("_", 1)[1].replace("_", " ")
        sizes = f"{row['at_rest']:.0f} MB | {row['most']:.0f} MB"
        times = f"{row['begin']:.0f} s | {row['processor']:.0f} s"
        lines.append(f"| {int(row['lesson'][:2])} {name} | {times} | {sizes} |")
    processor, begin = (max(row[name] for row in rows) for name in ("processor", "begin"))
    each = SPARE * max(row["most"] for row in rows) / 1000
    how = ", its trainings cut to two batches" if measured["brief"] else ""
    spread = f"""A lesson's {processor:.0f} s of processor, spread over its {MINUTES} minutes of reading, come to
        {CLASS * processor / (60 * MINUTES):.1f} cores for forty."""
    words = f"""{len(rows)} learners at once on {measured["cores"]} cores ({measured["machine"]}), each running a
        whole lesson from its first cell to its last without a pause{how}. Processor and memory are those of the server
        and the kernel; memory that several share is divided among them. **Forty learners** at the largest of these,
        with {SPARE - 1:.0%} to spare, take {CLASS} x {each:.1f} = {CLASS * each:.0f} GB. {"" if how else spread} The
        beginning is the hard part: a server, a kernel and the first cell take forty learners {CLASS * begin:.0f} s of
        processor, on eight cores {CLASS * begin / 8:.0f} s if all begin in one minute."""
    return "\n".join([*lines, "", *textwrap.wrap(" ".join(words.split()), 120)])


def with_table(page, measured):
    """Return a page with the table between its marks."""
    before, rest = page.split(MARKS[0])
    return f"{before}{MARKS[0]}\n{table(measured)}\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


if __name__ == "__main__":
    sys.exit(main())
