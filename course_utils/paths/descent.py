"""A residual network read as boosting: does each block step down the loss, and what does it know by then?

Boosting adds weak learners one by one, each along the negative gradient of the loss with respect to the sum so far.
"""

import itertools
from dataclasses import dataclass

import pandas
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.blocks.modes import evaluating
from course_utils.networks.staged import states
from course_utils.system.device import device_of

LOSSES = ("network", "head")


def alignments(network: nn.Module, images: torch.Tensor, labels: torch.Tensor, loss: str = "network") -> torch.Tensor:
    """The cosine of what block l adds with `-dE/dx_l`, for each block and sample, `(L, N)`.

    What a block adds is `x_{l+1} - x_l`, which is F(x_l) where nothing follows the addition. E is each sample's
    cross-entropy at the end of the network, as in Jastrzebski et al. 2018; with loss="head" it is that of
    the head placed on x_l, the gradient that boosting itself would follow. 1 is straight downhill, 0 across, -1 uphill.
    In evaluation mode, on the network's device. Raises `ValueError` for another loss, and where a block changes the
    shape.
    """
    added, slopes = _descents(network, images, labels, loss)
    return torch.stack([_cosine(step, -slope) for step, slope in zip(added, slopes, strict=True)])


def random_alignments(
    network: nn.Module, images: torch.Tensor, labels: torch.Tensor, loss: str = "network", seed: int = 0
) -> torch.Tensor:
    """The control: the same cosines for a random direction in the place of what each block adds, `(L, N)`.

    In D dimensions they spread about 0 with the deviation 1 / sqrt(D).
    """
    _, slopes = _descents(network, images, labels, loss)
    generator = torch.Generator().manual_seed(seed)
    return torch.stack([_cosine(torch.randn(slope.shape, generator=generator).to(slope), -slope) for slope in slopes])


def exchanged_alignments(
    network: nn.Module, images: torch.Tensor, labels: torch.Tensor, loss: str = "network"
) -> torch.Tensor:
    """A null: `-dE/dx_l` against what *any* block adds, the mean cosine over all blocks, `(L, N)`.

    The terms are the network's own and so is their sum; only which block adds which is forgotten.
    """
    added, slopes = _descents(network, images, labels, loss)
    return torch.stack([torch.stack([_cosine(step, -slope) for step in added]).mean(0) for slope in slopes])


def conditioned_alignments(
    network: nn.Module, images: torch.Tensor, labels: torch.Tensor, loss: str = "network", seed: int = 0
) -> torch.Tensor:
    """A null for a network that answers well: random steps that add up to what its blocks add up to, `(L, N)`.

    The steps n_l are Gaussian, of the sizes |F_l|, and conditioned on their sum D = x_L - x_0: what is missing is
    shared out by variance, `n_l + |F_l|^2 / sum |F_k|^2 (D - sum n_k)`. Their cosines are what the right sum
    alone enforces.
    """
    added, slopes = _descents(network, images, labels, loss)
    generator, steps = torch.Generator().manual_seed(seed), torch.stack(added).flatten(2)
    sizes = steps.norm(dim=2, keepdim=True)
    drawn = sizes * torch.randn(steps.shape, generator=generator).to(steps) / steps.shape[2] ** 0.5
    missing = steps.sum(0) - drawn.sum(0)
    drawn = drawn + missing * sizes**2 / (sizes**2).sum(0)
    return torch.stack([_cosine(step, -slope) for step, slope in zip(drawn, slopes, strict=True)])


def by_thirds(values: torch.Tensor) -> pandas.DataFrame:
    """Mean over each third of depth of `(L, N)`: rows first, middle, last; columns mean, deviation (over samples)."""
    names, parts = ("first", "middle", "last"), torch.tensor_split(values.double(), 3)
    rows = [(part.mean().item(), part.mean(0).std().item()) for part in parts]
    return pandas.DataFrame(rows, index=list(names), columns=["mean", "deviation"])


def early_exits(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> pandas.DataFrame:
    """The network's own head placed on every x_l: columns block (0 .. L), accuracy (0 to 1), loss.

    `images` `(N, C, H, W)`, `labels` `(N,)`.
    """
    rows, labels = [], labels.to(device_of(network))
    for block, odds in enumerate(exit_logits(network, images)):
        right = (odds.argmax(1) == labels).double().mean().item()
        rows.append((block, right, functional.cross_entropy(odds, labels).item()))
    return pandas.DataFrame(rows, columns=["block", "accuracy", "loss"])


@torch.no_grad()
def exit_logits(network: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """What the head says of x_0, x_1, .. x_L, `(L + 1, N, classes)`, in evaluation mode; entry L is the network's."""
    with evaluating(network):
        stream = states(network.blocks, network.stem(images.to(device_of(network))))
        return torch.stack([network.head(state) for state in stream])


@dataclass(frozen=True)
class Snapshot:
    """A network at one moment of its training: which way its blocks step, and what it would say after each of them.

    `alignment` and `control` `(L,)`: mean cosine over samples of `alignments` and `random_alignments`. `spread` `(L,)`:
    standard deviation of the former. `exits` `(L + 1, D, classes)`: probabilities of the head on every x_l for D chosen
    images. `accuracy`: of the whole network on all images.
    """

    alignment: torch.Tensor
    spread: torch.Tensor
    control: torch.Tensor
    exits: torch.Tensor
    accuracy: float


def snapshot(network: nn.Module, images: torch.Tensor, labels: torch.Tensor, shown: torch.Tensor) -> Snapshot:
    """What `Snapshot` says, measured on `images`, with the early exits of the images `shown`; on the CPU.

    `images` `(N, C, H, W)`, `labels` `(N,)`, `shown` `(D, C, H, W)`.
    """
    cosines, control = alignments(network, images, labels), random_alignments(network, images, labels)
    accuracy = (exit_logits(network, images)[-1].argmax(1).cpu() == labels.cpu()).float().mean().item()
    exits = exit_logits(network, shown).softmax(2)
    return Snapshot(cosines.mean(1).cpu(), cosines.std(1).cpu(), control.mean(1).cpu(), exits.cpu(), accuracy)


def _descents(network, images, labels, loss):
    """What each block adds, first block first, and the gradient of the loss at each x_0 .. x_{L-1}."""
    if loss not in LOSSES:
        raise ValueError(f"The loss is that of the {' or the '.join(LOSSES)}, not of {loss!r}.")
    images, labels = images.to(device_of(network)), labels.to(device_of(network))
    with evaluating(network), torch.enable_grad():
        stream = states(network.blocks, network.stem(images).detach().requires_grad_())
        if len({state.shape for state in stream}) > 1:
            raise ValueError("A block of this network changes the shape: what it adds is not x_{l+1} - x_l.")
        if loss == "head":
            slopes = [_slopes(network.head, [x.detach().requires_grad_()], labels)[0] for x in stream[:-1]]
        else:
            slopes = _slopes(network.head, stream, labels)[:-1]
    return [(after - before).detach() for before, after in itertools.pairwise(stream)], slopes


def _slopes(head, stream, labels):
    """Gradient of each sample's loss, with the head on the last of the states `stream`, at each of them."""
    loss = functional.cross_entropy(head(stream[-1]), labels, reduction="sum")
    return torch.autograd.grad(loss, stream)


def _cosine(first, second):
    return functional.cosine_similarity(first.flatten(1), second.flatten(1), dim=1).detach()
