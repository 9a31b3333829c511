"""A picture that the browser draws and a hand can touch: the operating table, the stability plane."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture, as_address


class LiveWidget(anywidget.AnyWidget):
    """What the page shows instead of the PNG; it has the PNG all the same, for the notebook that is saved."""

    png = traitlets.Unicode().tag(sync=True)


class LivePicture:
    """A `Picture` whose place on the page `widget` takes; on paper and without a kernel `frame` is the picture.

    A subclass says in `shown(data)` what the widget is to show, trait by trait.
    """

    def __init__(self, picture: Picture, widget: LiveWidget) -> None:
        self.picture, self.width, self.height, self.scale = picture, picture.width, picture.height, picture.scale
        self.figure, self.artists, self.reads, self.widget = picture.figure, picture.artists, picture.reads, widget
        self._showing: int | None = None  # the thread that is changing the widget

    def shown(self, data: Any) -> dict[str, Any]:
        """The traits of the widget for this data, its `png` left out."""
        raise NotImplementedError(f"{type(self).__name__} has to say what its widget shows.")

    def frame(self, data: Any) -> bytes:
        """The picture as PNG; the widget, where it is on a page, shows the same.

        What the page draws itself goes first: a hand waits for it, and the PNG takes longer than all the rest.
        """
        self._showing = threading.get_ident()
        try:
            png = self._told(data)
            self._tell({"png": as_address(png)})
        finally:
            self._showing = None
        return png

    def _told(self, data: Any) -> bytes:
        """Tell the page what it draws itself, then make the PNG."""
        self._tell(self.shown(data))
        return self.picture.frame(data)

    def _tell(self, traits: dict[str, Any]) -> None:
        with self.widget.hold_sync():
            for name, value in traits.items():
                setattr(self.widget, name, value)

    def follow(self, panel: Panel, trait: str, asked: Callable[[Any], dict[str, Any]]) -> None:
        """Move the panel to `asked(value)` when the hand changes a trait of the widget; not when `frame` does."""

        def moved(change):
            if self._showing != threading.get_ident():
                panel.move(**asked(change.new))

        self.widget.observe(moved, trait)
