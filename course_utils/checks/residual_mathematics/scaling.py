"""Exercises 1.7 and 1.8: what a rule x -> a x + b f(x) keeps of variance and of the input, and one that keeps both."""

import math

import torch

from course_utils.checks.asking import in_random_order
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require, require_kind, told_apart
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)
ROUNDING = 1e-9  # of a^L, where a is the L-th root of the smallest share allowed
WRONG_SIDE = "Those are the matrices W^T: W h for a row h is h @ W.T."

rules = Exercise("1.7", "What a scaling rule keeps", "what_is_kept(x, weights, a, b)", difficulty=3, minutes=12)


def kept_inputs(draw, dtype=torch.float64):
    """x (N, D), L weights (D, D), and the factors a and b."""
    N, D, L = draw.integer(4, 6), draw.integer(5, 7), draw.integer(4, 7)
    x = (draw.normal(N, D) + 0.5) * torch.arange(1, N + 1).double()[:, None]  # rows of different length, mean not zero
    weights = [draw.normal(D, D, dtype=dtype) / math.sqrt(D) for _ in range(L)]
    return x.to(dtype), weights, draw.uniform(0.6, 0.95), draw.uniform(0.2, 0.6)


def run_stack(x, weights, a, b):
    """The output (N, D) of blocks a x + b W x."""
    for W in weights:
        x = a * x + b * x @ W.T
    return x


def rows_cosine(a, b):
    """The cosine (N,) of each row of a with the same row of b."""
    return torch.nn.functional.cosine_similarity(a, b, dim=1)


@rules.law
def growth_of_the_mean_square(answer, draw):
    """growth: the mean square of the output over that of the input"""
    for dtype in PRECISIONS:
        x, weights, a, b = kept_inputs(draw, dtype)
        end = run_stack(x, weights, a, b)
        growth = (end**2).mean() / (x**2).mean()
        slips = [
            (growth.sqrt(), "That is the ratio of lengths: the square root of what was asked."),
            (1 / growth, "The ratio is upside down."),
            (end.var() / x.var(), "That subtracts the mean first; here the mean square is asked, of all entries."),
            ((end**2).mean(), "Not yet divided by the mean square of the input."),
            ((run_stack(x, weights[:-1], a, b) ** 2).mean() / (x**2).mean(), "The last block is left out."),
            (
                (run_stack(x, weights, b, a) ** 2).mean() / (x**2).mean(),
                "a and b are exchanged: a scales the shortcut.",
            ),
            (((a * x + b * sum(x @ W.T for W in weights)) ** 2).mean() / (x**2).mean(), "All branches see x_0."),
            ((run_stack(x, [W.T for W in weights], a, b) ** 2).mean() / (x**2).mean(), WRONG_SIDE),
        ]
        expect(pieces(answer(x, weights, a, b), "growth, identity, cosine")[0], growth, "growth", slips)


@rules.law
def identity_coefficient(answer, draw):
    """identity: the coefficient with which the input itself still stands in the output"""
    x, weights, a, b = kept_inputs(draw)
    L = len(weights)
    slips = [
        (a * L, "Blocks follow one another, so their coefficients multiply."),
        ((a + b) ** L, "The branch's share is counted as well; only the path of shortcuts carries x itself."),
        (a ** (L - 1), "One block is left out."),
        (a ** (L + 1), "One block too many."),
        (a, "That is what one block keeps; there are L of them."),
        (b**L, "That is the path through all branches; the identity path takes all shortcuts."),
    ]
    expect(pieces(answer(x, weights, a, b), "growth, identity, cosine")[1], a**L, "identity", slips)


@rules.law
def cosine_of_rows(answer, draw):
    """cosine: of each row of the input with the same row of the output, averaged"""
    x, weights, a, b = kept_inputs(draw)
    end = run_stack(x, weights, a, b)
    whole = torch.nn.functional.cosine_similarity(x.flatten(), end.flatten(), dim=0)
    slips = [
        (whole, "That is one cosine for the whole batch; take one for each row and average."),
        (
            torch.nn.functional.cosine_similarity(x, end, dim=0).mean(),
            "Those are cosines of columns; rows are samples.",
        ),
        (rows_cosine(x, end), "That is one number for each row; average them."),
        (rows_cosine(x, end - x).mean(), "That is the cosine with what was added; expected that with the output."),
        (rows_cosine(x, run_stack(x, [W.T for W in weights], a, b)).mean(), WRONG_SIDE),
    ]
    expect(pieces(answer(x, weights, a, b), "growth, identity, cosine")[2], rows_cosine(x, end).mean(), "cosine", slips)


both = Exercise("1.8", "A rule that keeps both", "keep_both(L)", difficulty=4, minutes=15)


def rule_of(returned, L):
    """The two numbers of a rule at one depth."""
    a, b = (as_tensor(value, name) for value, name in zip(pieces(returned, "a, b"), "ab", strict=True))
    for value, name in ((a, "a"), (b, "b")):
        require_kind(value, torch.zeros(()), f"{name} at L = {L}")
        require(value.dim() == 0, f"{name} has shape {tuple(value.shape)}; expected one number.")
    return a.double().item(), b.double().item()


def rules_at_depths(answer, draw):
    """(L, a, b) at depths from 2 to 1000, in random order and some twice."""
    chosen = 2, draw.integer(3, 12), draw.integer(20, 60), draw.integer(61, 199), draw.integer(200, 1000)
    for (L,), returned in in_random_order(answer, draw, [(L,) for L in chosen]):
        yield L, *rule_of(returned, L)


@both.law
def variance_is_kept(answer, draw):
    """the variance at the end is the variance at the start, at every depth"""
    for L, a, b in rules_at_depths(answer, draw):
        growth = math.exp(min(L * math.log(max(a * a + b * b, 1e-300)), 700))
        message = f"At L = {L} the variance is multiplied by {growth:.3g}; expected 1. One block multiplies it by "
        message += f"a^2 + b^2 = {a * a + b * b:.4g}, and {L} blocks by its power."
        require(abs(growth - 1) < 0.01, message)


@both.law
def input_is_kept(answer, draw):
    """at least a quarter of the input itself is left at the end: a^L >= 1/4"""
    for L, a, _ in rules_at_depths(answer, draw):
        left = (torch.tensor(a, dtype=torch.float64) ** L).item()  # inf rather than an OverflowError
        message = f"At L = {L} the identity coefficient a^L is {told_apart(left, 0.25)[0]}; expected at least 0.25. "
        require(
            left >= 0.25 - ROUNDING,
            message + "A constant below 1 dies with depth: how close to 1 must a be, seen from L?",
        )


@both.law
def branches_still_count(answer, draw):
    """the branches together still carry at least a quarter of the final variance"""
    for L, a, b in rules_at_depths(answer, draw):
        share = 1 - math.exp(2 * L * math.log(max(abs(a), 1e-150)) - L * math.log(max(a * a + b * b, 1e-300)))
        message = (
            f"At L = {L} only {max(share, 0):.2%} of the variance at the end has passed a branch; expected 25 % or "
        )
        require(
            share >= 0.25 - ROUNDING,
            message + "more. Such a stack keeps its input by doing nothing: b is too small for L.",
        )


def both_picture(answer, draw):
    """Variance and identity path over 64 blocks."""
    L = 64
    (a, b), index = rule_of(answer(L), L), list(range(L + 1))
    ours = math.sqrt(1 - 1 / L)
    growth = Curve(
        "Variance", index, [(a * a + b * b) ** i for i in index], [1.0] * (L + 1), "block", "times the input's"
    )
    path = Curve("Identity path", index, [a**i for i in index], [ours**i for i in index], "block", "coefficient of x")
    return [growth, path]


both.picture = both_picture
