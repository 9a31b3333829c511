"""How far a gradient comes through a highway network or an LSTM, by the bias of the gates."""

import functools
from dataclasses import dataclass

from course_utils.figures import line
from course_utils.gradients.gated_stacks import GatedFlow, highway_flow, lstm_flow
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

GATES = {"highway, in depth": "layers", "LSTM, in time": "steps", "LSTM of 1997, in time": "steps"}
LONGEST, LOW, HIGH = 60, 1e-30, 1e6


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
        Slider("steps", "layers or time steps", 2, LONGEST, 1, 50),
    ]
    return Panel("Gates", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(kind, bias, steps):
    if kind.startswith("highway"):
        return Gated(kind, bias, _highway(bias, steps))
    return Gated(kind, bias, _lstm(bias, steps, not kind.startswith("LSTM of")))


def _setup(figure):
    size, carry = figure.subplots(1, 2)
    size.set(xlim=(0, LONGEST), ylim=(LOW, HIGH), yscale="log", xlabel="layer or step (the loss: right)")
    size.set(ylabel="size of the gradient (at the end: 1)")
    carry.set(xlim=(0, LONGEST), ylim=(-0.03, 1.03), xlabel="layer or time step", ylabel="mean share handed on")
    return {
        "total": size.plot([], [], **line("gated"), linewidth=2.4, label="all paths")[0],
        "direct": size.plot([], [], **line("theory"), label="along the stream alone")[0],
        "carry": carry.plot([], [], **line("gated"), linewidth=2.4)[0],
        "legend": size.legend(loc="lower right"),
        "titles": [size.set_title("What arrives"), carry.set_title("How far the way is open")],
    }


def _draw(artists, data):
    for name in ("total", "direct"):
        values = getattr(data.flow, name).clamp(LOW / 10, HIGH * 10)
        artists[name].set_data(range(len(values)), values)
    artists["carry"].set_data(range(len(data.flow.carry)), data.flow.carry)
    arrives, handed_on = data.flow.total[0].item(), data.flow.carry.mean().item()
    artists["titles"][0].set_text(f"{number(arrives)} of it arrives")
    artists["titles"][1].set_text(f"A step hands on {handed_on:.1%}")


def _readout(data):
    flow, steps = data.flow, len(data.flow.carry)
    bias = {"h": "gate bias", "L": "forget bias"}[data.kind[0]]
    bias = "no forget gate" if "1997" in data.kind else f"{bias} {data.bias:+.0f}"
    return (
        f"{data.kind}, {bias}, {steps} {GATES[data.kind]}: {number(flow.total[0].item())} of the gradient arrives, "
        f"{number(flow.direct[0].item())} along the stream alone; a step hands on {flow.carry.mean().item():.1%} of it."
    )


_highway, _lstm = (functools.lru_cache(maxsize=64)(flow) for flow in (highway_flow, lstm_flow))
