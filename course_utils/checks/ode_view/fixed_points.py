"""Exercise 5.5: a fixed point by Newton's method."""

import torch
from torch import tanh

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, as_tensor, expect, require
from course_utils.checks.report import Curve

newton = Exercise("5.5", "A fixed point by Newton", "newton(F, x, steps)", 3, 14, adapters.with_map)


def map_inputs(draw, dtype=torch.float64, size=0.7):
    """M, c, V, W of F(x) = M x + c + V tanh(W x): no symmetry, and its Jacobian can be inverted everywhere."""
    D = draw.integer(2, 4)
    M, V, W = draw.normal(D, D), draw.normal(D, D), draw.normal(D, D)
    M = 1.5 * (M - M.T) / torch.linalg.matrix_norm(M - M.T, 2) - 2 * torch.eye(D)
    V, W = size * V / torch.linalg.matrix_norm(V, 2), W / torch.linalg.matrix_norm(W, 2)
    return [part.to(dtype) for part in (M, 2 * draw.normal(D), V, W)], 3 * draw.normal(D, dtype=dtype)


def value(weights, x):
    """F(x) (D,)."""
    M, c, V, W = weights
    return M @ x + c + V @ tanh(W @ x)


def jacobian(weights, x):
    """The Jacobian (D, D) of F at x (D,)."""
    M, _, V, W = weights
    return M + V @ torch.diag(1 - tanh(W @ x) ** 2) @ W


def iterates(weights, x, steps, step):
    """All states (D,) of an iteration x + step(x), the start first."""
    states = [x]
    for _ in range(steps):
        states.append(states[-1] + step(states[-1]))
    return states


def solved(weights, x, at=None, transposed=False):
    """Newton's step (D,) at x, or with the Jacobian of another place."""
    J = jacobian(weights, x if at is None else at)
    return torch.linalg.solve(J.T if transposed else J, -value(weights, x))


def expect_iterates(answer, weights, x, steps, case=""):
    """Compare all states of Newton's method."""
    eye = torch.eye(len(x), dtype=x.dtype)
    states = iterates(weights, x, steps, lambda s: solved(weights, s))
    chord = iterates(weights, x, steps, lambda s: solved(weights, s, at=x))
    turned = iterates(weights, x, steps, lambda s: solved(weights, s, transposed=True))
    product = iterates(weights, x, steps, lambda s: -jacobian(weights, s) @ value(weights, s))
    other = iterates(weights, x, steps, lambda s: torch.linalg.solve(jacobian(weights, s) - eye, s - value(weights, s)))
    slips = [
        (states[1:], "The start is missing: x_0 is the first of the states."),
        (states[-1], "That is the last state alone; return all of them, x_0 first."),
        (iterates(weights, x, steps, lambda s: -solved(weights, s)), "The sign is turned: x - J^-1 F."),
        (iterates(weights, x, steps, lambda s: value(weights, s)), "Those are Euler's steps x + F(x), not Newton's."),
        (iterates(weights, x, steps, lambda s: -value(weights, s)), "Those are x - F(x): the Jacobian is missing."),
        (other, "That solves F(x) = x; a block stands still where F(x) = 0."),
        (
            iterates(weights, x, steps, lambda s: -jacobian(weights, s).T @ value(weights, s)),
            "That multiplies by the transposed Jacobian, a gradient step; Newton solves with J.",
        ),
        (product, "That multiplies by the Jacobian; Newton solves with it."),
        (turned, "The Jacobian is transposed: J[i, j] is the slope of F_i along x_j."),
        (
            iterates(weights, x, steps, lambda s: -value(weights, s) / jacobian(weights, s).diagonal()),
            "That divides by the Jacobian's diagonal only.",
        ),
    ]
    if steps > 1:
        slips.insert(0, (chord, "The Jacobian is taken at x_0 for every step; take it anew where you stand."))
    expect(answer(weights, x, steps), states, "states", slips, case)


@newton.law
def one_step_on_a_linear_map(answer, draw):
    """on a linear F one step is enough"""
    for dtype in (torch.float64, torch.float32):
        weights, x = map_inputs(draw, dtype, size=0.0)
        expect_iterates(answer, weights, x, 1, "a linear F")


@newton.law(points=2)
def newton_steps(answer, draw):
    """otherwise each step solves the linear problem at the point where it stands"""
    weights, x = map_inputs(draw)
    expect_iterates(answer, weights, x, 3)
    expect_iterates(answer, *map_inputs(draw), 0, "no step at all")


@newton.law
def field_vanishes_at_the_end(answer, draw):
    """after a few steps F(x) = 0 to rounding"""
    weights, x = map_inputs(draw)
    states = as_real(answer(weights, x, 9), "states")
    require(states.shape == (10, len(x)), f"states has shape {tuple(states.shape)}; expected (10, {len(x)}).")
    left = value(weights, states[-1].double()).norm().item()
    limit = {torch.float64: 1e-9, torch.float32: 1e-4}.get(states.dtype, 0.1)
    require(left <= limit, f"After 9 steps the length of F(x) is {left:.3g}; expected less than {limit:g}.")


def newton_picture(answer, draw):
    """The length of F(x) after each step."""
    weights, x = map_inputs(draw)
    own = as_tensor(answer(weights, x, 5), "states").double()
    ours = iterates(weights, x, 5, lambda s: solved(weights, s))
    lengths = [[value(weights, s).norm().clamp(min=1e-16).item() for s in states] for states in (own, ours)]
    return [Curve("Newton's method", list(range(6)), *lengths, "step", "|F(x)|", log=True)]


newton.picture = newton_picture
