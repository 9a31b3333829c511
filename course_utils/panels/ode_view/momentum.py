"""How exactly can a stack be run backwards? The momentum's inverse divides, the coupling's subtracts."""

import functools
from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, line
from course_utils.networks.reversible import inverse_errors
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

DEEPEST, GAMMAS, BITS = 64, (0.5, 0.7, 0.8, 0.9, 0.95, 0.99), {"32": torch.float32, "64": torch.float64}


@dataclass(frozen=True)
class Backwards:
    """Relative errors of the states computed back from x_L, `(L + 1,)`, last state first, for both kinds of stack."""

    gamma: float
    bits: str
    momentum: torch.Tensor
    coupling: torch.Tensor

    @property
    def growth(self) -> torch.Tensor:
        """`g^-k` times the rounding of one number: what dividing by g alone would make of it."""
        unit = torch.finfo(BITS[self.bits]).eps / 2
        return unit * self.gamma ** -torch.arange(len(self.momentum), dtype=torch.float64)


def running_backwards(scale: str | None = None) -> Panel:
    """The error of every state that is computed back from the last one, with momentum g and with coupled halves."""
    controls = [
        Choice("gamma", "momentum g", GAMMAS, 0.9),
        Slider("depth", "steps L", 4, DEEPEST, 4, 40, play=400),
        Choice("bits", "bits", tuple(BITS), "32"),
    ]
    return Panel("Backwards", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(gamma, depth, bits):
    return Backwards(gamma, bits, _errors("momentum", depth, gamma, bits), _errors("coupling", depth, 1.0, bits))


@functools.cache
def _errors(kind, depth, gamma, bits):
    return inverse_errors(kind, depth, gamma, BITS[bits])


def _setup(figure):
    axes = figure.subplots()
    axes.set(xlim=(0, DEEPEST), ylim=(1e-18, 1e6), yscale="log")
    axes.set(xlabel="steps computed back from the last state", ylabel="relative error")
    artists = {
        "title": axes.set_title("Momentum"),
        "coupling": axes.plot([], [], **line("residual"), label="coupled halves")[0],
        "momentum": axes.plot([], [], **line("gated"), label="momentum")[0],
        "growth": axes.plot([], [], color=COLOURS["theory"], linestyle="--", linewidth=1, label="$g^{-k}$ alone")[0],
    }
    axes.axhline(1, color=COLOURS["quiet"], linewidth=0.8)
    artists["legend"] = axes.legend(loc="upper left")
    return artists


def _draw(artists, data):
    places = torch.arange(len(data.momentum))
    for name in ("momentum", "coupling", "growth"):
        artists[name].set_data(places, getattr(data, name).clamp(1e-17, 1e5))
    artists["title"].set_text("Nothing is left of the state" if data.momentum[-1] > 1 else "The way back is open")


def _readout(data):
    first, other = (values[-1].item() for values in (data.momentum, data.coupling))
    lost = f"off by {number(first)}" if first < 1 else "lost"
    return (
        f"g = {data.gamma}, {len(data.momentum) - 1} steps, {data.bits} bits: computed back, the first state of the "
        f"momentum stack is {lost} of its size, that of coupled halves off by {number(max(other, 1e-17))}."
    ).replace("lost of its size", "lost")
