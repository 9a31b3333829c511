"""Operations on a trained network: blocks left out, swapped or shuffled, without touching a weight.

After Veit et al. 2016, who train once and change the network only afterwards.
"""

import contextlib
import itertools
from collections.abc import Iterable, Sequence

import pandas
import torch
from torch import nn

from course_utils.blocks.modes import evaluating
from course_utils.blocks.residual import NoShortcut
from course_utils.networks.staged import states
from course_utils.paths.recalibration import recalibrated
from course_utils.system.device import device_of
from course_utils.training.loop import evaluate


@contextlib.contextmanager
def lesioned(network: nn.Module, drop: Iterable[int] = (), order: Sequence[int] | None = None):
    """Run `network` with other `blocks` inside this context: those of `drop` left out, the rest in this `order`.

    Numbers are places in the intact network, from 0; `order` names every block once (those of `drop` too). Of a
    residual block its shortcut and activation stay where they are not the identity; of a plain one nothing. The weights
    stay where they are, and the old blocks are back at the end, after an error too. Raises `ValueError` for what is no
    block or no order; whether the shapes still fit shows when the network runs.
    """
    whole = network.blocks
    network.blocks = rearranged(network, drop, order)
    try:
        yield network
    finally:
        network.blocks = whole


def rearranged(network: nn.Module, drop: Iterable[int] = (), order: Sequence[int] | None = None) -> nn.Sequential:
    """The blocks of `network` without those of `drop`, in this `order`; the network itself stays as it is.

    `network.head(rearranged(network, {3})(network.stem(x)))` is what `lesioned` runs.
    """
    whole = network.blocks
    drop, order = _check(len(whole), drop, order)
    kept = [_without(whole[place]) if place in drop else [whole[place]] for place in order]
    return nn.Sequential(*itertools.chain.from_iterable(kept))


def accuracy(
    network: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    drop: Iterable[int] = (),
    order: Sequence[int] | None = None,
    calibration: torch.Tensor | None = None,
) -> float:
    """Accuracy (0 to 1) in evaluation mode with blocks left out or in another order; arguments as for `lesioned`.

    `images` `(N, C, H, W)`, `labels` `(N,)`. With images for `calibration` the norms are `recalibrated` on them after
    the operation.
    """
    with lesioned(network, drop, order), _calibrated(network, calibration):
        return evaluate(network, images, labels)["accuracy"]


def single_lesions(
    network: nn.Module, images: torch.Tensor, labels: torch.Tensor, calibration: torch.Tensor | None = None
) -> torch.Tensor:
    """Accuracy with block l alone left out, for every l, `(L,)` (Veit et al. 2016); `calibration` as for `accuracy`."""
    places = range(len(network.blocks))
    return torch.tensor([accuracy(network, images, labels, {place}, calibration=calibration) for place in places])


@torch.no_grad()
def committee(
    network: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    drops: Iterable[Iterable[int]],
    calibration: torch.Tensor | None = None,
) -> tuple[torch.Tensor, float]:
    """Sub-networks as members of a committee: the accuracy of each on its own `(M,)`, and that of their vote.

    Member m is `network` without the blocks of `drops[m]`; a vote is the mean of the members' probabilities.
    `calibration` as for `accuracy`, for each member anew.
    """
    images, labels, odds = images.to(device_of(network)), labels.to(device_of(network)), []
    for drop in drops:
        with lesioned(network, drop), _calibrated(network, calibration), evaluating(network):
            odds.append(network(images).softmax(1))
    odds = torch.stack(odds)
    alone = (odds.argmax(2) == labels).double().mean(1)
    return alone.cpu(), (odds.mean(0).argmax(1) == labels).double().mean().item()


def random_lesions(
    network: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    counts: Iterable[int],
    draws: int = 5,
    seed: int = 0,
) -> pandas.DataFrame:
    """Accuracy with k random blocks left out, k in `counts`: a row a draw (Veit et al. 2016).

    Columns: count, draw, accuracy. `images` `(N, C, H, W)`, `labels` `(N,)`.
    """
    generator, rows = torch.Generator().manual_seed(seed), []
    for count, draw in itertools.product(counts, range(draws)):
        drop = torch.randperm(len(network.blocks), generator=generator)[:count].tolist()
        rows.append((count, draw, accuracy(network, images, labels, drop)))
    return pandas.DataFrame(rows, columns=["count", "draw", "accuracy"])


def random_swaps(
    network: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    counts: Iterable[int],
    draws: int = 5,
    seed: int = 0,
) -> pandas.DataFrame:
    """Accuracy after k random swaps of two blocks of the same shape, k in `counts` (Veit et al. 2016).

    Columns: count, draw, tau (Kendall's rank correlation of the order with the intact one), accuracy. `images` `(N, C,
    H, W)`, `labels` `(N,)`.
    """
    generator, rows, groups = torch.Generator().manual_seed(seed), [], exchangeable(network, images[:1])
    for count, draw in itertools.product(counts, range(draws)):
        order = swapped(range(len(network.blocks)), count, generator, groups)
        rows.append((count, draw, kendall(order), accuracy(network, images, labels, order=order)))
    return pandas.DataFrame(rows, columns=["count", "draw", "tau", "accuracy"])


def exchangeable(network: nn.Module, image: torch.Tensor) -> list[list[int]]:
    """Places whose blocks take and give the same shape, and so can change places: a list for each such shape.

    `image` `(1, C, H, W)`.
    """
    with evaluating(network), torch.no_grad():
        stream = states(network.blocks, network.stem(image.to(device_of(network))))
        shapes = [state.shape[1:] for state in stream]
    groups = {}
    for place, (before, after) in enumerate(itertools.pairwise(shapes)):
        if before == after:
            groups.setdefault(before, []).append(place)
    return list(groups.values())


def swapped(
    order: Iterable[int], count: int, generator: torch.Generator, groups: Sequence[Sequence[int]] | None = None
) -> list[int]:
    """`order` after `count` random swaps, each of two places of one of the `groups` (all places where None).

    Raises `ValueError` where no two blocks can change places.
    """
    order = list(order)
    pairs = [pair for group in groups or [range(len(order))] for pair in itertools.combinations(group, 2)]
    if count and not pairs:
        raise ValueError("No two blocks have the same shape, so there is nothing to swap.")
    for _ in range(count):
        first, second = pairs[torch.randint(len(pairs), (), generator=generator)]
        order[first], order[second] = order[second], order[first]
    return order


def kendall(order: Sequence[int]) -> float:
    """Kendall's rank correlation of an order with the sorted one: 1 where they agree, -1 where one is reversed.

    Raises `ValueError` for fewer than two places.
    """
    if len(order) < 2:
        raise ValueError("A rank correlation needs two places or more.")
    from scipy.stats import kendalltau  # here, for it takes as long to import as all else of this module together

    return round(float(kendalltau(range(len(order)), order).statistic), 12)  # a fraction of small numbers


def _calibrated(network, images):
    return contextlib.nullcontext() if images is None else recalibrated(network, images)


def _without(block):
    """What is left of a block without its branch, as a list: its shortcut and activation where they do something."""
    shortcut = getattr(block, "shortcut", None)
    if shortcut is None or isinstance(shortcut, NoShortcut):
        return []
    return [module for module in (shortcut, block.activation) if not _idle(module)]


def _idle(module):
    return isinstance(module, nn.Identity) or (isinstance(module, nn.Sequential) and not len(module))


def _check(count, drop, order):
    drop, places = set(drop), set(range(count))
    if not drop <= places:
        raise ValueError(
            f"The network has the blocks 0 to {count - 1}: there is no {sorted(drop - places)[0]} to drop."
        )
    order = list(range(count)) if order is None else list(order)
    if sorted(order) != sorted(places):
        raise ValueError(f"An order names every block from 0 to {count - 1} once.")
    return drop, order
