"""Several networks of one architecture as one program: a step of twenty costs little more than a step of one.

A small network keeps a processor waiting for Python. With the weights of all stacked, one call takes a step for each;
what a network learns is what `loop.train` would have taught it, up to rounding.
"""

import copy
import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import pandas
import torch
import torch.nn.functional as functional
from torch import nn
from torch.func import functional_call, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel

from course_utils.data import Dataset
from course_utils.system.device import Hardware, choose_hardware, device_of
from course_utils.training.loop import History, Recipe, descend, make_optimiser


def sweep(
    build: Callable[[int], nn.Module],
    data: Dataset,
    recipe: Recipe,
    rates: Sequence[float],
    seeds: Sequence[int],
    hardware: Hardware | None = None,
) -> pandas.DataFrame:
    """Train `build(seed)` at every rate from every seed, all together; a row for each.

    Columns: rate, seed, loss and accuracy on the training split, and test, the accuracy on the other one, all in
    evaluation mode after the last step. A network that diverged has an infinite loss and accuracies of 0, so that no
    median passes it over.
    """
    settings = pandas.DataFrame(itertools.product(rates, seeds), columns=["rate", "seed"])
    return sweep_over(build, data, recipe, settings, hardware)


def sweep_over(
    build: Callable[..., nn.Module],
    data: Dataset,
    recipe: Recipe,
    settings: pandas.DataFrame,
    hardware: Hardware | None = None,
) -> pandas.DataFrame:
    """Train a network for every row of `settings`, all together; the rows, with the columns that `sweep` adds.

    The columns `rate` and `seed` are the training's; `build(seed, **others)` gets the seed and all other columns. What
    it builds has to differ in the values of weights and buffers alone: one program serves all rows.
    """
    rows = settings.to_dict("records")  # whole rows: of a table without columns some versions of pandas make none
    rates, seeds = [row.pop("rate") for row in rows], [row.pop("seed") for row in rows]
    networks = [build(seed, **row) for seed, row in zip(seeds, rows, strict=True)]
    train_stacked(networks, data, recipe, seeds, hardware, rates)
    return settings.reset_index(drop=True).join(scores(networks, data))


def train_stacked(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe,
    seeds: Sequence[int],
    hardware: Hardware | None = None,
    rates: Sequence[float] | None = None,
) -> list[History]:
    """Train `networks` in place, network s as `loop.train(network, data, recipe, seeds[s])` would; a history for each.

    They share a program and nothing else: weights, statistics and the order of the batches are each network's own, and
    the learning rate where there are `rates`. One that diverges is marked so and disturbs no other. Raises `ValueError`
    as `stacked_epochs` does.
    """
    histories = [History() for _ in networks]
    for rows in stacked_epochs(networks, data, recipe, seeds, hardware, rates):
        for history, row in zip(histories, rows, strict=True):
            history.rows.append(row)
    for history in histories:
        history.status = "finished" if math.isfinite(history.loss) else "diverged"
    return histories


def stacked_epochs(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe,
    seeds: Sequence[int],
    hardware: Hardware | None = None,
    rates: Sequence[float] | None = None,
) -> Iterator[list[dict]]:
    """The loop of `train_stacked`: one epoch for all, then a row (epoch, loss, accuracy) for each network.

    Between two rows the networks stand in evaluation mode with what they have learnt so far. Raises `ValueError` for a
    recipe with padding, for networks of several architectures, and where networks, seeds and rates differ in number.
    """
    # long because the whole loop, from the stack to the row, is to be read in one place
    hardware, rates = hardware or choose_hardware(), list(rates or [recipe.learning_rate] * len(networks))
    if recipe.padding or not len(networks) == len(seeds) == len(rates):
        raise ValueError("Networks that train together take a recipe without padding, and a seed and a rate each.")
    if len(set(map(str, networks))) > 1:
        raise ValueError("Networks that train together have one architecture: only their weights and buffers differ.")
    own_rates, data = list(dict.fromkeys(rates)), data.to(hardware.device)
    places = [place for rate in own_rates for place in range(len(rates)) if rates[place] == rate]  # alike side by side
    stack = _Stack([networks[place].to(hardware.device).train() for place in places], list(map(rates.count, own_rates)))
    for network in networks:
        network.eval()  # the stack has a program of its own: between two epochs one can look at what was learnt
    optimiser = make_optimiser(stack, recipe)
    generators = [torch.Generator().manual_seed(seeds[place]) for place in places]
    for epoch in range(recipe.epochs):
        totals = torch.zeros(2, len(networks), device=hardware.device)
        orders = torch.stack([torch.randperm(len(data.train_labels), generator=generator) for generator in generators])
        batches = orders.to(hardware.device).split(recipe.batch_size, dim=1)
        for step, batch in enumerate(batches):
            share = recipe.rate((epoch + step / len(batches)) / recipe.epochs) / recipe.learning_rate
            for group, rate in zip(optimiser.param_groups, own_rates, strict=True):
                group["lr"] = share * rate
            totals += _step(stack, data.seen(data.train_inputs[batch]), data.train_labels[batch], optimiser, hardware)
        stack.write([networks[place] for place in places])
        found = dict(zip(places, (totals / len(data.train_labels)).T.tolist(), strict=True))
        rows = [found[place] for place in range(len(networks))]
        yield [{"epoch": epoch + 1, "loss": loss, "accuracy": accuracy} for loss, accuracy in rows]


@torch.no_grad()
def scores(networks: Sequence[nn.Module], data: Dataset) -> pandas.DataFrame:
    """Loss and accuracy on the training split and test accuracy of networks of one architecture; a row for each.

    In evaluation mode, where the networks are left. Loss and accuracies of one that diverged as for `sweep`.
    """
    data = data.to(device_of(networks[0]))
    stack = _Stack([network.eval() for network in networks])
    logits, labels = stack(data.seen(data.train_inputs), shared=True), data.train_labels.expand(len(networks), -1)
    loss = functional.cross_entropy(logits.transpose(1, 2), labels, reduction="none").mean(1)
    test = stack(data.seen(data.test_inputs), shared=True).argmax(2) == data.test_labels
    finite = loss.isfinite()
    columns = {
        "loss": loss.where(finite, torch.inf),
        "accuracy": (logits.argmax(2) == labels).float().mean(1) * finite,
        "test": test.float().mean(1) * finite,
    }
    return pandas.DataFrame({name: values.tolist() for name, values in columns.items()})


class _Stack:
    """S networks as one function: every parameter and every buffer with an axis of length S in front.

    The parameters lie in `parts`, one for each group of networks that share a learning rate, as an optimiser wants it.
    """

    def __init__(self, networks, counts=None):
        own = [dict(network.named_parameters()) for network in networks]
        stacked = {name: torch.stack([each[name].detach() for each in own]) for name in own[0]}
        split = {name: whole.split(counts or [len(networks)]) for name, whole in stacked.items()}
        self.parts = [
            {name: whole.contiguous().requires_grad_() for name, whole in zip(split, part, strict=True)}
            for part in zip(*split.values(), strict=True)
        ]
        buffers = [dict(network.named_buffers()) for network in networks]
        self._buffers = {name: torch.stack([own[name] for own in buffers]) for name in buffers[0]}
        self._program = copy.deepcopy(networks[0])

    def parameters(self):
        """The leaves in groups, as an optimiser takes them: a group for each part."""
        return [{"params": list(part.values()), "fused": True} for part in self.parts]

    def _stacked(self):
        if len(self.parts) == 1:
            return self.parts[0]
        return {name: torch.cat([part[name] for part in self.parts]) for name in self.parts[0]}

    def __call__(self, inputs, shared=False):
        """Logits `(S, N, classes)` for inputs `(S, N, ...)`, or `(N, ...)` where all networks share them."""
        program = vmap(self._one, (0, 0, None if shared else 0), randomness="different")
        return program(self._stacked(), self._buffers, inputs)

    def _one(self, parameters, buffers, inputs):
        with sdpa_kernel(SDPBackend.MATH):  # attention in parts: the fused kernels cannot be stacked
            return functional_call(self._program, (parameters, buffers), (inputs,))

    @torch.no_grad()
    def write(self, networks):
        """Give each network what it has learnt: its weights and its statistics."""
        stacked = self._stacked() | self._buffers
        for place, network in enumerate(networks):
            for name, tensor in [*network.named_parameters(), *network.named_buffers()]:
                tensor.copy_(stacked[name][place])


def _step(stack, inputs, labels, optimiser, hardware):
    """One step of every network on a batch of its own; summed losses and right answers before it, `(2, S)`."""
    with hardware.autocast():
        logits = stack(inputs)
    losses = functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), reduction="none")
    losses = losses.view(labels.shape)
    descend(losses.mean(1).sum(), optimiser)  # each network's own mean: no gradient crosses over
    return torch.stack((losses.detach().sum(1), (logits.argmax(2) == labels).sum(1)))
