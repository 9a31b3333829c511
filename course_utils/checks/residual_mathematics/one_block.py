"""Exercises 1.1 to 1.4: what one block is, what it starts as, and how it changes shape."""

import torch
from torch import relu

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

block = Exercise("1.1", "A residual block from tensors", "residual_block(x, W1, b1, W2, b2)", difficulty=1, minutes=8)


def block_inputs(draw, dtype):
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
            (branch + relu(x), "The shortcut passes through a ReLU before it is added."),
        ]
        expect(answer(*inputs), x + branch, "y", slips)


@block.law
def zero_branch_is_identity(answer, draw):
    """hands on its input unchanged, negative entries included, when the branch is zero"""
    x, W1, b1, W2, b2 = block_inputs(draw, torch.float64)
    slips = [
        (relu(x), "The negative entries are gone: something acts on the shortcut or after the addition."),
        (torch.zeros_like(x), "Nothing of x is left: the shortcut is missing."),
    ]
    expect(answer(x, W1, b1, 0 * W2, 0 * b2), x, "y", slips)


collapse = Exercise("1.2", "What a block without a ReLU really is", "one_matrix(weights)", difficulty=1, minutes=8)


def require_collapse(answer, weights):
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


zero_init = Exercise(
    "1.3", "A block that starts as the identity", "ZeroInitBlock(width, hidden)", 2, 12, adapters.one_step
)


RATE = 1e-3
POINTS, SMALL, LARGE = (
    12,
    1e-3,
    1.0,
)  # second differences over 2 SMALL and 2 LARGE tell a ReLU from none and from a tanh


def probes(draw):
    """Points (5 POINTS, 5): some in the middle, and two on either side of each, near and far."""
    middle, way = draw.normal(POINTS, 5), draw.normal(POINTS, 5)
    return torch.cat([middle, *(middle + size * way for size in (SMALL, -SMALL, LARGE, -LARGE))])


def take_step(answer, draw):
    """Points, the gradient there, and what the adapter tells of a block before and after a small step of descent."""
    x = probes(draw)
    gradient = draw.normal(*x.shape) / len(x) ** 0.5
    told = pieces(answer([5, 9], x, gradient, RATE), "before, input_gradient, after, sizes, norms")
    for name, part in zip(("y", "gradient of x", "y after the step"), told, strict=False):
        part = as_real(part, name)
        require(part.shape == x.shape, f"{name} has shape {tuple(part.shape)}; expected {tuple(x.shape)}.")
    return x, gradient, *told


def require_near(x, after):
    """A small step leaves a block that was the identity near it."""
    off = (after - x).norm() / x.norm()
    require(off < 0.3, f"After a step with rate {RATE:g}, y is {off:.2g} times the length of x off: not a small step.")


def bends(after):
    """Second differences (POINTS,) of a block over a small and over a large distance, as lengths."""
    middle, *sides = after.chunk(5)
    return [(sides[i] + sides[i + 1] - 2 * middle).norm(dim=1) for i in (0, 2)]


@zero_init.law
def starts_as_identity(answer, draw):
    """at the start the block is the identity, and so is its gradient"""
    x, gradient, before, input_gradient, *_ = take_step(answer, draw)
    slips = [
        (relu(x), "The negative entries are gone: leave the sum alone, no ReLU after the addition."),
        (torch.zeros_like(x), "The shortcut is missing."),
    ]
    if ((before - x) - (before - x)[0]).abs().max() < 1e-6:
        slips.append((before, "Every sample is shifted by the same vector: a bias is left that is not zero."))
    expect(before, x, "y", slips)
    expect(input_gradient, gradient, "gradient of x")


@zero_init.law
def first_step_wakes_the_branch(answer, draw):
    """the first step of gradient descent wakes the branch"""
    x, _, _, _, after, _, _ = take_step(answer, draw)
    added = after - x
    message = "After one step the branch still ignores its input: it adds the same to every sample. If all its layers "
    message += "start at zero, none of them ever sees anything but zeros. How many have to?"
    require((added - added.mean(0)).norm() > 1e-8, message)
    require_near(x, after)


@zero_init.law
def both_weights_get_a_gradient(answer, draw):
    """after that step the branch is no straight line, and both weight matrices receive a gradient"""
    x, _, _, _, after, sizes, norms = take_step(answer, draw)
    require(
        len(sizes) >= 2, f"The block has {len(sizes)} weight matrices; expected two, in and out of the hidden layer."
    )
    wide = [as_real(norm, "norm") for size, norm in zip(sizes, norms, strict=True) if size == 45]
    require(len(wide) == 2, "The two layers should map width to hidden and hidden to width; yours have other sizes.")
    dead = sum(not bool(norm > 1e-10) for norm in wide)
    require(dead == 0, f"{dead} of the 2 weight matrices receive no gradient at all, so the block cannot learn.")
    require_near(x, after)
    small, large = bends(after)
    missing = "the ReLU between the two layers is missing"
    require(large.max() > 1e-6 * (after - x).norm(), f"Once it learns, the branch is a single matrix: {missing}.")
    message = "The branch bends everywhere; one with a ReLU is straight between its kinks. Is it another nonlinearity?"
    require(small.median() < 1e-4 * SMALL**2 * large.max() + 4e-15, message)  # and rounding


shortcuts = Exercise("1.4", "Shortcuts between different shapes", "shortcut(x, channels, stride, weight)", 2, 12)


def padded(x, channels, stride, where="after"):
    x = x[:, :, ::stride, ::stride]
    zeros = x.new_zeros(len(x), channels - x.shape[1], *x.shape[2:])
    half = zeros.shape[1] // 2
    parts = {"after": [x, zeros], "before": [zeros, x], "around": [zeros[:, :half], x, zeros[:, half:]]}
    return torch.cat(parts[where], 1)


def require_padding(answer, x, channels, stride):
    kept, more = padded(x, x.shape[1], stride), channels - x.shape[1]
    slips = [
        (padded(x, channels, stride, "before"), "The zeros come first; expected the old channels first."),
        (
            padded(x, channels, stride, "around"),
            "The zeros stand on both sides; expected them all after the old channels.",
        ),
        (torch.cat([kept, kept], 1)[:, :channels], "The new channels repeat the old ones; expected zeros there."),
        (padded(x, channels, 1), "Height and width are not sub-sampled."),
    ]
    if stride > 1:
        pooled = torch.nn.functional.avg_pool2d(x, stride, ceil_mode=True)
        slips += [
            (
                padded(pooled, channels, 1),
                "Neighbours are averaged; sub-sampling keeps one value and drops the others.",
            ),
            (
                padded(x[:, :, 1:, 1:], channels, stride),
                "Sub-sampling starts at row 1; it should keep row and column 0.",
            ),
            (padded(x[:, :, ::stride], channels, 1), "Only the rows are sub-sampled, the columns not."),
        ]
    elif more:
        slips.append((x, "Nothing was padded: channels can grow at stride 1 as well."))
    expect(answer(x, channels, stride, None), padded(x, channels, stride), "result", slips)


@shortcuts.law
def nothing_to_change(answer, draw):
    """changes nothing where nothing has to change"""
    require_padding(answer, draw.normal(2, 3, 5, 4), 3, 1)


@shortcuts.law
def pads_with_zeros(answer, draw):
    """pads new channels with zeros, at stride 1"""
    require_padding(answer, draw.normal(2, 3, 5, 4), 7, 1)
    require_padding(answer, draw.normal(1, 2, 3, 3, dtype=torch.float32), 4, 1)


@shortcuts.law
def subsamples(answer, draw):
    """keeps every stride-th row and column, odd sizes included"""
    require_padding(answer, draw.normal(2, 3, 6, 8), 6, 2)
    require_padding(answer, draw.normal(2, 3, 7, 4), 3, 2)
    require_padding(answer, draw.normal(2, 2, 7, 9), 5, 3)


@shortcuts.law
def projects_the_channels(answer, draw):
    """projects the channels of every kept pixel with the matrix it is given"""
    for stride, channels in ((2, 3), (1, 5), (2, 2)):
        x, weight = draw.normal(2, 3, 5, 7), draw.normal(channels, 3)
        kept = x[:, :, ::stride, ::stride]
        slips = [
            (torch.einsum("oc,nchw->nohw", weight, x), "Height and width are not sub-sampled."),
            (padded(kept, max(channels, 3), 1)[:, :channels], "The matrix was ignored: the channels are padded."),
        ]
        if channels == 3:
            slips.append(
                (torch.einsum("co,nchw->nohw", weight, kept), "The matrix is transposed: rows are new channels.")
            )
        expect(answer(x, channels, stride, weight), torch.einsum("oc,nchw->nohw", weight, kept), "result", slips)
