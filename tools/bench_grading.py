"""Seconds a submission: the course's grader beside stock nbgrader, on the same submissions, one after the other.

    python -m tools.bench_grading

Forty submissions of chapter 1, put together from the bank of answers: each learner's answers are drawn from the right
ones, the wrong ones and the stub. nbgrader gets the first five of them; both figures are those of a further submission,
without the start of the program, which is measured apart. Then a few learners who handed in all five chapters, and the
worst that one chapter of one learner can cost: every answer hangs.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tools.files import COURSE

CHAPTER = "01_residual_mathematics"
LEARNERS, STOCK, OF_ALL_CHAPTERS = 40, 5, 3
CHAPTERS = sorted(path.name for path in (COURSE / "exercises").glob("0*_*"))
HANG = """def {name}(*given):
    while True:
        try:
            input()
        except BaseException:
            pass
"""
BANK = COURSE / "tests" / "answers"


@dataclass(frozen=True)
class Grading:
    """What was measured; times in seconds, memory in MB."""

    first: float  # start of our grader and one submission
    ours: float  # a further submission
    stock_first: float
    stock: float
    memory: float  # peak of all processes of ours together, shared pages counted once
    all_chapters: float  # a further learner who handed in all chapters
    worst: float  # a learner's chapter in which every answer hangs

    @property
    def faster(self) -> float:
        """How many times faster than stock nbgrader."""
        return self.stock / self.ours


def submissions(folder: Path, count: int, chapters=(CHAPTER,)) -> None:
    """Write `count` submissions of these chapters, one folder each, the same at every call."""
    draw = random.Random(20151210)
    for number in range(count):
        for chapter in chapters:
            submit(folder / f"learner_{number:02}" / chapter, chapter, lambda answers: draw.choice(answers).read_text())


def submit(folder: Path, chapter: str, chosen) -> None:
    """Write one notebook, each answer `chosen` from the files of its exercise in the bank."""
    notebook = json.loads((COURSE / "exercises" / chapter / "exercises.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"].startswith("answer-") and cell["cell_type"] == "code":
            cell["source"] = chosen(sorted((BANK / cell["id"].removeprefix("answer-").replace("-", ".")).glob("*.py")))
    folder.mkdir(parents=True)
    (folder / "exercises.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def hanging(answers: list[Path]) -> str:
    """An answer that never comes to its end, whatever interrupts it."""
    from course_utils.checks import EXERCISES

    return HANG.format(name=EXERCISES[answers[0].parent.name].signature.partition("(")[0])


def timed(command: list[str], folder: Path, peak: list[float] | None = None) -> float:
    """Seconds of a command; what it says is shown only if it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = os.environ | {"PATH": path, "PYTHONPATH": str(COURSE)}
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=said, stderr=said)
        watcher = threading.Thread(target=watch, args=(process, peak))
        watcher.start()
        status = process.wait()
        seconds = time.monotonic() - begin
        watcher.join()
        if status:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{said.read()[-2000:]}")
    return seconds


def watch(process: subprocess.Popen, peak: list[float] | None) -> None:
    """Keep the largest memory of a process and its descendants in `peak`, as far as /proc tells."""
    while peak is not None and process.poll() is None:
        peak.append(sum(map(memory_of, family(process.pid))))
        time.sleep(0.3)


def family(process: int) -> list[int]:
    """A process and all that descend from it."""
    members = [process]
    for member in members:
        try:
            children = Path(f"/proc/{member}/task/{member}/children").read_text().split()
        except OSError:
            continue
        members += map(int, children)
    return members


def memory_of(process: int) -> float:
    """MB of a process; a page shared by three counts a third in each."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def ours(folder: Path) -> tuple[float, float, float]:
    """First, further, and peak memory of our grader."""
    grader = [sys.executable, "-m", "course_utils.grading"]
    (folder / "one").mkdir()
    shutil.copytree(folder / "submitted" / "learner_00", folder / "one" / "learner_00")
    first = timed([*grader, "one", "--output", "grades_of_one"], folder)
    peak = [0.0]
    everybody = timed([*grader, "submitted", "--output", "grades"], folder, peak)
    return first, (everybody - first) / (LEARNERS - 1), max(peak)


def others(folder: Path) -> tuple[float, float]:
    """A further learner with all chapters, and one chapter in which every answer hangs."""
    grader = [sys.executable, "-m", "course_utils.grading"]
    submissions(folder / "all_one", 1, CHAPTERS)
    submissions(folder / "all", OF_ALL_CHAPTERS, CHAPTERS)
    submit(folder / "worst" / "learner" / CHAPTER, CHAPTER, hanging)
    one, several = (timed([*grader, name, "--output", f"grades_{name}"], folder) for name in ("all_one", "all"))
    worst = timed([*grader, "worst", "--output", "grades_worst"], folder)
    return (several - one) / (OF_ALL_CHAPTERS - 1), worst


def stock(folder: Path) -> tuple[float, float]:
    """First and further of nbgrader's autograde."""
    for part in ("solutions", "tools", "nbgrader_config.py"):
        copy = shutil.copytree if (COURSE / part).is_dir() else shutil.copy
        copy(COURSE / part, folder / part)
    nbgrader = [sys.executable, "-m", "nbgrader"]
    timed([*nbgrader, "generate_assignment", CHAPTER], folder)
    first = timed([*nbgrader, "autograde", CHAPTER, "--student=learner_00"], folder)
    several = timed([*nbgrader, "autograde", CHAPTER, f"--student=learner_0[1-{STOCK - 1}]"], folder)
    return first, (several - first) / (STOCK - 2)


def measure(say=lambda text: None) -> Grading:
    """Grade the same submissions both ways."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submissions(folder / "submitted", LEARNERS)
        say(f"Grading {LEARNERS} submissions ...")
        first, further, memory = ours(folder)
        say(f"Grading {STOCK} of them with stock nbgrader ...")
        by_stock = stock(folder)
        say(f"Grading {OF_ALL_CHAPTERS} learners with all chapters, and one whose every answer hangs ...")
        return Grading(first, further, *by_stock, memory, *others(folder))


if __name__ == "__main__":
    grading = measure(lambda text: print(text, file=sys.stderr))
    print(
        f"ours: {grading.first:.1f} s with the start, then {grading.ours:.2f} s a submission; {grading.memory:.0f} MB"
    )
    print(f"nbgrader: {grading.stock_first:.1f} s with the start, then {grading.stock:.2f} s a submission")
    print(f"{grading.faster:.1f} times faster")
    minutes = LEARNERS * grading.all_chapters / 60
    print(f"all five chapters: {grading.all_chapters:.1f} s a learner, so {minutes:.1f} minutes for {LEARNERS}")
    print(f"a chapter in which every answer hangs: {grading.worst:.0f} s with the start")
