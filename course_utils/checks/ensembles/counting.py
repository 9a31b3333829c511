"""Exercise 4.1: how many paths there are, and how long they are."""

import math

import torch

from course_utils.checks.asking import in_random_order
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces, require
from course_utils.checks.report import Curve

counting = Exercise("4.1", "Count the paths", "count_paths(n, low, high)", difficulty=1, minutes=8)


def binomials(n):
    """How many paths of each length n blocks have."""
    return [math.comb(n, k) for k in range(n + 1)]


def whole(values):
    """Whole numbers as a tensor."""
    return torch.tensor(values, dtype=torch.int64)


@counting.law
def paths_of_every_length(answer, draw):
    """counts the paths of every length, from none of the branches to all"""
    cases = [(n, 0, n) for n in (draw.integer(2, 5), draw.integer(6, 9), draw.integer(10, 14), 1)]
    for (n, *_), returned in in_random_order(answer, draw, cases):
        wanted = binomials(n)
        slips = [
            (whole(wanted[1:]), "One path uses no branch at all: length 0 counts as well."),
            (whole(wanted[:-1]), "One path uses every branch: length n counts as well."),
            (whole(binomials(n - 1)), "That is one block too few."),
            (whole(binomials(n + 1)), "That is one block too many."),
            (whole([math.perm(n, k) for k in range(n + 1)]), "A path is a choice of blocks; their order is fixed."),
            (whole([n**k for k in range(n + 1)]), "No block can be passed twice, and their order is fixed."),
            (whole([2**k for k in range(n + 1)]), "That is how many paths a stack of k blocks has in all."),
            (whole([1] * (n + 1)), "There are several paths of one length: which blocks were chosen?"),
        ]
        expect(pieces(returned, "counts, share")[0], whole(wanted), "counts", slips, f"n = {n}")


def share_slips(n, low, high):
    """What goes wrong with a share of paths."""
    counts = binomials(n)
    share = sum(counts[low : high + 1]) / 2**n
    return share, [
        (sum(counts[low:high]) / 2**n, "The upper end belongs to the range: low <= length <= high."),
        (sum(counts[low + 1 : high]) / 2**n, "Both ends belong to the range: low <= length <= high."),
        (sum(counts[low + 1 : high + 1]) / 2**n, "The lower end belongs to the range: low <= length <= high."),
        ((high - low + 1) / (n + 1), "That is the share of the lengths; not all lengths have equally many paths."),
        (sum(counts[: high + 1]) / 2**n, "Those below `low` are counted, too."),
        (100 * share, "That is in percent; expected a share from 0 to 1."),
        (1 - share, "That is the share outside the range."),
        (
            sum(k * c for k, c in enumerate(counts) if low <= k <= high) / 2**n,
            "Each path counts once, whatever its length.",
        ),
        (2.0**n * share, "That is how many; expected their share of all 2^n paths."),
    ]


@counting.law
def share_between_two_lengths(answer, draw):
    """the share of paths between two lengths, both ends included"""
    lows = draw.integer(1, 2), draw.integer(1, 2), draw.integer(2, 4)
    ns = draw.integer(4, 6), draw.integer(7, 10), draw.integer(11, 16)
    cases = [(n, low, low + draw.integer(1, 2)) for n, low in zip(ns, lows, strict=True)]
    for (n, low, high), returned in in_random_order(answer, draw, cases):
        share, slips = share_slips(n, low, high)
        own = pieces(returned, "counts, share")[1]
        expect(own, share, "share", slips, f"n = {n}, low = {low}, high = {high}")


@counting.law
def fifty_four_blocks(answer, draw):
    """54 blocks: 18 million billion paths, and none of them walked"""
    cases = [(54, draw.integer(15, 24), draw.integer(30, 38)) for _ in range(3)]
    for (n, low, high), returned in in_random_order(answer, draw, cases, again=2):
        share, slips = share_slips(n, low, high)
        counts, own = pieces(returned, "counts, share")
        large = type(counts) is list and any(type(count) is int and count > 2**n for count in counts)
        require(not large, f"With n = {n}, counts has an entry above 2^n, the number of all paths.")
        expect(counts, whole(binomials(n)), "counts", case=f"n = {n}")
        expect(own, share, "share", slips, f"n = {n}, low = {low}, high = {high}")


def counting_picture(answer, draw):
    """The lengths of the paths of ResNet-110."""
    counts, _ = pieces(answer(54, 0, 54), "counts, share")
    yours = [float(c) / 2**54 for c in counts]
    index = list(range(55))
    title = "Paths of ResNet-110"
    return [Curve(title, index, yours, [c / 2**54 for c in binomials(54)], "branches passed", "share of all paths")]


counting.picture = counting_picture
