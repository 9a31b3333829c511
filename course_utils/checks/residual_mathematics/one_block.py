"""Exercises 1.1 and 1.2: what one block is, with a ReLU and without."""

import torch
from torch import relu

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect

PRECISIONS = (torch.float64, torch.float32)

block = Exercise("1.1", "A residual block from tensors", "residual_block(x, W1, b1, W2, b2)", difficulty=1, minutes=8)


def block_inputs(draw, dtype):
    """x (N, D), W1 (H, D), b1 (H,), W2 (D, H), b2 (D,)."""
    N, D, H = draw.integer(2, 5), draw.integer(3, 5), draw.integer(6, 8)
    return [draw.normal(*shape, dtype=dtype) for shape in ((N, D), (H, D), (H,), (D, H), (D,))]


@block.law(points=2)
def adds_the_branch(answer, draw):
    """adds what the branch computed to what the block was given"""
    for dtype in PRECISIONS:
        x, W1, b1, W2, b2 = inputs = block_inputs(draw, dtype)
        inner = x @ W1.T + b1
        branch = relu(inner) @ W2.T + b2
        slips = [
            (branch, "That is the branch alone: the shortcut is missing."),
            (relu(x + branch), "A ReLU acts after the addition, so the block can never hand on a negative number."),
            (x + relu(branch), "A ReLU acts on the branch's output, so the branch can add but never take away."),
            (x + inner @ W2.T + b2, "The ReLU between the two layers is missing."),
            (x + relu(x @ W1.T) @ W2.T, "Both biases are missing."),
            (x + relu(inner) @ W2.T, "The bias b2 is missing."),
            (x - branch, "The branch is subtracted."),
            (x * branch, "The shortcut is multiplied; a residual block adds it."),
            (
                x + (relu(x) @ W1.T + b1) @ W2.T + b2,
                "The ReLU stands before the first layer; it belongs between the two.",
            ),
            (branch + relu(x), "The shortcut passes through a ReLU before it is added."),
        ]
        expect(answer(*inputs), x + branch, "y", slips)


@block.law
def zero_branch_is_identity(answer, draw):
    """hands on its input unchanged, negative entries included, when the branch is zero"""
    x, W1, b1, W2, b2 = block_inputs(draw, torch.float64)
    slips = [
        (relu(x), "The negative entries are gone: something acts on the shortcut or after the addition."),
        (torch.zeros_like(x), "Nothing of x is left: is the shortcut missing, or multiplied?"),
    ]
    expect(answer(x, W1, b1, 0 * W2, 0 * b2), x, "y", slips)


collapse = Exercise("1.2", "What a block without a ReLU really is", "one_matrix(weights)", difficulty=1, minutes=8)


def require_collapse(answer, weights):
    """Compare the matrix (D, D) of a block with these layers."""
    D = len(weights[-1])
    eye = torch.eye(D, dtype=torch.float64)
    branch, reverse, through = eye, eye, eye
    for W in weights:
        branch = W @ branch
        if len({*W.shape, D}) == 1:
            reverse, through = reverse @ W, (W + eye) @ through
    slips = [
        (branch, "That is the branch alone. What does the shortcut add?"),
        (reverse + eye, "The product runs in the wrong order: the first layer acts first, so it stands on the right."),
        (through, "That is a stack with one shortcut for each layer. Here one shortcut spans them all."),
        (branch.T + eye, "That is the matrix for rows, x M; here x is a column, M x."),
        (branch + 1, "Adding 1 adds it to every entry; the identity has ones on the diagonal only."),
        (sum(weights) + eye if reverse is not eye else eye, "The layers are added; one after the other they multiply."),
    ]
    expect(answer(weights), branch + eye, "M", slips)


@collapse.law
def one_layer_collapses(answer, draw):
    """one layer: the block is a single matrix"""
    require_collapse(answer, [draw.normal(4, 4)])


@collapse.law
def two_layers_collapse(answer, draw):
    """two layers without a nonlinearity: still a single matrix"""
    require_collapse(answer, [draw.normal(4, 4), draw.normal(4, 4)])


@collapse.law
def any_layers_collapse(answer, draw):
    """any number of layers, of any hidden width"""
    require_collapse(answer, [draw.normal(7, 3), draw.normal(3, 7)])
    require_collapse(answer, [draw.normal(5, 3), draw.normal(2, 5), draw.normal(4, 2), draw.normal(3, 4)])
