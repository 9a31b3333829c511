"""What is left of the gradient when the shortcut is not the identity, and which branch carries it."""

import functools
from dataclasses import dataclass

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.utilisation import SHORTCUTS, Utilisation, utilisation

DEEPEST, LOW, HIGH = 60, 1e-20, 1e6


@dataclass(frozen=True)
class Shortcut:
    """The gradient through a stack of one kind of shortcut, split at every block."""

    kind: str
    setting: str
    found: Utilisation


def shortcut_variants(scale: str = "page") -> Panel:
    """What is left of the gradient when the shortcut is not the identity, and which branch carries it."""
    controls = [
        Choice("kind", "shortcut h", SHORTCUTS, "scale"),
        Slider("strength", "λ: scale, or share kept", 0.1, 1.0, 0.05, 0.5),
        Slider("bias", "bias of the gate g", -8, 4, 1, -2),
    ]
    more = [Slider("depth", "depth L", 2, DEEPEST, 1, 50)]
    return Panel("Shortcuts", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls, more=more)


def _compute(kind, strength, bias, depth):
    gated = kind.endswith("gate")
    setting = f", λ = {strength:.2f}" if kind in ("scale", "dropout") else f", bias {bias:+.0f}" if gated else ""
    strength, bias = strength if kind in ("scale", "dropout") else 0.5, bias if gated else 0.0
    return Shortcut(kind, setting, _utilisation(kind, depth, strength, bias))


def _setup(figure):
    size, share = figure.subplots(1, 2)
    size.set(xlim=(0, DEEPEST), ylim=(LOW, HIGH), yscale="log", xlabel="block l (the loss: right)")
    size.set(ylabel="size of the gradient (at $x_L$: 1)", title="What arrives")
    share.set(xlim=(0, DEEPEST), ylim=(0, 1), xlabel="block l", ylabel="share of the gradient")
    share.set(title="Through which branch?")
    steps = {"width": 1.0, "align": "edge", "linewidth": 0}
    parts = {"branch": (COLOURS["quiet"], "F(x)"), "shortcut": (COLOURS["residual"], "h(x)")}
    bars = {
        name: list(share.bar(range(DEEPEST), [0] * DEEPEST, color=colour, label=label, **steps))
        for name, (colour, label) in parts.items()
    }
    return {
        "total": size.plot([], [], **line("residual"), linewidth=2.4, label="all paths")[0],
        "skips": size.plot([], [], **line("theory"), label="shortcuts alone")[0],
        **bars,
        "legends": [size.legend(loc="lower left"), share.legend(loc="lower right", frameon=True)],
    }


def _draw(artists, data):
    found = data.found
    for name in ("total", "skips"):
        values = getattr(found, name).clamp(LOW / 10, HIGH * 10)
        artists[name].set_data(range(len(values)), values)
    shares = found.share.tolist() + [0.0] * (DEEPEST - len(found.share))
    for block, share in enumerate(shares):
        upper, lower = artists["branch"][block], artists["shortcut"][block]
        lower.set_height(share)
        upper.set(y=share, height=1 - share if block < len(found.share) else 0)


def _readout(data):
    found = data.found
    return (
        f"{data.kind}{data.setting}, L = {len(found.share)}: of a gradient of 1 at x_L, "
        f"{found.total[0].item():.1e} arrives at x_0, {found.skips[0].item():.1e} through the shortcuts alone; "
        f"on average {found.share.mean().item():.0%} of a block's gradient comes through h."
    )


_utilisation = functools.lru_cache(maxsize=64)(utilisation)
