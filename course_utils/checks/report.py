"""What a check says: the points as plain text, for nbgrader, and the whole story for the person."""

import base64
import contextlib
import html
import io
from dataclasses import dataclass, field

from course_utils.checks.quiet import quiet

MARKS = {True: "✓", False: "✗"}
OPEN = "○"  # nothing written yet
UNMARKED = 'style="list-style: none"'


@dataclass
class Property:
    """One law that an answer was held against."""

    name: str
    passed: bool
    message: str = ""
    points: float = 1


@dataclass
class Curve:
    """A picture's panel: the learner's values beside the expected ones, over x."""

    title: str
    x: list
    yours: list
    expected: list
    xlabel: str = ""
    ylabel: str = ""
    log: bool = False


@dataclass
class Report:
    """The value of a graded cell. Its `repr` is the points earned, which nbgrader reads as partial credit."""

    id: str
    title: str
    status: str  # passed | partly | failed | not attempted | timed out | crashed
    properties: list[Property] = field(default_factory=list)
    maximum: float = 0
    said: str = ""  # what the answer wrote to stderr
    picture: list[Curve] = field(default_factory=list)
    tried: bool = False  # whether every law came to its end: a crash or a hang leaves no picture

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(item.points for item in self.properties if item.passed)

    def __repr__(self):
        return f"{self.points:g}"

    def __str__(self):
        lines = [self._headline()]
        for item in self.properties:
            lines.append(f"  {self._mark(item)} {item.name} ({item.points:g})")
            if item.message:
                lines.append(f"      {item.message}")
        if self.said:
            lines.append(f"  On the way your code said: {self.said}")
        return "\n".join(lines)

    def _mark(self, item: Property) -> str:
        return OPEN if self.status == "not attempted" else MARKS[item.passed]

    def _headline(self) -> str:
        return f"{self.id} {self.title} · {self.status}, {self.points:g} of {self.maximum:g} points"

    def _repr_html_(self):
        rows = "".join(self._row(item) for item in self.properties)
        said = f"<p>On the way your code said: <code>{html.escape(self.said)}</code></p>" if self.said else ""
        return (
            f"<p><strong>{html.escape(self._headline())}</strong></p><ul {UNMARKED}>{rows}</ul>{said}{self._picture()}"
        )

    def _row(self, item: Property) -> str:
        message = f"<ul {UNMARKED}><li>{coded(item.message)}</li></ul>" if item.message else ""
        points = f"{item.points:g} point{'s' if item.points != 1 else ''}"
        return f"<li>{self._mark(item)} {coded(item.name)} <em>({points})</em>{message}</li>"

    def _picture(self) -> str:
        """The picture as an HTML image; a report without one is better than a cell that fails."""
        if not self.picture:
            return ""
        with contextlib.suppress(Exception), quiet():
            data = base64.b64encode(draw(self.picture)).decode()
            return f'<img alt="{html.escape(self.caption)}" src="data:image/png;base64,{data}"/>'
        return ""

    @property
    def caption(self) -> str:
        """The picture in words."""
        return "Yours beside ours: " + "; ".join(curve.title for curve in self.picture)


def coded(text: str) -> str:
    """Escaped text with `...` set as code."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def draw(curves: list[Curve]) -> bytes:
    """The picture as a PNG: yours as a line with dots, the expected one thin and black."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from course_utils.figures import LINES, style
    from course_utils.system.scales import SCALES, chosen

    factor = SCALES[chosen()]
    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(3.6 * len(curves) * factor, 2.6 * factor))
        canvas = FigureCanvasAgg(figure)
        for axes, curve in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves, strict=True):
            every = max(len(curve.x) // 12, 1)
            axes.plot(curve.x, curve.yours, label="yours", markevery=every, **LINES["residual"])
            axes.plot(curve.x, curve.expected, label="ours", **LINES["theory"])
            axes.set(
                title=curve.title, xlabel=curve.xlabel, ylabel=curve.ylabel, yscale="log" if curve.log else "linear"
            )
            if type(curve.x[0]) is int:
                axes.xaxis.get_major_locator().set_params(integer=True)
            axes.legend()
        buffer = io.BytesIO()
        canvas.print_png(buffer)
    return buffer.getvalue()
