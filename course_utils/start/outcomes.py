"""How a prediction turned out: which answer a measurement supports, on this machine.

A question's options are words, its measurement a sentence that `reveal` wrote; the numbers of that sentence decide. So
no lesson's code holds an answer, and where another machine measures otherwise, another option is right on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)")


def numbers_in(sentence: str) -> list[float]:
    """The numbers of a sentence in their order: 19%, 0.0012, 3e-46, 1,202."""
    return [float(found.replace(",", "")) for found in NUMBER.findall(sentence)]


def rising(*steps: float | str) -> Callable[..., str]:
    """`rising("less", 0.9, "equal", 1.1, "more")`: the words between whose bounds the first number lies."""

    def supported(number, *_):
        return next((steps[i] for i in range(0, len(steps) - 1, 2) if number < steps[i + 1]), steps[-1])

    return supported


def fixed(words: str) -> Callable[..., str]:
    """What is derived and not measured."""
    return lambda *_: words


# Of each question the beginning of the option that these numbers support; None where they support none of them.
SUPPORTED: dict[str, Callable[..., str | None]] = {
    "1-identity": lambda error, _, silent: rising("copies", 0.05, "has learnt the slope", 0.7, "has learnt nothing")(
        error / silent
    ),
    "1-degradation": rising("20 %", 40, "60 %", 80, "95 %", 97, "99 %"),
    "1-correction": lambda before, after, _: rising("smaller", 0.99, "equal", 1.01, "larger")(after / before),
    "1-scaling": rising("close to 0", 0.3, "about 0.6", 0.8, "close to 1"),
    "1-cause": rising("much smaller", 0.1, "about equal", 10, "much larger"),
    "1-variation": rising("0", 0.5, "1", 25, "49"),
    "2-flow": rising("a million times smaller", 1e-3, "about as large", 100, "a thousand times larger"),
    "2-bound": rising("about 0.001", 1, "something between", 200, "about 2"),
    "2-place": rising("large and negative", -3, "still near 0", 3, "large and positive"),
    "2-variants": lambda same, turned, drawn: (
        "neither" if turned < same - 0.1 else "a rotation" if drawn < same - 0.1 else "a Gaussian matrix and"
    ),
    "2-norm": lambda _, post, pre, __, post_fast, pre_fast: {
        (False, False): "pre-norm at both",
        (True, True): "post-norm at both",
        (True, False): "post-norm at 0.003",
    }.get((post > pre, post_fast > pre_fast)),
    "2-thousand": rising("about 10 %", 30, "about 50 %", 75, "above 90 %"),
    "3-pair": rising("a little less", 0.95, "about the same", 1.1, "about 1.2", 1.35, "1.5 times"),
    "3-where": rising("less than 5 %", 10, "about 20 %", 30, "about 40 %", 50, "about 60 %"),
    "3-four": rising("about twice", 2.8, "about 4", 5.7, "about 8", 11.3, "about 16"),
    "3-se": rising("less than 0.1 %", 0.3, "about 1 %", 3, "about 10 %"),
    "3-dense": lambda _, times: rising("a little more", 1.5, "about twice", 2.5, "more than three")(times),
    "3-deep": rising("stays equal", 1.4, "doubles", 3.7, "grows sevenfold"),
    "4-source": fixed("the path through every branch"),
    "4-surgery": lambda plain, residual: (
        "both fall to guessing"
        if max(plain, residual) < 0.3
        else "plain falls"
        if plain < 0.3
        else "both fall a little"
        if min(plain, residual) > 0.6
        else None
    ),
    "4-shuffle": rising("hardly more", 0.3, "about half", 0.8, "nearly all"),
    "4-isolated": rising("less than 10 %", 0.2, "about half", 1.5, "several times"),
    "4-boosting": lambda first, _, last: (
        "the early ones" if first > last else "all of them" if last < 1.5 * first else "the late ones"
    ),
    "4-members": lambda _, best, whole: rising("that of guessing", 0.2, "between", whole - 0.03, "about that")(best),
    "5-circle": rising("inside", 0.95, "on the circle", 1.5, "outside"),
    "5-stable": rising("at 0", 0.5, "near 1", 10, "above 100"),
    "5-adjoint": lambda few, _, many, __: rising("does not grow", 2, "grows about 8", 30, "grows 64")(many / few),
    "5-swap": lambda flow, augmented, residual: {
        (True, True, True): "all of them",
        (False, True, True): "the augmented flow and",
        (False, False, True): "the residual net alone",
        (False, True, False): "the augmented flow alone",
    }.get((flow < 0.1, augmented < 0.1, residual < 0.1)),
    "5-settle": rising("less than 5 %", 8, "about 20 %", 45, "about as much"),
}
NEAR = 0.1  # a number is right within this share of what was measured


def turned_out(key: str, predicted: Any, measured: Any) -> bool | None:
    """Whether a prediction was as measured; None where the measurement cannot be read or supports no option."""
    try:
        numbers = numbers_in(str(measured))
        if key not in SUPPORTED:
            return abs(float(predicted) - numbers[0]) <= NEAR * abs(numbers[0])
        words = SUPPORTED[key](*numbers)
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return None if words is None else str(predicted).startswith(words)
