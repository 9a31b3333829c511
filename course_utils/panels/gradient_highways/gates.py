"""How far a gradient comes through a highway network or an LSTM, by the bias of the gates."""

import functools
from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, line
from course_utils.gradients.gated_stacks import GatedFlow, highway_flow, lstm_flow
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.gradient_highways.cliff import cliff, draw_cliff
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted, number

GATES = {"highway, in depth": "layers", "LSTM, in time": "steps", "LSTM of 1997, in time": "steps"}
LONGEST, HIGHEST = 60, 2.0


@dataclass(frozen=True)
class Gated:
    """A gradient through gated layers or steps; `bias` is that of the gate that opens the way of x or c."""

    kind: str
    bias: float
    flow: GatedFlow


def gates(scale: str | None = None) -> Panel:
    """How far a gradient comes through a highway network or an LSTM, by the bias of the gates."""
    controls = [
        Choice("kind", "gates", tuple(GATES), "highway, in depth"),
        Slider("bias", "bias of the transform or forget gate", -6, 6, 1, -2, when=lambda at: "1997" not in at["kind"]),
        Slider("steps", "layers or time steps", 2, LONGEST, 1, 50, play=150),
    ]
    return Panel("Gates", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(kind, bias, steps):
    if kind.startswith("highway"):
        return Gated(kind, bias, _highway(bias, steps))
    return Gated(kind, bias, _lstm(bias, steps, not kind.startswith("LSTM of")))


def _setup(figure):
    power, reach = figure.subplots(1, 2)
    reach.set(xlim=(0, LONGEST), ylim=(0, HIGHEST), xlabel="layer or step (the loss: right)")
    reach.set(ylabel="size of the gradient (at the loss: 1)")
    reach.axhline(0.5, color=COLOURS["quiet"], linewidth=0.8, linestyle="--")
    blank = torch.zeros(2)
    return {
        "cliff": cliff(power, "gated", "share that a layer or step hands on", "along the stream alone"),
        "area": reach.fill_between(blank, blank, blank, color=COLOURS["gated"], alpha=0.25, linewidth=0),
        "total": reach.plot([], [], **line("gated"), linewidth=2.4, label="all paths")[0],
        "direct": reach.plot([], [], **line("theory"), label="along the stream alone")[0],
        "title": reach.set_title("How far it comes"),
        "legend": reach.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="white"),
    }


def _draw(artists, data):
    flow, steps = data.flow, len(data.flow.carry)
    draw_cliff(artists["cliff"], flow.carry.mean().item(), steps, flow.total[0].item())
    for name in ("total", "direct"):
        artists[name].set_data(range(steps + 1), getattr(flow, name).clamp(max=2 * HIGHEST))
    artists["area"].set_data(range(steps + 1), flow.total.clamp(max=2 * HIGHEST), 0)
    artists["title"].set_text(_reach(flow.total, GATES[data.kind].removesuffix("s")))


def _reach(total, unit):
    """After how many layers or steps, seen from the loss, half of the gradient is gone; or what it has grown to."""
    below = (total.flip(0) < 0.5).nonzero()
    if len(below):
        return f"Half gone in {counted(int(below[0]), unit)}"
    return f"It has grown to {number(total[0].item())}" if total[0] > 1.05 else "More than half arrives"


def _readout(data):
    flow, steps = data.flow, len(data.flow.carry)
    bias = {"h": "gate bias", "L": "forget bias"}[data.kind[0]]
    bias = "no forget gate" if "1997" in data.kind else f"{bias} {data.bias:+.0f}"
    return (
        f"{data.kind}, {bias}, {steps} {GATES[data.kind]}: {number(flow.total[0].item())} of the gradient arrives, "
        f"{number(flow.direct[0].item())} along the stream alone; a step hands on {flow.carry.mean().item():.1%} of it."
    )


_highway, _lstm = (functools.lru_cache(maxsize=64)(flow) for flow in (highway_flow, lstm_flow))
