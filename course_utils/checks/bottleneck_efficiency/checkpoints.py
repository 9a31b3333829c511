"""Exercises 3.11 and 3.12: how to keep less than all activations, and a table to read."""

from itertools import pairwise

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces
from course_utils.checks.report import Curve

peak = Exercise("3.11", "Less memory for more work", "peaks(sizes, every)", difficulty=4, minutes=18)

NAMES = "inference, training, checkpointed"


def expected(sizes, every):
    """The three peaks of a chain of layers, in the units of `sizes`."""
    L = len(sizes) - 1
    starts = list(range(0, L, every))
    inner = [sum(sizes[start + 1 : (start + every if start + every < L else L + 1)]) for start in starts]
    return max(map(sum, pairwise(sizes))), sum(sizes), sum(sizes[start] for start in starts) + max(inner)


def chain(draw, whole=True, heavy=None):
    """Sizes of a chain, and a length of segments that divides L or does not; `heavy` is the segment that decides."""
    every = draw.integer(3, 4)
    L = every * draw.integer(3, 4) + (0 if whole else draw.integer(1, every - 1))
    sizes = [16 * size for size in (20 + torch.randperm(41, generator=draw.generator)[: L + 1]).tolist()]
    first, second = sorted(range(L + 1), key=sizes.__getitem__)[:-3:-1]
    if abs(first - second) == 1:  # largest neighbours would hide that it is neighbours who count
        far = 0 if first > L // 2 else L
        sizes[far], sizes[second] = sizes[second], sizes[far]
    if heavy is not None:
        start = range(0, L, every)[heavy]
        sizes[start + 1 : start + every] = [3 * size for size in sizes[start + 1 : start + every]]
    return sizes, every


@peak.law
def peak_of_inference(answer, draw):
    """inference: a layer's input and output, and nothing else"""
    for _ in range(2):
        sizes, every = chain(draw)
        wanted = expected(sizes, every)[0]
        slips = [
            (sum(sizes), "Without a way back nothing has to be kept: that is training."),
            (max(sizes), "While a layer works, its input and its output are both there."),
            (2 * max(sizes), "Input and output of one layer: the largest pair of *neighbours*."),
            (sum(sorted(sizes)[-2:]), "Input and output of one layer: the largest pair of *neighbours*."),
            (
                max(map(sum, zip(sizes[:-2], sizes[1:-1], sizes[2:], strict=True))),
                "Two tensors are alive at once, not three.",
            ),
            (sizes[0] + sizes[-1], "The largest pair decides, wherever in the stack it is."),
            (max(map(sum, pairwise(sizes[1:]))), "The first layer's input counts too: sizes[0]."),
        ]
        expect(pieces(answer(sizes, every), NAMES)[0], wanted, "inference", slips)


@peak.law
def peak_of_training(answer, draw):
    """training: all of them"""
    for _ in range(2):
        sizes, every = chain(draw)
        slips = [
            (sum(sizes[1:]), "The input x_0 is kept, too."),
            (sum(sizes[:-1]), "At the end of the way forward the output x_L is there, too."),
            (2 * sum(sizes), "Gradients are not counted here."),
            (max(sizes), "What the way back needs has to be kept: all of them."),
        ]
        expect(pieces(answer(sizes, every), NAMES)[1], sum(sizes), "training", slips)


@peak.law
def peak_with_checkpoints(answer, draw):
    """checkpointed: the starts of all segments, and one segment at a time"""
    for heavy in (0, -1, 1):
        expect_checkpointed(answer, *chain(draw, heavy=heavy))


@peak.law
def peak_with_uneven_segments(answer, draw):
    """so it is with a last segment that is shorter, with one segment, and with segments of one layer"""
    expect_checkpointed(answer, *chain(draw, whole=False))
    sizes, _ = chain(draw)
    for every in (len(sizes) + 3, len(sizes) - 1, 1):
        expect_checkpointed(answer, sizes, every)


def expect_checkpointed(answer, sizes, every):
    """Compare the peak with checkpoints."""
    L = len(sizes) - 1
    starts = list(range(0, L, every))
    kept = sum(sizes[start] for start in starts)
    ends = [sum(sizes[start + 1 : start + every + 1]) for start in starts]
    own = [sum(sizes[start + 1 : start + every]) for start in starts]
    whole = [sum(sizes[start : start + every]) for start in starts]
    wanted = expected(sizes, every)[2]
    slips = [
        (kept, "A segment is computed again before its way back: its activations are alive then."),
        (kept + max(ends), "A segment's end is the next one's start, which is kept already: do not count it twice."),
        (kept + max(own), "The last segment ends with x_L, which nobody keeps: it counts there."),
        (kept + max(whole), "A segment's own start is kept already: do not count it twice."),
        (kept + sum(own) + sizes[-1], "One segment at a time: the largest, not the sum of all."),
        (kept + sum(ends), "One segment at a time: the largest, not the sum of all."),
        (sum(sizes[::every]) + max(own), "x_L starts no segment: nothing comes after it."),
        (kept - sizes[0] + wanted - kept, "The first segment's start, the input, is kept as well."),
        (sum(sizes), "That is training without checkpoints."),
        (expected(sizes, every)[0], "That is inference: here the starts of the segments are kept."),
        (max(whole), "The starts of the other segments are kept, too."),
    ]
    expect(pieces(answer(sizes, every), NAMES)[2], wanted, "checkpointed", slips, f"L = {L}, every = {every}")


def peak_picture(answer, draw):
    """The peak over the length of the segments."""
    lengths = list(range(1, 65))
    own = [pieces(answer([1] * 65, every), NAMES)[2] for every in lengths]
    ours = [expected([1] * 65, every)[2] for every in lengths]
    title = f"64 layers: {min(ours)} of {max(ours)} suffice"
    return [Curve(title, lengths, [int(value) for value in own], ours, "layers in a segment", "activations kept")]


peak.picture = peak_picture

table = Exercise("3.12", "Read a table", "", difficulty=3, minutes=15, by_hand=4)
