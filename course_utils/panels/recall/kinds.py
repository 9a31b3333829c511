"""The three kinds of recall question, and what each says of an answer: a choice, a number, an order.

Every question has an `id` such as "1-copy" (the number of its chapter first), the `section` of the lesson that answers
it (its heading, word for word), and `why`, the sentence that a right answer gets.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and what is said of it; `right` is None for what is no answer yet."""

    right: bool | None
    sentence: str


@dataclass(frozen=True)
class Question:
    """What all kinds have in common."""

    id: str
    section: str
    text: str
    why: str

    @property
    def chapter(self) -> int:
        """The number of the chapter whose lesson asks it."""
        return int(self.id.split("-")[0])

    @property
    def place(self) -> str:
        """Where the answer stands, for a learner who is elsewhere by now."""
        return f"lesson {self.chapter}, “{self.section}”"

    @property
    def listing(self) -> str:
        """What may be answered, as Markdown, for a page without a kernel."""
        raise NotImplementedError(f"{type(self).__name__} has to say what may be answered.")

    def judge(self, answer: Any) -> Verdict:
        """What to say of `answer`."""
        raise NotImplementedError(f"{type(self).__name__} has to judge an answer.")


@dataclass(frozen=True)
class Choice(Question):
    """One of several: `right`, or one of `wrong`, a dictionary from each wrong option to what is wrong with it."""

    right: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def options(self) -> tuple[str, ...]:
        """All options in an order that is the same at every opening and tells nothing."""
        return shuffled((self.right, *self.wrong), self.id)

    @property
    def listing(self) -> str:
        """The options, one a line."""
        return "\n".join(f"- {option}" for option in self.options)

    def judge(self, answer: Any) -> Verdict:
        """Right for the one option, its own sentence for every other."""
        if answer == self.right:
            return Verdict(True, self.why)
        if not isinstance(answer, str) or answer not in self.wrong:
            return Verdict(None, "Choose one of the options first.")
        return Verdict(False, self.wrong[answer])


@dataclass(frozen=True)
class Number(Question):
    """A number, right within `tolerance`; `slips` are wrong ones that one may come to, each with its sentence."""

    right: float = 0.0
    tolerance: float = 0.0
    unit: str = ""
    slips: Mapping[float, str] = field(default_factory=dict)
    otherwise: str = ""  # what is said of any other number

    @property
    def listing(self) -> str:
        """What kind of answer is wanted."""
        return f"- a number{f', in {self.unit}' if self.unit else ''}"

    def judge(self, answer: Any) -> Verdict:
        """Right within the tolerance; a slip within the same tolerance gets its own sentence."""
        value = number_in("" if answer is None else str(answer))
        if value is None:
            return Verdict(None, "Type a number first: 0.25, 1/4, 25 % and 18,432 are all understood.")
        if self._near(value, self.right):
            return Verdict(True, self.why)
        said = (sentence for slip, sentence in self.slips.items() if self._near(value, slip))
        return Verdict(False, next(said, self.otherwise))

    def _near(self, value: float, other: float) -> bool:
        return abs(value - other) <= self.tolerance * (1 + 1e-9) + 1e-12


@dataclass(frozen=True)
class Order(Question):
    """Things to put in order: `items` as they belong, `otherwise` what to think of where they are not."""

    items: Sequence[str] = ()
    first: str = "first"  # what the top of the list means, and the bottom
    last: str = "last"
    otherwise: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The items as they are shown at first: never in their order already."""
        return shuffled(self.items, self.id)

    @property
    def listing(self) -> str:
        """The items as they are shown at first."""
        return "\n".join(f"- {item}" for item in self.options) + f"\n\n({self.first} at the top, {self.last} below)"

    def judge(self, answer: Any) -> Verdict:
        """Right if all stand where they belong; else how many do, counted from the top."""
        answer = tuple(answer) if isinstance(answer, (list, tuple)) else ()
        if sorted(map(str, answer)) != sorted(self.items):
            return Verdict(None, "Put all of them in order first.")
        if answer == tuple(self.items):
            return Verdict(True, self.why)
        fit = next(place for place, (a, b) in enumerate(zip(answer, self.items, strict=True)) if a != b)
        stand = {0: "The top one is not it", 1: "The top one is right, the next is not"}
        return Verdict(False, f"{stand.get(fit, f'The upper {fit} are right, the next is not')}. {self.otherwise}")


def shuffled(items: Sequence[str], seed: str) -> tuple[str, ...]:
    """The items in another order than theirs, always the same for the same `seed`; two items or more."""
    dice, order = random.Random(seed), list(items)
    while tuple(order) == tuple(items):
        dice.shuffle(order)
    return tuple(order)


def number_in(text: str) -> float | None:
    """The number that a person typed: 18,432, 1/4, 25 %, 2^-3, 1e-5, −0.5; None for anything else."""
    plain = re.sub(r"[\s_]", "", str(text)).replace("−", "-").replace("**", "^")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?%?", plain):
        plain = plain.replace(",", "")
    percent, plain = plain.endswith("%"), plain.rstrip("%")
    one = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
    whole = re.fullmatch(rf"({one})(?:([/^])({one}))?", plain)
    if not whole:
        return None
    left, sign, right = whole.groups()
    try:
        value = float(left) if not sign else float(left) / float(right) if sign == "/" else float(left) ** float(right)
    except (ZeroDivisionError, OverflowError):
        return None
    if isinstance(value, complex) or not math.isfinite(value):
        return None
    return value / 100 if percent else value
