"""The controls that an answer is given with, one for each kind of question; all of them obey the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from course_utils.panels.recall.kinds import Choice, Number, Order, Question

WIDE = {"width": "max-content", "max_width": "100%"}


class Chosen:
    """Radio buttons: the arrow keys move the choice, and nothing is judged before the button is pressed."""

    def __init__(self, question: Choice) -> None:
        self.field = widgets.RadioButtons(options=list(question.options), value=None, layout=WIDE)
        self.parts = [self.field]

    @property
    def value(self) -> str | None:
        """The chosen option."""
        return self.field.value

    def put(self, option: str) -> None:
        """Show this answer."""
        self.field.value = option

    def shown(self, answer: Any) -> str:
        """An answer as a sentence quotes it."""
        return f"“{answer}”"


class Typed:
    """A line to type a number into, with its unit behind it."""

    def __init__(self, question: Number) -> None:
        self.unit = question.unit
        self.field = widgets.Text(
            description="Number", placeholder="0.25, 1/4, 18,432", continuous_update=False, layout={"width": "260px"}
        )
        self.parts = [widgets.HBox([self.field, widgets.Label(question.unit)])]

    @property
    def value(self) -> str:
        """What was typed."""
        return self.field.value

    def put(self, text: str) -> None:
        """Show this answer."""
        self.field.value = str(text)

    def shown(self, answer: Any) -> str:
        """An answer as a sentence quotes it."""
        return f"{answer}{f' {self.unit}' if self.unit else ''}"


class Ordered:
    """A list with two buttons: the arrow keys choose a line, Up and Down move it."""

    def __init__(self, question: Order) -> None:
        items = list(question.options)
        self.field = widgets.Select(
            options=items, value=items[0], rows=len(items), description="Order", layout={"width": "98%"}
        )
        up = widgets.Button(description="Up", tooltip="Move the chosen line up", layout={"width": "90px"})
        down = widgets.Button(description="Down", tooltip="Move the chosen line down", layout={"width": "90px"})
        up.on_click(lambda _: self.move(-1))
        down.on_click(lambda _: self.move(1))
        ends = widgets.Label(f"{question.first} at the top, {question.last} below")
        self.parts = [self.field, widgets.HBox([up, down, ends])]

    def move(self, step: int) -> None:
        """Move the chosen line by `step` places, and keep it chosen; at the ends nothing moves."""
        items, chosen = list(self.field.options), self.field.value
        place = items.index(chosen)
        there = place + step
        if 0 <= there < len(items):
            items[place], items[there] = items[there], items[place]
            self._show(items, chosen)

    @property
    def value(self) -> list[str]:
        """The lines as they stand."""
        return list(self.field.options)

    def put(self, items: Sequence[str]) -> None:
        """Show this answer."""
        if sorted(items) == sorted(self.field.options):
            self._show(list(items), items[0])

    def _show(self, items: list[str], chosen: str) -> None:
        self.field.options = items
        self.field.value = chosen

    def shown(self, answer: Any) -> str:
        """An answer as a sentence quotes it."""
        return " > ".join(answer)


def answering(question: Question) -> Chosen | Typed | Ordered:
    """The controls for this kind of question."""
    kinds = {Choice: Chosen, Number: Typed, Order: Ordered}
    return kinds[type(question)](question)
