"""Contrast as WCAG 2 measures it, in a picture as it is stored (light) and as `course.css` shows it on a dark page."""

import re

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from tools.files import COURSE

CSS = COURSE / "course_utils" / "panels" / "labextension" / "static" / "course.css"
NIGHT = re.compile(r"--course-night: invert\(([\d.]+)\) hue-rotate\(180deg\)")
WEIGHTS = np.array([0.213, 0.715, 0.072])  # of hue-rotate, in the Filter Effects Module, section 8.1
TEXT, SIGNS = 4.5, 3.0  # the least contrast of WCAG 2: 1.4.3, 1.4.11
PALEST = 0.3  # what is more transparent than this is background, as an axis grid is


def day(colour):
    """The colour as it is stored: red, green, blue from 0 to 1."""
    return np.array(to_rgba(colour)[:3])


def night(colour):
    """The colour as a dark page shows it."""
    share = float(NIGHT.search(CSS.read_text(encoding="utf-8")).group(1))
    turned = np.clip(share + (1 - 2 * share) * day(colour), 0, 1)
    return np.clip(2 * WEIGHTS @ turned - turned, 0, 1)


def luminance(rgb):
    """The relative luminance of WCAG 2."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(colour, other, seen=day):
    """The ratio of WCAG 2 between two colours, from 1 to 21."""
    low, high = sorted(luminance(seen(each)) for each in (colour, other))
    return (high + 0.05) / (low + 0.05)


def faults(figure):
    """What is hard to see in a figure, in either theme, one sentence each."""
    return [fault for thing in figure.findobj(shown) for seen in (day, night) for fault in faint(thing, seen)]


def shown(thing):
    """Whether this is a word, a line, a mark, a bar or a wedge that carries something."""
    if isinstance(thing, Text):
        return thing.get_visible() and bool(thing.get_text().strip())
    if not isinstance(thing, Line2D | Patch | LineCollection | PathCollection) or not thing.get_visible():
        return False
    if isinstance(thing, Patch) and all(np.all(day(colour) == 1) for colour in colours(thing)):
        return False  # it covers what lies beneath, as paper does
    axes = thing.axes
    frames = [axes.patch, *axes.spines.values()] if axes else []
    frames += [axes.get_legend().get_frame()] if axes and axes.get_legend() else []
    frames += [line for axis in (axes.xaxis, axes.yaxis) for line in axis.get_gridlines()] if axes else []
    return axes is not None and thing not in frames and (thing.get_alpha() or 1) > PALEST


def faint(thing, seen):
    """Yield the fault of a thing in a theme, if it has one; what is filled may be seen by its edge or by its inside."""
    if isinstance(thing, Text):
        best, least = contrast(thing.get_color(), behind(thing), seen), TEXT
    else:
        best, least = max([contrast(colour, "white", seen) for colour in colours(thing)], default=21), SIGNS
    if best < least:
        name = repr(thing.get_text()) if isinstance(thing, Text) else f"{type(thing).__name__} {thing.get_label()}"
        yield f"{name}, {seen.__name__}: contrast {best:.2f}, under {least}"


def colours(thing):
    """The colours of a line or of a filled thing that are not transparent; none of a line that is not drawn."""
    if isinstance(thing, Line2D):
        drawn = thing.get_linestyle() not in ("None", "", " ") or thing.get_marker() not in ("None", "", " ", None)
        return [thing.get_color()] if drawn else []
    both = [*np.atleast_2d(thing.get_facecolor()), *np.atleast_2d(thing.get_edgecolor())]
    return [colour for colour in both if len(colour) == 4 and colour[3] > PALEST]


def behind(text):
    """The colour on which a word stands: that of its box, if it has an opaque one."""
    box = text.get_bbox_patch()
    return box.get_facecolor() if box and box.get_facecolor()[3] > 0.5 else "white"
