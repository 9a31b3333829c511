"""The course's one figure style, its colour code, and lines of many seeds; a page of figures for each chapter."""

import base64
import functools
import io
import math

import matplotlib
import pandas
from matplotlib.figure import Figure

from course_utils.system.scales import SCALES, chosen

PIXELS_PER_INCH = 100  # on the page; pictures are stored twice as fine

# The same colour, line and marker mean the same thing on every page; each cue stands without the other two.
COLOURS = {
    "plain": "#D55E00",
    "residual": "#0072B2",
    "gated": "#CC79A7",
    "continuous": "#009E73",
    "theory": "#000000",
    "quiet": "#8A8A8A",
}
CLASSES = ("#3B3B3B", "#B58900")  # two classes of points, in colours that stand for no kind of network
LINES = {
    "plain": {"color": COLOURS["plain"], "linestyle": "--", "marker": "x"},
    "residual": {"color": COLOURS["residual"], "linestyle": "-", "marker": "o"},
    "gated": {"color": COLOURS["gated"], "linestyle": ":", "marker": "s"},
    "continuous": {"color": COLOURS["continuous"], "linestyle": "-.", "marker": "^"},
    "theory": {"color": COLOURS["theory"], "linestyle": "-", "marker": "", "linewidth": 1.0},
}


def line(kind: str, marker: bool = False) -> dict:
    """The entry of `LINES` for curves of many points: without its marker, unless asked for."""
    return {name: value for name, value in LINES[kind].items() if marker or name != "marker"}


def style(scale: str | None = None) -> dict:
    """matplotlib settings for a page or a projector: `with matplotlib.rc_context(style("projected"))`.

    Raises `ValueError` for another scale.
    """
    factor = SCALES[chosen(scale)]
    sizes = {"font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10, "legend.fontsize": 9.5}
    sizes |= {"xtick.labelsize": 9, "ytick.labelsize": 9, "lines.linewidth": 1.8, "lines.markersize": 5}
    sizes |= {"axes.linewidth": 0.8, "axes.titlepad": 8}
    return {name: size * factor for name, size in sizes.items()} | {
        "font.family": "DejaVu Sans",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#E6E6E6",
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "image.cmap": "cividis",
        "figure.constrained_layout.use": True,
        "figure.facecolor": "white",
        "figure.dpi": 110,
        "savefig.dpi": 110,
    }


def use_style(scale: str | None = None) -> None:
    """Apply the style to every figure of this notebook from here on."""
    matplotlib.rcParams.update(style(scale))


class CourseFigure(Figure):
    """A figure outside pyplot that shows itself as the value of a cell: sharp, of fixed size, with a text beside it.

    Reader programs and plain terminals get `alternative` or, without one, the titles of its axes, which state what it
    shows. On a dark page JupyterLab turns the picture's lightness over (see `panels/labextension`), but for one that
    holds photographs: that says so.
    """

    alternative = ""

    def _repr_mimebundle_(self, **_):
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=2 * PIXELS_PER_INCH)
        width, height = (round(side * PIXELS_PER_INCH) for side in self.get_size_inches())
        titles = self.alternative or "; ".join(axes.get_title("left") for axes in self.axes if axes.get_title("left"))
        picture = base64.b64encode(buffer.getvalue()).decode("ascii")
        size = {"width": width, "height": height}
        photographs = any(image.get_array().ndim == 3 for axes in self.axes for image in axes.images)
        light = {"needs_background": "light"} if photographs else {}
        return {"image/png": picture, "text/plain": f"Figure: {titles}"}, {"image/png": size} | light


def styled(draw):
    """Run a drawing function, which takes `scale`, with the course's style; matplotlib's settings stay as they were."""

    @functools.wraps(draw)
    def wrapper(*arguments, scale: str | None = None, **settings):
        scale = chosen(scale)
        with matplotlib.rc_context(style(scale)):
            return draw(*arguments, scale=scale, **settings)

    return wrapper


def new_figure(columns: int = 1, width: float = 7.5, height: float = 3.2, scale: str | None = None, **settings):
    """A styled `CourseFigure` and its axes, one or a row of `columns`; `settings` go to matplotlib's `subplots`.

    `width` and `height` are inches on a page. At a larger scale all of it grows by one factor, words and picture, so
    that what stands apart on the page stands apart on the wall.
    """
    factor = SCALES[chosen(scale)]
    with matplotlib.rc_context(style(scale)):
        figure = CourseFigure(figsize=(width * factor, height * factor))
        return figure, figure.subplots(1, columns, **settings)


def seeds_and_median(axes, runs: pandas.DataFrame, x: str, y: str, look: dict, label: str = "") -> None:
    """A thin line for each seed of `runs` (columns seed, `x`, `y`) and a strong one, drawn with `look`, for the median.

    A training that diverged (NaN) counts in the median as worse than any number; the label says how many there are.
    """
    for _, curve in runs.groupby("seed", sort=False):
        curve = curve.sort_values(x)
        axes.plot(curve[x], curve[y], color=look["color"], linewidth=0.7, alpha=0.5)
    medians = runs[y].fillna(math.inf).groupby(runs[x]).median()
    axes.plot(medians.index, medians, **look, label=with_diverged(label, runs[y]))


def seeds_in_a_row(axes, values: pandas.Series, place: float, look: dict, scale: str | None = None) -> None:
    """A mark for each seed's value at the height `place`, and a bar at their median; diverged ones as above."""
    axes.plot(values, [place] * len(values), **look | {"linestyle": ""}, alpha=0.6)
    middle = values.fillna(math.inf).median()
    axes.plot([middle], [place], "|", color=look["color"], markersize=18 * SCALES[chosen(scale)])
    if note := with_diverged("", values):
        axes.annotate(note, (1, place), xycoords=axes.get_yaxis_transform(), ha="right", va="bottom", fontsize="small")


def with_diverged(label: str, values: pandas.Series) -> str:
    """The label, and in brackets how many of the `values` are those of trainings that diverged."""
    lost = int(values.isna().sum())
    return f"{label} ({lost} diverged)".strip() if lost else label
