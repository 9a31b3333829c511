"""Exercise 5.3: a method's order, measured as a slope."""

import torch

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require
from course_utils.checks.report import Curve

measured = Exercise(
    "5.3", "Measure an order", "order(solve, exact, counts, floor)", 2, 14, adapters.with_solver, tables=True
)
NAMES = "errors, slope"


def problem(draw, p, counts, floor, dtype=torch.float64):
    """What the adapter makes `solve` of: a damped rotation, a start, the order; then exact, counts and floor."""
    rate, speed = draw.uniform(0.2, 0.8), draw.uniform(0.8, 1.6)
    A = torch.tensor([[-rate, speed], [-speed, -rate]], dtype=torch.float64)
    x = draw.normal(2)
    x = x / x.norm()
    return [A.to(dtype), x.to(dtype), p], torch.linalg.matrix_exp(A).to(dtype) @ x.to(dtype), counts, floor


def differences(given, exact, counts):
    """The method's states minus the exact one, (counts, 2)."""
    solve = adapters.solver(*given)
    return torch.stack([solve(n) - exact for n in counts])


def fitted(counts, errors):
    """Slope of log error against log h, h = 1/n, by least squares."""
    x, y = -torch.tensor(counts).double().log(), errors.double().log()
    x, y = x - x.mean(), y - y.mean()
    return (x @ y) / (x @ x)


def expect_slope(answer, given, exact, counts, floor, case):
    """Compare the slope of the fit, for errors above the floor."""
    errors = differences(given, exact, counts).norm(dim=1)
    used = [(n, error) for n, error in zip(counts, errors, strict=True) if error > floor]
    kept, above = [n for n, _ in used], torch.stack([error for _, error in used])
    slope, plain = fitted(kept, above), torch.tensor(kept).double()
    ends = (above[0].log() - above[-1].log()) / (plain[-1] / plain[0]).log()
    h, e = 1 / plain - (1 / plain).mean(), above.double() - above.double().mean()
    slips = [
        (-slope, "That is the slope against log n; against log h, with h = 1/n, the sign turns round."),
        (fitted(counts, errors), "Errors below the floor are rounding, not the method's: leave them out of the fit."),
        (ends, "That joins the first point and the last; a fit by least squares uses all of them."),
        ((h @ e) / (h @ h), "That fits error against h: take the logarithm of both."),
        (1 / slope, "The fit is turned round: log error is the height, log h the base."),
        (above.log().mean() + slope * plain.log().mean(), "That is log C, the line's height at h = 1."),
        (2 * slope, "That is the slope of the squared error."),
        (torch.round(slope), "That is a guess of the order: return the slope as it was measured."),
    ]
    expect(pieces(answer(given, exact, counts, floor), NAMES)[1], slope.to(exact.dtype), "slope", slips, case)


@measured.law
def error_is_a_distance(answer, draw):
    """the error is the distance from the exact state, one for each count"""
    for dtype in (torch.float64, torch.float32):
        given, exact, counts, floor = problem(draw, 1, [4, 8, 16, 32], 0.0, dtype)
        off = differences(given, exact, counts)
        errors = off.norm(dim=1)
        slips = [
            (off.abs().amax(1), "That is the largest entry of the difference; expected its Euclidean length."),
            (off.abs().sum(1), "That is the sum of the absolute entries; expected the Euclidean length."),
            (off.abs().mean(1), "That is a mean over the entries; expected the Euclidean length."),
            (errors.square(), "That is the squared distance."),
            (errors.log(), "That is its logarithm; return the errors themselves."),
            (errors.flip(0), "The errors come in reverse order."),
            (off, "Those are differences; expected their lengths."),
        ]
        expect(pieces(answer(given, exact, counts, floor), NAMES)[0], errors, "errors", slips)


@measured.law
def slope_is_the_order(answer, draw):
    """the slope of log error against log h, for methods of order 1, 2 and 4"""
    for p in (1, 2, 4):
        expect_slope(answer, *problem(draw, p, [4, 6, 8, 16, 32], 0.0), f"a method of order {p}")
    expect_slope(answer, *problem(draw, 1, [4, 6, 8, 16], 0.0, torch.float32), "a method of order 1 in float32")


@measured.law
def floor_is_left_out(answer, draw):
    """errors below the floor are listed, and left out of the fit"""
    for _ in range(2):
        given, exact, counts, floor = problem(draw, 4, [4, 8, 16, 32, 64, 4096, 16384], 1e-9)
        errors = as_tensor(pieces(answer(given, exact, counts, floor), NAMES)[0], "errors")
        told = f"errors has shape {tuple(errors.shape)}; expected all 7, those below the floor too."
        require(errors.shape == (7,), told)
        expect_slope(answer, given, exact, counts, floor, "a method of order 4, down to rounding")


def order_picture(answer, draw):
    """The errors of two methods over the number of steps."""
    curves = []
    for p, name in ((1, "Order 1"), (4, "Order 4")):
        given, exact, counts, floor = problem(draw, p, [2**k for k in range(1, 12)], 1e-9)
        yours = as_tensor(pieces(answer(given, exact, counts, floor), NAMES)[0], "errors").tolist()
        ours = differences(given, exact, counts).norm(dim=1).tolist()
        curves.append(
            Curve(name, [float(k) for k in range(1, 12)], yours, ours, "log2 of the steps", "error", log=True)
        )
    return curves


measured.picture = order_picture
