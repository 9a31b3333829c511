"""The loss along a random direction through a network's weights, in units that suit each filter.

After Li et al. 2018, section 4 (arXiv:1712.09913). A network with batch norm computes the same when a filter is made
ten times as large, so that "one step of length 1" means nothing until it is measured against that filter.
"""

import copy

import torch
import torch.nn.functional as functional
from torch import nn
from torch.func import functional_call

Direction = dict[str, torch.Tensor]


@torch.no_grad()
def filter_normalised(network: nn.Module, seed: int = 0, normalise: bool = True) -> Direction:
    """A Gaussian direction for every weight, each filter scaled to the length of the network's own filter.

    A filter is what makes one output channel or unit: a row of the weight flattened to `(outputs, ...)`. Biases and the
    norms' scales get zero, as in the authors' code. Returns {name: tensor of the parameter's shape}, on its
    device. With `normalise=False` the draw alone, whose lengths do not know the network.
    """
    generator = torch.Generator().manual_seed(seed)
    direction = {}
    for name, weight in network.named_parameters():
        step = torch.randn(weight.shape, generator=generator).to(weight)
        if weight.dim() < 2:
            step.zero_()
        elif normalise:
            step *= (_lengths(weight) / _lengths(step)).view(-1, *[1] * (weight.dim() - 1))
        direction[name] = step
    return direction


def _lengths(weight):
    return weight.flatten(1).norm(dim=1)


@torch.no_grad()
def loss_along(
    network: nn.Module,
    direction: Direction,
    distances: torch.Tensor,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    recalibrate: bool = True,
) -> torch.Tensor:
    """Mean cross-entropy at `weights + distance * direction`, for each of the `distances` `(K,)`; returns `(K,)`.

    `inputs` `(N, ...)` and `labels` `(N,)` lie on the network's device, which stays as it is. With `recalibrate` every
    norm takes the mean and variance of what reaches it *at that point*; without, those that training left, which belong
    to the centre alone.
    """
    twin = copy.deepcopy(network).train(recalibrate)  # a pass in training mode would change the running statistics
    weights, losses = dict(network.named_parameters()), []
    for distance in distances.tolist():
        moved = {name: weight + distance * direction[name] for name, weight in weights.items()}
        losses.append(functional.cross_entropy(functional_call(twin, moved, (inputs,)), labels))
    return torch.stack(losses).cpu()


def valley_width(distances: torch.Tensor, losses: torch.Tensor, rise: float = 0.5) -> float:
    """How far one can go both ways before the loss has risen by `rise` over that at the centre, added up.

    `distances` `(K,)` climb through 0, the middle one; `losses` `(K,)`. Between two points the loss is taken to be
    straight; a side on which it never rises so far counts to its end. Raises `ValueError` where the middle is not 0.
    """
    middle = len(distances) // 2
    if distances[middle].abs() > 1e-6:
        raise ValueError(f"The middle distance has to be 0, the trained network, not {distances[middle].item():g}.")
    level = losses[middle] + rise
    right = _reach(distances[middle:], losses[middle:], level)
    left = _reach(-distances[: middle + 1].flip(0), losses[: middle + 1].flip(0), level)
    return left + right


def _reach(distances, losses, level):
    above = torch.nonzero(losses > level).flatten()
    if not len(above):
        return distances[-1].item()
    end = int(above[0])
    share = (level - losses[end - 1]) / (losses[end] - losses[end - 1])
    return (distances[end - 1] + share * (distances[end] - distances[end - 1])).item()


def bent_down(losses: torch.Tensor, tolerance: float = 1e-3) -> float:
    """The share of the inner points at which the curve bends down (it is not convex there), 0 to 1; `(K,)`, K >= 3.

    A second difference above `-tolerance` counts as straight, so that rounding is no bend.
    """
    return (losses.diff().diff() < -tolerance).double().mean().item()
