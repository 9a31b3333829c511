"""Exercise 5.11: inverting a block, and the condition under which that is sure. Exercise 5.12 is prose."""

import torch
from torch import tanh

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, as_tensor, expect, pieces, require
from course_utils.checks.report import Curve

invert = Exercise("5.11", "Run a block backwards", "invert(V, W, y, steps)", difficulty=3, minutes=15)
NAMES = "x, c, error"
PRECISIONS = (torch.float64, torch.float32)


def norm(M):
    """The spectral norm of a matrix."""
    return torch.linalg.matrix_norm(M, 2)


def inputs(draw, c, dtype=torch.float64):
    """V (D, H), W (H, D) with norm(V) norm(W) = c, and y (N, D)."""
    D, H = draw.integer(3, 4), draw.integer(5, 6)
    V, W = draw.normal(D, H), draw.normal(H, D)
    split = draw.uniform(0.6, 1.6)
    return (c * split * V / norm(V)).to(dtype), (W / norm(W) / split).to(dtype), 1.5 * draw.normal(4, D, dtype=dtype)


def branch(V, W, x):
    """F(x) = V tanh(W x), for x (N, D)."""
    return tanh(x @ W.T) @ V.T


def iterated(V, W, y, steps, x=None, sign=-1):
    """x (N, D) after some iterations x = y - F(x), from y or from another start."""
    x = y if x is None else x
    for _ in range(steps):
        x = y + sign * branch(V, W, x)
    return x


@invert.law
def iterates_from_y(answer, draw):
    """x: as many iterations as asked for, from x_0 = y"""
    for dtype in PRECISIONS:
        given = inputs(draw, draw.uniform(0.6, 0.9), dtype)
        V, W, y = (part.double() for part in given)
        for steps in (3, 1):
            ahead = y
            for _ in range(steps):
                ahead = ahead - branch(V, W, ahead)
            slips = [
                (iterated(V, W, y, steps - 1), "One iteration is missing. Did you start from 0 instead of y?"),
                (iterated(V, W, y, steps + 1), "That is one iteration too many."),
                (iterated(V, W, y, steps, sign=1), "The sign is turned: y = x + F(x), so x = y - F(x)."),
                (ahead, "Each iteration starts from y again: x = y - F(x), not x - F(x)."),
                (y + branch(V, W, y), "That runs the block forwards once more."),
                (iterated(V, W, y, 200), "That is the inverse itself; asked is where so many iterations arrive."),
                (branch(V, W, iterated(V, W, y, steps)), "That is F(x); return x."),
            ]
            expect(pieces(answer(*given, steps), NAMES)[0], iterated(V, W, y, steps), "x", slips, f"{steps} steps")


@invert.law
def lipschitz_bound(answer, draw):
    """c: a bound on how far apart F can put two points"""
    for dtype in PRECISIONS:
        for c in (draw.uniform(0.5, 0.9), draw.uniform(1.2, 3)):
            given = inputs(draw, c, dtype)
            V, W, y = (part.double() for part in given)
            slips = [
                (norm(V @ W), "That is F's slope at 0. Between other points the tanh may favour other directions."),
                (
                    torch.linalg.matrix_norm(V) * torch.linalg.matrix_norm(W),
                    "Those are Frobenius norms: true, but loose.",
                ),
                (torch.linalg.matrix_norm(V @ W), "That is the Frobenius norm of V W."),
                (norm(V) + norm(W), "Norms of layers in a row multiply."),
                (1 + norm(V) * norm(W), "That bounds the whole block x + F(x); asked is F alone."),
                (norm(W), "That is the norm of W alone."),
                (norm(V), "That is the norm of V alone."),
                ((norm(V) * norm(W)) ** 2, "That is its square: take singular values, not eigenvalues of W^T W."),
            ]
            wanted = norm(V) * norm(W)
            expect(pieces(answer(*given, 2), NAMES)[1], wanted, "c", slips)


@invert.law
def error_promised_in_advance(answer, draw):
    """error: what the first step already promises for the last"""
    for dtype in PRECISIONS:
        given = inputs(draw, draw.uniform(0.5, 0.8), dtype)
        V, W, y = (part.double() for part in given)
        steps = draw.integer(3, 5)
        c, first = norm(V) * norm(W), (iterated(V, W, y, 1) - y).norm(dim=1)
        last = (iterated(V, W, y, steps) - iterated(V, W, y, steps - 1)).norm(dim=1)
        true = (iterated(V, W, y, steps) - iterated(V, W, y, 300)).norm(dim=1)
        slips = [
            (c**steps * first, "The factor 1/(1 - c) is missing: all later steps add up."),
            (c / (1 - c) * last, "True and sharper, but from the last step; asked is what the first one promises."),
            (c ** (steps - 1) / (1 - c) * first, "One power of c is missing: the first step starts the count at 0."),
            (c ** (steps + 1) / (1 - c) * first, "That is one power of c too many."),
            (c**steps / (1 - c) * (iterated(V, W, y, 1) - y).norm(), "That is one bound for the whole batch."),
            (true, "That is the true distance, measured; asked is what can be known in advance."),
            (last, "That is the last step's length: the error may be larger."),
            (first, "That is the first step's length."),
        ]
        wanted = c**steps / (1 - c) * first
        expect(pieces(answer(*given, steps), NAMES)[2], wanted, "error", slips, f"{steps} steps")


@invert.law
def no_promise_beyond_one(answer, draw):
    """error: infinite as soon as c reaches 1, where nothing is promised, and finite below"""
    cases = (draw.uniform(1.2, 1.6), draw.uniform(2, 4), draw.uniform(0.3, 0.6))
    for c in [cases[i] for i in draw.order(3)]:
        V, W, y = inputs(draw, c)
        error = as_real(pieces(answer(V, W, y, 3), NAMES)[2], "error")
        shape = tuple(error.shape)
        require(shape == (4,), f"error has shape {shape}; expected (4,), one number for each sample.")
        if c < 1:
            c = norm(V) * norm(W)
            expect(error, c**3 / (1 - c) * (iterated(V, W, y, 1) - y).norm(dim=1), "error", case=f"c = {c:.3g}")
            continue
        message = f"With c = {c:.3g}, error[0] is {error[0].item():.4g}; expected inf"
        below = bool((error < 0).any())
        require(not below, message + ": 1 - c is below zero, the series has no sum, and no bound is negative.")
        require(bool(torch.isposinf(error).all()), message + ": the steps need not shrink, so nothing is promised.")


def invert_picture(answer, draw):
    """What is left of y - x - F(x) after each iteration, for a small and a large c."""
    steps, curves = list(range(1, 13)), []
    turn = torch.linalg.qr(draw.normal(4, 4))[0]
    y = 0.3 * draw.normal(4, 4)
    for c in (0.5, 1.6):
        V, W = c * turn, turn.T.contiguous()
        yours = [as_tensor(pieces(answer(V, W, y, n), NAMES)[0], "x").double() for n in steps]
        ours = [iterated(V, W, y, n) for n in steps]
        left = [[(y - x - branch(V, W, x)).norm().clamp(min=1e-16).item() for x in xs] for xs in (yours, ours)]
        curves.append(Curve(f"c = {c}", steps, *left, "iterations", "|y - x - F(x)|", log=True))
    return curves


invert.picture = invert_picture

essay = Exercise("5.12", "Is this network a differential equation?", "", difficulty=4, minutes=20, by_hand=4)
