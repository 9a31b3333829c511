"""Exercises 3.8 and 3.9: the work a layer does for each byte it moves, and the roof that work is under."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

work = Exercise("3.8", "Work for each byte", "intensity(N, c_in, c_out, k, size, groups)", difficulty=2, minutes=12)

NAMES = "flops, moved, intensity"


def counts(N, c_in, c_out, k, size, groups):
    """FLOP of a convolution that keeps its size, and bytes of input, output and weights in float32."""
    weights = c_out * (c_in // groups) * k * k
    return 2 * N * weights * size**2, [4 * N * c_in * size**2, 4 * N * c_out * size**2, 4 * weights]


def layer(draw, groups=None):
    """Arguments of a random layer."""
    groups = groups or draw.integer(2, 4)
    c_in, c_out = groups * draw.integer(3, 5), groups * draw.integer(6, 8)
    return draw.integer(5, 7), c_in, c_out, (1, 3, 5)[draw.integer(0, 2)], draw.integer(6, 9), groups


def said(arguments):
    """Arguments in words."""
    names = "N, c_in, c_out, k, size, groups".split(", ")
    return ", ".join(f"{name} = {value}" for name, value in zip(names, arguments, strict=True))


@work.law
def flops_of_a_layer(answer, draw):
    """flops: two for each multiply-add"""
    for groups in (1, None):
        N, c_in, c_out, k, size, groups = given = layer(draw, groups)
        flops = counts(*given)[0]
        slips = [
            (flops // 2, "A multiply-add is two floating-point operations: a multiplication and an addition."),
            (flops // N, "That is one image; there are N."),
            (flops // size**2, "Each weight works once at every position."),
            (flops // size, "There are size * size positions."),
            (flops * groups, "The groups are missing: a filter sees c_in / groups channels."),
        ]
        expect(pieces(answer(*given), NAMES)[0], flops, "flops", slips, said(given))


@work.law
def bytes_moved(answer, draw):
    """moved: input and weights are read, the output is written, four bytes each"""
    for groups in (1, None):
        N, c_in, c_out, k, size, groups = given = layer(draw, groups)
        read, written, weights = counts(*given)[1]
        moved = read + written + weights
        slips = [
            (moved // 4, "Those are numbers; in float32 each has 4 bytes."),
            (2 * moved, "In float32 a number has 4 bytes, not 8."),
            (read + written + N * weights, "The weights are read once, for the whole batch."),
            (read + written, "The weights are read, too."),
            (written + weights, "The input is read, too."),
            (read + weights, "The output is written, too."),
            ((read + written) // N + weights, "That is one image; there are N."),
            (read + written + weights * groups, "The groups are missing: a filter sees c_in / groups channels."),
            (k * k * read + written + weights, "The input is counted once: it is read again from the cache."),
            (read + written + weights + 4 * c_out, "There is no bias here."),
        ]
        expect(pieces(answer(*given), NAMES)[1], moved, "moved", slips, said(given))


@work.law
def intensity_of_three_layers(answer, draw):
    """intensity: FLOP for each byte, of a 3x3, a 1x1, and a 3x3 with as many groups as channels"""
    C, size = 16 * draw.integer(2, 6), 7 * draw.integer(2, 6)
    for k, groups in ((3, 1), (1, 1), (3, C)):
        given = (draw.integer(2, 8), C, C, k, size, groups)
        flops, moved = counts(*given)[0], sum(counts(*given)[1])
        slips = [
            (moved / flops, "That is bytes for each FLOP."),
            (flops / moved / 2, "That is half: count FLOP, two for each multiply-add, and 4 bytes for each number."),
            (flops / moved * 4, "That is FLOP for each number; a number has 4 bytes."),
            (float(flops // moved), "That is rounded down: / divides, // divides whole numbers."),
        ]
        expect(pieces(answer(*given), NAMES)[2], flops / moved, "intensity", slips, said(given))


roof = Exercise("3.9", "Under which roof?", "under_the_roof(flops, moved, peak, bandwidth)", difficulty=3, minutes=12)

PARTS = "memory_bound, seconds"


def sweep(draw, dtype=torch.float64):
    """Layers on both sides of the ridge, none near it, of seconds each."""
    peak, bandwidth = 1e10 * draw.integer(4, 9), 1e9 * draw.integer(5, 12)
    ridge = peak / bandwidth
    ranges = [(0.1, 0.4), (2.5, 9), (0.4, 0.6), (1.7, 2.5)] * 3
    intensity = torch.tensor([ridge * draw.uniform(*ranges[place]) for place in draw.order(len(ranges))]).double()
    flops = peak * torch.tensor([draw.uniform(1, 3) for _ in ranges]).double()
    return flops.to(dtype), (flops / intensity).to(dtype), peak, bandwidth


def times(flops, moved, peak, bandwidth):
    """Seconds for the FLOP at the peak, and for the bytes at the bandwidth."""
    return flops / peak, moved / bandwidth


@roof.law
def which_layers_wait(answer, draw):
    """memory_bound: which layers wait for their data"""
    for dtype in PRECISIONS:
        given = sweep(draw, dtype)
        work, wait = times(*given)
        slips = [
            (wait < work, "The answers are the wrong way round: memory-bound is where the bytes take longer."),
            (given[0] < given[1], "FLOP and bytes cannot be compared: each has a rate of its own."),
            (
                wait > -1,
                "That says always: where the FLOP take longer, the peak is the roof.",
            ),
            (
                wait < 0,
                "That says never: where the bytes take longer, memory is the roof.",
            ),
        ]
        expect(pieces(answer(*given), PARTS)[0], wait > work, "memory_bound", slips)


def expect_seconds(answer, given, case=""):
    """Compare the seconds of a stack of layers."""
    work, wait = times(*given)
    wanted = torch.maximum(work, wait).sum()
    slips = [
        ((work + wait).sum(), "Computing and moving overlap: a layer takes the longer of the two, not both."),
        (torch.maximum(work.sum(), wait.sum()), "Layers run one after another: each has its own longer part."),
        (torch.minimum(work, wait).sum(), "A layer has to wait for the slower of the two."),
        (work.sum(), "That is the time at the peak; a layer that waits for its data does not reach it."),
        (wait.sum(), "That is the time for the bytes alone; a layer with much work for each byte takes longer."),
        (torch.maximum(work, wait), "Those are the layers' own times; expected their sum."),
        (torch.maximum(work, wait).max(), "That is the slowest layer; they run one after another."),
        (torch.maximum(work, wait).mean(), "That is the mean; they run one after another."),
        (1e3 * wanted, "Those are milliseconds."),
    ]
    expect(pieces(answer(*given), PARTS)[1], wanted, "seconds", slips, case)


@roof.law
def seconds_of_one_layer(answer, draw):
    """seconds: for a single layer, its slower part"""
    flops, moved, *machine = sweep(draw)
    for i in range(len(flops)):
        expect_seconds(answer, (flops[i : i + 1], moved[i : i + 1], *machine), "one layer")


@roof.law
def seconds_of_a_stack(answer, draw):
    """seconds: for a stack, one layer after another"""
    for dtype in PRECISIONS:
        expect_seconds(answer, sweep(draw, dtype))


def block_layers(widths, kernels, N, size):
    """FLOP and bytes of a chain of convolutions."""
    rows = [counts(N, i, o, k, size, 1) for i, o, k in zip(widths, widths[1:], kernels, strict=False)]
    return torch.tensor([row[0] for row in rows]).double(), torch.tensor([sum(row[1]) for row in rows]).double()


def roof_picture(answer, draw):
    """The pair of equal multiply-adds: how much longer the bottleneck takes as peak / bandwidth grows."""
    pair = [block_layers((64, 64, 64), (3, 3), 256, 56), block_layers((256, 64, 64, 256), (1, 3, 1), 256, 56)]
    ridges = list(range(4, 129, 4))

    def ratio(seconds):
        return [seconds(*pair[1], 1e11, 1e11 / ridge) / seconds(*pair[0], 1e11, 1e11 / ridge) for ridge in ridges]

    yours = ratio(lambda *given: float(as_tensor(pieces(answer(*given), PARTS)[1], "seconds")))
    ours = ratio(lambda *given: float(torch.maximum(*times(*given)).sum()))
    title = "256-64-256 against 64-64, 56x56"
    return [Curve(title, ridges, yours, ours, "peak / bandwidth in FLOP per byte", "time bottleneck / basic")]


roof.picture = roof_picture
