"""A stack of blocks x + F(x) as 2^n paths: which there are, what each computes, and how much gradient each carries.

A path says of every block whether it goes through the branch or past it. Its length counts the branches.
"""

import math
from collections.abc import Callable, Iterable

import pandas
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.blocks.modes import evaluating
from course_utils.blocks.residual import NoShortcut, ResidualUnit
from course_utils.gradients.shortcut_shares import split
from course_utils.system.device import device_of

MOST_PATHS = 2**16


def lengths(blocks: int) -> list[int]:
    """How many of the 2^n paths have the length 0, 1, .. n: the binomials (Veit et al. 2016)."""
    return [math.comb(blocks, length) for length in range(blocks + 1)]


def all_paths(blocks: int) -> torch.Tensor:
    """Every path through n blocks, `(2^n, n)` of booleans: column l says whether the path takes the branch of block l.

    Path number i takes branch l where bit l of i is set. Raises `ValueError` above 16 blocks.
    """
    _check_count(blocks)
    return (torch.arange(2**blocks)[:, None] >> torch.arange(blocks)) % 2 == 1


def expand(branches: Iterable[Callable], x: torch.Tensor) -> torch.Tensor:
    """What each path computes on its own from x `(N, ...)`: its branches one after the other, `(2^n, N, ...)`.

    Numbered as in `all_paths`; the first is x itself. Every block doubles the terms: `T` becomes `T, F(T)`. For linear
    branches the terms add up to the network's output, for others they do not. Raises `ValueError` above 16 branches.
    """
    branches = list(branches)
    _check_count(len(branches))
    terms = x[None]
    for branch in branches:
        taken = branch(terms.flatten(0, 1)).unflatten(0, terms.shape[:2])
        terms = torch.cat((terms, taken))
    return terms


@torch.no_grad()
def expansion_error(branches: Iterable[Callable], x: torch.Tensor) -> torch.Tensor:
    """`|sum of the isolated paths - x_n| / |x_n|` for each sample, `(N,)`, where `x_{l+1} = x_l + F_l(x_l)`."""
    branches, output = list(branches), x
    for branch in branches:
        output = output + branch(output)
    return (expand(branches, x).sum(0) - output).flatten(1).norm(dim=1) / output.flatten(1).norm(dim=1)


def draw_paths(blocks: int, count: int, generator: torch.Generator, length: int | None = None) -> torch.Tensor:
    """`count` random paths `(count, n)`, each of the 2^n with the same chance, or each of those of one `length`.

    Raises `ValueError` for a length that no path has.
    """
    if length is None:
        return torch.rand(count, blocks, generator=generator) < 0.5
    if not 0 <= length <= blocks:
        raise ValueError(f"A path through {blocks} blocks has a length from 0 to {blocks}, not {length}.")
    return torch.rand(count, blocks, generator=generator).argsort(1) < length


def path_gradients(network: nn.Module, images: torch.Tensor, labels: torch.Tensor, paths: torch.Tensor) -> torch.Tensor:
    """The gradient that arrives at x_0 along one path for each sample, `(N, ...)` (Veit et al. 2016).

    Forwards the whole network runs, as it is. Backwards sample i follows path i of `paths` `(N, n)` alone: through the
    branch where the path takes it, through the shortcut where it does not. In evaluation mode, where samples do not
    touch each other; `network` has `stem`, `blocks` of residual units, `head`.
    """
    _check_paths(network, images, paths)
    records, gradient = _recorded(network, images, labels)
    for record, taken in zip(reversed(records), reversed(paths.to(gradient.device).unbind(1)), strict=True):
        past, through = _split(record, gradient)
        gradient = torch.where(taken.view(-1, *[1] * (past.dim() - 1)), through, past)
    return gradient


def gradients_by_length(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The gradient at x_0 as a sum over path lengths, `(n + 1, N, ...)`: entry k is all paths of length k together.

    Exact for every network: backwards, each block is linear, whatever it is forwards. Summed over k this is autograd's
    dE/dx_0 of each sample's loss. Needs n + 1 copies of the batch in memory. In evaluation mode, as `path_gradients`.
    """
    count = len(network.blocks) + 1
    records, last = _recorded(network, images.repeat(count, *[1] * (images.dim() - 1)), labels.repeat(count))
    parts = last.unflatten(0, (count, -1)) * torch.eye(1, count, device=last.device).view(count, *[1] * last.dim())
    for record in reversed(records):
        past, through = (part.unflatten(0, (count, -1)) for part in _split(record, parts.flatten(0, 1)))
        parts = past + torch.cat((torch.zeros_like(through[:1]), through[:-1]))  # a branch makes a path one longer
    return parts


def gradient_by_length(
    network: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    draws: int = 2,
    seed: int = 0,
    relative: bool = False,
) -> pandas.DataFrame:
    """How much gradient the paths of each length carry, sampled as in Veit et al. 2016: one row a length.

    Columns: length; paths, how many there are; norm, the mean size of the gradient along one of them, over `draws`
    paths a sample; weighted, paths times norm; share, of all that is weighted. `relative` divides each gradient by the
    one at x_n, that along the path past every branch (all shortcuts the identity): then each sample counts the same.
    `images` `(N, C, H, W)`, `labels` `(N,)`.
    """
    blocks, generator = len(network.blocks), torch.Generator().manual_seed(seed)
    images, labels = images.repeat(draws, *[1] * (images.dim() - 1)), labels.repeat(draws)
    rows, start = [], 1.0
    for length, paths in enumerate(lengths(blocks)):
        chosen = draw_paths(blocks, len(images), generator, length)
        norms = path_gradients(network, images, labels, chosen).double().flatten(1).norm(dim=1)
        if relative and length == 0:
            start = norms
        norm = (norms / start).mean().item()
        rows.append((length, paths, norm, paths * norm))
    table = pandas.DataFrame(rows, columns=["length", "paths", "norm", "weighted"])
    return table.assign(share=table.weighted / table.weighted.sum())


def mean_length(table: pandas.DataFrame, of: str = "share") -> float:
    """The mean length of a table of `gradient_by_length`, each length weighted by its `paths` or its `share`."""
    return float((table.length * table[of]).sum() / table[of].sum())


def effective_lengths(table: pandas.DataFrame, share: float = 0.9) -> tuple[int, int, float]:
    """The shortest run of lengths that carries `share` of the gradient: first, last, and its share of all paths.

    Raises `ValueError` for a share outside 0 to 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"The share must lie above 0 and at most at 1, not {share}.")
    carried, rows = table.share.to_numpy(), range(len(table))
    runs = [(last - first, first, last) for first in rows for last in rows if last >= first]
    enough = [run for run in runs if carried[run[1] : run[2] + 1].sum() >= share - 1e-9]
    _, first, last = min(enough, key=lambda run: (run[0], -carried[run[1] : run[2] + 1].sum()))
    return first, last, float(table.paths[first : last + 1].sum() / table.paths.sum())


def _recorded(network, images, labels):
    """Each block's `(x, h, f, h + f, y)` with a graph of its own, first block first, and the gradient at x_L."""
    for place, block in enumerate(network.blocks):
        if type(block).forward is not ResidualUnit.forward or isinstance(block.shortcut, NoShortcut):
            raise ValueError(f"Block {place} has no shortcut of its own beside a branch: paths need residual units.")
    images, labels = images.to(device_of(network)), labels.to(device_of(network))
    with evaluating(network), torch.enable_grad():
        state, records = network.stem(images).detach(), []
        for block in network.blocks:
            x = state.requires_grad_()
            skipped, branched = block.shortcut(x), block.residual(x)
            total = skipped + branched
            y = block.activation(total)
            records.append((x, skipped, branched, total, y))
            state = y.detach()
        state.requires_grad_()
        loss = functional.cross_entropy(network.head(state), labels, reduction="sum")  # of each sample its own
        return records, torch.autograd.grad(loss, state)[0]


def _split(record, gradient):
    """What one block sends back past its branch and through it."""
    x, skipped, branched, total, y = record
    if y is not total:
        (gradient,) = torch.autograd.grad(y, total, gradient, retain_graph=True)
    return split(skipped, branched, x, gradient)


def _check_count(blocks):
    if not 0 <= blocks <= math.log2(MOST_PATHS):
        raise ValueError(f"{blocks} blocks have 2^{blocks} paths: list those of at most 16, or draw some of them.")


def _check_paths(network, images, paths):
    if paths.shape != (len(images), len(network.blocks)):
        raise ValueError(
            f"paths needs one row for each of the {len(images)} samples and one column for each of the "
            f"{len(network.blocks)} blocks, not the shape {tuple(paths.shape)}."
        )
