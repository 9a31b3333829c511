"""Exercise 1.3: a block that starts as the identity and still learns."""

import torch
from torch import relu

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces, require

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
        require(bool(part.isfinite().all()), f"{name} holds nan or inf: a slope is infinite, or a root of 0 is taken.")
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
