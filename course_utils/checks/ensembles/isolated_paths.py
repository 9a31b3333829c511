"""Exercise 4.4: with a ReLU in the branches, the paths no longer add up."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, exact, expect, pieces

PRECISIONS = (torch.float64, torch.float32)

isolated = Exercise("4.4", "Off by how much?", "isolated(x, weights)", difficulty=3, minutes=15)
NAMES = "total, error"


def relu_inputs(draw, dtype=torch.float64, n=None):
    """x (4, D) and n weights (D, D)."""
    D, n = draw.integer(4, 5), n or draw.integer(4, 5)
    return draw.normal(4, D, dtype=dtype), [0.7 * draw.normal(D, D, dtype=dtype) for _ in range(n)]


def whole_stack(x, weights):
    """The output (N, D) of blocks x + relu(W x)."""
    for W in weights:
        x = x + torch.relu(x @ W.T)
    return x


def all_paths(x, weights, step):
    """The 2^n paths of a stack, one after the other in a list; `step(path, W)` is what a branch makes of a path."""
    paths = [x]
    for W in weights:
        paths = paths + [step(path, W) for path in paths]
    return paths


def relu_step(path, W):
    """relu(W x) for the rows of a path (N, D)."""
    return torch.relu(path @ W.T)


def total_slips(x, weights):
    """The sum of all paths (N, D), and what goes wrong with it."""
    total = sum(all_paths(x, weights, relu_step))
    linear = sum(all_paths(x, weights, lambda path, W: path @ W.T))
    sum_of_branches = x + sum(torch.relu(x @ W.T) for W in weights)
    return total, [
        (whole_stack(x, weights), "That is the stack itself. A path by itself never sees what the others carry."),
        (linear, "That is the sum without any ReLU."),
        (total - x, "The path that skips every branch is missing."),
        (total / 2 ** len(weights), "That is the mean of the paths; expected their sum."),
        (sum_of_branches, "Those are the paths through one branch and none; longer ones are missing."),
        (sum(all_paths(x, [W.T for W in weights], relu_step)), "For a sample in a row, W x is `x @ W.T`."),
        (sum(all_paths(x, weights[::-1], relu_step)), "The paths pass their blocks in reverse: block 0 acts first."),
        (torch.relu(linear), "The ReLU belongs into every branch, not round the sum."),
    ]


@isolated.law(points=2)
def total_of_isolated_paths(answer, draw):
    """total: every path by itself, all 2^n added up"""
    for dtype in PRECISIONS:
        given = relu_inputs(draw, dtype)
        x, weights = exact(*given)
        total, slips = total_slips(x, weights)
        expect(pieces(answer(*given), NAMES)[0], total, "total", slips)


@isolated.law
def relative_error(answer, draw):
    """error: how far that is from the output, relative to the output"""
    for dtype in PRECISIONS:
        given = relu_inputs(draw, dtype)
        x, weights = exact(*given)
        total, out = sum(all_paths(x, weights, relu_step)), whole_stack(x, weights)
        gap = total - out
        error = gap.norm() / out.norm()
        slips = [
            (error**2, "That is the square of the relative error."),
            (gap.norm() / total.norm(), "That is relative to the sum of the paths; expected relative to the output."),
            (gap.norm(), "That is not yet divided by the norm of the output."),
            (gap.abs().mean() / out.abs().mean(), "Those are mean absolute values; expected Euclidean norms."),
            (
                (gap.norm(dim=1) / out.norm(dim=1)).mean(),
                "That is a mean over samples; expected one norm of all entries.",
            ),
            (gap.norm(dim=1) / out.norm(dim=1), "One number for each sample; expected one for the whole batch."),
            (100 * error, "That is in percent; expected a share."),
            (0.0, "Is the output compared with itself?"),
            ((out - x).norm() / out.norm(), "That is how far the input is from the output."),
        ]
        expect(pieces(answer(*given), NAMES)[1], error, "error", slips)


@isolated.law
def exact_without_a_nonlinearity(answer, draw):
    """exact with a single block, and where no ReLU is ever off"""
    x, weights = relu_inputs(draw)
    for case, given in (("one block", (x, weights[:1])), ("nothing negative", (x.abs(), [W.abs() for W in weights]))):
        total, error = pieces(answer(*given), NAMES)
        expect(total, whole_stack(*given), "total", total_slips(*given)[1][1:], case)
        expect(as_tensor(error, "error"), 0.0, "error", case=case)
