"""Exercises 4.7 and 4.8: the gradient of one path, and how much of it comes along paths of each length."""

import math
from itertools import combinations

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, as_tensor, exact, expect, pieces, require
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

one = Exercise("4.7", "One path's gradient", "along_path(x, weights, g, path)", difficulty=3, minutes=12)


def stack_inputs(draw, dtype=torch.float64, L=5):
    D = draw.integer(3, 4)
    weights = [0.7 * draw.normal(D, D, dtype=dtype) for _ in range(L)]
    return draw.normal(3, D, dtype=dtype), weights, draw.normal(3, D, dtype=dtype)


def slopes_of(x, weights):
    """The slope of every tanh, at the states of the whole network."""
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    return slopes


def follow(g, weights, slopes, path):
    """g J_F for each block of the path, from the last to the first."""
    for index in sorted(path, reverse=True):
        g = (g * slopes[index]) @ weights[index]
    return g


def alone(x, weights, path):
    """The slopes as the path alone would see them, without what the other branches add."""
    slopes = [None] * len(weights)
    for index in sorted(path):
        f = torch.tanh(x @ weights[index].T)
        slopes[index] = 1 - f**2
        x = f
    return slopes


def routes(draw, L):
    """A few paths, each a sorted list of blocks; the first does not begin at block 0."""
    orders = [torch.randperm(L, generator=draw.generator) for _ in range(3)]
    late = sorted(index for index in orders[0].tolist() if index)[:: L - 2]
    return [late, *(sorted(order[:k].tolist()) for order, k in zip(orders, (1, 2, L - 1), strict=True)), list(range(L))]


@one.law(points=2)
def branch_or_shortcut(answer, draw):
    """through the branch where the path says so, and through the shortcut elsewhere"""
    for dtype in PRECISIONS:
        given = stack_inputs(draw, dtype)
        x, weights, g = exact(*given)
        slopes = slopes_of(x, weights)
        for path in routes(draw, len(weights)):
            rest = [index for index in range(len(weights)) if index not in path]
            forwards = g
            for index in path:
                forwards = (forwards * slopes[index]) @ weights[index]
            flipped, full = g, g
            for index in reversed(path):
                flipped = (flipped @ weights[index].T) * slopes[index]
            for index in reversed(range(len(weights))):
                through = (full * slopes[index]) @ weights[index]
                full = full + through if index in path else full
            at_x = [1 - torch.tanh(x @ W.T) ** 2 for W in weights]
            linear = follow(g, weights, [torch.ones_like(x)] * len(weights), path)
            plain_stack = x
            own = []
            for W in weights:
                plain_stack = torch.tanh(plain_stack @ W.T)
                own.append(1 - plain_stack**2)
            slips = [
                (full, "In a block of the path the shortcut is shut: the gradient there is g J_F, not g + g J_F."),
                (follow(g, weights, slopes, rest), "That goes through the branches of all blocks that are not in it."),
                (follow(g, weights, at_x, path), "The slopes are all taken at x_0; block i has seen x_i."),
                (
                    follow(g, weights, alone(x, weights, path), path),
                    "The path is walked forwards alone: the slopes belong to the states of the whole network.",
                ),
                (
                    follow(g, weights, own, path),
                    "The way forward is that of a plain stack: the states are x + tanh(W x).",
                ),
                (forwards, "The gradient meets the last block first."),
                (flipped, "That multiplies by J_F from the wrong side: g J_F."),
                (linear, "The slope of the tanh is missing."),
                (g, "That is the gradient that arrives, along the path of length 0."),
            ]
            expect(answer(*given, path), follow(g, weights, slopes, path), "gradient", slips, f"path = {path}")


@one.law
def path_of_length_zero(answer, draw):
    """the path of length 0 hands on what it got"""
    x, weights, g = stack_inputs(draw)
    slopes = slopes_of(x, weights)
    everything = g
    for index in reversed(range(len(weights))):
        everything = everything + (everything * slopes[index]) @ weights[index]
    slips = [(everything, "That is the gradient along all paths together."), (0 * g, "The shortcut carries g itself.")]
    expect(answer(x, weights, g, []), g, "gradient", slips, "path = []")


@one.law
def all_paths_make_the_gradient(answer, draw):
    """all 2^n paths together are the gradient that autograd finds: here nothing is lost to the nonlinearity"""
    x, weights, g = stack_inputs(draw, L=3)
    start = x.clone().requires_grad_()
    end = start
    for W in weights:
        end = end + torch.tanh(end @ W.T)
    (wanted,) = torch.autograd.grad(end, start, g)
    paths = [list(path) for k in range(4) for path in combinations(range(3), k)]
    found = as_tensor([answer(x, weights, g, path) for path in paths], "gradient")
    require(found.shape == (8, *g.shape), f"gradient has shape {tuple(found.shape[1:])}; expected {tuple(g.shape)}.")
    expect(found.sum(0), wanted, "the sum over all paths")


sampled = Exercise("4.8", "Which paths carry the gradient?", "gradient_by_length(x, weights, g, draws)", 4, 18)
BLOCKS, DRAWS, TOLERANCE = 6, 150, 0.2
SHARES = "norms, shares"


def uneven_inputs(draw):
    """A stack of rotations of different size: it matters which are chosen, and 150 draws tell their mean to 3 %.

    How large they are, and how large the gradient, is drawn anew: neither a curve nor its scale is known beforehand.
    """
    D, sizes = 4, draw.uniform(0.4, 1.2) * torch.linspace(1.0, 0.4, BLOCKS).double()
    weights = [size * torch.linalg.qr(draw.normal(D, D)).Q for size in sizes]
    return 0.2 * draw.normal(3, D), weights, 10 ** draw.uniform(-2, 2) * draw.normal(3, D)


def mean_norms(x, weights, g, power=1):
    """The mean norm over all paths of each length, by walking every one."""
    slopes, L = slopes_of(x, weights), len(weights)
    return torch.stack(
        [
            torch.stack([follow(g, weights, slopes, path).norm() ** power for path in combinations(range(L), k)]).mean()
            for k in range(L + 1)
        ]
    )


def shares_of(norms):
    counts = torch.tensor([math.comb(len(norms) - 1, k) for k in range(len(norms))], dtype=norms.dtype)
    return counts * norms / (counts * norms).sum()


def prefix_norms(x, weights, g):
    """Norms along the first k blocks, and along the last k."""
    slopes, L = slopes_of(x, weights), len(weights)
    first = torch.stack([follow(g, weights, slopes, range(k)).norm() for k in range(L + 1)])
    return first, torch.stack([follow(g, weights, slopes, range(L - k, L)).norm() for k in range(L + 1)])


@sampled.law(points=2)
def mean_norm_by_length(answer, draw):
    """norms: the mean over random paths of each length, within 20 %"""
    x, weights, g = uneven_inputs(draw)
    norms = as_real(pieces(answer(x, weights, g, DRAWS), SHARES)[0], "norms").double()
    wanted = mean_norms(x, weights, g)
    message = f"norms has shape {tuple(norms.shape)}; expected one mean for each length 0 .. n, ({BLOCKS + 1},)."
    require(norms.shape == wanted.shape, message)
    first, last = prefix_norms(x, weights, g)
    counts = torch.tensor([math.comb(BLOCKS, k) for k in range(BLOCKS + 1)]).double()
    slips = {
        "They come from the longest path to the shortest.": wanted.flip(0),
        "That always takes the first k blocks: draw them, `torch.randperm(n)[:k]`.": first,
        "That always takes the last k blocks: draw them, `torch.randperm(n)[:k]`.": last,
        "Those are sums over the draws; expected means.": DRAWS * wanted,
        "That is the sum over all paths of a length; expected the mean norm of one.": counts * wanted,
        "Those are squared norms.": mean_norms(x, weights, g, 2),
        "Those are shares already; expected norms.": shares_of(wanted),
        "That is one norm a sample, averaged; expected the norm over the whole batch.": wanted / len(x) ** 0.5,
    }
    off = (norms / wanted - 1).abs().nan_to_num(math.inf)
    worst = int(off.argmax())
    likely = [text for text, value in slips.items() if ((norms / value - 1).abs() < TOLERANCE).all()]
    message = f"norms[{worst}] is {norms[worst]:.3g}; expected {wanted[worst]:.3g} within {TOLERANCE:.0%}."
    require(bool((off < TOLERANCE).all()), " ".join([message, *likely[:1]]))


@sampled.law
def ends_need_no_luck(answer, draw):
    """the ends need no luck: length 0 carries g, length n one single path"""
    x, weights, g = uneven_inputs(draw)
    norms = as_tensor(pieces(answer(x, weights, g, 2), SHARES)[0], "norms")
    require(norms.dim() == 1 and len(norms) == BLOCKS + 1, f"Expected {BLOCKS + 1} norms, for lengths 0 .. {BLOCKS}.")
    slopes = slopes_of(x, weights)
    expect(norms[0], g.norm(), "norms[0]")
    expect(norms[-1], follow(g, weights, slopes, range(BLOCKS)).norm(), f"norms[{BLOCKS}]")


@sampled.law
def share_by_length(answer, draw):
    """shares: how much all paths of a length carry together"""
    x, weights, g = inputs = uneven_inputs(draw)
    norms, shares = pieces(answer(*inputs, DRAWS), SHARES)
    norms = as_real(norms, "norms").double()
    require(norms.dim() == 1 and len(norms) == BLOCKS + 1, f"Expected {BLOCKS + 1} norms, for lengths 0 .. {BLOCKS}.")
    counts = torch.tensor([math.comb(BLOCKS, k) for k in range(BLOCKS + 1)]).double()
    slips = [
        (norms / norms.sum(), "That counts one path a length; there are C(n, k) of length k."),
        (counts * norms, "They should add up to 1: divide by their sum."),
        (counts / counts.sum(), "That is the share of the paths; expected their share of the gradient."),
        (100 * shares_of(norms), "Those are in percent; expected shares from 0 to 1."),
        (shares_of(norms**2), "Those are shares of squared norms."),
        (counts * norms / 2**BLOCKS, "That is divided by the number of all paths; the shares should add up to 1."),
    ]
    expect(shares, shares_of(norms), "shares", slips)
    true = shares_of(mean_norms(*inputs))
    off = (as_real(shares, "shares").double() / true - 1).abs()
    worst = int(off.argmax())
    message = f"shares[{worst}] is {float(shares[worst]):.3g}; expected {true[worst]:.3g} within {2 * TOLERANCE:.0%}."
    require(bool((off < 2 * TOLERANCE).all()), f"{message} Are the norms right?")
    expect(norms[0], g.norm(), "norms[0]")


def sampled_picture(answer, draw):
    inputs = uneven_inputs(draw)
    norms, shares = (as_tensor(part, "a part").tolist() for part in pieces(answer(*inputs, DRAWS), SHARES))
    wanted = mean_norms(*inputs)
    index = list(range(BLOCKS + 1))
    return [
        Curve("Gradient of one path", index, norms, wanted.tolist(), "length", "mean norm", True),
        Curve("Share of all paths of a length", index, shares, shares_of(wanted).tolist(), "length", "share"),
    ]


sampled.picture = sampled_picture
