"""All that wants a GPU, in one go of limited time, the most valuable first; each part leaves its files as it goes.

    python -m tools.gpu_day --minutes 9 --out build/gpu_day       on a machine with a CUDA GPU
    python -m tools.gpu_day --trial --out build/gpu_day           whether it all runs, on an idle CPU in two minutes

In the folder: `summary.txt`, a line a part; what each part said (`bench.txt`, ...); `speed.json`; `results/`, the rows
of the labs, and `reproduction.md`, the page made of them. A part that is cut has kept what it had; run again with the
same folder, the labs go on where they stopped. Copy `results/` to `docs/results/` to commit them.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from tools.files import COURSE

PATIENCE = 15  # seconds between an interrupt and the end of a part
SMALLEST = 5  # seconds below which no part is begun


@dataclass(frozen=True)
class Part:
    """One command, by its module and arguments: at most `seconds`, and not the last `reserve` of all the time."""

    name: str
    command: tuple[str, ...]
    seconds: float
    reserve: float = 0


def parts(out: Path, trial: bool) -> list[Part]:
    """What is run, in this order; files go to `out`."""
    results, page = ("--results", str(out / "results")), ("--page", str(out / "reproduction.md"))
    speed = ("--json", str(out / "speed.json"))
    labs, written = ("course_utils.lab", "all", "--profile", "short"), ("course_utils.lab.reproduction",)
    if trial:
        return [
            Part("bench", ("tools.bench_training", "--depths", "8", "--steps", "2", *speed), 300),
            Part("lab1", ("course_utils.lab", "degradation", "--profile", "short", "--trial", "1", *results), 300),
            Part("labs", ("course_utils.lab", "all", "--profile", "quick", "--trial", "1", *results), 300),
            Part("page", (*written, *results, *page), 300),
            Part("bar", ("tools.bench_lab", "quick", "--seconds", "3"), 300),
            Part("everywhere", ("tools.everywhere", "--brief", "--notebooks", "00_start_here"), 300),
        ]
    return [
        Part("bench", ("tools.bench_training", *speed), 120),
        Part("labs", (*labs, "--minutes", "5", *results), 360, reserve=40),
        Part("page", (*written, *results, *page), 30),
        Part("bar", ("tools.bench_lab", "full", "--seconds", "45"), 90),
        Part("everywhere", ("tools.everywhere", "--device", "cuda", "--jobs", "6"), 600),
    ]


def run(wanted: Sequence[Part], out: Path, minutes: float, say: Callable[[str], None]) -> bool:
    """Run the parts one after the other; says a line each, also to `out/summary.txt`. Returns whether none failed."""
    out.mkdir(parents=True, exist_ok=True)
    until, good = time.monotonic() + 60 * minutes, True
    for part in wanted:
        left = min(part.seconds, until - time.monotonic() - part.reserve)
        begin = time.monotonic()
        ended = finished(part, out / f"{part.name}.txt", left) if left > SMALLEST else "not begun, no time was left"
        good = good and ended in ("done", "cut")
        line = f"{part.name:<12} {time.monotonic() - begin:6.1f} s  {ended}: python -m {' '.join(part.command)}"
        with open(out / "summary.txt", "a", encoding="utf-8") as summary:
            summary.write(line + "\n")
        say(line)
    return good


def finished(part: Part, said: Path, seconds: float) -> str:
    """Run one part, what it says going to the file `said`; how it ended, in words."""
    path = os.pathsep.join([str(COURSE), *filter(None, [os.environ.get("PYTHONPATH")])])
    with open(said, "ab") as file:
        settings = {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}  # what is cut has said what it had to say
        where = {"cwd": COURSE, "stdout": file, "stderr": file, "env": os.environ | settings}
        process = subprocess.Popen([sys.executable, "-m", *part.command], start_new_session=True, **where)
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            _cut(process)
            return "cut"
        except KeyboardInterrupt:
            _cut(process)
            raise
    return "done" if status == 0 else f"FAILED with {status}"


def _cut(process):
    """Interrupt the part and all that it started, as a hand would; after a while, end them."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)  # also what it left behind
    except ProcessLookupError:
        pass
    process.wait()


def main(arguments: list[str] | None = None) -> int:
    """Run all parts; the exit status is 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for all files, made where it is missing")
    parser.add_argument("--minutes", type=float, default=9.0, help="of all parts together (9)")
    parser.add_argument("--trial", action="store_true", help="little of everything, on whatever device is there")
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    if not options.trial:
        if not torch.cuda.is_available():
            raise SystemExit("This machine has no CUDA GPU, and would need days. Look whether all of it runs: --trial.")
        os.environ["COURSE_DEVICE"] = "cuda"
    return int(not run(parts(out, options.trial), out, options.minutes, lambda line: print(line, flush=True)))


if __name__ == "__main__":
    sys.exit(main())
