"""Steps and flows, drawn: what Euler and midpoint ask, and how a flow lets a disc out of a ring without tearing it."""

import math

import numpy as np

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Sheet


def two_questions(scale: str | None = None) -> CourseFigure:
    """One step of x' = x with h = 1, from 1: Euler follows the first slope to 2, midpoint the slope halfway to 2.5."""
    sheet = Sheet(7.4, 3.0, scale)
    for left, midpoint, name in ((0.5, False, "Euler asks once"), (4.1, True, "midpoint asks twice")):

        def at(t, x, left=left):
            return left + 0.1 + 2.15 * t, 0.5 + 1.15 * (x - 1)

        sheet.heading(left - 0.2, 2.8, name, "residual", ha="left")
        times = np.linspace(0, 1, 40)
        sheet.wire(*[at(t, math.exp(t)) for t in times], kind="continuous", width=2.2, arrow=False)
        sheet.wire(at(0, 1), at(0.5, 1.5) if midpoint else at(1, 2), kind="residual", width=2)
        sheet.text(*np.add(at(0.1, 1), (-0.05, -0.2)), "slope 1", size=9, ha="left")
        if midpoint:
            sheet.wire(at(0, 1), at(1, 2.5), kind="residual", width=2.4)
            sheet.text(*np.add(at(0.5, 1.5), (0.12, -0.12)), "half a step on,\nslope 1.5", size=9, ha="left", va="top")
        reached = 2.5 if midpoint else 2
        sheet.text(*np.add(at(1, math.e), (0.1, 0.12)), "curve 2.72", "continuous", size=9, ha="left")
        words = f"midpoint {reached}" if midpoint else f"Euler {reached}"
        sheet.text(*np.add(at(1, reached), (0.1, -0.02)), words, ha="left", size=9)
    return sheet.done(
        "One step of size 1 for the equation x' = x, from 1; the curve ends at 2.72. Euler asks for the slope at the "
        "start, 1, and ends at 2. Midpoint goes half a step that way, asks again and finds a slope of 1.5, and takes "
        "the whole step with it, from the start to 2.5."
    )


def ring_and_seam(scale: str | None = None) -> CourseFigure:
    """A flow lets a disc out of a ring: the points stay, the closed curve through them is stretched along a seam."""
    sheet = Sheet(7.4, 2.55, scale)
    titles = ("a disc in a ring", "a seam opens between two points", "the disc is out, the ring still closed")
    for left, out, words in zip((1.05, 3.2, 5.6), (0.0, 0.75, 1.5), titles, strict=True):
        centre = (left, 1.15)
        closed = _ring(out) * 0.75 + centre
        sheet.wire(*closed, kind="quiet", width=1.2, arrow=False)
        angles = np.linspace(0.19, 2 * math.pi - 0.19, 30)
        radii = np.array([_opened(angle, out) for angle in angles])
        for x, y in np.c_[np.cos(radii), np.sin(radii)] * 0.75 + centre:
            sheet.dot(x, y, "first", 3.6)
        turn, radius = np.meshgrid(np.linspace(0, 2 * math.pi, 8, endpoint=False), (0.11, 0.22))
        dots = np.c_[(radius * np.cos(turn)).ravel(), (radius * np.sin(turn)).ravel()]
        for x, y in np.add(dots, (out, 0)) * 0.75 + centre:
            sheet.dot(x, y, "second", 3)
        sheet.text(left + 0.375 * out, 0.15, words, size=9)
    sheet.text(3.7, 2.32, "no sample lies on the seam, so accuracy hardly sees it", "soft", ha="center")
    return sheet.done(
        "Three stages of a flow. First a disc of points inside a ring of points. Then the ring opens between two of "
        "its points. At last the disc has left through the gap. The closed curve through the ring is not torn: a thin "
        "part of it, the seam, on which no point of the sample lies, is stretched around the disc."
    )


def _opened(angle: float, out: float) -> float:
    """Where a point of the ring has moved along it: away from the gap at angle 0, more as the disc moves out."""
    gap = 0.19 + 0.22 * min(1.0, out / 0.75)
    away = angle if angle <= math.pi else 2 * math.pi - angle
    moved = gap + (away - 0.19) * (math.pi - gap) / (math.pi - 0.19)
    return moved if angle <= math.pi else 2 * math.pi - moved


def _ring(out: float) -> np.ndarray:
    """The closed curve: the ring from one lip of the gap to the other, then the tongue around the disc, `(n, 2)`."""
    lip = _opened(0.19, out)
    angles = np.linspace(lip, 2 * math.pi - lip, 90)
    arc = np.c_[np.cos(angles), np.sin(angles)]
    if out + 0.3 < 1.0:
        rest = np.linspace(-lip, lip, 12)
        return np.r_[arc, np.c_[np.cos(rest), np.sin(rest)], arc[:1]]
    wide, turn = 0.33, math.asin(math.sin(lip) * 0.85 / 0.33) if math.sin(lip) * 0.85 < 0.33 else math.pi / 2
    around = np.linspace(-(math.pi - turn), math.pi - turn, 60)
    tongue = np.c_[out + wide * np.cos(around), wide * np.sin(around)]
    return np.r_[arc, tongue, arc[:1]]
