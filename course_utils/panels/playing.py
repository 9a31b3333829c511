"""A Play button for the control of a panel that is time: steps of training, depth, iterations, epochs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from course_utils.panels.controls import Choice, Control, Slider, stops

FRONT_END = ("ghost.js", "play.js")  # one module, in this order
ROOM = 10  # letters of a label that fit on the button


class PlayButton(anywidget.AnyWidget):
    """Moves `field` through every value of its control, at the end of which it stops; pressed again, it pauses.

    The clock is the browser's: it asks for a place, `asked` (index, count), and for the next one when `answered` has
    the count. A busy kernel so delays pictures, not the clock, and what it cannot draw in time is left out. `ghost`
    says whether the picture from before Play lies under the present one, `within` in which boxes of it (left, right,
    bottom, top, as shares): two titles on each other can be read by nobody.
    """

    _esm = "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in FRONT_END)
    word = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    interval = traitlets.Int(120).tag(sync=True)
    last = traitlets.Int().tag(sync=True)
    at = traitlets.Int().tag(sync=True)
    asked = traitlets.List(traitlets.Int()).tag(sync=True)
    answered = traitlets.Int(-1).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    ghost = traitlets.Bool(False).tag(sync=True)
    within = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, control: Slider | Choice, field: widgets.Widget, within: Sequence[list[float]] = ()) -> None:
        self._stops, self._field = stops(control), field
        self._wanted: int | None = None  # where Play moves the field
        ends = {"last": len(self._stops) - 1, "at": self._place(field.value)}
        self.name, word = control.name, control.label if len(control.label) <= ROOM else control.name
        super().__init__(word=word, label=control.label, interval=control.play, within=list(within), **ends)
        field.observe(lambda change: setattr(self, "at", self._place(change.new)), "value")
        self.observe(self._go, "asked")

    def made(self, change: Any) -> bool:
        """Whether a change of a control is Play's: the field has come to where Play wants it, in this thread or by the
        page, which sends decimal numbers back as it rounds them."""
        return change.owner is self._field and self._place(change.new) == self._wanted

    def pause(self) -> None:
        """What a hand on another control does: Play stops, and its ghost goes."""
        self._wanted = None
        with self.hold_sync():
            self.playing = self.ghost = False

    def _go(self, change: Any) -> None:
        place, count = change.new
        if not self.playing:  # asked before the hand came between
            return
        self._wanted = min(max(place, 0), self.last)
        self._field.value = self._stops[self._wanted]
        self.answered = count

    def _place(self, value: Any) -> int:
        return min(range(len(self._stops)), key=lambda place: abs(self._stops[place] - value))


def play_button(
    controls: Sequence[Control], fields: dict[str, widgets.Widget], within: Sequence[list[float]] = ()
) -> PlayButton | None:
    """The button of the one control that has `play`, its ghost `within` these boxes; None where none has.

    Raises `ValueError` where two have.
    """
    played = [control for control in controls if getattr(control, "play", 0)]
    if len(played) > 1:
        raise ValueError(f"A panel plays one control, not {', '.join(control.name for control in played)}.")
    return PlayButton(played[0], fields[played[0].name], within) if played else None
