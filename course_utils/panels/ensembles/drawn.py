"""The control that holds a digit drawn by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_utils.data.handwriting import image_of, levels, written_digit
from course_utils.panels.controls import always

EMPTY = "0" * 64


@dataclass(frozen=True)
class DrawnDigit:
    """A control that holds an image of 8 x 8 pixels as 64 letters, the levels 0 to 9 and a to g."""

    name: str
    label: str
    when: Callable[[Mapping[str, Any]], bool] = always

    value = EMPTY
    range = "is 64 letters, one a pixel, from 0 (paper) to g (ink)"

    def check(self, value: Any) -> str:
        """The image as typed; raises `ValueError`, whose sentence says what an image is."""
        image_of(str(value))
        return str(value)

    def samples(self, count: int) -> list[str]:
        """No ink, and a stroke from top to bottom."""
        return [EMPTY, levels(written_digit([[(0, 0), (0, 1)]]))][: max(count, 1)]

    def widget(self, **options: Any) -> widgets.Widget:
        """A field to type an image in, which counts once the cursor leaves it; `options` go to ipywidgets."""
        tooltip = f"{self.label}, {self.name} {self.range}"
        return widgets.Text(value=EMPTY, description=self.label, tooltip=tooltip, continuous_update=False, **options)
