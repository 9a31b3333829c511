"""A cell that is interrupted says so in one line, and not in every frame of what it was doing."""

from __future__ import annotations

import sys
from typing import Any

STOPPED = "Stopped by you. Run the cell again, and it begins anew."


def shorten_interrupts() -> None:
    """From here on IPython shows a KeyboardInterrupt as `STOPPED`; outside IPython nothing changes.

    The cell has failed all the same: a run of all cells ends there. A handler that is already set is left alone.
    """
    running = sys.modules.get("IPython")  # not imported here: the start notebook runs where packages are missing
    shell = running and running.get_ipython()
    if shell is not None and not shell.custom_exceptions:
        shell.set_custom_exc((KeyboardInterrupt,), _tell)


def _tell(shell: Any, kind: type, error: BaseException, frames: Any, tb_offset: int | None = None) -> None:
    shell._showtraceback(kind, error, [STOPPED])  # what IPython itself calls with the lines of a traceback
