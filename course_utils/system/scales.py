"""How large panels and figures are: as on a page, or for the back of a room. Read from COURSE_SCALE in one place, here.

    make lab SCALE=projected       every panel and figure of every notebook, without editing a cell

`scale=` in a cell wins over the variable.
"""

import os
import sys

SCALES = {"page": 1.0, "projected": 1.5}
VARIABLE = "COURSE_SCALE"
Scale = str | None  # a name of SCALES, or None for what COURSE_SCALE says


def chosen(scale: str | None = None) -> str:
    """`scale` itself, or what COURSE_SCALE says where it is None, or "page".

    Raises `ValueError` for a scale that nobody knows, with the variable's name if it came from there.
    """
    named = os.environ.get(VARIABLE, "").strip() if scale is None else scale
    name = "page" if scale is None and not named else named
    if name not in SCALES:
        source = f" ({VARIABLE} says so)" if scale is None else ""
        raise ValueError(f"No scale is called {name!r}{source}. Choose one of {', '.join(SCALES)}.")
    return name


if __name__ == "__main__":
    try:
        chosen()
    except ValueError as problem:
        sys.exit(str(problem))
