"""Hold the checks against a bank of answers: every right one at 200 seeds, every wrong one at 40, outputs replayed.

    python -m tools.bank [EXERCISE ...] [--right 200] [--wrong 40] [--jobs 2]

Right answers are the worked solutions and `tests/answers/<exercise>/right_*.py`, which must earn all points at every
seed; wrong ones are `wrong_*.py`, which must not at any. Of all exercises together the table goes to `docs/bank.md`.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.checks import EXERCISES, Answer
from course_utils.checks.check import attempt, examine
from course_utils.checks.exercise import Draw
from course_utils.checks.precision import InPrecision
from course_utils.checks.quiet import quiet
from tools.files import COURSE, replace_file

BANK = COURSE / "tests" / "answers"
FILES = sorted(BANK.glob("*/*.py"))
BY_CODE = [exercise for exercise in EXERCISES.values() if not exercise.by_hand]
SLIP = re.compile(r'# slip: .+ \| message: "(.+)"$')
PAIRS = [(seed, seed + 1000) for seed in range(200)]  # whose outputs are replayed under which seed
LEGEND = """
Each row: the right answers (the worked solution among them), how often one was refused, and the seed at which one came
off worst; the wrong answers, how often one earned full points, the seed at which one came closest, and how often its
slip was not named; the most points, of all, for outputs of one seed that were replayed under another, of {pairs} pairs.
"""


@dataclass
class Held:
    """One answer held against its check at many seeds."""

    exercise: str
    name: str
    right: bool
    points: dict = field(default_factory=dict)  # {seed: share of all points}
    unnamed: list = field(default_factory=list)  # seeds at which the slip of a wrong answer was not named

    @property
    def mistaken(self) -> list:
        """Seeds at which a right answer lost a point, or a wrong one lost none."""
        return [seed for seed, share in self.points.items() if (share < 1) == self.right]

    @property
    def worst(self):
        """The seed at which the check was nearest to a mistake, or made it."""
        return (min if self.right else max)(self.points, key=self.points.get)


def object_in(code: str, exercise, where: str = "answer"):
    """What a cell's code defines under the name of an exercise's answer."""
    scope = {"__name__": "answer"}
    exec(compile(code, where, "exec"), scope)
    return scope[exercise.signature.partition("(")[0]]


def answer_in(path: Path):
    """The answer a file of the bank defines, with its lines where tracebacks look for them."""
    return object_in(path.read_text(encoding="utf-8"), EXERCISES[path.parent.name], str(path))


def solution_of(id: str) -> str:
    """The code of an exercise's worked solution."""
    (notebook,) = (COURSE / "solutions").glob(f"{int(id.partition('.')[0]):02}_*/exercises.ipynb")
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == f"answer-{id.replace('.', '-')}")


def report_of(exercise, answer, seed):
    """The report of a check, without its picture."""
    with quiet():
        return examine(exercise, answer, seed)


def held(id: str, path: Path | None, seeds) -> Held:
    """Hold one answer, the worked solution where there is no path, against its check at each seed."""
    exercise = EXERCISES[id]
    answer = answer_in(path) if path else object_in(solution_of(id), exercise)
    outcome = Held(id, path.stem if path else "solution", path is None or path.stem.startswith("right_"))
    slip = None if outcome.right else SLIP.match(path.read_text(encoding="utf-8").splitlines()[0])
    for seed in seeds:
        report = report_of(exercise, answer, seed)
        outcome.points[seed] = report.points / exercise.points
        if slip and slip[1] not in str(report):
            outcome.unnamed.append(seed)
    return outcome


class Tape(Answer):
    """An answer that keeps what it returned, and once it is rewound returns that, whatever it is asked."""

    def __init__(self, *given, **settings):
        super().__init__(*given, **settings)
        self.heard, self.rewound = [], False

    def __call__(self, *inputs):
        if self.rewound:
            return self.heard.pop(0) if self.heard else 0.0
        self.heard.append(super().__call__(*inputs))
        return self.heard[-1]


def replayed(id: str, pairs=PAIRS) -> list[float]:
    """The share of points that the solution's outputs under one seed earn under another, law by law, for each pair."""
    exercise, shares = EXERCISES[id], []
    given = object_in(solution_of(id), exercise)
    for first, second in pairs:
        points = 0.0
        for law in exercise.laws:
            tape = Tape(given, exercise.signature, exercise.adapter)
            attempt(law.test, InPrecision(tape, exercise.tables), Draw(first, id, law.name))
            tape.rewound = True
            points += law.points * (
                attempt(law.test, InPrecision(tape, exercise.tables), Draw(second, id, law.name)) is None
            )
        shares.append(points / exercise.points)
    return shares


def jobs_of(ids, rights: int, wrongs: int) -> list[tuple]:
    """One call of `held` for each answer."""
    jobs = [(id, None, range(rights)) for id in ids]
    for path in FILES:
        if path.parent.name in ids:
            jobs.append((path.parent.name, path, range(rights if path.stem.startswith("right_") else wrongs)))
    return jobs


def row(id: str, outcomes: list[Held], shares: list[float]) -> str:
    """One line of the table."""
    cells = [id]
    for right in (True, False):
        ours = [outcome for outcome in outcomes if outcome.right is right]
        order = (min if right else max)(ours, key=lambda outcome: outcome.points[outcome.worst], default=None)
        mistakes = sum(len(outcome.mistaken) for outcome in ours)
        worst = f"{order.worst} ({order.points[order.worst]:.0%}, {order.name})" if order else ""
        cells += [str(len(ours)), str(mistakes), worst]
    cells += [str(sum(len(outcome.unnamed) for outcome in outcomes)), f"{max(shares):.0%}"]
    return "| " + " | ".join(cells) + " |"


HEAD = ["exercise", "right", "refused", "worst seed", "wrong", "passed", "nearest seed", "unnamed", "replayed"]


def table(rows: list[str], rights: int, wrongs: int) -> str:
    """The page of the bank."""
    head = f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}"
    title = "# The checks against the bank of answers\n\n`python -m tools.bank` "
    said = f"held every right answer against {rights} seeds and every wrong one against {wrongs}.\n"
    return "\n".join([title + said + LEGEND.format(pairs=len(PAIRS)), head, *rows, ""])


def main(arguments=None) -> int:
    """Run the bank in parallel processes, print the table, and name every mistake; 1 where there is one."""
    parser = argparse.ArgumentParser(prog="python -m tools.bank", description=__doc__.partition("\n")[0])
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", help="all, if none is named")
    for name, count in (("right", 200), ("wrong", 40), ("jobs", 2)):
        parser.add_argument(f"--{name}", type=int, default=count)
    chosen = parser.parse_args(arguments)
    ids = [exercise.id for exercise in BY_CODE if not chosen.exercises or exercise.id in chosen.exercises]
    outcomes, shares = defaultdict(list), {}
    with ProcessPoolExecutor(chosen.jobs) as pool:
        again = [(id, pool.submit(replayed, id)) for id in ids]
        for future in [pool.submit(held, *job) for job in jobs_of(ids, chosen.right, chosen.wrong)]:
            outcome = future.result()
            outcomes[outcome.exercise].append(outcome)
            if outcome.mistaken or outcome.unnamed:
                bad, unnamed = outcome.mistaken[:5], outcome.unnamed[:5]
                print(outcome.exercise, outcome.name, "mistaken at", bad, "unnamed at", unnamed, flush=True)
        shares = {id: future.result() for id, future in again}
    page = table([row(id, outcomes[id], shares[id]) for id in ids], chosen.right, chosen.wrong)
    print(page)
    if len(ids) == len(BY_CODE):
        replace_file(COURSE / "docs" / "bank.md", page.encode())
    mistaken = any(outcome.mistaken for ours in outcomes.values() for outcome in ours)
    return int(mistaken or max(max(each) for each in shares.values()) > 0)


if __name__ == "__main__":
    sys.exit(main())
