"""What ipywidgets leaves out: names for controls, words for pictures, keys that stay where they are pressed."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

BOX = "course-panel"  # the class of the boxes that `access.js` looks after
KEPT = "application/vnd.residual-networks-course.kept+json"  # what `labextension` shows where no kernel answers


def kept(readout: str) -> dict[str, dict[str, str]]:
    """The part of an output that says, in a notebook opened again, what the widget said last."""
    return {KEPT: {"readout": readout}}


class Access(anywidget.AnyWidget):
    """Lies unseen in a box of the class `BOX`, and looks after everything else in it.

    `words` is the alternative text of its pictures, `question` the name of a control that has no label of its own.
    `axes` says of each pair of axes in the picture where it lies and which values it has (`Picture.reads`), so that the
    place under the pointer can be read.
    """

    _esm = Path(__file__).parent / "access.js"
    words = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    axes = traitlets.List(traitlets.Dict()).tag(sync=True)
