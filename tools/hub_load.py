"""How much of a machine a class needs: learners run whole lessons through a hub at once; what they take is measured.

    python -m tools.hub_load                        six learners, a lesson each, of chapters 1 to 5 in turn
    python -m tools.hub_load --users 2 --chapters 3 --output load.json

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


@dataclass
class Taken:
    """What one learner took: seconds and megabytes."""

    name: str
    lesson: str
    start: float = 0.0
    seconds: float = 0.0
    processor: float = 0.0
    at_rest: float = 0.0
    most: float = 0.0
    errors: int = 0


def code_cells(lesson):
    """Yield (source, whether it fails on purpose) of a lesson's code cells."""
    for cell in json.loads((COURSE / "chapters" / lesson / "lesson.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"]), "raises-exception" in cell["metadata"].get("tags", [])


def attend(learner, lesson):
    """Run a lesson from its first cell to its last as a learner; return what it took."""
    taken = Taken(learner.name, lesson, start=learner.start())
    kernel = learner.kernel(f"my_work/{lesson}")
    ended = threading.Event()
    taken.at_rest = client.memory(learner.name)[0] / MEGABYTE
    watch = threading.Thread(target=_watch, args=(taken, ended))
    watch.start()
    begin = time.monotonic()
    try:
        for source, on_purpose in code_cells(lesson):
            _, error = kernel.run(source, LONGEST)
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


def measure(users, chapters, memory):
    """Return what each of so many learners took, all at work at once."""
    every = sorted(path.parent.name for path in (COURSE / "chapters").glob("[0-9]*/lesson.ipynb"))
    lessons = [every[number - 1] for number in chapters]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        running_hub(Path(folder) / "class", f"--memory={memory}") as hub,
        ThreadPoolExecutor(users) as pool,
    ):
        learners = [hub.learner(f"load{os.getpid()}-{number}") for number in range(users)]
        return list(pool.map(attend, learners, [lessons[number % len(lessons)] for number in range(users)]))


def main(arguments=None):
    """Measure and print a line a learner; the exit status is 1 where a cell failed that should not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--users", type=int, default=6)
    parser.add_argument("--chapters", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--memory", default="3G", help="the limit of each learner")
    parser.add_argument("--output", type=Path, help="write the numbers there as JSON")
    options = parser.parse_args(arguments)
    if not installed():
        raise SystemExit(MISSING)
    rows = measure(options.users, options.chapters, options.memory)
    print(f"{len(rows)} learners at once, {os.cpu_count()} cores, {platform.machine()}")
    print(f"{'lesson':26} {'start':>7} {'lesson':>8} {'processor':>10} {'at rest':>9} {'at most':>9}")
    for row in rows:
        seconds = f"{row.start:5.0f} s {row.seconds:6.0f} s {row.processor:8.0f} s"
        print(f"{row.lesson:26} {seconds} {row.at_rest:6.0f} MB {row.most:6.0f} MB  {row.errors or ''}")
    if options.output:
        options.output.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    return int(any(row.errors for row in rows))


if __name__ == "__main__":
    sys.exit(main())
