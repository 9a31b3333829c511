"""Networks of one architecture trained as one: the weights stacked, each network with its own draws, rate and batches.

A small network keeps a processor waiting for Python; twenty of them, a step at a time in one call, do not. What one
network learns is what `training.loop.train` would have taught it, up to rounding.
"""

from collections.abc import Callable, Sequence
from itertools import product

import pandas
import torch
import torch.nn.functional as functional
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from course_utils.data import Dataset
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import Recipe


def sweep(
    build: Callable[[int], nn.Module],
    data: Dataset,
    recipe: Recipe,
    rates: Sequence[float],
    seeds: Sequence[int],
    hardware: Hardware | None = None,
) -> pandas.DataFrame:
    """Train `build(seed)` at every rate with every seed, all together; a row for each.

    Columns: rate, seed, loss and accuracy on the training split, and test, the accuracy on the other one, all in
    evaluation mode after the last step. A network that diverged has an infinite loss and accuracies of 0, so that no
    median passes it over.
    """
    settings = list(product(rates, seeds))
    networks = [build(seed) for _, seed in settings]
    train_together(networks, data, recipe, *zip(*settings, strict=True), hardware)
    return pandas.DataFrame(settings, columns=["rate", "seed"]).join(scores(networks, data))


def train_together(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe,
    rates: Sequence[float],
    seeds: Sequence[int],
    hardware: Hardware | None = None,
) -> None:
    """Train `networks` of one architecture in place, network i at `rates[i]` in the batch order of `seeds[i]`.

    The recipe's learning rate is not used, its schedule is. A network that diverges goes on, with weights of NaN.
    Raises `ValueError` where the numbers of networks, rates and seeds differ, or for a recipe that augments.
    """
    if not len(networks) == len(rates) == len(seeds) or recipe.padding:
        raise ValueError("Networks trained together need a rate and a seed each, and a recipe without augmentation.")
    hardware = hardware or choose_hardware()
    data = data.to(hardware.device)
    for network in networks:
        network.to(hardware.device).train()
    weights, buffers = torch.func.stack_module_state(list(networks))
    forward = _vmapped(networks[0])
    update = _Update(weights, torch.tensor(rates, device=hardware.device), recipe)
    for progress, batch in _batches(len(data.train_labels), recipe, seeds):
        batch = batch.to(hardware.device)
        logits = forward(weights, buffers, data.train_inputs[batch])
        loss = functional.cross_entropy(logits.flatten(0, 1), data.train_labels[batch].flatten(), reduction="sum")
        update(torch.autograd.grad(loss / batch.shape[1], weights.values()), recipe.rate(progress))
    _write_back(networks, weights, buffers)


@torch.no_grad()
def scores(networks: Sequence[nn.Module], data: Dataset) -> pandas.DataFrame:
    """Loss and accuracy on the training split and test accuracy of networks of one architecture; a row for each."""
    for network in networks:
        network.eval()
    data = data.to(next(networks[0].parameters()).device)
    weights, buffers = torch.func.stack_module_state(list(networks))
    forward = _vmapped(networks[0], in_dims=(0, 0, None))
    logits = forward(weights, buffers, data.train_inputs)
    labels = data.train_labels.expand(len(networks), -1)
    loss = functional.cross_entropy(logits.transpose(1, 2), labels, reduction="none").mean(1)
    finite = loss.isfinite()
    test = forward(weights, buffers, data.test_inputs).argmax(2) == data.test_labels
    columns = {
        "loss": loss.where(finite, torch.inf),
        "accuracy": (logits.argmax(2) == labels).float().mean(1) * finite,
        "test": test.float().mean(1) * finite,
    }
    return pandas.DataFrame({name: values.tolist() for name, values in columns.items()})


class _Update:
    """A step of `training.loop.make_optimiser`'s optimisers on stacked weights, with a rate for each network."""

    def __init__(self, weights, rates, recipe):
        self.weights, self.rates, self.recipe, self.steps = list(weights.values()), rates, recipe, 0
        self.means = [torch.zeros_like(weight) for weight in self.weights]
        self.squares = [torch.zeros_like(weight) for weight in self.weights]

    @torch.no_grad()
    def __call__(self, gradients, schedule):
        """Take one step at `schedule` (0 to 1, relative to the recipe's rate) times each network's rate."""
        self.steps += 1
        rates = self.rates * (schedule / self.recipe.learning_rate)
        for weight, gradient, mean, square in zip(self.weights, gradients, self.means, self.squares, strict=True):
            if self.recipe.weight_decay:
                gradient = gradient + self.recipe.weight_decay * weight
            step = (
                self._adam(gradient, mean, square) if self.recipe.optimiser == "adam" else mean.mul_(0.9).add_(gradient)
            )
            weight -= rates.view(-1, *[1] * (weight.dim() - 1)) * step

    def _adam(self, gradient, mean, square):
        """Kingma and Ba 2015, algorithm 1, with PyTorch's constants."""
        mean.lerp_(gradient, 0.1)
        square.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        unbiased = (square / (1 - 0.999**self.steps)).sqrt_().add_(1e-8)
        return mean / (1 - 0.9**self.steps) / unbiased


def _vmapped(network, in_dims=(0, 0, 0)):
    """The network as a function of stacked weights, stacked buffers and inputs."""

    def call(weights, buffers, x):
        with sdpa_kernel(SDPBackend.MATH):  # attention in parts: the fused kernels cannot be stacked
            return torch.func.functional_call(network, (weights, buffers), (x,))

    return torch.vmap(call, in_dims, randomness="different")


def _batches(count, recipe, seeds):
    """The share of all steps that is done, and the batches' places `(networks, batch)`, in the order of `train`."""
    generators = {seed: torch.Generator().manual_seed(seed) for seed in seeds}
    for epoch in range(recipe.epochs):
        orders = {seed: torch.randperm(count, generator=generator) for seed, generator in generators.items()}
        batches = torch.stack([orders[seed] for seed in seeds]).split(recipe.batch_size, dim=1)
        for step, batch in enumerate(batches):
            yield (epoch + step / len(batches)) / recipe.epochs, batch


@torch.no_grad()
def _write_back(networks, weights, buffers):
    for index, network in enumerate(networks):
        for name, tensor in [*network.named_parameters(), *network.named_buffers()]:
            tensor.copy_((weights | buffers)[name][index])
        network.eval()
