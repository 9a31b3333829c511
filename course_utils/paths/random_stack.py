"""The gradient along single paths of a random stack, by hand: quick enough to be played with."""

import math

import torch

from course_utils.paths.paths import draw_paths


def norms_by_length(
    blocks: int, size: float, seed: int = 0, width: int = 48, samples: int = 16, deepest: int = 54
) -> torch.Tensor:
    """Mean norm of the gradient at x_0 along random paths of length 0, 1, .. n, `(n + 1,)` in float64.

    The stack is `x_{l+1} = x_l + s W_l relu(x_l)` with W_l of He's size, and a random gradient enters at x_n. Backwards
    a branch multiplies by s W D, where D says which units are positive. The first n of `deepest` matrices are used, so
    that a shallower stack is the beginning of a deeper one. Raises `ValueError` for more blocks than `deepest`.
    """
    if not 1 <= blocks <= deepest:
        raise ValueError(f"A stack of {blocks} blocks: choose from 1 to {deepest}.")
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn(deepest, width, width, generator=generator)[:blocks] * math.sqrt(2 / width)
    masks = _masks(torch.randn(samples, width, generator=generator), weights, size)
    gradient = torch.randn(blocks + 1, samples, width, generator=generator)
    taken = torch.stack([draw_paths(blocks, samples, generator, length) for length in range(blocks + 1)])
    for place in reversed(range(blocks)):
        through = (gradient @ weights[place].T) * masks[place]  # times s, below: s^54 leaves float32
        gradient = torch.where(taken[..., place, None], through, gradient)
    return gradient.double().norm(dim=2).mean(1) * size ** torch.arange(blocks + 1.0, dtype=torch.float64)


def _masks(x, weights, size):
    """Which units are positive before each block, `(n, N, width)` of 0 and 1."""
    masks = []
    for weight in weights:
        masks.append((x > 0).float())
        x = x + size * x.relu() @ weight
        x = x / x.square().mean().sqrt()  # which entries are positive stays as it is
    return masks
