"""The history of the skip connection as one picture: the idea before 2012, the race for depth, the reach since."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib

from course_utils.figures import COLOURS, LINES, CourseFigure, style
from course_utils.system.scales import SCALES, chosen

STEMS = {1: 0.25, 2: 1.5, 3: 2.3}


@dataclass(frozen=True)
class Event:
    """Something that happened in `year`, as `source` (authors and year) reports it.

    `height` (1 to 3, negative for below the line) is how long the label's stem is, `align` the side of the label that
    touches it; `depth` is the number of weight layers where the story is about depth.
    """

    year: float
    text: str
    source: str
    kind: str = "quiet"
    height: int = 1
    align: str = "left"
    depth: int = 0


BEFORE = (
    Event(1938, "1938 Lorente de Nó:\nshortcuts among neurons", "Lorente de Nó 1938", height=2),
    Event(1943, "1943 McCulloch, Pitts:\nthe same in a model", "McCulloch and Pitts 1943", height=-1),
    Event(1961, "1961 Rosenblatt: cross-\ncoupled perceptrons", "Rosenblatt 1961"),
    Event(
        1988,
        "1988 Lang, Witbrock:\nshort-cuts from each layer\nto all later ones",
        "Lang and Witbrock 1988",
        height=-1,
        align="right",
    ),
    Event(1991, "1991 Hochreiter:\ngradients vanish", "Hochreiter 1991", "theory", 2, "right"),
    Event(1997, "1997 LSTM: a\ncell that adds", "Hochreiter and Schmidhuber 1997", "gated"),
    Event(2003, "2003 language\nmodel with direct\nconnections", "Bengio et al. 2003", height=-1),
)

DEPTHS = (
    Event(2012.75, "AlexNet: 8", "Krizhevsky et al. 2012", "plain", depth=8),
    Event(2014.7, "VGG: 19", "Simonyan and Zisserman 2014", "plain", depth=19),
    Event(2015.35, "highway\nnetworks: 100", "Srivastava et al. 2015", "gated", align="right", depth=100),
    Event(2015.95, "ResNet: 152, in the six\nthat win ILSVRC 2015", "He et al. 2015", "residual", depth=152),
    Event(2015.95, "ResNet: 1202\n(CIFAR-10)", "He et al. 2015", "residual", align="right", depth=1202),
    Event(2016.2, "pre-activation: 1001\n(CIFAR-10)", "He et al. 2016", "residual", depth=1001),
)
LEADERS_BEFORE = (
    16,
    30,
)  # weight layers of the leading ImageNet results, 2014 to early 2015: He et al. 2015, section 1

SINCE = (
    Event(2016.24, "2016 stochastic depth: blocks left out at random", "Huang et al. 2016a", "residual", 3),
    Event(2016.4, "2016 Wide ResNet: broader, less deep", "Zagoruyko and Komodakis 2016", "residual", -2),
    Event(2016.65, "2016 DenseNet:\neach layer sees all", "Huang et al. 2016b", "quiet", -1),
    Event(2017.45, "2017 ResNeXt, SENet (wins ILSVRC)", "Hu et al. 2017", "residual", 2),
    Event(2017.8, "2017 transformer,\nAlphaGo Zero", "Vaswani et al. 2017", "residual", 1),
    Event(2018.6, "2018 GPT, BERT", "Devlin et al. 2018", "residual", -1),
    Event(2019.83, "2019 AlphaStar", "Vinyals et al. 2019", "residual", 1),
    Event(2021.54, "2021 AlphaFold", "Jumper et al. 2021", "residual", -1),
    Event(2023.19, "2023 multilayer shortcuts\nin a fruit-fly larva's brain", "Winding et al. 2023", align="right"),
)


def timeline(scale: str | None = None) -> CourseFigure:
    """All of it, in three rows."""
    with matplotlib.rc_context(style(scale)):
        factor = SCALES[chosen(scale)]
        figure = CourseFigure(figsize=(7.5 * factor, 6.6 * factor))
        before, depths, since = figure.subplots(3, 1, height_ratios=(1, 1.2, 1))
        _draw_strip(before, BEFORE, range(1940, 2011, 10), "The idea is old …")
        _draw_depths(depths, DEPTHS)
        _draw_strip(since, SINCE, range(2016, 2024), "… and then it went everywhere")
    return figure


def _draw_strip(axes, events: Sequence[Event], ticks: range, title: str) -> None:
    """A line of time, a dot for each event, its label on a stem above or below."""
    axes.axhline(0, color=COLOURS["quiet"], linewidth=0.8)
    for event in events:
        colour, side = COLOURS[event.kind], 1 if event.height > 0 else -1
        end = STEMS[abs(event.height)] * side
        axes.plot([event.year, event.year], [0, end], color=colour, linewidth=0.8)
        axes.plot(event.year, 0, color=colour, marker=LINES.get(event.kind, {}).get("marker") or "o")
        _label(axes, event, end, (-3, side), "bottom" if side > 0 else "top")
    margin = 0.03 * (ticks[-1] - ticks[0])
    years = [*ticks, *(event.year for event in events)]
    axes.set(xlim=(min(years) - margin, max(years) + margin), ylim=(-2.2, 3.0))
    axes.set(xticks=list(ticks), yticks=[], title=title)
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False)


def _draw_depths(axes, events: Sequence[Event]) -> None:
    """Weight layers over the years, on a logarithmic axis."""
    axes.axhspan(*LEADERS_BEFORE, color=COLOURS["quiet"], alpha=0.2, linewidth=0)
    axes.text(2012.05, 22, "16 to 30: leading results,\n2014 to early 2015", va="center", fontsize=_small())
    for event in events:
        marker = {"linestyle": "", "markersize": 7, "markeredgewidth": 2}
        axes.plot(event.year, event.depth, **LINES[event.kind] | marker)
        _label(axes, event, event.depth, (9, 0), "center")
    axes.set(
        xlim=(2012, 2018), ylim=(5, 2600), yscale="log", ylabel="weight layers", title="… it let networks grow deep …"
    )
    axes.set_yticks([10, 100, 1000], ["10", "100", "1000"])


def _label(axes, event: Event, y: float, offset: tuple, va: str) -> None:
    """The event's text, `offset` points from its place, mirrored where it lies to the left."""
    right = offset[0] if event.align == "left" else -offset[0]
    place = {"xytext": (right, offset[1]), "textcoords": "offset points", "ha": event.align, "va": va}
    axes.annotate(event.text, (event.year, y), fontsize=_small(), **place)


def _small() -> float:
    return matplotlib.rcParams["xtick.labelsize"]
