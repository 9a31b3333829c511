"""What each wire of a hand-wired network carries, signal and gradient, and how the network trains beside its twin."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.data import Dataset
from course_utils.networks.wired import WiredNet, Wiring, skips, wired
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe
from course_utils.training.side_by_side import Race, race

__all__ = ["WireSizes", "Wiring", "learn", "learning", "plain_twin", "recipe", "skips", "wire_sizes", "wired"]

STEPS = 300  # of a training, about
LEARNT = 0.95  # the accuracy on the last ten batches from which a network counts as trained


@dataclass(frozen=True)
class WireSizes:
    """What passes each wire of a stack of L blocks: the standard deviation of the signal, the size of the gradient.

    A signal counts as far as it differs between the inputs of the batch: what is the same for all of them says nothing
    about any. `states` `(L + 1,)`: x_0 .. x_L. `branches` `(L,)`: what each block adds. The gradients are root mean
    squares over batch and channels. `state_gradients` `(L + 1,)`: at x_0 .. x_L. `arriving` `(L,)`: at the sum behind
    each block, which every skip that ends there hands on. `through` `(L,)`: what comes back out of each branch.
    """

    states: torch.Tensor
    branches: torch.Tensor
    state_gradients: torch.Tensor
    arriving: torch.Tensor
    through: torch.Tensor


def wire_sizes(network: WiredNet, inputs: torch.Tensor, labels: torch.Tensor) -> WireSizes:
    """Send a batch up and its cross-entropy's gradient down, and measure what passes each wire.

    `inputs` `(N, ...)` as the network takes them, `labels` `(N,)`. By hooks, which are gone afterwards; no `.grad` is
    touched.
    """
    # long because what is noted at each wire has to stand beside the hook that notes it
    modules, seen = [*network.blocks, network.head], {name: {} for name in WireSizes.__annotations__}

    def note(name, place):
        return lambda passed: seen[name].__setitem__(place, passed.detach())

    def enter(place):
        def hook(_, arguments):
            (state,) = arguments
            note("states", place)(state)
            state.register_hook(note("state_gradients", place))
            into = state.view_as(state)  # a wire of its own: what enters this block, not what the skips take along
            if place < len(network.blocks):
                into.register_hook(note("through", place))
            return (into,)

        return hook

    def leave(place):
        def hook(_, __, branch):
            note("branches", place)(branch)
            branch.register_hook(note("arriving", place))

        return hook

    handles = [module.register_forward_pre_hook(enter(place)) for place, module in enumerate(modules)]
    handles += [block.register_forward_hook(leave(place)) for place, block in enumerate(network.blocks)]
    try:
        torch.autograd.grad(functional.cross_entropy(network(inputs), labels), network.stem[1].weight)
    finally:
        for handle in handles:
            handle.remove()
    return WireSizes(**{name: _sizes(name, passed) for name, passed in seen.items()})


def _sizes(name, passed):
    """Root mean squares in double precision: the square of a faded gradient leaves the range of float32."""
    values = torch.stack([passed[place] for place in sorted(passed)]).double()
    if name in ("states", "branches"):
        values = values - values.mean(1, keepdim=True)
    return values.square().mean((1, 2)).sqrt()


def plain_twin(wiring: Wiring) -> Wiring:
    """The same blocks without a skip.

    Without one, the branch has to keep the size of the signal itself: it is neither scaled nor started at zero.
    """
    return replace(wiring, skips=(), scale=1.0, initial="PyTorch" if wiring.initial == "zero" else wiring.initial)


def recipe(data: Dataset) -> Recipe:
    """Adam, batches of 64, and as many epochs as make about `STEPS` steps."""
    batches = math.ceil(len(data.train_labels) / 64)
    epochs = max(1, round(STEPS / batches))
    return Recipe(epochs=epochs, learning_rate=0.005, batch_size=64, optimiser="adam", weight_decay=0)


def learning(networks: dict[str, nn.Module], data: Dataset) -> Iterator[tuple[float, Race]]:
    """Train the networks in place, side by side on the same batches, on the CPU: `(fraction, Race)` after each step."""
    return race(networks, data, recipe(data), 0, choose_hardware("cpu"))


def learn(network: WiredNet, data: Dataset, steps: int = STEPS) -> list[float]:
    """Train the network in place for `steps` steps; returns the loss of each step's batch, before the step."""
    for _, state in learning({"network": network}, data):
        if state.step >= steps:
            break
    return state.lanes["network"].losses
