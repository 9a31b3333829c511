"""Exercises 4.13 and 4.14: the head on every state with its norm's statistics, and directions taken out of a state."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import exact, expect, pieces
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

readers = Exercise("4.13", "The head on the way", "read(seen, asked, W, b)", 3, 15)
NAMES = "stale, fresh"


def stream_inputs(draw, dtype=torch.float64):
    """States of training and of asked inputs, whose mean and size drift along the stream, and a last layer."""
    L, D, classes = draw.integer(3, 4), draw.integer(4, 6), draw.integer(3, 4)
    streams = []
    shifts, sizes = draw.normal(L + 1, D), 0.5 + draw.normal(L + 1, D).abs()
    for count in (draw.integer(8, 10), draw.integer(5, 7)):
        streams.append([(shifts[l] + sizes[l] * draw.normal(count, D)).to(dtype) for l in range(L + 1)])
    return *streams, draw.normal(classes, D, dtype=dtype), draw.normal(classes, dtype=dtype)


def head(x, like, W, b, unbiased=False, relu=True):
    """`W relu((x - m) / s) + b` with the mean and deviation of the columns of `like`."""
    z = (x - like.mean(0)) / like.var(0, unbiased=unbiased).sqrt()
    return (z.relu() if relu else z) @ W.T + b


def slips_of(seen, asked, W, b, own):
    """What usual slips make of the stale reading, or of the fresh one (`own`)."""

    def made(like, **how):
        return torch.stack([head(x, like(l), W, b, **how) for l, x in enumerate(asked)])

    right, other = (lambda l: seen[l], lambda l: seen[-1]) if own else (lambda l: seen[-1], lambda l: seen[l])
    return [
        (made(other), "The two are exchanged: stale has the statistics of x_L, fresh those of x_l."),
        (made(right, unbiased=True), "The variance divides by N - 1; a batch norm's divides by N: `unbiased=False`."),
        (made(right, relu=False), "The ReLU between norm and last layer is missing."),
        (made(lambda l: asked[l] if own else asked[-1]), "Those are statistics of the asked inputs; take `seen`."),
        (made(lambda l: seen[0]), "Those are the statistics of x_0."),
        (made(right) - b, "The bias b is missing."),
        (made(right).flip(0), "They come in reverse order."),
    ]


def readings(seen, asked, W, b, own):
    """The head on every asked state `(L + 1, M, classes)`, with that state's own statistics or with those of x_L."""
    return torch.stack([head(x, seen[l] if own else seen[-1], W, b) for l, x in enumerate(asked)])


@readers.law(points=2)
def the_head_as_it_is(answer, draw):
    """stale: every state is read with the statistics of x_L"""
    for dtype in PRECISIONS:
        given = stream_inputs(draw, dtype)
        all_exact = exact(*given)
        expect(pieces(answer(*given), NAMES)[0], readings(*all_exact, False), "stale", slips_of(*all_exact, False))


@readers.law(points=2)
def the_norm_estimated_anew(answer, draw):
    """fresh: every state is read with its own statistics, those of the training inputs"""
    for dtype in PRECISIONS:
        given = stream_inputs(draw, dtype)
        all_exact = exact(*given)
        expect(pieces(answer(*given), NAMES)[1], readings(*all_exact, True), "fresh", slips_of(*all_exact, True))


def readers_picture(answer, draw):
    """The first class's mean score along the stream, both ways."""
    given = stream_inputs(draw)
    yours = torch.stack([torch.stack(list(part)) for part in answer(*given)])[1, :, :, 0].mean(1)
    wanted = readings(*given, True)[:, :, 0].mean(1)
    return [Curve("Fresh score of class 0", list(range(len(wanted))), yours.tolist(), wanted.tolist(), "state l")]


readers.picture = readers_picture

erasing = Exercise("4.14", "Take a direction out", "erase(x, directions)", 3, 15)


def erased(x, directions, about=None):
    """`x` without what lies in the span of the rows of `directions`, about the mean of its rows."""
    mean = x.mean(0) if about is None else about
    _, sizes, rows = torch.linalg.svd(directions, full_matrices=False)
    basis = rows[sizes > 1e-6 * sizes[0]]
    return x - (x - mean) @ basis.T @ basis


def erasing_inputs(draw, dtype=torch.float64):
    """States away from 0, and directions neither of length 1 nor at right angles."""
    N, D, K = draw.integer(6, 9), draw.integer(5, 7), draw.integer(2, 3)
    x = draw.normal(N, D) + 2 * draw.normal(D)
    return x.to(dtype), (1.5 * draw.normal(K, D) + draw.normal(D)).to(dtype)


def erasing_slips(x, directions):
    """What usual slips make of it."""
    mean, unit = x.mean(0), directions / directions.norm(dim=1, keepdim=True)
    orthonormal = torch.linalg.qr(directions.T).Q
    one_by_one = x
    for row in unit:
        one_by_one = one_by_one - ((one_by_one - mean) @ row)[:, None] * row
    return [
        (erased(x, directions, torch.zeros_like(mean)), "The mean is taken out, too: subtract it before you project."),
        (x - erased(x, directions) + mean, "That keeps what lies in the span and takes out the rest."),
        (x - erased(x, directions), "That is what was taken out; expected what is left."),
        (erased(x, directions) - mean, "The mean is missing: it has to come back."),
        (
            x - (x - mean) @ directions.T @ directions,
            "`directions` are not orthonormal: make them so before projecting.",
        ),
        (x - (x - mean) @ unit.T @ unit, "Of length 1 they are, at right angles not: use QR or an SVD."),
        (one_by_one, "One after the other puts back part of what an earlier step took: make them orthogonal first."),
        (erased(x, directions[:1]), "Only the first direction is gone."),
        ((x - mean) @ orthonormal, "Those are coordinates in the span, (N, K); expected states, (N, D)."),
    ]


@erasing.law(points=2)
def the_span_is_gone(answer, draw):
    """what lies in the span of the directions is gone, about the mean, and nothing else"""
    for dtype in PRECISIONS:
        x, directions = given = erasing_inputs(draw, dtype)
        x, directions = exact(*given)
        expect(answer(*given), erased(x, directions), "result", erasing_slips(x, directions))


@erasing.law(points=1)
def all_of_them_leave_the_mean(answer, draw):
    """as many directions as dimensions leave the mean alone"""
    x, _ = erasing_inputs(draw)
    directions = draw.normal(x.shape[1], x.shape[1])
    zero = [(torch.zeros_like(x), "Nothing is left, not even the mean: take out deviations from it.")]
    expect(answer(x, directions), x.mean(0).expand_as(x), "result", zero)


@erasing.law(points=1)
def a_direction_twice_counts_once(answer, draw):
    """directions that depend on each other span less, and take out no more than that"""
    x, directions = erasing_inputs(draw)
    twice = torch.cat((directions, 2 * directions[:1] - directions[1:2]))
    slips = [
        (
            x - (x - x.mean(0)) @ q @ q.T,
            "QR of dependent directions adds one that nobody asked for: look at their rank.",
        )
        for q in [torch.linalg.qr(twice.T).Q]
    ]
    expect(answer(x, twice), erased(x, directions), "result", slips)
