"""The sentences that a panel says of its own accord: its settings, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_utils.panels.controls import Control


def listed(parameters: Mapping[str, Any]) -> str:
    """The parameters as a call would name them."""
    return ", ".join(f"{name} = {value}" for name, value in parameters.items())


def settings(controls: Mapping[str, Control], parameters: Mapping[str, Any]) -> str:
    """What long work was run with, to stand behind its readout: its controls may have moved on."""
    return f" ({', '.join(f'{controls[name].label} {value}' for name, value in parameters.items())})"


def complaint(parameters: Mapping[str, Any], error: Exception) -> str:
    """What went wrong, where, and what to do."""
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    message = str(error).strip().rstrip(".")
    return f"At {listed(parameters)} there is no picture: {kind}{message}. Move a control, or press Reset."
