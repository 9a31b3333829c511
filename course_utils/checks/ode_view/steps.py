"""Exercises 5.1 and 5.2: Euler's method, and one step of any explicit Runge-Kutta method from its tableau."""

import torch
from torch import tanh

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

euler = Exercise("5.1", "Euler's method", "euler(f, x, h, steps)", 1, 10, adapters.with_field)


def field(W, u):
    """The field that the adapter builds from the same two tensors."""
    return lambda t, x: tanh(x @ W.T + t * u)


def field_inputs(draw, dtype=torch.float64, in_time=True):
    """Weights W (D, D) and u (D,) of the adapter's field, and x (3, D)."""
    D = draw.integer(2, 4)
    weights = [draw.normal(D, D, dtype=dtype), in_time * 2 * draw.normal(D, dtype=dtype)]
    return weights, draw.normal(3, D, dtype=dtype)


def walk(f, x, h, steps, clock=lambda k, h: k * h):
    """The states of Euler's method; `clock(k, h)` is the time of step k."""
    states = [x]
    for k in range(steps):
        states.append(states[-1] + h * f(clock(k, h), states[-1]))
    return states


def expect_walk(answer, draw, in_time, h, steps, dtype=torch.float64):
    """Compare all states of a walk through a random field."""
    weights, x = field_inputs(draw, dtype, in_time)
    f = field(*weights)
    right, only_f = walk(f, x, h, steps), [x]
    for k in range(steps):
        only_f.append(h * f(k * h, only_f[-1]))
    slips = [
        (walk(f, x, h, steps, lambda k, h: 0.0), "The time stands still: step k begins at t = k h."),
        (walk(f, x, h, steps, lambda k, h: k), "The clock counts steps: step k begins at t = k h."),
        (walk(f, x, h, steps, lambda k, h: (k + 1) * h), "The clock is one step ahead: each step begins at t = k h."),
        (right[1:], "The start is missing: x_0 is a state too."),
        (right[:-1], "The last state is missing: the list ends with x_K."),
        (right[-1], "That is the last state alone; return all of them, x_0 first."),
        (walk(lambda t, x: f(t, x) / h, x, h, steps), "The step size is missing: x + h f, not x + f."),
        (only_f, "The shortcut is missing: each step adds to x what the field says."),
        ([x + k * h * f(0.0, x) for k in range(steps + 1)], "Every step asks the field at the start x_0."),
        (walk(lambda t, x: -f(t, x), x, h, steps), "The field is subtracted: that runs against it."),
    ]
    expect(answer(weights, x, h, steps), right, "states", slips, f"h = {h:.3g}")


@euler.law
def euler_adds_h_f(answer, draw):
    """each step adds h f to the state, and all states come back, the start first"""
    for dtype in PRECISIONS:
        expect_walk(answer, draw, False, draw.uniform(0.1, 0.6), draw.integer(3, 6), dtype)


@euler.law
def time_moves_on(answer, draw):
    """the time moves on with the steps"""
    for dtype in PRECISIONS:
        expect_walk(answer, draw, True, draw.uniform(0.1, 0.6), draw.integer(3, 6), dtype)


@euler.law
def euler_is_a_residual_network(answer, draw):
    """with h = 1 and no time in the field, it is a residual network whose blocks are all the same"""
    weights, x = field_inputs(draw, in_time=False)
    states = [x]
    for _ in range(5):
        states.append(states[-1] + tanh(states[-1] @ weights[0].T))
    expect(answer(weights, x, 1.0, 5), states, "states", case="h = 1")
    expect(answer(weights, x, 1.0, 0), [x], "states", [(x, "That is x itself; a list holds it.")], "no step at all")


def euler_picture(answer, draw):
    """One entry of the state along the way."""
    weights, x = field_inputs(draw)
    ours = walk(field(*weights), x, 0.25, 24)
    yours = as_tensor(answer(weights, x, 0.25, 24), "states")
    times = [0.25 * k for k in range(25)]
    first = [[state[0, 0].item() for state in states] for states in (yours, ours)]
    return [Curve("One entry along the way", times, *first, "t", "x")]


euler.picture = euler_picture


rk = Exercise("5.2", "A Runge-Kutta step", "rk_step(f, t, x, h, A, b, c)", 3, 18, adapters.with_field)

TABLEAUX = {
    "Euler": ([[0.0]], [1.0]),
    "midpoint": ([[0, 0], [0.5, 0]], [0.0, 1.0]),
    "Heun": ([[0, 0], [1.0, 0]], [0.5, 0.5]),
    "RK4": ([[0, 0, 0, 0], [0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 1.0, 0]], [1 / 6, 1 / 3, 1 / 3, 1 / 6]),
}


def tableau(name, dtype=torch.float64):
    """A, b and c of a method by its name."""
    A, b = (torch.tensor(part, dtype=torch.float64) for part in TABLEAUX[name])
    return A.to(dtype), b.to(dtype), A.sum(1).to(dtype)


def random_tableau(draw, dtype=torch.float64):
    """A strictly lower triangular A, and any b and c."""
    stages = draw.integer(3, 4)
    return draw.normal(stages, stages, dtype=dtype).tril(-1), *draw.normal(2, stages, dtype=dtype)


def slopes(f, begin, h, table, inner=None, moving=False):
    """The stages' slopes of a step from `begin` = (t, x) by `table` = (A, c).

    `inner` replaces h inside them, `moving` starts each stage where the last one stood.
    """
    (t, x), stages = begin, []
    start = x
    for row, time in zip(*table, strict=True):
        state = start + (h if inner is None else inner) * sum(a * k for a, k in zip(row, stages, strict=False))
        stages.append(f(t + time * h, state))
        start = state if moving else x
    return stages


def combined(b, k):
    """The weighted sum of the stages' slopes."""
    return sum(weight * slope for weight, slope in zip(b, k, strict=True))


def expect_step(answer, draw, table, dtype=torch.float64, in_time=True, case=""):
    """Compare one step by a tableau through a random field."""
    (A, b, c), (weights, x) = table, field_inputs(draw, dtype, in_time)
    f, t, h = field(*weights), draw.uniform(0.5, 2), draw.uniform(0.2, 0.7)
    k = slopes(f, (t, x), h, (A, c))
    right = x + h * combined(b, k)
    slips = [
        (right - x, "That is the step alone: add it to x."),
        (x + combined(b, k), "The step size is missing where the slopes are added up."),
        (x + h * combined(b, slopes(f, (t, x), h, (A, c), inner=1)), "The step size is missing inside the stages."),
        (x + h * combined(b, slopes(f, (t, x), h, (A, 0 * c))), "All stages ask at time t; stage i asks at t + c_i h."),
        (x + h * combined(b, slopes(f, (t, x), h, (A, c / h))), "Stage i asks at t + c_i h, not at t + c_i."),
        (x + h * combined(b, slopes(f, (0.0, x), h, (A, c))), "The clock starts at 0; the step begins at t."),
        (
            x + h * combined(b, slopes(f, (t, x), h, (0 * A, c))),
            "All stages ask at x: row i of A is not used (its columns hold zeros there).",
        ),
        (
            x + h * combined(b, slopes(f, (t, x), h, (A, c), moving=True)),
            "Each stage starts from x again, not from where the stage before it stood.",
        ),
        (x + h * sum(k) / len(k), "That is the plain mean of the slopes; b says how much each of them counts."),
        (x + h * k[-1], "That follows the last slope alone; b says how much each of them counts."),
        (x + h * k[0], "That is Euler's step."),
    ]
    expect(answer(weights, t, x, h, A, b, c), right, "the new x", slips, case)


@rk.law
def up_to_two_stages(answer, draw):
    """one and two stages: Euler, midpoint, Heun"""
    for name in ("Euler", "midpoint", "Heun"):
        expect_step(answer, draw, tableau(name), in_time=False, case=f"{name}'s tableau")


@rk.law
def four_stages(answer, draw):
    """four stages: RK4"""
    for dtype in PRECISIONS:
        expect_step(answer, draw, tableau("RK4", dtype), dtype, in_time=False, case="RK4's tableau")


@rk.law
def stage_times(answer, draw):
    """each stage asks the field at its own time, t + c_i h"""
    expect_step(answer, draw, tableau("RK4"), case="RK4's tableau and a field that changes in time")


@rk.law
def any_tableau(answer, draw):
    """any explicit tableau, consistent or not"""
    for dtype in PRECISIONS:
        expect_step(answer, draw, random_tableau(draw, dtype), dtype, case="a random tableau")
