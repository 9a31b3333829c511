"""Several networks of one architecture, trained together: each step is one for all, and costs little more than one."""

import copy
import math
from collections.abc import Callable, Iterator, Sequence

import torch
import torch.nn.functional as functional
from torch import nn
from torch.func import functional_call, stack_module_state, vmap

from course_utils.data import Dataset
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import History, Recipe, make_optimiser


def train_stacked(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe,
    seeds: Sequence[int],
    hardware: Hardware | None = None,
    after_epoch: Callable[[nn.Module], dict] | None = None,
) -> list[History]:
    """Train `networks` in place, network s as `loop.train(network, data, recipe, seed)` would; a history for each.

    They share a program and nothing else: weights, statistics and the order of the batches are each network's own. One
    that diverges is marked so and disturbs no other. `after_epoch(network)` may add to a network's row. Raises
    `ValueError` for a recipe with padding, and where networks and seeds differ in number.
    """
    histories = [History() for _ in networks]
    for rows in stacked_epochs(networks, data, recipe, seeds, hardware):
        for network, history, row in zip(networks, histories, rows, strict=True):
            history.rows.append(row | (after_epoch(network) if after_epoch else {}))
    for network, history in zip(networks, histories, strict=True):
        network.eval()
        history.status = "finished" if math.isfinite(history.loss) else "diverged"
    return histories


def stacked_epochs(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe,
    seeds: Sequence[int],
    hardware: Hardware | None = None,
) -> Iterator[list[dict]]:
    """The loop of `train_stacked`: one epoch for all, then a row (epoch, loss, accuracy) for each network."""
    hardware = hardware or choose_hardware()
    if recipe.padding or len(networks) != len(seeds):
        raise ValueError("Networks that train together take a recipe without padding, and one seed each.")
    networks = [network.to(hardware.device).train() for network in networks]
    stack, data = _Stack(networks), data.to(hardware.device)
    optimiser = make_optimiser(nn.ParameterList(stack.parameters.values()), recipe)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    for epoch in range(recipe.epochs):
        totals = _epoch(stack, data, recipe, optimiser, generators, hardware, epoch)
        stack.write(networks)
        losses, rights = (totals / len(data.train_labels)).tolist()
        yield [{"epoch": epoch + 1, "loss": a, "accuracy": b} for a, b in zip(losses, rights, strict=True)]


class _Stack:
    """S networks as one function: every parameter and every buffer with an axis of length S in front."""

    def __init__(self, networks):
        parameters, self.buffers = stack_module_state(list(networks))
        self.parameters = {name: nn.Parameter(values.detach()) for name, values in parameters.items()}
        self._program = copy.deepcopy(networks[0]).train()

    def __call__(self, inputs):
        """Logits `(S, N, classes)` for inputs `(S, N, ...)`."""
        return vmap(self._one)(self.parameters, self.buffers, inputs)

    def _one(self, parameters, buffers, inputs):
        return functional_call(self._program, (parameters, buffers), (inputs,))

    @torch.no_grad()
    def write(self, networks):
        """Give each network what the stack has learnt for it."""
        for place, network in enumerate(networks):
            for name, parameter in network.named_parameters():
                parameter.copy_(self.parameters[name][place])
            for name, buffer in network.named_buffers():
                buffer.copy_(self.buffers[name][place])


def _epoch(stack, data, recipe, optimiser, generators, hardware, epoch):
    """One pass of every network over the training split; its summed losses and its right answers, `(2, S)`."""
    orders = torch.stack([torch.randperm(len(data.train_labels), generator=generator) for generator in generators])
    batches = orders.to(hardware.device).split(recipe.batch_size, dim=1)
    totals = torch.zeros(2, len(generators), device=hardware.device)
    for step, batch in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate((epoch + step / len(batches)) / recipe.epochs)
        with hardware.autocast():
            logits = stack(data.train_inputs[batch])
        labels = data.train_labels[batch]
        losses = functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), reduction="none")
        losses = losses.view(labels.shape)
        optimiser.zero_grad()
        losses.mean(1).sum().backward()  # each network's own mean: no gradient crosses over
        optimiser.step()
        totals += torch.stack((losses.detach().sum(1), (logits.argmax(2) == labels).sum(1)))
    return totals
