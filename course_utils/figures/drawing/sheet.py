"""The drawing kit: a sheet measured in inches, on which boxes, wires, additions and bands of channels are placed.

A drawing is a `CourseFigure` whose `alternative` says in words what it shows. It is drawn on white, in colours that
stand out from it; on a dark page it is shown as every other figure of the course.
"""

from dataclasses import dataclass, field

import numpy as np
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from course_utils.figures import CLASSES, COLOURS, CourseFigure
from course_utils.system.scales import SCALES, chosen

INKS = COLOURS | {"ink": "#1F1F1F", "soft": "#595959", "fill": "#F4F4F4", "surface": "#FFFFFF"}
INKS |= dict(zip(("first", "second"), CLASSES, strict=True))
WORDS = {"plain": "#A84A00", "gated": "#9C4477", "continuous": "#00704F"}  # darker, where a kind's colour is read
DASHES = {"plain": (0, (4, 2)), "gated": (0, (1, 1.3)), "continuous": "-."}
SIZE = 10  # points, of every text that does not ask for another; none is smaller than 9


@dataclass(frozen=True)
class Place:
    """The centre and the sides, in inches, of something that wires can lead to."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> tuple[float, float]:
        """The middle of the left side."""
        return self.x - self.width / 2, self.y

    @property
    def right(self) -> tuple[float, float]:
        """The middle of the right side."""
        return self.x + self.width / 2, self.y

    @property
    def top(self) -> tuple[float, float]:
        """The middle of the upper side."""
        return self.x, self.y + self.height / 2

    @property
    def bottom(self) -> tuple[float, float]:
        """The middle of the lower side."""
        return self.x, self.y - self.height / 2


@dataclass
class Sheet:
    """An empty drawing, `width` by `height` inches, with the origin at the lower left.

    Colours are names in `INKS`: the kinds of network, "ink", "soft" (second thoughts), "first" and "second" for
    classes of points, "fill" and "surface". Raises `ValueError` for another scale.
    """

    width: float
    height: float
    scale: str | None = None
    boxed: list = field(
        default_factory=list
    )  # each text that stands in a box, with its box: tests look whether it fits

    def __post_init__(self):
        self.factor = SCALES[chosen(self.scale)]
        size = (self.width * self.factor, self.height * self.factor)
        self.figure = CourseFigure(figsize=size, facecolor=INKS["surface"], layout="none")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, self.width), ylim=(0, self.height))
        self.axes.axis("off")

    def text(self, x: float, y: float, words: str, colour: str = "ink", size: float = SIZE, **settings):
        """Words at (x, y), centred unless `ha` or `va` say otherwise. Returns the artist."""
        look = {"ha": "center", "va": "center", "family": "DejaVu Sans", "linespacing": 1.25} | settings
        ink = WORDS.get(colour, INKS[colour])
        return self.axes.text(x, y, words, color=ink, fontsize=size * self.factor, zorder=6, **look)

    def heading(self, x: float, y: float, words: str, colour: str = "ink", **settings):
        """A bold line."""
        return self.text(x, y, words, colour, 11, weight="bold", **settings)

    def box(self, x: float, y: float, words: str = "", width: float = 1.3, height: float = 0.42, kind: str = "ink"):
        """A rounded box with words in it, outlined in the colour `kind`. Returns its `Place`."""
        style, corner = "round,pad=0,rounding_size=0.07", (x - width / 2, y - height / 2)
        patch = FancyBboxPatch(corner, width, height, style, fc=INKS["fill"], ec=INKS[kind])
        patch.set(linewidth=1.3 * self.factor, linestyle=DASHES.get(kind, "-"), zorder=4)
        self.axes.add_patch(patch)
        if words:
            self.boxed.append((self.text(x, y, words), Place(x, y, width, height)))
        return Place(x, y, width, height)

    def sign(self, x: float, y: float, sign: str = "+", kind: str = "residual", radius: float = 0.16) -> Place:
        """A circle with an operation in it: an addition unless another sign is given. Returns its `Place`."""
        circle = Circle((x, y), radius, fc=INKS["surface"], ec=INKS[kind], lw=1.8 * self.factor, zorder=5)
        self.axes.add_patch(circle)
        self.boxed.append((self.text(x, y, sign, size=12), Place(x, y, 2 * radius, 2 * radius)))
        return Place(x, y, 2 * radius, 2 * radius)

    def wire(self, *points: tuple[float, float], kind: str = "ink", width: float = 1.4, arrow: bool = True) -> None:
        """A line through the points, in inches, with round corners and an arrow's head at its end."""
        path, look = rounded(np.array(points, dtype=float)), {"color": INKS[kind], "zorder": 3}
        look |= {"linewidth": width * self.factor, "linestyle": DASHES.get(kind, "-")}
        if not arrow:
            self.axes.add_patch(PathPatch(path, fill=False, capstyle="butt", **look))
            return
        head = f"-|>,head_length={0.32 + 0.04 * width},head_width={0.16 + 0.03 * width}"
        scale = 12 * self.factor
        self.axes.add_patch(
            FancyArrowPatch(path=path, arrowstyle=head, mutation_scale=scale, shrinkA=0, shrinkB=0, **look)
        )

    def dot(self, x: float, y: float, kind: str, size: float = 4) -> None:
        """A point at (x, y), `size` points wide."""
        self.axes.plot(x, y, "o", color=INKS[kind], markersize=size * self.factor, zorder=4)

    def band(self, *corners: tuple[float, float], kind: str = "residual", alpha: float = 0.28, line: float = 0) -> None:
        """A filled shape: a band whose thickness stands for a number of channels. `line` points wide is its edge."""
        colour = INKS[kind]
        shape = Polygon(corners, closed=True, fc=to_rgba(colour, alpha), ec=colour, lw=line * self.factor, zorder=2)
        self.axes.add_patch(shape)

    def card(self, *corners: tuple[float, float], strength: float, kind: str = "residual") -> None:
        """The same, with an edge, and so filled that what lies behind it is hidden: a channel before another."""
        inside = [strength * c + (1 - strength) for c in to_rgb(INKS[kind])]
        shape = Polygon(corners, closed=True, fc=inside, ec=INKS[kind], lw=0.8 * self.factor, zorder=2)
        self.axes.add_patch(shape)

    def done(self, alternative: str) -> CourseFigure:
        """The figure, with `alternative`, its text for whoever does not see it."""
        self.figure.alternative, self.figure.sheet = alternative, self
        return self.figure


def rounded(points: np.ndarray, radius: float = 0.12) -> Path:
    """A path through the points `(n, 2)`, no two alike in a row, whose corners are rounded off by at most `radius`."""
    points = points[np.r_[True, (np.diff(points, axis=0) != 0).any(1)]]
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = before - corner, after - corner
        lengths = np.hypot(*into), np.hypot(*out)
        r = min(radius, *(length / 2 for length in lengths))
        vertices += [corner + into / lengths[0] * r, corner, corner + out / lengths[1] * r]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])
