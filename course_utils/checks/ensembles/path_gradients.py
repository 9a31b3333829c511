"""Exercise 4.7: the gradient along one path."""

from itertools import combinations

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, exact, expect, require

PRECISIONS = (torch.float64, torch.float32)

single = Exercise("4.7", "One path's gradient", "along_path(x, weights, g, path)", difficulty=3, minutes=12)


def stack_inputs(draw, dtype=torch.float64, L=5):
    """x (3, D), L weights (D, D), and the gradient g (3, D) at the end."""
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


def own_slopes(x, weights):
    """The slopes at the states of a plain stack, x -> tanh(W x)."""
    slopes = []
    for W in weights:
        x = torch.tanh(x @ W.T)
        slopes.append(1 - x**2)
    return slopes


def misled(g, weights, slopes, path):
    """Three slips on the way back: the first block met first, J_F from the wrong side, shortcuts open all along."""
    forwards, flipped, full = g, g, g
    for index in path:
        forwards = (forwards * slopes[index]) @ weights[index]
    for index in reversed(path):
        flipped = (flipped @ weights[index].T) * slopes[index]
        full = full + (full * slopes[index]) @ weights[index]
    return forwards, flipped, full


def path_slips(x, weights, g, path):
    """What goes wrong along one path, and the sentence for it."""
    slopes = slopes_of(x, weights)
    rest = [index for index in range(len(weights)) if index not in path]
    forwards, flipped, full = misled(g, weights, slopes, path)
    at_x = [1 - torch.tanh(x @ W.T) ** 2 for W in weights]
    linear, by_itself = [torch.ones_like(x)] * len(weights), alone(x, weights, path)
    return [
        (full, "In a block of the path the shortcut is shut: the gradient there is g J_F, not g + g J_F."),
        (follow(g, weights, slopes, rest), "That goes through the branches of all blocks that are not in it."),
        (follow(g, weights, at_x, path), "The slopes are all taken at x_0; block i has seen x_i."),
        (
            follow(g, weights, by_itself, path),
            "The path is walked forwards alone: the slopes belong to the states of the whole network.",
        ),
        (
            follow(g, weights, own_slopes(x, weights), path),
            "The way forward is that of a plain stack: the states are x + tanh(W x).",
        ),
        (forwards, "The gradient meets the last block first."),
        (flipped, "That multiplies by J_F from the wrong side: g J_F."),
        (follow(g, weights, linear, path), "The slope of the tanh is missing."),
        (g, "That is the gradient that arrives, along the path of length 0."),
    ]


@single.law(points=2)
def branch_or_shortcut(answer, draw):
    """through the branch where the path says so, and through the shortcut elsewhere"""
    for dtype in PRECISIONS:
        given = stack_inputs(draw, dtype)
        x, weights, g = exact(*given)
        slopes = slopes_of(x, weights)
        for path in routes(draw, len(weights)):
            slips = path_slips(x, weights, g, path)
            expect(answer(*given, path), follow(g, weights, slopes, path), "gradient", slips, f"path = {path}")


@single.law
def path_of_length_zero(answer, draw):
    """the path of length 0 hands on what it got"""
    x, weights, g = stack_inputs(draw)
    slopes = slopes_of(x, weights)
    everything = g
    for index in reversed(range(len(weights))):
        everything = everything + (everything * slopes[index]) @ weights[index]
    slips = [(everything, "That is the gradient along all paths together."), (0 * g, "The shortcut carries g itself.")]
    expect(answer(x, weights, g, []), g, "gradient", slips, "path = []")


@single.law
def all_paths_make_the_gradient(answer, draw):
    """all 2^n paths together are the gradient that autograd finds: here nothing is lost to the nonlinearity"""
    x, weights, g = stack_inputs(draw, L=3)
    start = x.clone().requires_grad_()
    end = start
    for W in weights:
        end = end + torch.tanh(end @ W.T)
    (wanted,) = torch.autograd.grad(end, start, g)
    paths = [list(path) for k in range(4) for path in combinations(range(3), k)]
    gradients = as_tensor([answer(x, weights, g, path) for path in paths], "gradient")
    require(
        gradients.shape == (8, *g.shape), f"gradient has shape {tuple(gradients.shape[1:])}; expected {tuple(g.shape)}."
    )
    expect(gradients.sum(0), wanted, "the sum over all paths")
