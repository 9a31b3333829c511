"""A claim's verdict: what was found beside what was expected, stated alike on every machine, and stopping no notebook.

    claim("R4", "holds: a deeper plain network fits worse",
          measured("least gap at 56 layers, over 3 seeds", gaps.min(), above=0.5))

Where a quantity lies outside what was expected, the verdict is "not on this machine" with both values; the tests fail
there, the page goes on. `make claims` runs the same cells over variants of the machine and of the seeds.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

HOLDS, CONDITION, REFUTED = "holds", "holds with a condition", "does not hold"
OPENINGS = {"holds: ": HOLDS, "holds ": CONDITION, "does not hold": REFUTED}


@dataclass(frozen=True)
class Evidence:
    """One quantity that a verdict rests on, and the range in which it has to lie for the verdict to stand."""

    name: str
    value: float
    above: float = -math.inf
    below: float = math.inf
    derived: bool = False

    @property
    def stands(self) -> bool:
        """Whether the value lies strictly inside its range; NaN never does."""
        return self.above < self.value < self.below

    @property
    def expected(self) -> str:
        """The range in words, e.g. "above 0.5"."""
        low, high = math.isfinite(self.above), math.isfinite(self.below)
        if low and high:
            return f"between {self.above:g} and {self.below:g}"
        return f"above {self.above:g}" if low else f"below {self.below:g}"

    def __str__(self) -> str:
        return f"{self.name}: {shown(self.value)} (expected {self.expected})"


def shown(value: float) -> str:
    """A number as a person reads it: three significant digits, powers of ten only where zeros would be counted."""
    return f"{value:.3g}"


def measured(name: str, value: Any, above: float = -math.inf, below: float = math.inf) -> Evidence:
    """A quantity that could have come out otherwise; `value` is a number, or a tensor or array with one element."""
    return _evidence(name, value, above, below, derived=False)


def derived(name: str, value: Any, above: float = -math.inf, below: float = math.inf) -> Evidence:
    """A quantity that follows from the definitions: an identity, checked to rounding."""
    return _evidence(name, value, above, below, derived=True)


def _evidence(name, value, above, below, derived):
    if math.isinf(above) and math.isinf(below):
        raise ValueError(f"{name!r} has no expectation that could fail: give above=, below=, or both.")
    value = value.detach() if hasattr(value, "detach") else value
    return Evidence(name, float(value), float(above), float(below), derived)


@dataclass(frozen=True)
class Verdict:
    """What a claim's cell shows: the verdict, the evidence, and a table if there is one."""

    id: str
    verdict: str
    evidence: tuple[Evidence, ...]
    table: str = ""

    @property
    def kind(self) -> str:
        """The entry of the ledger: holds, holds with a condition, or does not hold."""
        return next(kind for opening, kind in OPENINGS.items() if self.verdict.startswith(opening))

    @property
    def stands(self) -> bool:
        """Whether every quantity came out as expected."""
        return all(quantity.stands for quantity in self.evidence)

    def __str__(self) -> str:
        lines = [f"{self.id} {self.verdict}."]
        if not self.stands:
            wrong = "; ".join(str(quantity) for quantity in self.evidence if not quantity.stands)
            lines = [f"{self.id}: not on this machine. Found {wrong}.", f"Elsewhere: {self.id} {self.verdict}."]
        lines += [f"  {'derived' if quantity.derived else 'measured'}: {quantity}" for quantity in self.evidence]
        return "\n".join([*lines, *self.table.splitlines()])

    __repr__ = __str__

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self)}, {"claim": self.record()}

    def record(self) -> dict:
        """The verdict as plain data: id, verdict, kind, stands, and the evidence with its ranges (finite ends only)."""
        rows = [
            {name: value for name, value in asdict(quantity).items() if value not in (math.inf, -math.inf)}
            | {"stands": quantity.stands}
            for quantity in self.evidence
        ]
        return {"id": self.id, "verdict": self.verdict, "kind": self.kind, "stands": self.stands, "evidence": rows}


def claim(id: str, verdict: str, *evidence: Evidence, table: Any = "") -> Verdict:
    """State how the claim `id` of the ledger came out: the value of its cell.

    `verdict` begins with "holds: ", with "holds " and the condition ("holds where branches start small"), or with
    "does not hold", and is a sentence without its full stop. `table`, a data frame or a text, is shown below.

    Raises ValueError for a verdict that begins otherwise, or without evidence.
    """
    if not any(verdict.startswith(opening) for opening in OPENINGS):
        raise ValueError(f'{id}: a verdict begins with "holds: ", "holds " and its condition, or "does not hold".')
    if not evidence:
        raise ValueError(f"{id}: a verdict needs evidence: measured(...) or derived(...).")
    text = table.round(3).to_string() if hasattr(table, "to_string") else str(table)
    return Verdict(id, verdict.rstrip("."), tuple(evidence), text)
