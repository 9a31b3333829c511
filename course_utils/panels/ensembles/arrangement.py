"""The control that holds an order of blocks, some of them left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_utils.panels.controls import always


@dataclass(frozen=True)
class Arrangement:
    """A control that holds the blocks in the order in which they run.

    "1 2 -3 5 4" leaves block 3 out and swaps blocks 4 and 5.
    """

    name: str
    label: str
    blocks: int
    when: Callable[[Mapping[str, Any]], bool] = always

    @property
    def value(self) -> str:
        """The order the page begins with: every block in its place."""
        return written(range(1, self.blocks + 1))

    @property
    def range(self) -> str:
        """Which values are allowed, as the end of a sentence that begins with the name."""
        return f"names every block from 1 to {self.blocks} once, with a minus where it is left out"

    def check(self, value: Any) -> str:
        """The order as this control holds it; raises `ValueError`, whose sentence says what an order is."""
        return written(self.read(value))

    def read(self, value: Any) -> tuple[int, ...]:
        """The blocks of an order, numbered from 1, a left-out one negative; raises `ValueError` for no order."""
        try:
            order = tuple(int(word) for word in str(value).replace(",", " ").split())
        except ValueError:
            order = ()
        if sorted(map(abs, order)) != list(range(1, self.blocks + 1)):
            raise ValueError(f"{self.name} = {value!r} is no order: {self.name} {self.range}.")
        return order

    def samples(self, count: int) -> list[str]:
        """The intact order, the same without its first and middle block, two blocks swapped, and all reversed."""
        whole = list(range(1, self.blocks + 1))
        middle = self.blocks // 2
        without = [-number if number in (1, middle) else number for number in whole]
        return [written(order) for order in (whole, without, [*whole[:-2], whole[-1], whole[-2]], whole[::-1])[:count]]

    def widget(self, **options: Any) -> widgets.Widget:
        """A field to type an order in, which counts once the cursor leaves it; `options` go to ipywidgets."""
        tooltip = f"{self.label}, {self.name} {self.range}"
        return widgets.Text(
            value=self.value, description=self.label, tooltip=tooltip, continuous_update=False, **options
        )


def written(order) -> str:
    """An order as the field holds it: `(1, -2, 3)` is "1 -2 3"."""
    return " ".join(str(number) for number in order)
