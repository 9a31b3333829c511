"""The control that holds the skips of a network, as text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

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
        """A field to type skips in, which counts once the cursor leaves it; `options` go to ipywidgets."""
        tooltip = f"{self.label}, {self.name} {self.range}"
        return widgets.Text(
            value=self.value, description=self.label, tooltip=tooltip, continuous_update=False, **options
        )


def within(text: str, depth: int) -> Skips:
    """The skips of a text that end in a network of this depth."""
    return tuple(pair for pair in skips(text) if pair[1] <= depth)
