"""Ask the same questions in an order that nobody knows beforehand, some of them twice: a tape of old answers fails."""

import torch

from course_utils.checks.answer import Trouble

FORGETFUL = "The same inputs gave another result than before: what comes back should depend on nothing else."


def in_random_order(answer, draw, cases, again: int = 4) -> list:
    """Pairs (case, returned) for cases, tuples of inputs, asked in random order and `again` of them twice.

    The pairs come in the order of the cases. Trouble where the same inputs gave two different results.
    """
    known = {}
    numbers = list(range(len(cases))) + [draw.integer(0, len(cases) - 1) for _ in range(again)]
    for number in (numbers[place] for place in draw.order(len(numbers))):
        returned = answer(*cases[number])
        if not same(known.setdefault(number, returned), returned):
            raise Trouble("failed", FORGETFUL)
    return [(case, known[number]) for number, case in enumerate(cases)]


def same(first, second) -> bool:
    """Whether plain data is equal, to within rounding; NaN is equal to NaN."""
    if type(first) is list or type(second) is list:
        return type(first) is type(second) and len(first) == len(second) and all(map(same, first, second))
    if first is second:
        return True
    if type(first) is int or type(second) is int:  # of any size
        return type(first) is type(second) and first == second
    first, second = (torch.as_tensor(value, dtype=torch.complex128) for value in (first, second))
    return first.shape == second.shape and torch.allclose(first, second, rtol=1e-6, atol=1e-12, equal_nan=True)
