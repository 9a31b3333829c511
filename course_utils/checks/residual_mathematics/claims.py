"""Exercises 1.9 to 1.12: claims to be held against arithmetic, and one against the evidence."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, as_tensor, expect, pieces, require
from course_utils.checks.report import Curve

variation = Exercise("1.9", "Total variation and its bounds", "variation(x, f)", difficulty=2, minutes=10)


def total_variation(values):
    """The sum of all steps' absolute values."""
    return values.diff().abs().sum()


def grid(draw, low=0.0, high=1.0, count=40):
    """An increasing, uneven grid from low to high."""
    steps = draw.normal(count - 1).abs() + 0.2
    inner = torch.cat([torch.zeros(1, dtype=steps.dtype), steps.cumsum(0)])
    return low + (high - low) * inner / inner[-1]


def variation_inputs(draw, dtype=torch.float64):
    """Two pairs (x, f) on one grid (40,), f small and large; the grid and its length."""
    low = draw.uniform(-2, 0)
    x = grid(draw, low, low + draw.uniform(1.5, 3))
    return [(x, size * draw.normal(len(x)).to(dtype)) for size in (0.02, 1.0)], x, x[-1] - x[0]


@variation.law
def total_variation_of_y(answer, draw):
    """measures the total variation of y = x + f"""
    cases, x, _ = variation_inputs(draw)
    for x, f in cases:
        y = x + f
        slips = [
            (total_variation(f), "That is the variation of f; asked is that of y = x + f."),
            ((y[-1] - y[0]).abs(), "Ups and downs cancel: take the absolute value of each step, then add."),
            (y[-1] - y[0], "Ups and downs cancel: take the absolute value of each step, then add."),
            (
                (y.diff().abs() / x.diff()).sum(),
                "Each step is divided by the grid's; a variation adds the steps themselves.",
            ),
            (
                (y.diff().abs() * x.diff()).sum(),
                "Each step is multiplied by the grid's; a variation adds the steps themselves.",
            ),
            (y.diff().abs().mean(), "That is the mean step; a variation is the sum."),
            ((y.diff() ** 2).sum(), "The steps are squared; a variation takes absolute values."),
            (y.max() - y.min(), "That is the range; a function that goes up and down again varies by more."),
        ]
        expect(pieces(answer(x, f), "tv, lower, upper")[0], total_variation(y), "tv", slips)


def expect_bound(answer, draw, part, name, bound):
    """Compare one of the two bounds."""
    cases, _, length = variation_inputs(draw)
    for x, f in cases:
        V = total_variation(f)
        slips = [
            (
                bound(1, V),
                "That takes the grid to be one unit long. What is the variation of y = x on this grid?",
            ),
            (length - V, "A variation is never negative: the absolute value is missing."),
            (1 - V, "A variation is never negative, and this grid is not one unit long."),
            (bound(length, total_variation(x + f)), "V is the variation of f alone, not that of y."),
            (bound(length, (f[-1] - f[0]).abs()), "V is the whole variation of f, not the distance of its two ends."),
        ]
        expect(pieces(answer(x, f), "tv, lower, upper")[part], bound(length, V), name, slips)


@variation.law
def lower_bound(answer, draw):
    """gives the lower bound, on a grid of any length"""
    expect_bound(answer, draw, 1, "lower", lambda length, V: abs(length - V))


@variation.law
def upper_bound(answer, draw):
    """gives the upper bound, on a grid of any length"""
    expect_bound(answer, draw, 2, "upper", lambda length, V: length + V)


extremes = Exercise("1.10", "Two functions that reach the bounds", "extremes(x, V)", difficulty=3, minutes=10)


def extreme_cases(answer, draw):
    """(V, x, name, f) for both functions and several V."""
    for V in (0.4, 1.0, draw.uniform(2, 6)):
        x = grid(draw)
        for name, f in zip(("f_low", "f_high"), pieces(answer(x, V), "f_low, f_high"), strict=True):
            f = as_real(f, name)
            expect(f, f if f.shape == x.shape else torch.zeros_like(x), name)
            yield V, x.to(f.dtype), name, f


@extremes.law
def both_vary_by_V(answer, draw):
    """both functions have total variation V"""
    for V, _, name, f in extreme_cases(answer, draw):
        slips = [(V / 2, "It rises or falls only half as far."), (0.0, "A constant has no variation at all.")]
        expect(total_variation(f), V, f"TV({name})", slips, f"V = {V:.3g}")


@extremes.law
def low_extreme_is_reached(answer, draw):
    """x + f_low varies by abs(1 - V) only"""
    for V, x, name, f in extreme_cases(answer, draw):
        slips = [(1 + V, "That is the upper bound. Which direction works against x?")]
        if name == "f_low":
            expect(total_variation(x + f), abs(1 - V), "TV(x + f_low)", slips, f"V = {V:.3g}")


@extremes.law
def high_extreme_is_reached(answer, draw):
    """x + f_high varies by 1 + V"""
    for V, x, name, f in extreme_cases(answer, draw):
        slips = [(abs(1 - V), "That is the lower bound. Which direction helps x along?")]
        if name == "f_high":
            expect(total_variation(x + f), 1 + V, "TV(x + f_high)", slips, f"V = {V:.3g}")


def extremes_picture(answer, draw):
    """x + f for both functions."""
    x, V = torch.linspace(0, 1, 60).double(), 0.6
    low, high = (as_real(part, "f") for part in pieces(answer(x, V), "f_low, f_high"))
    pairs = (("x + f_low, V = 0.6", low, -V * x), ("x + f_high, V = 0.6", high, V * x))
    return [Curve(title, x.tolist(), (x + f).tolist(), (x + ours).tolist(), "x", "y") for title, f, ours in pairs]


extremes.picture = extremes_picture

slip = Exercise("1.11", "Find the slip", "mended(x, weights)", difficulty=4, minutes=15)


def expansion(x, weights):
    """x_{n-1}, then W_n x_{n-2}, W_n W_{n-1} x_{n-3}, ..., W_n .. W_2 x_0, and at last W_n .. W_1 x_0."""
    states = [x]
    for W in weights:
        states.append(states[-1] + W @ states[-1])
    terms, product = [], torch.eye(len(x), dtype=x.dtype)
    for k, W in enumerate(reversed(weights)):
        terms.append(product @ states[-2 - k])
        product = product @ W
    return [*terms, product @ x], states


def slip_inputs(draw, n, dtype=torch.float64):
    """x (D,) and n weights (D, D)."""
    D = draw.integer(3, 4)
    return draw.normal(D, dtype=dtype), [draw.normal(D, D, dtype=dtype) for _ in range(n)]


@slip.law
def first_wrong_line(answer, draw):
    """names the first line that does not follow, and mends it: x_{n-1} stays, what is added to it changes"""
    hints = {
        1: "Line 1 is the definition for i = 1.",
        2: "Line 2 is the definition for i = 2.",
        4: "Line 4 follows from line 3; the slip is already there.",
        5: "Line 5 drops a term too, but it is not the first to go wrong.",
    }
    x, weights = slip_inputs(draw, 3)
    line, terms = pieces(answer(x, weights), "line, terms")
    expect(line, 3, "line", list(hints.items()))
    states = expansion(x, weights)[1]
    terms = as_tensor(terms, "terms")
    require(terms.dim() == 2 and len(terms) > 0, "The terms should come as a list of vectors.")
    slips = [(states[-1], "That is x_n itself."), (states[0], "That is x_0.")]
    expect(terms[0], states[-2], "Line 3 is the one, but the first term, x_{n-1},", slips)


@slip.law
def terms_add_up(answer, draw):
    """its terms add up to what the stack computes"""
    for n in (2, draw.integer(4, 6)):
        x, weights = slip_inputs(draw, n)
        terms, states = expansion(x, weights)
        own = as_tensor(pieces(answer(x, weights), "line, terms")[1], "terms")
        require(own.dim() == 2 and len(own) > 0, "The terms should come as a list of vectors.")
        slips = [
            (
                states[-1] - terms[-1],
                "The last term is missing, the one that passes through every branch and no shortcut.",
            ),
            (states[-1] - terms[-2], "The last term but one is missing: W_n .. W_2 x_0."),
            (states[-1] + terms[-1], "The last term is counted twice."),
        ]
        expect(own.sum(0), states[-1], "sum(terms)", slips, f"n = {n}")


@slip.law
def each_term_in_order(answer, draw):
    """each term is the right product on the right state, in order, down to n = 1"""
    for n, dtype in ((1, torch.float64), (4, torch.float64), (3, torch.float32)):
        x, weights = slip_inputs(draw, n, dtype)
        terms, states = expansion(x, weights)
        shifted = expansion(x, weights[:-1])[0] if n > 1 else terms
        slips = [
            (terms[:-1], "One term is missing at the end: n blocks make n + 1 terms."),
            (terms[::-1], "The terms come in reverse order."),
            (shifted, "The last block never appears: the products should begin with W_n."),
            (
                transposed_order(x, weights, states),
                "The products run in the wrong order: W_n, the last block, stands left.",
            ),
        ]
        expect(pieces(answer(x, weights), "line, terms")[1], terms, "terms", slips, f"n = {n}")


def transposed_order(x, weights, states):
    """The terms of the expansion with the products in the wrong order."""
    terms, product = [], torch.eye(len(x), dtype=x.dtype)
    for k, W in enumerate(reversed(weights)):
        terms.append(product @ states[-2 - k])
        product = W @ product
    return [*terms, product @ x]


why = Exercise("1.12", "Two sources, one puzzle", "", difficulty=3, minutes=15, by_hand=4)
