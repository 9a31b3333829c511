"""Exercise 4.8: how much of the gradient comes along paths of each length, by sampling them."""

import math
from itertools import combinations

import torch

from course_utils.checks.ensembles.path_gradients import follow, slopes_of
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, as_tensor, expect, pieces, require, told_apart
from course_utils.checks.report import Curve

sampled = Exercise(
    "4.8", "Which paths carry the gradient?", "gradient_by_length(x, weights, g, draws)", 4, 18, tables=True
)
BLOCKS, DRAWS, TOLERANCE = 6, 150, 0.2
PAIR_DRAWS = 600  # two blocks, one nearly silent: their mean is told to 4 %, the root of the mean square is 35 % off
SHARES = "norms, shares"


def uneven_inputs(draw):
    """A stack of rotations of different size: it matters which are chosen, and 150 draws tell their mean to 3 %.

    How large they are, and how large the gradient, is drawn anew: neither a curve nor its scale is known beforehand.
    """
    D, sizes = 4, draw.uniform(0.4, 1.2) * torch.linspace(1.0, 0.4, BLOCKS).double()
    weights = [size * torch.linalg.qr(draw.normal(D, D)).Q for size in sizes]
    return 0.2 * draw.normal(3, D), weights, 10 ** draw.uniform(-2, 2) * draw.normal(3, D)


def two_blocks(draw):
    """A stack of two rotations, one of them nearly silent: of length 1 there is a strong path and a weak one."""
    x, weights, g = uneven_inputs(draw)
    sizes = [[1.0, 0.05][place] for place in draw.order(2)]
    return x, [size * W / torch.linalg.matrix_norm(W, 2) for size, W in zip(sizes, weights, strict=False)], g


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
    """The shares that all paths of each length carry together, from their mean norms."""
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
    for draws, (x, weights, g) in ((DRAWS, uneven_inputs(draw)), (PAIR_DRAWS, two_blocks(draw))):
        norms = as_real(pieces(answer(x, weights, g, draws), SHARES)[0], "norms").double()
        expect_means(norms, x, weights, g, draws)


def expect_means(norms, x, weights, g, draws):
    """Compare sampled norms (n+1,) with the means over all paths, and name the slip that they look like."""
    wanted, n = mean_norms(x, weights, g), len(weights)
    message = f"norms has shape {tuple(norms.shape)}; expected one mean for each length 0 .. n, ({n + 1},)."
    require(norms.shape == wanted.shape, message)
    first, last = prefix_norms(x, weights, g)
    counts = torch.tensor([math.comb(n, k) for k in range(n + 1)]).double()
    slips = {
        "They come from the longest path to the shortest.": wanted.flip(0),
        "That always takes the first k blocks: draw them, `torch.randperm(n)[:k]`.": first,
        "That always takes the last k blocks: draw them, `torch.randperm(n)[:k]`.": last,
        "Those are sums over the draws; expected means.": draws * wanted,
        "That is the sum over all paths of a length; expected the mean norm of one.": counts * wanted,
        "That is the root of the mean square; expected the mean of the norms.": mean_norms(x, weights, g, 2).sqrt(),
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
    have, want = told_apart(norms[0].item(), g.norm().item())
    message = f"norms[0] is {have}; expected {want}."
    require(abs(norms[0] / g.norm() - 1) < 1e-4, message)  # a sum of 150 in float32 loses digits


def sampled_picture(answer, draw):
    """Norms and shares by length."""
    inputs = uneven_inputs(draw)
    norms, shares = (as_tensor(part, "a part").tolist() for part in pieces(answer(*inputs, DRAWS), SHARES))
    wanted = mean_norms(*inputs)
    index = list(range(BLOCKS + 1))
    return [
        Curve("Gradient of one path", index, norms, wanted.tolist(), "length", "mean norm", True),
        Curve("Share of all paths of a length", index, shares, shares_of(wanted).tolist(), "length", "share"),
    ]


sampled.picture = sampled_picture
