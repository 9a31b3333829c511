"""Exercises 4.2 and 4.3: what all paths add up to where the branches are linear, by length and by last branch."""

import torch

from course_utils.checks.asking import in_random_order
from course_utils.checks.ensembles.counting import binomials, whole
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, exact, expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

expansion = Exercise("4.2", "The sum over 2^n paths", "by_length(x, weights)", difficulty=3, minutes=15)


def linear_inputs(draw, dtype=torch.float64, n=None):
    """x (N, D) and n weights (D, D)."""
    D, n = draw.integer(3, 4), n or draw.integer(4, 5)
    return draw.normal(draw.integer(2, 3), D, dtype=dtype), [0.6 * draw.normal(D, D, dtype=dtype) for _ in range(n)]


def through(x, weights):
    """A stack of blocks x + W x."""
    for W in weights:
        x = x + x @ W.T
    return x


def expanded(x, weights):
    """The sums of all paths of length 0, 1, ..., n: one pass, every block either skipped or entered."""
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in weights:
        for k in reversed(range(1, len(sums))):
            sums[k] = sums[k] + sums[k - 1] @ W.T
    return torch.stack(sums)


@expansion.law
def sums_by_length(answer, draw):
    """sums the paths of each length"""
    for dtype in PRECISIONS:
        given = linear_inputs(draw, dtype)
        x, weights = exact(*given)
        wanted, n = expanded(x, weights), len(weights)
        counts = torch.tensor(binomials(n)).double()[:, None, None]
        prefix, repeated = [x], [x]
        for W in weights:
            prefix.append(prefix[-1] @ W.T)
            repeated.append(repeated[-1] @ sum(weights).T)
        slips = [
            (wanted[1:], "The path of length 0 is missing: it skips every branch and delivers x."),
            (wanted.flip(0), "They come from the longest to the shortest."),
            (wanted / counts, "Those are means over the paths of a length; expected their sums."),
            (expanded(x, weights[::-1]), "Each path passes its blocks in the wrong order: block 0 acts first."),
            (expanded(x, [W.T for W in weights]), "For a sample in a row, W x is `x @ W.T`."),
            (torch.stack(prefix), "That is one path for each length, through the first k blocks. There are more."),
            (torch.stack(repeated), "A path passes a block at most once, and never back: block i after j needs i > j."),
            (wanted.cumsum(0), "Those are added up over the lengths; expected each length by itself."),
            (wanted.sum(0), "That is the output itself, the sum over all lengths; expected it taken apart by length."),
        ]
        expect(answer(*given), wanted, "sums", slips)


@expansion.law
def lengths_make_the_output(answer, draw):
    """all lengths together are the output of the stack"""
    for dtype in PRECISIONS:
        given = linear_inputs(draw, dtype)
        x, weights = exact(*given)
        slips = [(through(x, weights) - x, "The path that skips every branch is missing.")]
        expect(added(answer(*given), "sums"), through(x, weights), "the sum of your sums", slips)


@expansion.law
def longest_path(answer, draw):
    """the longest: one path, through every branch in order"""
    x, weights = linear_inputs(draw)
    product = x
    for W in weights:
        product = product @ W.T
    backwards = x
    for W in reversed(weights):
        backwards = backwards @ W.T
    slips = [
        (backwards, "The order is turned round: block 0 acts first."),
        (x, "That is the shortest path, which skips every branch."),
    ]
    expect(pieces(answer(x, weights), lengths(weights))[-1], product, f"sums[{len(weights)}]", slips)


@expansion.law
def twelve_blocks(answer, draw):
    """twelve blocks, 4096 paths"""
    x, weights = linear_inputs(draw, n=12)
    weights = [W / 2 for W in weights]
    expect(answer(x, weights), expanded(x, weights), "sums")


def added(parts, what):
    """The sum of a list of tensors of one shape."""
    parts = as_tensor(parts, what)
    require(parts.dim() == 3, f"{what} has shape {tuple(parts.shape)}; expected a list of tensors (N, D).")
    return parts.sum(0)


def lengths(weights):
    """What `pieces` calls the parts of an answer."""
    return ", ".join(f"s{k}" for k in range(len(weights) + 1))


grouping = Exercise("4.3", "The term that got lost", "grouped(x, weights)", difficulty=3, minutes=12)


def groups(x, weights):
    """Terms [x_{n-1}, F_n x_{n-2}, ..., F_n ... F_2 x_0, F_n ... F_1 x_0] of a linear stack."""
    states = [x]
    for W in weights[:-1]:
        states.append(states[-1] + states[-1] @ W.T)
    terms = []
    for index in reversed(range(len(weights))):
        term = states[index]
        for W in weights[index + 1 :]:
            term = term @ W.T
        terms.append(term)
    last = x
    for W in weights:
        last = last @ W.T
    return [*terms, last]


def late_groups(x, weights):
    """A slip: [x_n, F_n x_{n-1}, F_n F_{n-1} x_{n-2}, ...], each term with one branch too many."""
    terms = groups(x, weights)
    return [through(x, weights), *(through(x, weights) - sum(terms[:index]) for index in range(1, len(terms)))]


def path_counts(n):
    """How many paths each term of the grouping holds."""
    return [2**k for k in reversed(range(n))] + [1]


@grouping.law(points=2)
def terms_by_last_branch(answer, draw):
    """the terms: a run of last branches, each after a state that it started from"""
    for dtype in PRECISIONS:
        given = linear_inputs(draw, dtype)
        x, weights = exact(*given)
        wanted = groups(x, weights)
        slips = [
            (
                wanted[:-1],
                "The path through every branch, F_n ... F_1 x_0, got lost: that is one of the two last terms.",
            ),
            (
                wanted[:-2] + wanted[-1:],
                "The term F_n ... F_2 x_0 got lost: the path that skips the first branch only.",
            ),
            (wanted[::-1], "They come in reverse order: the first is x_{n-1}."),
            (late_groups(x, weights), "Those have one branch too many before each state: the first term is x_{n-1}."),
            (groups(x, [W.T for W in weights]), "For a sample in a row, W x is `x @ W.T`."),
            (list(expanded(x, weights)), "Those are the sums by length; expected them by the last branch skipped."),
            (
                [*wanted[:-2], wanted[-2] + wanted[-1]],
                "The last two terms are two: F_n ... F_2 x_0 and F_n ... F_1 x_0.",
            ),
        ]
        expect(pieces(answer(*given), "terms, paths")[0], wanted, "terms", slips)


@grouping.law
def terms_make_the_output(answer, draw):
    """together they are x_n: nothing got lost"""
    x, weights = linear_inputs(draw)
    wanted = groups(x, weights)
    total = added(pieces(answer(x, weights), "terms, paths")[0], "terms")
    slips = [(through(x, weights) - wanted[-1], "It is F_n ... F_1 x_0 that is missing.")]
    slips.append((through(x, weights) - wanted[-2], "It is F_n ... F_2 x_0 that is missing."))
    expect(total, through(x, weights), "the sum of your terms", slips)


@grouping.law
def paths_in_each_term(answer, draw):
    """the paths in each term: half of all, half of the rest, and so on, 2^n together"""
    cases = [linear_inputs(draw, n=n) for n in (draw.integer(2, 3), draw.integer(4, 6), draw.integer(7, 9), 1)]
    for (_, weights), returned in in_random_order(answer, draw, cases):
        n = len(weights)
        wanted = path_counts(n)
        slips = [
            (whole(wanted[::-1]), "They come in reverse order."),
            (whole(wanted[:-1]), "The last term has a path, too."),
            (whole([2**k for k in reversed(range(n + 1))]), "x_{n-1} has passed n - 1 blocks, and each gave a choice."),
            (whole([1] * (n + 1)), "Each term holds a state, and a state is a sum of paths itself."),
            (whole(binomials(n)), "Those are the paths by length."),
        ]
        expect(pieces(returned, "terms, paths")[1], whole(wanted), "paths", slips, f"n = {n}")
