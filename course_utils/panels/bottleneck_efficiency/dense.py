"""What a dense block and a residual stack keep for the backward pass, over their depth."""

from dataclasses import dataclass

import numpy as np

from course_utils.cost.dense import (
    checkpointed_numbers,
    dense_numbers,
    dense_parameters,
    matched_channels,
    residual_numbers,
)
from course_utils.figures import line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

DEEPEST, HIGHEST = 64, 2.4
BYTES = 4
DENSE = "#B58900"  # neither plain nor residual


@dataclass(frozen=True)
class Memory:
    """Megabytes kept by the first 1 .. L layers: a dense block, the same with checkpoints, a residual stack."""

    dense: np.ndarray
    checkpointed: np.ndarray
    residual: np.ndarray
    dense_channels: int
    residual_channels: int
    parameters: int


def dense_memory(scale: str | None = None) -> Panel:
    """DenseNet against ResNet: memory kept for the backward pass over depth, with checkpoints and without."""
    controls = [
        Slider("layers", "layers L", 2, DEEPEST, 1, 24),
        Choice("growth", "growth k", (8, 12, 16, 24, 32, 48), 32),
        Choice("resolution", "pixels a side", (8, 16, 32, 56), 32),
    ]
    more = [Choice("batch", "images in a batch", (1, 8, 32, 64), 32)]
    picture = Picture(_setup, _draw, scale=scale)
    return Panel("Memory of dense blocks", _compute, picture, _readout, controls=controls, more=more)


def _compute(layers, growth, resolution, batch):
    steps, entering = np.arange(1, layers + 1), 2 * growth
    unit = BYTES * batch * resolution**2 / 1e6
    parameters = dense_parameters(entering, layers, growth)
    channels = matched_channels(parameters, layers)
    return Memory(
        unit * dense_numbers(entering, steps, growth),
        unit * checkpointed_numbers(entering, steps, growth),
        unit * residual_numbers(channels, steps),
        entering + layers * growth,
        channels,
        parameters,
    )


def _setup(figure):
    axes = figure.subplots()
    axes.set(xlim=(0, DEEPEST), ylim=(0, HIGHEST), xlabel="layers")
    axes.set(ylabel="memory kept (residual stack = 1)", title="Concatenation bends the line")
    artists = {
        "dense": axes.plot([], [], color=DENSE, linestyle="--", label="dense block")[0],
        "checkpointed": axes.plot([], [], color=DENSE, linestyle=":", label="dense, checkpointed")[0],
        "residual": axes.plot([], [], **line("residual"), label="bottleneck blocks, same parameters")[0],
    }
    artists["legend"] = axes.legend(loc="upper left")
    return artists


def _draw(artists, data):
    steps = np.arange(1, len(data.dense) + 1)
    for name in ("dense", "checkpointed", "residual"):
        artists[name].set_data(steps, getattr(data, name) / data.residual[-1])


def _readout(data):
    return (
        f"{len(data.dense)} layers, about {data.parameters:,} parameters: a dense block that ends with "
        f"{data.dense_channels} channels keeps {data.dense[-1]:,.1f} MB, checkpointed {data.checkpointed[-1]:,.1f} MB; "
        f"bottleneck blocks of {data.residual_channels} channels keep {data.residual[-1]:,.1f} MB."
    )
