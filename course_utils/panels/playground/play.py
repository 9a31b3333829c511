"""One play: a hand-wired network and its plain twin from the same weights, a step at a time, and how they look."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from course_utils.data import Dataset, digits, drawn, rings, spirals
from course_utils.gradients.wires import LEARNT, WireSizes, learning, plain_twin, recipe, wire_sizes
from course_utils.networks.wired import WiredNet, Wiring, wired
from course_utils.panels.playground.field import within
from course_utils.training.side_by_side import Lane

DATA = {"spirals": spirals, "rings": rings, "digits": digits}
NAMES = ("yours", "twin")
MEASURED = 64  # inputs on which the wires are measured
CELLS, REACH = 32, 1.25  # of the picture of a decision: cells a side, and the coordinate at its edge
DIGITS = 36  # test digits shown

OWN = "your points"


@functools.lru_cache(maxsize=64)
def load(name: str) -> Dataset:
    """The data of this name; any other text is points as `data.drawn` reads them."""
    return DATA[name]() if name in DATA else drawn(name)


@dataclass(frozen=True)
class Look:
    """How both networks stand after `step` of `steps` steps; `lanes`, `sizes` and `views` by name.

    A view is the probability of the second class on a grid, from the lower left corner, rows first `(CELLS, CELLS)`;
    of digits the answers to the first test images `(DIGITS,)`.
    """

    wiring: Wiring
    data: str
    step: int
    steps: int
    lanes: dict[str, Lane]
    sizes: dict[str, WireSizes]
    views: dict[str, np.ndarray]

    @property
    def learnt(self) -> bool:
        """Whether the learner's network was right on 95 % of its last ten batches."""
        return self.step >= 10 and self.lanes["yours"].recent() >= LEARNT

    @property
    def over(self) -> bool:
        """Whether there is nothing more to train: the last step is done, or the learner's network has diverged."""
        return self.step >= self.steps or self.lanes["yours"].diverged

    def carried(self, name: str) -> tuple[float, float]:
        """By which factors the signal changes from x_0 to x_L, and the gradient from x_L to x_0."""
        states, gradients = self.sizes[name].states, self.sizes[name].state_gradients
        return (states[-1] / states[0]).item(), (gradients[0] / gradients[-1]).item()


class Play:
    """The networks of one choice of the panel's controls, from their start; `advance` trains both by one step."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.name = data_of(parameters)
        self.data = load(self.name)
        self.wiring = wiring_of(parameters)
        self.networks = {name: _built(wiring, self.name) for name, wiring in both(self.wiring).items()}
        self.step, self.steps = 0, steps(self.data)
        self.lanes = {name: Lane() for name in NAMES}
        self._training = learning(self.networks, self.data)

    def advance(self) -> bool:
        """One step of both; False where there is none left, or the learner's network has diverged."""
        if self.step >= self.steps or self.lanes["yours"].diverged:
            return False
        _, state = next(self._training)
        self.step, self.lanes = state.step, state.lanes
        return True

    def look(self) -> Look:
        """Both networks as they are now."""
        seen = {name: _measured(network, self.data) for name, network in self.networks.items()}
        sizes, views = ({name: pair[place] for name, pair in seen.items()} for place in (0, 1))
        lanes = {name: Lane(list(lane.losses), list(lane.accuracies)) for name, lane in self.lanes.items()}
        return Look(self.wiring, self.name, self.step, self.steps, lanes, sizes, views)


def start(**parameters: Any) -> Look:
    """How the networks of these controls look before the first step. Those seen before are remembered."""
    wiring, name = wiring_of(parameters), data_of(parameters)
    seen = {role: _at_start(one, name) for role, one in both(wiring).items()}
    sizes, views = ({role: pair[place] for role, pair in seen.items()} for place in (0, 1))
    return Look(wiring, name, 0, steps(load(name)), {role: Lane() for role in NAMES}, sizes, views)


def both(wiring: Wiring) -> dict[str, Wiring]:
    """The learner's wiring and its plain twin's, by name."""
    return dict(zip(NAMES, (wiring, plain_twin(wiring)), strict=True))


def _built(wiring, name):
    data = load(name)
    return wired(wiring, data.train_inputs[0].numel(), len(data.classes))


def _measured(network, data):
    """The sizes on its wires, and its view."""
    return wire_sizes(network, data.train_inputs[:MEASURED], data.train_labels[:MEASURED]), view(network, data)


@functools.lru_cache(maxsize=256)
def _at_start(wiring, name):
    return _measured(_built(wiring, name), load(name))


def data_of(parameters: Mapping[str, Any]) -> str:
    """What `load` takes for the data of the controls."""
    return parameters["points"] if parameters["data"] == OWN else parameters["data"]


def wiring_of(parameters: Mapping[str, Any]) -> Wiring:
    """What the controls say of the network."""
    block = {name: parameters[name] for name in ("order", "norm", "scale", "initial")}
    return Wiring(parameters["depth"], within(parameters["skips"], parameters["depth"]), **block)


def steps(data: Dataset) -> int:
    """How many steps a training on these data has."""
    plan = recipe(data)
    return plan.epochs * math.ceil(len(data.train_labels) / plan.batch_size)


@torch.no_grad()
def view(network: WiredNet, data: Dataset) -> np.ndarray:
    """What `Look` calls a view of this network; NaN where it answers with no numbers."""
    if data.train_inputs.dim() > 2:
        return network(data.test_inputs[:DIGITS]).argmax(1).numpy()
    return network(_grid()).softmax(1)[:, 1].reshape(CELLS, CELLS).numpy()


@functools.cache
def _grid():
    """The centres of the cells, `(CELLS * CELLS, 2)`, the second coordinate outermost."""
    middles = (torch.arange(CELLS) + 0.5) / CELLS * 2 * REACH - REACH
    return torch.cartesian_prod(middles, middles).flip(1)
