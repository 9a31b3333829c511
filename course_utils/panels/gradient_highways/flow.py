"""The gradient at each block of a random stack, for any architecture, initialisation, activation and norm."""

import functools
from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, LINES, line
from course_utils.gradients.random_stacks import (
    ACTIVATIONS,
    ARCHITECTURES,
    INITIALISATIONS,
    NORMS,
    GradientFlow,
    gradient_flow,
)
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

DEEPEST, LOW, HIGH = 60, 1e-25, 1e15
FAR = 1e3  # a gradient that changed by less than this factor has arrived


@dataclass(frozen=True)
class Flow:
    """The gradient flow of the chosen architecture, and of the plain one with the same settings."""

    architecture: str
    gradient: str
    chosen: GradientFlow
    plain: GradientFlow

    def sizes(self, flow: GradientFlow) -> torch.Tensor:
        """What is plotted, for each block `(L,)`: the gradient at its output, or at its weights."""
        return flow.states if self.gradient == "activations" else flow.weights


def gradient_flow_explorer(scale: str | None = None) -> Panel:
    """The gradient at each block of a random stack: which settings make it vanish, which make it explode?"""
    controls = [
        Choice("architecture", "architecture", tuple(ARCHITECTURES), "plain, F"),
        Slider("depth", "depth L", 2, DEEPEST, 1, 50, play=150),
        Choice("initialisation", "initialisation", tuple(INITIALISATIONS), "PyTorch default"),
    ]
    more = [
        Choice("activation", "activation", tuple(ACTIVATIONS), "ReLU"),
        Choice("norm", "normalisation", tuple(NORMS), "none"),
        Choice("gradient", "gradient of the loss by the", ("activations", "weights"), "activations"),
    ]
    return Panel("Gradient flow", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls, more=more)


def _compute(architecture, depth, initialisation, activation, norm, gradient):
    plain, *_ = ARCHITECTURES
    settings = (depth, initialisation, activation, norm)
    return Flow(architecture, gradient, _flow(architecture, *settings), _flow(plain, *settings))


def _setup(figure):
    axes = figure.subplots()
    axes.set(xlim=(-0.5, DEEPEST + 0.5), ylim=(LOW, HIGH), yscale="log", xlabel="block l (the loss: right)")
    axes.set(ylabel="size of the gradient (at $x_L$: 1)")
    axes.axhline(1, **line("theory"))
    lines = {kind: axes.plot([], [], **line(kind), linewidth=2.4)[0] for kind in ("plain", "residual")}
    lines["plain"].set_label("plain, same settings")
    lines["residual"].set_label("residual")
    ends = {kind: axes.plot([], [], LINES[kind]["marker"], color=COLOURS[kind])[0] for kind in lines}
    legend, title = axes.legend(loc="upper right"), axes.set_title("The gradient …")
    return {"lines": lines, "ends": ends, "legend": legend, "title": title}


def _draw(artists, data):
    residual = not data.architecture.startswith("plain")
    for name, flow in (("plain", data.plain), ("residual", data.chosen)):
        seen = name == "plain" or residual
        sizes = data.sizes(flow).clamp(LOW / 10, HIGH * 10) if seen else torch.zeros(0)
        artists["lines"][name].set_data(range(len(sizes)), sizes)
        artists["ends"][name].set_data(range(len(sizes))[:1], sizes[:1])
    first = data.sizes(data.chosen)[0].item()
    fate = "vanishes" if first < 1 / FAR else "explodes" if first > FAR else "arrives"
    artists["title"].set_text(f"The gradient {fate}: {number(first)} at the first block")


def _readout(data):
    sizes = data.sizes(data.chosen)
    first, last, blocks = sizes[0].item(), sizes[-1].item(), len(data.chosen.weights)
    factor = (data.chosen.states[0] / data.chosen.states[-1]).item() ** (1 / blocks)
    return (
        f"{data.architecture}, L = {blocks}: gradient of the {data.gradient} {number(first)} at the first block, "
        f"{number(last)} at the last; a block multiplies the gradient at its input by {factor:.2f} on average."
    )


@functools.lru_cache(maxsize=64)
def _flow(architecture, depth, initialisation, activation, norm):
    return gradient_flow(architecture, depth, initialisation, activation, norm)
