"""Errors that a page shows on purpose: what went wrong in a line or two, without the insides of the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def planned_error() -> Iterator[None]:
    """Let an error inside pass on, and have IPython print its kind and message where it would print every frame.

    The error stays what it is: a cell still needs the tag `raises-exception`, and a debugger still sees the frames.
    """
    try:
        yield
    except Exception as error:
        line = f"{type(error).__name__}: {error}"
        error._render_traceback_ = lambda: [line]  # IPython asks an exception for its own words first
        raise
