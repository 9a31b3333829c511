"""A cell that is run again makes its panels anew: those of its last run are closed, or none would ever be freed."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from IPython import get_ipython

_made: dict[tuple[str, str], tuple[str, WeakSet]] = {}  # (panel's name, cell) -> (run, panels)


def replace(panel: Any) -> None:
    """Close what an earlier run of the present cell made under the name of `panel`, and note `panel` in its place.

    The same panel in another cell, or twice in this one, is left alone.
    """
    if (running := running_cell()) is None:
        return
    cell, run = running
    earlier, panels = _made.get((panel.name, cell), (run, WeakSet()))
    if earlier != run:
        for old in list(panels):
            old.close()
        panels = WeakSet()
    panels.add(panel)
    _made[panel.name, cell] = run, panels


def running_cell() -> tuple[str, str] | None:
    """The id of the cell that the kernel is running and the id of this run.

    None outside a kernel, and where the front end does not say which cell it is.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent() if kernel else {}
    cell = request.get("metadata", {}).get("cellId")
    return (cell, request["header"]["msg_id"]) if cell else None
