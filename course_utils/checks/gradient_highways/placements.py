"""Exercise 2.7: the expected square of what a placement of the ReLU hands back, by drawing at random."""

import math
from functools import cache

import torch

from course_utils.checks.answer import Trouble
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, pieces, require

monte = Exercise("2.7", "Which placement passes more?", "placements(D, draws, positive)", difficulty=3, minutes=15)
PLACEMENTS = ("textbook", "pre", "post")
SPREAD = {"textbook": 2.4, "pre": 2.4, "post": 3.4}  # of one draw at D = 1, relative; it falls with the root of D
SIGMAS = 4.5
FEW, MANY = 200, 2500  # draws to judge an answer by, and to look again before it is told a slip
SINGLES = 40  # requests of one draw
PAIR = 64  # draws at D = 1: all W above -1 with a chance of 2e-8


@cache
def expected(D, positive, variance=2.0):
    """The three expectations for weights N(0, variance / D), by integrating over W; exact for inputs of either sign."""
    x = torch.randn(100_000 // D, D, generator=torch.Generator().manual_seed(0), dtype=torch.float64).abs()
    u, size = (x / x.norm(dim=1, keepdim=True) if positive else 0 * x), math.sqrt(variance / D)
    normal = torch.distributions.Normal(torch.zeros((), dtype=x.dtype), 1.0)

    def masked(shift):
        """Mean square of a row e_i + w_i where x_i shift + w_i x > 0, its parts along and across x taken apart."""
        t = shift * u / size
        on, density = normal.cdf(t), normal.log_prob(t).exp()
        across = on * (D - 1) * size**2
        return (on * shift + 2 * u * size * density + size**2 * (on - t * density) + across).mean().item()

    return {"textbook": 1 + masked(0), "pre": 1 + variance / (1 if positive else 2), "post": masked(1)}


def near_misses(part, D, positive):
    """What some slips make of one of the three numbers, by what is said of them."""
    wanted, deep = expected(D, positive), "Is the variance of W 2 / D? That is what you get with"
    near = {
        "That is its root: the mean of squares is asked.": math.sqrt(wanted[part]),
        "That is not yet divided by the square of g.": D * wanted[part],
    }
    if part == "textbook":  # the first to be compared: where it is right, so is the variance
        near |= {
            f"{deep} 1 / D.": expected(D, positive, 1.0)[part],
            f"{deep} 4 / D^2, the square of 2 / D.": expected(D, positive, 4 / D)[part],
            f"{deep} 1.": expected(D, positive, float(D))[part],
        }
    if not positive:
        near["The shortcut is missing: that is the branch alone."] = wanted[part] - 1
    return near


def means(returned):
    """The three numbers that an answer returned, by name."""
    named = dict(zip(PLACEMENTS, pieces(returned, "textbook, pre, post"), strict=True))
    numbers = {name: as_real(value, name) for name, value in named.items()}
    for name, value in numbers.items():
        require(value.dim() == 0, f"{name} has shape {tuple(value.shape)}; expected one number, the mean.")
    return {name: value.item() for name, value in numbers.items()}


def tolerance(part, D, draws):
    """How far, relatively, the mean of so many draws may be off."""
    return SIGMAS * SPREAD[part] / math.sqrt(D * draws)


def expect_placements(answer, D, returned, positive):
    """Compare three means of FEW draws with their expectations; those that are off once get more draws."""
    draws, wanted = FEW, expected(D, positive)
    if not any(is_off(returned, wanted, D, draws)):
        return
    returned, draws = means(answer(D, MANY, positive)), MANY
    for part in is_off(returned, wanted, D, draws):
        case = f"D = {D}, {draws} draws and inputs {'that are never negative' if positive else 'of either sign'}"
        message = f"With {case}, {part} is {returned[part]:.3g}; expected {wanted[part]:.3g} within "
        likely = likely_slip(part, returned, D, draws, positive)
        raise Trouble("failed", f"{message}{tolerance(part, D, draws):.0%}.{likely}")


def is_off(returned, wanted, D, draws) -> list[str]:
    """The parts whose means of so many draws are too far from what is expected; NaN is."""
    return [part for part in PLACEMENTS if not abs(returned[part] / wanted[part] - 1) < tolerance(part, D, draws)]


def likely_slip(part, returned, D, draws, positive) -> str:
    """A sentence on what one of the three numbers looks like, or nothing."""
    if not is_off(returned, expected(D, not positive), D, draws):
        return " Inputs are standard normal where `positive` is False, their absolute values where it is True."
    wanted, near = expected(D, positive), min(0.07, tolerance(part, D, draws))
    misses = near_misses(part, D, positive) | {name: wanted[name] for name in wanted if name != part}
    off = {miss: error for miss, value in misses.items() if (error := abs(returned[part] / value - 1)) < near}
    nearest = min(off, key=off.get, default="")
    if nearest in wanted:  # two forms may pass about the same: then both are named
        nearest = f"That is what the form called {' or '.join(name for name in off if name in wanted)} passes."
    return f" {nearest}" if nearest else ""


def single_draws_differ(drawn):
    """Means of one draw each, which are those of many for an answer that draws otherwise than it is told."""
    values = torch.tensor([[numbers[part] for part in PLACEMENTS] for numbers in drawn], dtype=torch.float64)
    spread = (values.amax(0) - values.amin(0)).amax().item()
    require(
        spread > 0.05,
        f"With one draw each, {len(drawn)} means differ by {spread:.2g} at most. Is it the mean of so many draws?",
    )


def one_matrix_for_all(numbers):
    """At D = 1 with inputs x > 0, `pre` and `post` are equal only where all W are above -1, `post` is 0 below it."""
    require(
        not (abs(numbers["pre"] - numbers["post"]) < 1e-6 * numbers["pre"] or numbers["post"] == 0),
        f"With D = 1 and {PAIR} draws, pre is {numbers['pre']:.4g} and post {numbers['post']:.4g}; expected those of "
        f"{PAIR} different W. Is W drawn anew for each draw? One W for all puts the mean where that W is.",
    )


def each_request(answer, draw, positive, widths, pairs):
    """(D, draws, three means) for so many requests of each kind, in random order, and last the means of one draw.

    Those go through eight D, for every call meets the same random numbers, and one D gives one mean. They are many, so
    that a replay seldom has a mean of many draws where one is asked for.
    """
    requests = [(D, FEW) for D in widths] + [(1, PAIR)] * pairs + [(1 + place % 8, 1) for place in range(SINGLES)]
    drawn = []
    for D, draws in (requests[place] for place in draw.order(len(requests))):
        numbers = means(answer(D, draws, positive))
        if draws == 1:
            drawn.append(numbers)
        yield D, draws, numbers
    single_draws_differ(drawn)


@monte.law
def inputs_of_either_sign(answer, draw):
    """all three forms, for inputs of either sign"""
    widths = [draw.integer(20, 32) for _ in range(5)]
    for D, draws, numbers in each_request(answer, draw, False, widths, 0):
        if draws == FEW:
            expect_placements(answer, D, numbers, False)


@monte.law(points=2)
def inputs_never_negative(answer, draw):
    """all three forms, for inputs that are never negative"""
    widths = [draw.integer(20, 32), draw.integer(2, 4), draw.integer(2, 4)]
    for D, draws, numbers in each_request(answer, draw, True, widths, 4):
        if draws == FEW:
            expect_placements(answer, D, numbers, True)
        if draws == PAIR:
            one_matrix_for_all(numbers)
