"""The telescope: x_L is x_l plus what the blocks between them add, read through the linear head as a sum of numbers."""

import copy
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.data import Dataset
from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number, state


@dataclass(frozen=True)
class Telescope:
    """Contributions to the score of one digit's own class: of x_l, of each block l .. L-1; and the score of x_L.

    `scores` has those of all states, from the network itself.
    """

    image: torch.Tensor
    digit: int
    start: int
    end: int
    base: float
    steps: torch.Tensor
    reached: float
    scores: torch.Tensor


def telescope(network: nn.Module, data: Dataset, scale: str | None = None) -> Panel:
    """`x_L = x_l + sum F(x_i)`: the score (logit without bias) of the right class, one bar a block.

    `network` has `states`, `blocks` and a linear `head`, as `networks.ResidualMLP`; it is copied to float64.
    """
    examples = [int((data.test_labels == digit).nonzero()[0, 0]) for digit in range(len(data.classes))]
    images = data.test_inputs[examples].cpu().double()
    scores, added = _scores(copy.deepcopy(network).cpu().double().eval(), images)
    depth = added.shape[1]

    def compute(start, end, digit):
        start, end = sorted((start, end))
        base, reached = float(scores[digit, start]), float(scores[digit, end])
        return Telescope(images[digit], digit, start, end, base, added[digit, start:end], reached, scores[digit])

    def setup(figure):
        return _setup(figure, images[0, 0], depth, float(scores.min()), float(scores.max()))

    controls = [
        Slider("start", "from l", 0, depth, 1, 0),
        Slider("end", "to L", 0, depth, 1, depth, play=500),
        Slider("digit", "digit", 0, len(examples) - 1, 1, min(3, len(examples) - 1)),
    ]
    return Panel("The telescope", compute, Picture(setup, _draw, scale=scale), _readout, controls=controls)


@torch.no_grad()
def _scores(network, images):
    """Scores of each image's own class (image k shows class k), `(N, depth + 1)`, and what each block adds to them."""
    states = network.states(images)
    branches = [block.residual(state) for block, state in zip(network.blocks, states, strict=False)]
    return tuple(torch.einsum("lnw,nw->nl", torch.stack(part), network.head.weight) for part in (states, branches))


def _setup(figure, image, depth, low, high):
    picture, bars = figure.subplots(1, 2, width_ratios=(1, 3.2))
    picture.set(xticks=[], yticks=[], title="input")
    picture.spines[:].set_visible(False)
    margin = 0.08 * (high - low)
    bars.set(xlim=(-0.8, depth + 0.8), ylim=(low - margin, high + margin), xticks=range(0, depth + 1, 2))
    bars.set(xlabel="state $x_l$", ylabel="score of the right digit")
    bars.set(title="A block adds its bar (hollow: takes away)")
    bars.axhline(0, color=COLOURS["quiet"], linewidth=0.8)
    rings = {**line("theory"), "linestyle": "none", "marker": "o", "fillstyle": "none"}
    filled = {"facecolor": COLOURS["residual"], "edgecolor": COLOURS["residual"], "linewidth": 1.6}
    return {
        "image": picture.imshow(image.numpy(), cmap="gray_r", vmin=0, vmax=1),
        "states": bars.plot([], [], **rings, label="score of $x_l$, from the network")[0],
        "base": bars.bar([0], [0], 0.3, color=COLOURS["quiet"], label="what $x_l$ brings")[0],
        "steps": list(
            bars.bar([block + 0.5 for block in range(depth)], [0] * depth, 0.6, **filled, label="what $F(x_i)$ adds")
        ),
        "legend": bars.legend(loc="upper left"),
    }


def _draw(artists, data):
    artists["image"].set_data(data.image[0].numpy())
    artists["base"].set(x=data.start - 0.15, height=data.base)
    artists["states"].set_data(range(len(data.scores)), data.scores)
    level = data.base
    for bar in artists["steps"]:
        bar.set_visible(False)
    for bar, step in zip(artists["steps"][data.start : data.end], data.steps.tolist(), strict=True):
        bar.set(visible=True, y=level, height=step)
        bar.set_facecolor("white" if step < 0 else COLOURS["residual"])
        level += step


def _readout(data):
    if not len(data.steps):
        return f"A {data.digit}: {state(data.start)} brings {data.base:+.2f}; l = L, so that there is nothing to add."
    total = float(data.steps.sum())
    return (
        f"A {data.digit}: {state(data.start)} brings {data.base:+.2f}, blocks {data.start} to {data.end - 1} add "
        f"{total:+.2f}, together {data.base + total:+.2f}. {state(data.end)} itself gives {data.reached:+.2f} "
        f"(difference {number(abs(data.base + total - data.reached), 1)})."
    )
