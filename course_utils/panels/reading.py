"""What a place in a picture means: where its axes lie, and which values they have there, for a pointer to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from matplotlib.axes import Axes

PLACES = 33  # along an axis at which its value is told; the page reads between them
SYMBOLS = {r"\lambda": "λ", r"\lVert": "|", r"\rVert": "|", r"\mathrm": "", r"\,": " "}
SYMBOLS |= {f"_{letter}": low for letter, low in zip("0123456789l", "₀₁₂₃₄₅₆₇₈₉ₗ", strict=True)}


def reads(axes: Axes) -> dict[str, Any] | None:
    """The box of the axes as shares of the picture (left, right, bottom, top), and of x and y the words and values.

    None where nothing can be read: axes that are not shown, or a photograph without ticks.
    """
    if not (axes.axison and axes.get_visible() and (len(axes.get_xticks()) or len(axes.get_yticks()))):
        return None
    corners, ways = axes.get_position(), {}
    for place, (name, axis) in enumerate((("x", axes.xaxis), ("y", axes.yaxis))):
        if not len(axis.get_ticklocs()):
            continue
        shares = np.full((PLACES, 2), 0.5)
        shares[:, place] = np.linspace(0, 1, PLACES)
        values = axes.transData.inverted().transform(axes.transAxes.transform(shares))[:, place]
        names = _names(axis)
        ways[name] = {"label": _plain(axis.label.get_text()), "values": values.tolist(), "names": names}
        ways[name]["log"] = axis.get_scale() == "log"
    box = [float(side) for side in (corners.x0, corners.x1, corners.y0, corners.y1)]
    return {"box": box, **ways}


def _names(axis) -> Sequence[tuple[float, str]]:
    """The ticks that say another word than their number."""
    if axis.get_scale() == "log":
        return []
    named = []
    for value, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False):
        text = label.get_text()
        with suppress(ValueError):
            if abs(float(text.replace("−", "-")) - value) < 1e-6 * max(1, abs(value)):
                continue
        if text:
            named.append((float(value), _plain(text)))
    return named


def _plain(text: str) -> str:
    """A label without its parentheses and without the marks of mathematics."""
    for mark, sign in SYMBOLS.items():
        text = text.replace(mark, sign)
    return re.sub(r"[${}\\_^]|\s*\([^)]*\)", "", text).strip()
