"""Exercise 5.10: the gradient of a flow, by backpropagation and by the adjoint equation."""

import torch
from torch import tanh

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces, require, told_apart
from course_utils.checks.report import Curve

gradients = Exercise("5.10", "Two ways to a gradient", "gradients(f, x, g, steps)", 5, 27, adapters.with_map)
NAMES = "backprop, adjoint, start"
PRECISIONS = (torch.float64, torch.float32)


def inputs(draw, dtype=torch.float64, D=3):
    """Weights V, W (D, D), x (4, D), and the gradient g (4, D) at the end."""
    V, W = draw.normal(D, D) / D**0.5, draw.normal(D, D) / D**0.5
    return [V.to(dtype), W.to(dtype)], draw.normal(4, D, dtype=dtype), draw.normal(4, D, dtype=dtype)


def mapped(weights):
    """The weights M, c, V, W of the adapter's map M x + c + V tanh(W x), for V and W alone."""
    V, W = weights
    return [torch.zeros_like(W), torch.zeros_like(W[0]), V, W]


def field(weights, x):
    """tanh(x W^T) V^T, for x (N, D)."""
    V, W = weights
    return tanh(x @ W.T) @ V.T


def back(weights, x, a, transposed=False):
    """a J(x), for each row."""
    V, W = weights
    slope = 1 - tanh(x @ W.T) ** 2
    return (slope * (a @ W.T)) @ V.T if transposed else ((a @ V) * slope) @ W


def forwards(weights, x, steps):
    """All states (N, D) of Euler's method from time 0 to 1."""
    states = [x]
    for _ in range(steps):
        states.append(states[-1] + field(weights, states[-1]) / steps)
    return states


def by_backprop(weights, x, g, steps, transposed=False):
    """The gradient (N, D) at the start, back through the states of the way forward."""
    for state in reversed(forwards(weights, x, steps)[:-1]):
        g = g + back(weights, state, g, transposed) / steps
    return g


def by_adjoint(weights, x, g, steps, **slip):
    """The adjoint and the state at the start, (N, D) each.

    A slip: another `sign`, slopes taken `at` another place, J from the wrong side (`transposed`), another `start`.
    """
    states = forwards(weights, x, steps)
    state = slip.get("start", states[-1])
    for k in reversed(range(steps)):
        before = state - field(weights, state) / steps
        place = {"here": state, "kept": states[k + 1], "end": states[-1], "start": x, "before": before}[
            slip.get("at", "here")
        ]
        g = g + slip.get("sign", 1) * back(weights, place, g, slip.get("transposed", False)) / steps
        state = before
    return g, state


@gradients.law
def gradient_by_backpropagation(answer, draw):
    """backprop: the gradient of E at the start, through all Euler steps"""
    for dtype in PRECISIONS:
        weights, x, g = inputs(draw, dtype)
        steps = draw.integer(4, 8)
        right = by_backprop(weights, x, g, steps)
        slips = [
            (by_adjoint(weights, x, g, steps)[0], "That is the adjoint: the two are exchanged."),
            (right - g, "The untouched g is missing."),
            (g, "That is g, the gradient at the end."),
            (right.sum(0), "The samples are added up: keep one row for each."),
            (by_backprop(weights, x, g, steps, True), "That multiplies by J from the wrong side: a J."),
            (g + steps * (by_backprop(weights, x, g, 1) - g), "The step size is missing: h = 1/steps."),
        ]
        expect(pieces(answer(mapped(weights), x, g, steps), NAMES)[0], right, "backprop", slips)


@gradients.law
def state_stepped_back(answer, draw):
    """start: the state that Euler steps back from the end arrive at"""
    for dtype in PRECISIONS:
        weights, x, g = inputs(draw, dtype)
        steps = draw.integer(4, 8)
        states = forwards(weights, x, steps)
        slips = [
            (x, "That is x itself. Step back from x_L: what is found there is near x, and not x."),
            (states[-1], "That is the end, x_L: from there, step back."),
            (states[-1] - field(weights, states[-1]), "That is one long step back; take as many as forwards."),
            (forwards(weights, states[-1], steps)[-1], "That runs on forwards: the steps back subtract h f."),
        ]
        expect(
            pieces(answer(mapped(weights), x, g, steps), NAMES)[2], by_adjoint(weights, x, g, steps)[1], "start", slips
        )


@gradients.law(points=2)
def gradient_by_the_adjoint(answer, draw):
    """adjoint: its own equation, along the states found on the way back"""
    for dtype in PRECISIONS:
        weights, x, g = inputs(draw, dtype)
        steps = draw.integer(4, 8)
        right, start = by_adjoint(weights, x, g, steps)
        same = "Equal to backpropagation in every digit: those slopes come from the states of the way forward. "
        slips = [
            (by_backprop(weights, x, g, steps), same + "The adjoint kept nothing but x_L."),
            (by_adjoint(weights, x, g, steps, at="kept")[0], "Those slopes come from states that were kept."),
            (by_adjoint(weights, x, g, steps, sign=-1)[0], "The sign is turned: back in time, a grows by h a J."),
            (by_adjoint(weights, x, g, steps, at="before")[0], "x steps back first; take both slopes at one state."),
            (by_adjoint(weights, x, g, steps, at="end")[0], "All slopes are taken at x_L: x moves back, too."),
            (by_adjoint(weights, x, g, steps, at="start")[0], "All slopes are taken at x_0."),
            (by_adjoint(weights, x, g, steps, transposed=True)[0], "That multiplies by J from the wrong side: a J."),
            (by_adjoint(weights, x, g, steps, start=x)[0], "The way back begins at x_L, not at x."),
            (g, "That is g, the gradient at the end."),
            (start, "That is the state; adjoint and start are exchanged."),
        ]
        expect(pieces(answer(mapped(weights), x, g, steps), NAMES)[1], right, "adjoint", slips)


def gaps(answer, weights, x, g, counts):
    """How far the two gradients are apart, for each number of steps."""
    lengths = []
    for steps in counts:
        parts = pieces(answer(mapped(weights), x, g, steps), NAMES)[:2]
        first, second = (as_real(part, name) for part, name in zip(parts, ("backprop", "adjoint"), strict=True))
        same = first.shape == x.shape == second.shape
        require(same, f"backprop and adjoint should be tensors of the shape of x, {tuple(x.shape)}.")
        lengths.append((first.double() - second.double()).norm().item())
    return lengths


@gradients.law
def gap_halves_with_the_step(answer, draw):
    """the two part by the solver's error: half as much with twice the steps"""
    weights, x, g = inputs(draw)
    one, two = gaps(answer, weights, x, g, (32, 64))
    both = "The two gradients are the same number: "
    require(one > 1e-9, both + "one solves another equation than the other, so they must part where h is not small.")
    message = f"The gap is {one:.3g} with 32 steps and {two:.3g} with 64, a ratio of {one / max(two, 1e-300):.3g}; "
    require(1.6 < one / max(two, 1e-300) < 2.5, message + "expected about 2, Euler's order.")
    wanted = (by_backprop(weights, x, g, 64) - by_adjoint(weights, x, g, 64)[0]).norm().item()
    have, want = told_apart(two, wanted)
    require(abs(two / wanted - 1) < 1e-5, f"With 64 steps the gap is {have}; expected {want}.")


def gap_picture(answer, draw):
    """The distance of the two gradients over the number of steps."""
    weights, x, g = inputs(draw)
    counts = [2, 4, 8, 16, 32]
    yours = gaps(answer, weights, x, g, counts)
    ours = [(by_backprop(weights, x, g, n) - by_adjoint(weights, x, g, n)[0]).norm().item() for n in counts]
    return [Curve("Gap between the two", [1.0, 2.0, 3.0, 4.0, 5.0], yours, ours, "log2 of the steps", "gap", True)]


gradients.picture = gap_picture
