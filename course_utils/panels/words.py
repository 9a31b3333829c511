"""The words that panels share: numbers as a person writes them, settings, and what went wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from course_utils.panels.controls import Control

LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
HYPHEN = re.compile(r"(?<![\w.-])-(?=\d)")  # before a number, where it stands for a minus
NO_SIGN = re.compile(r"[−+](0(?:\.0+)?)(?![\d.·])")


def number(value: float, digits: int = 2) -> str:
    """`value` to `digits` significant digits, below 0.001 and from 10,000 with a power of ten: 0.21, 1.3·10⁻⁵."""
    if value == 0 or not math.isfinite(value):
        return f"{value:.0f}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if -3 <= int(exponent) < 4:
        return f"{float(f'{mantissa}e{exponent}'):,.{max(0, digits - 1 - int(exponent))}f}"
    return (f"{mantissa}·" if float(mantissa) != 1 else "") + power(int(exponent))


def power(exponent: float) -> str:
    """Ten to a whole power, for what a float cannot hold: 10⁻⁴⁰⁰."""
    return "10" + str(round(exponent)).translate(RAISED)


def signed(text: str) -> str:
    """The text with the minus that sliders show, and no sign before a zero: −2.10 for -2.10, 0.00 for -0.00."""
    return NO_SIGN.sub(r"\1", HYPHEN.sub("−", text))


def state(layer: int) -> str:
    """The name of what enters block `layer`: x₀, x₁₂."""
    return "x" + str(layer).translate(LOWERED)


def counted(count: int, noun: str) -> str:
    """How many of what: 1 block, 2 blocks."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(parameters: Mapping[str, Any]) -> str:
    """The parameters as a call would name them."""
    return ", ".join(f"{name} = {value}" for name, value in parameters.items())


def settings(controls: Mapping[str, Control], parameters: Mapping[str, Any]) -> str:
    """What long work was run with, to stand behind its readout: its controls may have moved on."""
    labelled = {name: controls[name].label for name in parameters}
    said = (str(value).removeprefix(f"{labelled[name]} ") for name, value in parameters.items())  # no "seed seed 0"
    return f" ({', '.join(map(' '.join, zip(labelled.values(), said, strict=True)))})"


def complaint(parameters: Mapping[str, Any], error: Exception) -> str:
    """What went wrong, where, and what to do."""
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    message = str(error).strip().rstrip(".")
    return f"At {listed(parameters)} there is no picture: {kind}{message}. Move a control, or press Reset."
