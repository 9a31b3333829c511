"""Exercises 5.6 and 5.7: a fixed point may be stable for the equation and not for the network."""

import math

import torch

from course_utils.checks.asking import in_random_order
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces, require

verdicts = Exercise("5.6", "Stable in which sense?", "verdicts(J, h)", difficulty=3, minutes=14)
NAMES = "ode, network, h_max"


def with_eigenvalues(draw, reals, pairs=(), dtype=torch.float64, mixing=0.5):
    """A matrix with these real eigenvalues and complex pairs (re, im), in a basis that is not orthogonal."""
    blocks = [torch.tensor([[r]]) for r in reals]
    blocks += [torch.tensor([[re, im], [-im, re]]) for re, im in pairs]
    B = torch.block_diag(*(block.double() for block in blocks))
    D = len(B)
    Q = torch.linalg.qr(draw.normal(D, D))[0]
    S = Q @ (torch.eye(D).double() + mixing * draw.normal(D, D).triu(1))
    return (S @ B @ torch.linalg.inv(S)).to(dtype)


def shear(draw, first, second, size):
    """A 2 x 2 matrix with two eigenvalues and a large entry beside them, turned by a random angle."""
    Q = torch.linalg.qr(draw.normal(2, 2))[0]
    return Q @ torch.tensor([[first, size], [0.0, second]]).double() @ Q.T


ROUNDS = 2  # of such cases: ten or twelve answers of yes or no, so that no few guesses hit all of them


def verdict_of_each(answer, draw, cases, h):
    """(verdicts, wanted, why) for cases (J, wanted, why), in random order and some twice."""
    asked = [(J, h) for J, _, _ in cases]
    for (J, _), returned in in_random_order(answer, draw, asked, again=12):
        yield pieces(returned, NAMES), *next(case[1:] for case in cases if case[0] is J)


def of_the_equation(draw):
    """Cases (J, whether every small error dies out in x' = F(x), why)."""
    reals, size = [-draw.uniform(0.2, 0.9), -draw.uniform(3, 5)], draw.uniform(6, 9)
    return [
        (
            with_eigenvalues(draw, reals, [(-0.4, 3.0)], mixing=0.0),
            True,
            "All real parts are below zero; sizes do not matter.",
        ),
        (with_eigenvalues(draw, reals, [(0.3, 0.5)]), False, "One pair has a real part above zero: that error grows."),
        (with_eigenvalues(draw, [-0.5, 0.3]), False, "One eigenvalue is above zero, though its size is below 1."),
        (
            shear(draw, -0.5, -0.8, size),
            True,
            "Its symmetric part is not negative, its eigenvalues are: the error grows for a while and then dies out.",
        ),
        (with_eigenvalues(draw, reals, dtype=torch.float32), True, "All real parts are below zero."),
    ]


@verdicts.law
def stable_as_an_equation(answer, draw):
    """ode: does every small error die out in x' = F(x)?"""
    cases = [case for _ in range(ROUNDS) for case in of_the_equation(draw)]
    for verdict, wanted, why in verdict_of_each(answer, draw, cases, 0.5):
        expect(verdict[0], wanted, "ode", [(not wanted, why)])


def of_the_network(draw, h):
    """Cases (J, whether every small error dies out in x + h F(x), why)."""
    J = with_eigenvalues(draw, [-1.8 / h, -0.3 / h], mixing=0.0)
    return [
        (J, True, "Every 1 + h lambda is smaller than 1 in size, though h lambda itself is not."),
        (with_eigenvalues(draw, [-2.2 / h, -0.3 / h]), False, "For one eigenvalue 1 + h lambda is below -1."),
        (
            with_eigenvalues(draw, [-0.5 / h], [(-0.2 / h, 0.9 / h)]),
            False,
            "One pair turns: the size of 1 + h lambda has an imaginary part too.",
        ),
        (
            with_eigenvalues(draw, [-0.5 / h], [(-1.0 / h, 0.6 / h)], mixing=0.0),
            True,
            "Every 1 + h lambda is smaller than 1 in size, the pair that turns included.",
        ),
        (with_eigenvalues(draw, [-0.5 / h, 0.2 / h]), False, "One eigenvalue is above zero: 1 + h lambda is above 1."),
        (
            shear(draw, -0.5 / h, -0.9 / h, 7 / h),
            True,
            "The norm of I + h J is above 1, but its eigenvalues are not: the error dies out in the end.",
        ),
    ]


@verdicts.law
def stable_as_a_network(answer, draw):
    """network: does it die out in x + h F(x)?"""
    h = draw.uniform(0.3, 1.5)
    cases = [case for _ in range(ROUNDS) for case in of_the_network(draw, h)]
    for verdict, wanted, why in verdict_of_each(answer, draw, cases, h):
        expect(verdict[1], wanted, "network", [(not wanted, why)], f"h = {h:.3g}")


def bound(eigenvalues):
    """The largest stable step of each eigenvalue."""
    return torch.stack([-2 * e.real / e.abs() ** 2 for e in eigenvalues])


@verdicts.law
def largest_stable_step(answer, draw):
    """h_max: up to which step the network is as stable as the equation"""
    for dtype in (torch.float64, torch.float32):
        a, b, w = draw.uniform(0.3, 0.8), draw.uniform(1.5, 3), draw.uniform(2.5, 4)
        for reals, pairs in (((-a, -b), ()), ((-b,), ((-a, w),)), ((-8.0,), ((-a, 1.0), (-b, 1.0)))):
            J = with_eigenvalues(draw, reals, pairs, dtype)
            values = torch.linalg.eigvals(J.double())
            each = bound(values)
            slips = [
                (
                    (-2 / values.real).min(),
                    "That leaves out the imaginary parts: an error that turns needs smaller steps.",
                ),
                (each.max(), "That is the step of the mildest eigenvalue: the most demanding one decides."),
                ((2 / values.abs()).min(), "That is right for real eigenvalues; one that turns needs smaller steps."),
                ((each / 2).min(), "That is half of it: at 1 + h lambda = 0 the step is perfect, not at its limit."),
                (2 / torch.linalg.matrix_norm(J.double(), 2), "That takes the norm of J; the eigenvalues decide."),
                (each[values.real.argmax()], "That is the step of the slowest error; another one asks for less."),
            ]
            wanted = each.min().to(dtype)
            expect(pieces(answer(J, 0.7), NAMES)[2], wanted, "h_max", slips)


@verdicts.law
def no_stable_step(answer, draw):
    """h_max: 0 where the equation itself is not stable, and only there"""
    pairs = [(0.2, 1.5)], [(-draw.uniform(0.1, 0.4), draw.uniform(1, 2))]
    Js = [with_eigenvalues(draw, *case) for case in (([-1.0, 0.4], []), ([-2.0], pairs[0]), ([-1.5], pairs[1]))]
    for (J, _), returned in in_random_order(answer, draw, [(J, 0.5) for J in Js]):
        values = torch.linalg.eigvals(J)
        slips = [
            (bound(values).min(), "No step is small enough here: say 0, not a step below zero."),
            (bound(values[values.real < 0]).min(), "One eigenvalue has a real part above zero: no step helps it."),
        ]
        wanted = bound(values).min() if J is Js[2] else torch.zeros(()).double()
        expect(pieces(returned, NAMES)[2], wanted, "h_max", slips)


witnesses = Exercise("5.7", "Stable in one sense only", "one_sense_only(h)", difficulty=3, minutes=12)
PAIR = "overshoot, spiral"


def eigenvalues(matrix, name):
    """The two eigenvalues of a 2 x 2 matrix: half its trace +- the root of a discriminant."""
    J = as_real(matrix, name)
    expect(J, J if J.shape == (2, 2) else torch.zeros(2, 2), name)
    require(bool(J.isfinite().all()), f"{name} should hold finite real numbers.")
    (a, b), (c, d) = J.double().tolist()
    middle, discriminant = (a + d) / 2, ((a - d) / 2) ** 2 + b * c
    if abs(discriminant) < 1e-9 * max(middle**2, 1e-12):
        discriminant = 0.0
    root = math.sqrt(abs(discriminant))
    return [complex(middle, s * root) if discriminant < 0 else complex(middle + s * root, 0) for s in (1, -1)]


def each_example(answer, draw):
    """(h, name, eigenvalues) of both matrices for steps of several sizes.

    What is stable for one step may be so for another: only the order, and which are asked again, tells a replay. With
    four asked again, one pair of draws in 1600 has the same order; with twelve, fewer than one in a million.
    """
    sizes = (1.0, draw.uniform(0.05, 0.1), draw.uniform(0.2, 0.4), draw.uniform(2, 4))
    for (h,), returned in in_random_order(answer, draw, [(h,) for h in sizes], again=12):
        for part, name in zip(pieces(returned, PAIR), PAIR.split(", "), strict=True):
            yield h, name, eigenvalues(part, name)


@witnesses.law
def examples_die_out(answer, draw):
    """both are stable as differential equations"""
    for h, name, values in each_example(answer, draw):
        worst = max(value.real for value in values)
        message = f"With h = {h:.3g}, {name} has an eigenvalue with real part {worst:.3g}; expected all below 0."
        require(worst < 0, message + (" On the border nothing dies out." if worst == 0 else ""))


@witnesses.law
def examples_blow_up(answer, draw):
    """both blow up as networks with step h"""
    for h, name, values in each_example(answer, draw):
        growth = max(abs(1 + h * value) for value in values)
        message = f"With h = {h:.3g}, {name} changes an error by at most the factor {growth:.4g} a step; expected "
        require(growth > 1.0001, message + "more than 1." + (" That is its border." if growth > 0.9999 else ""))


@witnesses.law
def examples_survive_half_a_step(answer, draw):
    """both are stable as networks with step h/2"""
    for h, name, values in each_example(answer, draw):
        growth = max(abs(1 + h / 2 * value) for value in values)
        message = (
            f"With step h/2, h = {h:.3g}, {name} multiplies an error by {growth:.4g} a step; expected less than 1: "
        )
        require(growth < 0.9999, message + "it is unstable by too much.")


@witnesses.law
def one_overshoots_one_spirals(answer, draw):
    """overshoot has real eigenvalues; spiral has complex ones whose real parts look harmless"""
    for h, name, values in each_example(answer, draw):
        turns = values[0].imag != 0
        if name == "overshoot":
            require(not turns, f"With h = {h:.3g}, overshoot has complex eigenvalues; expected real ones.")
            continue
        require(turns, f"With h = {h:.3g}, spiral has real eigenvalues; expected a complex pair.")
        alone = abs(1 + h * values[0].real)
        message = (
            f"With h = {h:.3g}, the real part of spiral's eigenvalues gives the factor {alone:.4g} all by itself; "
        )
        require(alone < 0.9999, message + "expected less than 1, so that only the turning makes it unstable.")
