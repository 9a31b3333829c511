"""A picture with a point that a hand moves: by drag, click or arrow keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import traitlets

from course_utils.panels.live import LivePicture, LiveWidget
from course_utils.panels.picture import Picture, as_address
from course_utils.panels.words import signed

SCRIPTS = ("ghost.js", "strokes.js", "plane.js")


class PlaneWidget(LiveWidget):
    """What the browser shows: the PNG, and over one of its axes a handle at `place` (x, y) in that axes' units.

    Where the hand wants it comes as `asked`: x, y, and a count, so that the same wish can be uttered twice. `spoken` is
    what a screen reader hears of the place: {x}, {y}, and for complex numbers the {sign} and {size} of y. Until the PNG
    is there, the page draws `strokes` over `ground`, the picture of what does not move.
    """

    _esm = "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SCRIPTS)
    words = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    spoken = traitlets.Unicode("{x} {sign} {size} i").tag(sync=True)
    ground = traitlets.Unicode().tag(sync=True)
    strokes = traitlets.Unicode("[]").tag(sync=True)  # in JSON: ipywidgets would look at each of 5000 numbers
    place = traitlets.List(traitlets.Float(), [0.0, 0.0]).tag(sync=True)
    asked = traitlets.List(traitlets.Float()).tag(sync=True, echo_update=False)
    axes = traitlets.List(traitlets.Float()).tag(sync=True)
    limits = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    step = traitlets.Float(0.05).tag(sync=True)
    hover = traitlets.Bool(False).tag(sync=True)


class Plane(LivePicture):
    """A `Picture` under a point that moves by hand, for a `Panel`: `data.place` says where the point is.

    `axes` picks the axes of the figure that the point lives in; `limits` is the ((x_min, x_max), (y_min, y_max)) it
    may reach, `step` its grid, `label` its accessible name. On paper and without a kernel `frame` is the picture.
    """

    def __init__(self, picture: Picture, axes: int, step: float, label: str) -> None:
        drawn = picture.figure.axes[axes]
        corners = drawn.get_position()
        widget = PlaneWidget(
            axes=[corners.x0, corners.x1, corners.y0, corners.y1],
            limits=[list(map(float, drawn.get_xlim())), list(map(float, drawn.get_ylim()))],
            step=step,
            label=label,
            ground=as_address(picture.frame(None)),
            layout={"width": f"{picture.width}px", "max_width": "100%"},
        )
        super().__init__(picture, widget)

    def shown(self, data: Any) -> dict[str, Any]:
        """What the page's widget draws over the picture: where the point is, and the words for it."""
        return {"place": list(data.place), "words": signed(data.words)}

    def _told(self, data: Any) -> bytes:
        def sooner(strokes):
            self._tell(self.shown(data) | {"strokes": json.dumps(strokes, separators=(",", ":"))})

        return self.picture.frame(data, sooner)
