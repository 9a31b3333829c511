"""What is left of the gradient when the shortcut is not the identity, and which branch carries it."""

import functools
from dataclasses import dataclass

from course_utils.figures import COLOURS
from course_utils.gradients.shortcut_shares import SHORTCUTS, Utilisation, utilisation
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.gradient_highways.cliff import cliff, draw_cliff
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

DEEPEST = 60


@dataclass(frozen=True)
class Shortcut:
    """The gradient through a stack of one kind of shortcut, split at every block."""

    kind: str
    setting: str
    utilisation: Utilisation


def shortcut_variants(scale: str | None = None) -> Panel:
    """What is left of the gradient when the shortcut is not the identity, and which branch carries it."""
    controls = [
        Choice("kind", "shortcut S", SHORTCUTS, "scale"),
        Slider("strength", "λ: scale, or share kept", 0.1, 1.0, 0.05, 0.5, when=_has_strength),
        Slider("bias", "bias of the gate g", -8, 4, 1, -2, when=_has_gate),
    ]
    more = [Slider("depth", "depth L", 2, DEEPEST, 1, 50)]
    return Panel("Shortcuts", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls, more=more)


def _has_strength(at):
    return at["kind"] in ("scale", "dropout")


def _has_gate(at):
    return at["kind"].endswith("gate")


def _compute(kind, strength, bias, depth):
    scaled, gated = _has_strength({"kind": kind}), _has_gate({"kind": kind})
    setting = f", λ = {strength:.2f}" if scaled else f", bias {bias:+.0f}" if gated else ""
    strength, bias = strength if scaled else 0.5, bias if gated else 0.0
    return Shortcut(kind, setting, _utilisation(kind, depth, strength, bias))


def _setup(figure):
    power, share = figure.subplots(1, 2)
    share.set(xlim=(0, DEEPEST), ylim=(0, 1), xlabel="block l", ylabel="share of the gradient")
    parts = {"branch": (COLOURS["quiet"], "F(x)"), "shortcut": (COLOURS["residual"], "S(x)")}
    areas = {
        name: share.stairs([0] * DEEPEST, fill=True, color=colour, label=label)  # one artist: 120 bars take 6 ms longer
        for name, (colour, label) in parts.items()
    }
    return {
        "cliff": cliff(power, "residual", "share that a shortcut hands on", "shortcuts alone"),
        **areas,
        "title": share.set_title("Through which branch?"),
        "legend": share.legend(loc="lower right", frameon=True),
    }


def _draw(artists, data):
    split = data.utilisation
    handed_on = split.skips[0].item() ** (1 / len(split.share))
    draw_cliff(artists["cliff"], handed_on, len(split.share), split.total[0].item())
    shares, edges = split.share.numpy(), range(len(split.share) + 1)
    artists["shortcut"].set_data(shares, edges, 0)
    artists["branch"].set_data([1] * len(shares), edges, shares)
    artists["title"].set_text(f"Per block, {split.share.mean().item():.0%} by S(x)")


def _readout(data):
    split = data.utilisation
    return (
        f"{data.kind}{data.setting}, L = {len(split.share)}: of a gradient of 1 at the output, "
        f"{number(split.total[0].item())} arrives at the input, {number(split.skips[0].item())} through the shortcuts "
        f"alone; on average {split.share.mean().item():.0%} of a block's gradient comes through S."
    )


_utilisation = functools.lru_cache(maxsize=64)(utilisation)
