"""Hold the checks against a bank of answers: every right one at 200 seeds, every wrong one at 40, outputs replayed.

    python -m tools.bank                         what is missing or has changed since it was run; docs/bank.md
    python -m tools.bank --only 1.13,4.14        of these exercises
    python -m tools.bank --right 1000 --jobs 8   more seeds, eight answers at a time

Right answers are the worked solutions and `tests/answers/<exercise>/right_*.py`, which must earn all points at every
seed; wrong ones are `wrong_*.py`, which must not at any. What was found is kept in `docs/bank.json` as soon as it is,
so that the command may be stopped and started again. It names every mistake and ends with 1 where there is one.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path

from course_utils.checks import EXERCISES, Answer
from course_utils.checks.answer import Trouble
from course_utils.checks.check import attempt, examine
from course_utils.checks.exercise import Draw
from course_utils.checks.precision import InPrecision
from course_utils.checks.quiet import quiet
from tools.bank_store import Held, digest, lacking, load, save
from tools.files import COURSE

STORE = COURSE / "docs" / "bank.json"
BANK = COURSE / "tests" / "answers"
FILES = sorted(BANK.glob("*/*.py"))
BY_CODE = [exercise for exercise in EXERCISES.values() if not exercise.by_hand]
SLIP = re.compile(r'# slip: .+ \| message: "(.+)"$')
PAIRS = [(seed, seed + 1000) for seed in range(200)]  # whose outputs are replayed under which seed
PATIENCE = 120.0  # seconds for a run of a check, which may be one of many on a busy machine


def object_in(code: str, exercise, where: str = "answer"):
    """What a cell's code defines under the name of an exercise's answer."""
    scope = {"__name__": "answer"}
    exec(compile(code, where, "exec"), scope)
    return scope[exercise.signature.partition("(")[0]]


def answer_in(path: Path):
    """The answer a file of the bank defines, with its lines where tracebacks look for them."""
    return object_in(path.read_text(encoding="utf-8"), EXERCISES[path.parent.name], str(path))


@cache
def solution_of(id: str) -> str:
    """The code of an exercise's worked solution."""
    (notebook,) = (COURSE / "solutions").glob(f"{int(id.partition('.')[0]):02}_*/exercises.ipynb")
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == f"answer-{id.replace('.', '-')}")


class Patient(Answer):
    """An answer whose call is made once more where its time ran out: the clock goes on while a process is stopped."""

    def __call__(self, *inputs):
        try:
            return super().__call__(*inputs)
        except Trouble as trouble:
            if trouble.status != "timed out":
                raise
        self.renew()
        return super().__call__(*inputs)


def report_of(exercise, answer, seed):
    """The report of a check, without its picture; slow is not wrong here."""
    patient = Patient(answer, exercise.signature, exercise.adapter, PATIENCE, Draw(seed, exercise.id).seed)
    with quiet():
        return examine(exercise, patient, seed)


def held(id: str, path: Path | None, seeds) -> Held:
    """Hold one answer, the worked solution where there is no path, against its check at each seed."""
    return hold(Held(id, path.stem if path else "solution"), path, seeds)


def hold(outcome: Held, path: Path | None, seeds) -> Held:
    """Add to an outcome what is found at more seeds."""
    exercise = EXERCISES[outcome.exercise]
    answer = answer_in(path) if path else object_in(solution_of(exercise.id), exercise)
    slip = None if outcome.right else SLIP.match(path.read_text(encoding="utf-8").splitlines()[0])
    for seed in seeds:
        report = report_of(exercise, answer, seed)
        outcome.add(seed, report.points / exercise.points, not slip or slip[1] in str(report))
    return outcome


class Tape(Patient):
    """An answer that keeps what it returned, and once it is rewound returns that, whatever it is asked."""

    def __init__(self, *given, **settings):
        super().__init__(*given, **settings)
        self.heard, self.rewound = [], False

    def __call__(self, *inputs):
        if self.rewound:
            return self.heard.pop(0) if self.heard else 0.0
        self.heard.append(super().__call__(*inputs))
        return self.heard[-1]


def replayed(id: str, pairs=PAIRS, outcome: Held | None = None) -> Held:
    """How much the solution's outputs under one seed earn under another, law by law, for each pair of seeds."""
    exercise, outcome = EXERCISES[id], outcome or Held(id, "replayed")
    given = object_in(solution_of(id), exercise)
    for first, second in pairs:
        points = 0.0
        for law in exercise.laws:
            tape = Tape(given, exercise.signature, exercise.adapter, PATIENCE)
            attempt(law.test, InPrecision(tape, exercise.tables), Draw(first, id, law.name))
            tape.rewound = True
            points += law.points * (
                attempt(law.test, InPrecision(tape, exercise.tables), Draw(second, id, law.name)) is None
            )
        outcome.add(first, points / exercise.points)
    return outcome


def wanted(right: int = 200, wrong: int = 40) -> list[Held]:
    """Every answer of the bank as it should be found: at so many seeds, with today's code."""
    listed = []
    for exercise in BY_CODE:
        worked = digest(exercise.id, solution_of(exercise.id))
        listed.append(Held(exercise.id, "solution", worked, right))
        for path in FILES:
            if path.parent.name == exercise.id:
                code = digest(exercise.id, path.read_text(encoding="utf-8"))
                listed.append(Held(exercise.id, path.stem, code, right if path.stem.startswith("right_") else wrong))
        listed.append(Held(exercise.id, "replayed", worked, min(right, len(PAIRS))))
    return listed


def find(want: Held, found: Held | None = None) -> Held:
    """Run one answer at as many seeds as wanted; where some were run with this code already, at the others."""
    found = found if found and found.code == want.code else Held(want.exercise, want.name, want.code)
    seeds = range(found.seeds, want.seeds)
    if want.name == "replayed":
        return replayed(want.exercise, [PAIRS[seed] for seed in seeds], found)
    return hold(found, None if want.name == "solution" else BANK / want.exercise / f"{want.name}.py", seeds)


def main(arguments=None) -> int:
    """Run what is missing in parallel processes, keep it, write the page, name every mistake; 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=lambda text: text.split(","), metavar="1.13,4.14", help="these exercises")
    parser.add_argument("--json", type=Path, default=STORE, help="where what was found is kept, the page beside it")
    for name, count in (("right", 200), ("wrong", 40), ("jobs", 2)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args(arguments)
    all_of_it, findings = wanted(options.right, options.wrong), load(options.json)
    chosen = [each for each in all_of_it if not options.only or each.exercise in options.only]
    missing = lacking(findings, chosen)
    print(f"{len(missing)} of {len(chosen)} answers are to be run.", flush=True)
    for found in side_by_side(options.jobs, find, [(each, findings.get(each.key)) for each in missing]):
        findings[found.key] = found
        save(options.json, findings, all_of_it)
        if found.mistaken or found.unnamed:
            print(line(found), flush=True)
    save(options.json, findings, all_of_it)
    wrong = [found for each in chosen if (found := findings[each.key]).mistaken]
    print(*(line(found) for found in wrong), f"{len(wrong)} answers of {len(chosen)} were mistaken.", sep="\n")
    return int(bool(wrong))


def side_by_side(jobs: int, call, given: list[tuple]) -> Iterator[Held]:
    """What `call` returns for each of the arguments, as it comes, from so many processes."""
    with ProcessPoolExecutor(jobs) as pool:
        for future in as_completed([pool.submit(call, *arguments) for arguments in given]):
            yield future.result()


def line(found: Held) -> str:
    """Where one answer was mistaken, and where its slip was not named."""
    return f"{found.exercise} {found.name}: mistaken at {found.mistaken[:5]}, unnamed at {found.unnamed[:5]}"


if __name__ == "__main__":
    sys.exit(main())
