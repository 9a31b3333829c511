"""Exercise 5.4: the step size that is hidden in a residual network's weights."""

import torch
from torch import tanh

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces, require
from course_utils.checks.report import Curve

refined = Exercise("5.4", "The step hidden in the weights", "refine(V, W, b, k)", difficulty=2, minutes=14)
NAMES = "V, W, b"


def stack_inputs(draw, L, dtype=torch.float64):
    """V (L, D, H), W (L, H, D), b (L, H), and states x (5, D)."""
    D, H = draw.integer(2, 3), draw.integer(4, 6)
    shapes = ((L, D, H), (L, H, D), (L, H))
    return [draw.normal(*shape, dtype=dtype) for shape in shapes], draw.normal(5, D, dtype=dtype)


def branches(V, W, b, x):
    """What each block of the stack would add to x: (blocks, N, D)."""
    return torch.stack([tanh(x @ w.T + offset) @ v.T for v, w, offset in zip(V, W, b, strict=True)])


def run(V, W, b, x):
    """The output (N, D) of the stack of blocks x + V tanh(W x + b)."""
    for v, w, offset in zip(V, W, b, strict=True):
        x = x + tanh(x @ w.T + offset) @ v.T
    return x


def repeated(V, W, b, k):
    """Every block k times, its weights as they are."""
    return [part.repeat_interleave(k, 0) for part in (V, W, b)]


def in_small_steps(V, W, b, k, x):
    """The output of the refined stack."""
    V, W, b = repeated(V, W, b, k)
    return run(V / k, W, b, x)


def refined_weights(answer, V, W, b, k):
    """The answer's V, W, b, once their shapes are those of k blocks for each."""
    refined = [as_real(part, name) for part, name in zip(pieces(answer(V, W, b, k), NAMES), "VWb", strict=True)]
    for part, name, given in zip(refined, "VWb", (V, W, b), strict=True):
        wanted = (k * len(V), *given.shape[1:])
        same = part.shape == given.shape and k > 1
        hint = " There are as many blocks as before: each should become k." if same else ""
        got = tuple(part.shape)
        require(got == wanted, f"With L = {len(V)} and k = {k}, {name} has shape {got}; expected {wanted}.{hint}")
    return refined


def expect_branches(answer, draw, L, k, dtype=torch.float64):
    """Compare what each block of the refined stack adds at some states."""
    (V, W, b), x = stack_inputs(draw, L, dtype)
    refined_parts = refined_weights(answer, V, W, b, k)
    kind = min((part.dtype for part in refined_parts), key=lambda kind: kind.itemsize)
    added = branches(*(part.double() for part in refined_parts), x.double()).to(kind)
    V, W, b, x = (part.double() for part in (V, W, b, x))
    again = repeated(V, W, b, k)
    tiled = [torch.cat([part] * k) for part in (V, W, b)]
    right = branches(again[0] / k, *again[1:], x)
    slips = [
        (branches(*again, x), "Each copy still adds all that its block added: k times too much together."),
        (branches(again[0] / k**0.5, *again[1:], x), "Divided by the square root of k: steps add up, so divide by k."),
        (branches(*(part / k for part in again), x), "All weights are divided. What does a smaller W do in a tanh?"),
        (branches(again[0], again[1] / k, again[2], x), "W is divided: that bends the field. Where does h stand?"),
        (branches(again[0], again[1] / k, again[2] / k, x), "The tanh sees the divided weights: that bends the field."),
        (branches(again[0] / k, again[1] / k, again[2], x), "W is divided too: inside the tanh that bends the field."),
        (branches(again[0] / k, again[1], again[2] / k, x), "b is divided too: inside the tanh that bends the field."),
        (branches(again[0] * k, *again[1:], x), "Multiplied by k: a finer step is a smaller one."),
        (
            branches(tiled[0] / k, *tiled[1:], x),
            "The whole stack is run k times: depth is time, so block 0 acts k times first.",
        ),
    ]
    if L > 1:
        forwards = [part.flip(0) for part in again]
        slips.append((branches(forwards[0] / k, *forwards[1:], x), "The blocks come in reverse order."))
    expect(added, right, "what the blocks add", slips, f"L = {L}, k = {k}")


@refined.law
def each_copy_adds_a_kth(answer, draw):
    """each of the k blocks adds a k-th of what theirs added, at the same place"""
    for k, dtype in ((2, torch.float64), (5, torch.float64), (3, torch.float32)):
        expect_branches(answer, draw, 1, k, dtype)


@refined.law
def depth_is_time(answer, draw):
    """block 0 acts k times, then block 1: depth is time"""
    for L, k in ((2, 3), (draw.integer(3, 5), 2)):
        expect_branches(answer, draw, L, k)


@refined.law
def refining_twice(answer, draw):
    """k = 1 changes nothing, and refining twice is refining once by the product"""
    expect_branches(answer, draw, 3, 1)
    (V, W, b), x = stack_inputs(draw, 2)
    twice = refined_weights(answer, *refined_weights(answer, V, W, b, 2), 3)
    wanted = in_small_steps(V, W, b, 6, x)
    output = run(*(part.to(x.dtype) for part in twice), x).to(twice[0].dtype)
    expect(output, wanted, "the output after refine by 2, then by 3")


def refined_picture(answer, draw):
    """How the refined stack nears the flow as k grows."""
    (V, W, b), x = stack_inputs(draw, 3)
    V, W = 0.4 * V, 0.7 * W
    limit = in_small_steps(V, W, b, 512, x)
    powers = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    yours, ours = [], []
    for k in (1, 2, 4, 8, 16, 32):
        parts = [part.double() for part in refined_weights(answer, V, W, b, k)]
        yours.append((run(*parts, x) - limit).norm().item())
        ours.append((in_small_steps(V, W, b, k, x) - limit).norm().item())
    return [Curve("Distance from the flow", powers, yours, ours, "log2 of k", "distance", log=True)]


refined.picture = refined_picture
