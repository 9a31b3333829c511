"""Scaling rules: size of the signal and its cosine with the input over depth, for several ways to add the branch."""

import math
from dataclasses import dataclass

import torch
from matplotlib.collections import LineCollection

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number, power, signed
from course_utils.signals.propagation import RULES, Propagation, propagate

STAYS = 4  # a mean square that ends within this factor of where it began has stayed
KEPT, LOST = 0.5, 0.2  # cosines with the input
QUIET = {"color": COLOURS["quiet"], "linewidth": 1.0}
PAPER = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.5}
WORDS = {"fontsize": "small", "color": "#555555", "va": "bottom", "bbox": PAPER, "zorder": 4}
NAMES = {rule: rule.replace("sqrt(L)", "√L").replace("sqrt", "√").replace("-", "−") for rule in RULES}
APART, TOP = 0.075, 0.93  # of an axis: between two names, and the highest


@dataclass(frozen=True)
class Rules:
    """Every rule's propagation at one depth, and the rule in focus."""

    depth: int
    focus: str
    signals: dict[str, Propagation]


def scaling_rules(scale: str | None = None) -> Panel:
    """One rule in blue, the plain network, and the others in the background."""
    controls = [
        Slider("depth", "depth L", 1, 120, 1, 100, play=100),
        Slider("gain", "gain of the branch", 0.2, 1.6, 0.1, 1.0),
        Choice("focus", "rule in blue", tuple(RULES), "x/L + f"),
    ]
    return Panel("Scaling rules", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(depth, gain, focus):
    return Rules(depth, focus, propagate(depth, width=64, gain=gain, samples=8))


def _setup(figure):
    both = size, cosine = figure.subplots(1, 2)
    size.set(xlim=(0, 1), ylim=(1e-4, 1e6), yscale="log", xlabel="depth $l / L$")
    size.set(ylabel="mean square of $x_l$ (of $x_0$: 1)")
    cosine.set(xlim=(0, 1), ylim=(-0.12, 1.05), xlabel="depth $l / L$", ylabel="cosine of $x_l$ with $x_0$")
    blue = {"color": COLOURS["residual"], "linewidth": 2.8, "label": "rule in blue"}
    return {
        "others": [axes.plot([], [], **QUIET, label="other rules")[0] for axes in both],
        "rest": [axes.add_collection(LineCollection([], **QUIET), autolim=False) for axes in both],
        "focus": [axes.plot([], [], **blue)[0] for axes in both],
        "plain": [axes.plot([], [], **line("plain"), label="f (plain)")[0] for axes in both],
        "legend": size.legend(loc="lower left"),
        "names": [
            {rule: axes.text(0, 0, name, transform=axes.transAxes, **WORDS) for rule, name in NAMES.items()}
            for axes in both
        ],
        "titles": [size.set_title("Size …"), cosine.set_title("Input …")],
    }


def _draw(artists, data):
    where = torch.linspace(0, 1, data.depth + 1, dtype=torch.float64)
    curves = {rule: (signal.size.clamp(1e-12, 1e12), signal.cosine) for rule, signal in data.signals.items()}
    for place, rest in enumerate(artists["rest"]):  # one collection: twelve lines would take longer to draw
        rest.set_segments([torch.stack((where, pair[place]), 1).numpy() for pair in curves.values()])
    for rule, lines in ((data.focus, artists["focus"]), ("f (plain)", artists["plain"])):
        for drawn, curve in zip(lines, curves[rule], strict=True):
            drawn.set_data(where, curve)
    for place, names in enumerate(artists["names"]):
        for rule in (data.focus, "f (plain)"):
            names[rule].set_visible(False)
        _name(
            {rule: (text, curves[rule][place]) for rule, text in names.items() if rule not in (data.focus, "f (plain)")}
        )
    artists["legend"].get_texts()[1].set_text(data.focus)
    for title, finding in zip(artists["titles"], _findings(data.signals[data.focus]), strict=True):
        title.set_text(finding)


def _name(curves):
    """Write each text, `{rule: (text, values)}`, where its curve ends or leaves the axes, none on another."""
    inside, above = [], 0
    for text, values in curves.values():
        heights = _heights(text.axes, values)
        text.set_visible(True)
        if heights[-1] > 1:
            leaves = int((heights > 1).nonzero()[0]) / (len(heights) - 1)
            aside = {"x": leaves + 0.02, "ha": "left"} if leaves < 0.3 else {"x": leaves - 0.03, "ha": "right"}
            text.set(y=TOP - APART * above, **aside)
            above += 1
        else:
            inside.append((max(heights[-1].item(), 0) + 0.015, text))
    top = TOP - APART * (above - 1)
    for height, text in sorted(inside, key=lambda pair: pair[0], reverse=True):
        top = min(height, top - APART)
        text.set(position=(0.99, top), ha="right")


def _heights(axes, values):
    """How high values lie in the axes, 0 to 1 inside."""
    low, high = axes.get_ylim()
    if axes.get_yscale() == "log":
        return (values / low).log() / math.log(high / low)
    return (values - low) / (high - low)


def _findings(signal):
    """What became of the signal at the end, in two titles."""
    size, cosine = float(signal.size[-1]), float(signal.cosine[-1])
    change = "grows" if size > STAYS else "shrinks" if size < 1 / STAYS else "stays"
    fate = "kept" if cosine > KEPT else "fades" if cosine > LOST else "lost"
    return f"Size {change}: × {number(size)}", signed(f"Input {fate}: cosine {cosine:.2f}")


def _readout(data):
    signal = data.signals[data.focus]
    exponent = float(signal.log_identity[-1])
    share = "0" if math.isinf(exponent) else f"{10**exponent:.2f}" if exponent > -3 else power(exponent)
    return (
        f"{data.focus} at L = {data.depth}: mean square times {number(float(signal.size[-1]))}, cosine with the "
        f"input {float(signal.cosine[-1]):.2f}, cosine between two inputs {float(signal.alike[-1]):.2f}, factor of "
        f"x₀ along the skips {share}."
    )
