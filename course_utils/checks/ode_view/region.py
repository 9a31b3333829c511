"""Exercise 5.8: the stability region of a method, from its tableau."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect
from course_utils.checks.ode_view.steps import tableau
from course_utils.checks.report import Curve

region = Exercise("5.8", "The region of a method", "growth(re, im, A, b)", difficulty=4, minutes=17)


def factor(z, A, b):
    """R(z): the new x after one step of x' = lambda x from x = 1, with z = h lambda."""
    slopes = []
    for row in A:
        slopes.append(z * (1 + sum(a * k for a, k in zip(row, slopes, strict=False))))
    return 1 + sum(weight * k for weight, k in zip(b, slopes, strict=True))


def expect_growth(answer, draw, table, dtype=torch.float64, points=None, case=""):
    """Compare the factor at random points z, or at those given as (re, im)."""
    A, b = (part.to(dtype) for part in table)
    points = (1.5 * draw.normal(8) - 1, 2 * draw.normal(8)) if points is None else points
    re, im = (part.to(dtype) for part in points)
    z, one = torch.complex(re, im), torch.complex(0 * re, 0 * im) + 1
    R = factor(z, A, b)
    taylor, term = one, one
    for k in range(1, len(b) + 1):
        term = term * z / k
        taylor = taylor + term
    slips = [
        (R.real, "That is the real part of R(z); asked is its size."),
        (R.abs() ** 2, "That is the squared size."),
        (factor(re, A, b).abs(), "The imaginary part of z was left out."),
        (factor(re, A, b).abs() + 0 * im, "The imaginary part of z was left out."),
        (z.exp().abs(), "That is what the exact solution does, e^z; asked is the method."),
        ((1 + z).abs(), "That is Euler's factor."),
        ((R - 1).abs(), "The 1 is missing: a step adds to x."),
        ((1 + z * sum(b)).abs(), "All stages ask at x: row i of A is not used (its columns hold zeros there)."),
        (taylor.abs(), "That is Taylor's polynomial, which a tableau need not give: use A and b."),
        (factor(z, A, torch.ones_like(b) / len(b)).abs(), "The weights b are not used."),
    ]
    expect(answer(re, im, A, b), R.abs(), "|R|", slips, case)


@region.law
def euler_and_heun(answer, draw):
    """Euler and Heun"""
    for name in ("Euler", "Heun"):
        for dtype in (torch.float64, torch.float32):
            expect_growth(answer, draw, tableau(name, dtype)[:2], dtype, case=f"{name}'s tableau")


@region.law
def rk4_on_the_imaginary_axis(answer, draw):
    """RK4, on the imaginary axis too, where Euler grows at any step and RK4 does not up to 2.83"""
    expect_growth(answer, draw, tableau("RK4")[:2], case="RK4's tableau")
    im = torch.linspace(-3, 3, 13)
    for name in ("RK4", "Euler"):
        expect_growth(answer, draw, tableau(name)[:2], points=(0 * im, im), case=f"{name}'s tableau and Re z = 0")


@region.law
def any_explicit_tableau(answer, draw):
    """any explicit tableau"""
    for stages in (3, 4):
        table = draw.normal(stages, stages).tril(-1), draw.normal(stages)
        expect_growth(answer, draw, table, case="a random tableau")


def region_picture(answer, draw):
    """The factors of Euler and RK4 along the real axis."""
    curves, x = [], torch.linspace(-3, 0.3, 67).double()
    for name in ("Euler", "RK4"):
        A, b, _ = tableau(name)
        yours = as_tensor(answer(x, 0 * x, A, b), "|R|").tolist()
        curves.append(
            Curve(f"{name}: stable below 1", x.tolist(), yours, factor(x, A, b).abs().tolist(), "z", "|R(z)|")
        )
    return curves


region.picture = region_picture
