"""The controls that hold text: the skips of a network, and points set by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_utils.data import drawn
from course_utils.networks.wired import DEEPEST, Skips, skips, written
from course_utils.panels.controls import always

EVERY = f"0-{DEEPEST}/1"


@dataclass(frozen=True)
class SkipsField:
    """A control that holds skips as `networks.wired` writes them; those beyond the depth wait for a deeper network."""

    name: str
    label: str
    value: str = EVERY
    when: Callable[[Mapping[str, Any]], bool] = always

    range = f"is text like 2-5 or 0-12/3, of states from 0 to {DEEPEST}"

    def check(self, value: Any) -> str:
        """The skips as this control writes them; raises `ValueError`, whose sentence says what a skip is."""
        pairs = skips(str(value))
        if any(end > DEEPEST for _, end in pairs):
            raise ValueError(f"{self.name} = {value!r} leads beyond the last state: {self.name} {self.range}.")
        return written(pairs)

    def samples(self, count: int) -> list[str]:
        """A skip around each block, around every four, one long one, none."""
        return [EVERY, f"0-{DEEPEST}/4", "1-2", ""][-max(count, 1) :]

    def widget(self, **options: Any) -> widgets.Widget:
        """A field to type skips in; `options` go to ipywidgets."""
        return _text(self, options)


@dataclass(frozen=True)
class PointsField:
    """A control that holds points of two classes as `data.drawn` reads them."""

    name: str
    label: str
    value: str
    when: Callable[[Mapping[str, Any]], bool] = always

    range = 'is text like "a 0.1,0.2 -0.5,0 b 0.3,0.3"'

    def check(self, value: Any) -> str:
        """The points as typed, in single spaces; raises `ValueError`, whose sentence says what a point is."""
        drawn(str(value))
        return " ".join(str(value).split())

    def samples(self, count: int) -> list[str]:
        """What the panel begins with, and one point of each class."""
        return [self.value, "a -0.5,0 b 0.5,0"][: max(count, 1)]

    def widget(self, **options: Any) -> widgets.Widget:
        """A field to type points in; `options` go to ipywidgets."""
        return _text(self, options)


def _text(control, options):
    """A field whose text counts once the cursor leaves it."""
    tooltip = f"{control.label}, {control.name} {control.range}"
    return widgets.Text(
        value=control.value, description=control.label, tooltip=tooltip, continuous_update=False, **options
    )


def within(text: str, depth: int) -> Skips:
    """The skips of a text that end in a network of this depth."""
    return tuple(pair for pair in skips(text) if pair[1] <= depth)
