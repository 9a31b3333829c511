"""What was found with each answer of the bank, one a line of `docs/bank.json`, and the page made from it.

Each finding keeps a digest of the answer and of the code that its check rests on, by which `tools.bank` runs again only
what has changed, and the page says what is older.
"""

import ast
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

from course_utils.checks import EXERCISES
from tools.files import COURSE, replace_file

CHECKS = "course_utils.checks"
SHOWING = {"record", "report"}  # modules of the checks on which no point rests
HEAD = ["exercise", "right", "refused", "worst seed", "wrong", "passed", "nearest seed", "unnamed", "replayed"]
LEGEND = """# The checks against the bank of answers

`python -m tools.bank` writes this page and [bank.json](bank.json). It holds every right answer against {right} seeds,
every wrong one against {wrong}, and replays the worked solution's outputs of one seed under another, in {pairs} pairs.

Each row: the right answers (the worked solution among them), how often one was refused, and the seed at which one came
off worst; the wrong answers, how often one earned full points, the seed at which one came closest, and how often its
slip was not named; the most points, of all, for replayed outputs; how many answers have not been held against so many
seeds yet, with the fewest that one of them was held against; how many were, with an older state of check or answer.
"""


@dataclass
class Held:
    """One answer, or the replayed outputs of the solution, held against its check at many seeds."""

    exercise: str
    name: str
    code: str = ""  # the digest of what the result rests on
    seeds: int = 0
    share: float = 1.0  # of all points, at the seed that came nearest to a mistake
    worst: int = 0  # that seed
    mistaken: list = field(default_factory=list)  # seeds: a right answer lost a point, a wrong or a replayed one ...
    unnamed: list = field(default_factory=list)  # seeds at which the slip of a wrong answer was not named

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other."""
        return self.exercise, self.name

    @property
    def right(self) -> bool:
        """Whether it should earn all points."""
        return self.name == "solution" or self.name.startswith("right_")

    def add(self, seed: int, share: float, named: bool = True) -> None:
        """Count in what was found at one seed; a replay may earn nothing, a wrong answer less than all."""
        nearer = share < self.share if self.right else share > self.share
        if not self.seeds or nearer:
            self.share, self.worst = share, seed
        self.seeds += 1
        allowed = share == 1 if self.right else share == 0 if self.name == "replayed" else share < 1
        self.mistaken += [] if allowed else [seed]
        self.unnamed += [] if named else [seed]


def digest(id: str, answer: str) -> str:
    """Twelve hexadecimal digits of an answer's source and of the code that decides over its points."""
    module = EXERCISES[id].laws[0].test.__module__
    return hashlib.sha256("\n".join([code_behind(module), answer]).encode()).hexdigest()[:12]


@cache
def code_behind(module: str) -> str:
    """The code, without comments, of a module of the checks, of the mechanism, and of all modules that they import."""
    found, waiting = set(), [module, f"{CHECKS}.check"]
    while waiting:
        path = COURSE.joinpath(*waiting.pop().split(".")).with_suffix(".py")
        if path.is_file() and path not in found and path.stem not in SHOWING:
            found.add(path)
            waiting += imported(ast.parse(path.read_text(encoding="utf-8")))
    return "\n".join(ast.unparse(ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(found))


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names that may be modules of the checks: `a.b` and `a.b.c` of `from a.b import c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(CHECKS):
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def load(path: Path) -> dict[tuple[str, str], Held]:
    """The findings kept in a file, by exercise and answer; none where there is no file."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {tuple(key.split("/")): Held(*key.split("/"), *values) for key, values in kept.items()}


def save(path: Path, findings: dict[tuple[str, str], Held], wanted: list[Held]) -> None:
    """Keep the findings, one a line, and write the page beside them; answers that are gone, go."""
    known = {each.key for each in wanted}
    kept = {"/".join(key): astuple(findings[key])[2:] for key in sorted(findings) if key in known}
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(values)}" for key, values in kept.items())
    replace_file(path, f"{{\n{lines}\n}}\n".encode())
    replace_file(path.with_suffix(".md"), page(findings, wanted).encode())


def lacking(findings: dict, wanted: list[Held], by_code: bool = True) -> list[Held]:
    """What has not been found at as many seeds as wanted, or (by its code) not as the code is now."""
    return [each for each in wanted if not answered(findings.get(each.key), each, by_code)]


def answered(found: Held | None, want: Held, by_code: bool) -> bool:
    """Whether a finding is of as many seeds as wanted, and of this code."""
    return found is not None and found.seeds >= want.seeds and (found.code == want.code or not by_code)


def page(findings: dict, wanted: list[Held]) -> str:
    """The whole page, in Markdown."""
    seeds = {kind: max((each.seeds for each in wanted if kind_of(each) == kind), default=0) for kind in KINDS}
    by_exercise = defaultdict(list)
    for each in wanted:
        by_exercise[each.exercise].append(each)
    columns = [*HEAD, "fewer seeds", "older code"]
    rows = [row(id, findings, group) for id, group in by_exercise.items()]
    lines = [[*columns], ["---"] * len(columns), *rows]
    return LEGEND.format(**seeds) + "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


KINDS = {"right": "refused", "wrong": "passed", "pairs": "earned"}


def kind_of(each: Held) -> str:
    """right, wrong or pairs."""
    return "right" if each.right else "pairs" if each.name == "replayed" else "wrong"


def row(id: str, findings: dict, wanted: list[Held]) -> list[str]:
    """One exercise's cells; empty where nothing was run."""
    found = [findings[each.key] for each in wanted if each.key in findings]
    cells = [id]
    for kind in ("right", "wrong"):
        ours = [each for each in found if kind_of(each) == kind]
        nearest = (min if kind == "right" else max)(ours, key=lambda each: each.share, default=None)
        where = f"{nearest.worst} ({nearest.share:.0%}, {nearest.name})" if nearest else ""
        count = sum(kind_of(each) == kind for each in wanted)
        cells += [str(count), str(sum(len(each.mistaken) for each in ours)) if ours else "", where]
    shares = [f"{each.share:.0%}" for each in found if kind_of(each) == "pairs"]
    cells += [str(sum(len(each.unnamed) for each in found)), *(shares or [""])]
    missing = lacking(findings, wanted, by_code=False)
    fewest = min((findings[each.key].seeds if each.key in findings else 0 for each in missing), default=0)
    older = len(lacking(findings, wanted)) - len(missing)
    return [*cells, f"{len(missing)} (at {fewest})" if missing else "-", str(older or "-")]
