"""Exercises 1.9 and 1.10: two bounds on variation, and functions that reach them."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces
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
