"""The course's one figure style, its colour code, and the figures that several pages share."""

import base64
import functools
import io

import matplotlib
import pandas
import torch
from matplotlib.figure import Figure

PIXELS_PER_INCH = 100  # on the page; pictures are stored twice as fine

SCALES = {"page": 1.0, "projected": 1.5}

# The same colour, line and marker mean the same thing on every page; each cue stands without the other two.
COLOURS = {
    "plain": "#D55E00",
    "residual": "#0072B2",
    "gated": "#CC79A7",
    "continuous": "#009E73",
    "theory": "#000000",
    "quiet": "#8A8A8A",
}
CLASSES = ("#3B3B3B", "#D4AF00")  # two classes of points, in colours that stand for no kind of network
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


def style(scale: str = "page") -> dict:
    """matplotlib settings for a page or a projector: `with matplotlib.rc_context(style("projected"))`.

    Raises `ValueError` for another scale.
    """
    if scale not in SCALES:
        raise ValueError(f"No scale is called {scale!r}. Choose one of {', '.join(SCALES)}.")
    factor = SCALES[scale]
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


def use_style(scale: str = "page") -> None:
    """Apply the style to every figure of this notebook from here on."""
    matplotlib.rcParams.update(style(scale))


class CourseFigure(Figure):
    """A figure outside pyplot that shows itself as the value of a cell: sharp, of fixed size, with a text beside it.

    Reader programs and plain terminals get the titles of its axes, which state what it shows.
    """

    def _repr_mimebundle_(self, **_):
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=2 * PIXELS_PER_INCH)
        width, height = (round(side * PIXELS_PER_INCH) for side in self.get_size_inches())
        titles = "; ".join(axes.get_title("left") for axes in self.axes if axes.get_title("left"))
        picture = base64.b64encode(buffer.getvalue()).decode("ascii")
        size = {"width": width, "height": height}
        return {"image/png": picture, "text/plain": f"Figure: {titles}"}, {"image/png": size}


def styled(draw):
    """Run a drawing function, which takes `scale`, with the course's style; matplotlib's settings stay as they were."""

    @functools.wraps(draw)
    def wrapper(*arguments, scale: str = "page", **settings):
        with matplotlib.rc_context(style(scale)):
            return draw(*arguments, scale=scale, **settings)

    return wrapper


def new_figure(columns: int = 1, width: float = 7.5, height: float = 3.2, scale: str = "page", **settings):
    """A styled `CourseFigure` and its axes, one or a row of `columns`; `settings` go to matplotlib's `subplots`."""
    with matplotlib.rc_context(style(scale)):
        figure = CourseFigure(figsize=(width, height))
        return figure, figure.subplots(1, columns, **settings)


@styled
def degradation(results: pandas.DataFrame, scale: str = "page") -> CourseFigure:
    """Training loss and test error over depth, plain and residual: thin lines for seeds, strong ones for the median.

    `results` has the columns depth, shortcut ("none" or another), seed, loss, test_error (a share, 0 to 1).
    """
    figure, (left, right) = new_figure(2, scale=scale)
    _over_depth(left, results, "loss")
    _over_depth(right, results, "test_error", 100)
    left.set(ylabel="training loss", title="Deeper plain nets fit worse …")
    right.set(ylabel="test error (%)", title="… and so they test worse")
    left.legend()
    return figure


@styled
@torch.no_grad()
def decision_regions(networks: dict[str, torch.nn.Module], data, scale: str = "page") -> CourseFigure:
    """Where each network answers which of two classes, under the training points of a 2-D `data.Dataset`."""
    figure, row = new_figure(len(networks), height=1.9, scale=scale, sharex=True, sharey=True)
    ticks = torch.linspace(-1.15, 1.15, 120)
    grid = torch.stack(torch.meshgrid(ticks, ticks, indexing="xy"), -1)
    for axes, (name, network) in zip(row, networks.items(), strict=True):
        answer = network(grid.flatten(0, 1)).argmax(1).view(grid.shape[:2])
        axes.contourf(ticks, ticks, answer, levels=[-0.5, 0.5, 1.5], colors=CLASSES, alpha=0.3)
        for label, (colour, marker) in enumerate(zip(CLASSES, "o^", strict=True)):
            points = data.train_inputs[data.train_labels == label]
            axes.plot(*points.T, marker, color=colour, markersize=2)
        axes.set(title=name, aspect="equal", xticks=[], yticks=[])
        axes.grid(visible=False)
    return figure


@styled
def units_beside_published(
    results: pandas.DataFrame, published: pandas.DataFrame, setting: str = "", scale: str = "page"
) -> CourseFigure:
    """Test error of each unit here, a mark for each seed and a bar at the median, and the published ones beside it.

    `results` has the columns shortcut, seed, test_error, `published` shortcut and test_error (shares, 0 to 1; NaN is
    a failure), both with the same units. Blue where the shortcut is the identity, pink where something acts on it.
    """
    figure, (here, paper) = new_figure(2, width=9.0, height=0.9 + 0.42 * len(published), scale=scale, sharey=True)
    order = published.sort_values("test_error", ascending=False, na_position="first").shortcut.tolist()
    for place, unit in enumerate(order):
        kind = _kind_of(unit)
        errors = 100 * results[results.shortcut == unit].test_error
        here.plot(errors, [place] * len(errors), **LINES[kind] | {"linestyle": ""}, alpha=0.6)
        here.plot([errors.median()], [place], "|", color=COLOURS[kind], markersize=18 * SCALES[scale])
        known = 100 * published[published.shortcut == unit].test_error.item()
        if known == known:
            paper.plot([known], [place], **LINES[kind] | {"linestyle": ""}, fillstyle="none")
        else:
            paper.text(0.5, place, 'published as "fail": above 20 %', va="center")
    here.set(yticks=range(len(order)), yticklabels=order, xlim=(0, 100), xlabel="test error (%)")
    here.set(title=f"Measured: {setting or 'here'}", ylim=(-0.6, len(order) - 0.4))
    paper.set(xlabel="test error (%)", xlim=(0, 15), title="Published: CIFAR-10, 110 layers")
    return figure


def _kind_of(unit):
    """Which colour a published unit has: that of a plain net, of a gated shortcut, or of the identity."""
    altered = ("scaled", "exclusive", "shortcut gate", "1x1", "dropout")
    return "plain" if unit == "plain" else "gated" if unit.startswith(altered) else "residual"


@styled
def published_beside_measured(
    results: pandas.DataFrame, published: pandas.DataFrame, setting: str = "", scale: str = "page"
) -> CourseFigure:
    """Training loss and test error over depth as measured, and published test errors in axes of their own.

    `results` as for `degradation`; `published` has the columns depth and test_error (a share, 0 to 1) of residual
    networks. `setting` says in a few words what was measured on.
    """
    figure, (loss, test, paper) = new_figure(3, width=9.0, scale=scale)
    _over_depth(loss, results, "loss")
    _over_depth(test, results, "test_error", 100)
    loss.set(ylabel="training loss", title=f"Measured: {setting or 'here'}")
    test.set(ylabel="test error (%)", title=f"Measured: {setting or 'here'}")
    paper.plot(published.depth, 100 * published.test_error, **LINES["residual"], fillstyle="none")
    paper.set(xlabel="depth (weight layers)", ylabel="test error (%)", title="Published: CIFAR-10")
    paper.set(xticks=published.depth, ylim=(0, 110 * published.test_error.max()))
    paper.text(0.03, 0.05, "residual, He et al. 2015,\ntable 6; plain: none given", transform=paper.transAxes)
    loss.legend()
    return figure


def _over_depth(axes, results, column, factor=1):
    """Each shortcut's median over the seeds as a strong line, each seed as a thin one."""
    for shortcut in results.shortcut.unique():
        kind = "plain" if shortcut == "none" else "residual"
        marker = {"marker": "D"} if shortcut == "projection" else {}
        runs = results[results.shortcut == shortcut]
        curves = factor * runs.pivot(index="seed", columns="depth", values=column)
        for _, curve in curves.iterrows():
            axes.plot(curves.columns, curve, color=COLOURS[kind], linewidth=0.7, alpha=0.5)
        label = f"{kind}, projection" if marker else kind
        axes.plot(curves.columns, curves.median(), **LINES[kind] | marker, label=label)
    axes.set(xlabel="depth (weight layers)", xticks=sorted(results.depth.unique()), ylim=(0, None))
