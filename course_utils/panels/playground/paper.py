"""The playground on paper: both networks with their wires, both decisions, both losses."""

import numpy as np
from matplotlib.collections import LineCollection

from course_utils.figures import COLOURS, line
from course_utils.panels.playground.play import NAMES, REACH, Look, load
from course_utils.panels.playground.sent import powers

GRADIENT = "#BF8000"
KINDS = {"yours": "residual", "twin": "plain"}
HEIGHTS = {"yours": 0.0, "twin": -1.25}
THICKEST, A_POWER = 4.0, 1.1  # points of a wire of size 1, and how many fewer for each power of ten below
HIGHEST_LOSS = 3.0
ARC = np.linspace(0, np.pi, 16)


def setup(figure):
    """Axes and everything that will move."""
    axes = figure.subplot_mosaic([["wires"] * 3, ["yours", "twin", "loss"]], height_ratios=(1.5, 1))
    wires, loss = axes["wires"], axes["loss"]
    wires.set(xlim=(-0.1, 1.1), ylim=(-1.75, 1.5))
    wires.axis("off")
    wires.set_title("Signal (colour) runs right, gradient (amber) runs left: width is size")
    for name, height in HEIGHTS.items():
        wires.text(-0.03, height, {"yours": "yours", "twin": "plain\ntwin"}[name], ha="right", va="center")
    loss.set(xlim=(0, 320), ylim=(0, HIGHEST_LOSS), xlabel="step", ylabel="loss", title="Loss")
    moved = {"lanes": {}, "blocks": {}, "losses": {}, "views": {}}
    for name, kind in KINDS.items():
        moved["lanes"][name] = {
            what: wires.add_collection(LineCollection([], colors=colour, capstyle="round"))
            for what, colour in (("signal", COLOURS[kind]), ("gradient", GRADIENT))
        }
        moved["blocks"][name] = wires.plot([], [], "s", color=COLOURS[kind], markersize=7)[0]
        moved["losses"][name] = loss.plot([], [], **line(kind))[0]
        axes[name].set(xticks=[], yticks=[], title={"yours": "Yours", "twin": "Plain twin"}[name])
        axes[name].grid(False)
        blank = np.zeros((6, 6))
        extent = (-REACH, REACH, -REACH, REACH)
        moved["views"][name] = axes[name].imshow(blank, "cividis", vmin=0, vmax=1, origin="lower", extent=extent)
    return moved


def draw(artists, data: Look):
    """Move everything to a look."""
    for name in NAMES:
        sizes, skips = powers(data.sizes[name]), data.wiring.skips if name == "yours" else ()
        for what, lift in (("signal", 0.05), ("gradient", -0.05)):
            segments, widths = wires(data.wiring.depth, skips, sizes, what, HEIGHTS[name] + lift)
            artists["lanes"][name][what].set_segments(segments)
            artists["lanes"][name][what].set_linewidths(widths)
        middles = (np.arange(data.wiring.depth) + 0.5) / data.wiring.depth
        artists["blocks"][name].set_data(middles, np.full(data.wiring.depth, HEIGHTS[name]))
        losses = data.lanes[name].losses
        artists["losses"][name].set_data(range(1, len(losses) + 1), losses)
        artists["views"][name].set_data(picture(data, name))


def wires(depth, skips, sizes, what, height):
    """The segments `(points, 2)` of one lane, and their widths: into each block, out of it, and all skips."""
    into, out, kept = ("states", "branches", "states") if what == "signal" else ("through", "arriving", "arriving")
    segments, powers_of_ten = [], []
    for place in range(depth):
        left, middle, right = place / depth, (place + 0.5) / depth, (place + 1) / depth
        segments += [[(left, height), (middle, height)], [(middle, height), (right, height)]]
        powers_of_ten += [sizes[into][place], sizes[out][place]]
    for start, end in skips:
        reach, outer = (end - start) / depth, what == "gradient"
        x = (start + end) / 2 / depth - np.cos(ARC) * reach / 2
        segments.append(np.stack((x, 0.1 + (0.2 + 1.0 * reach**0.5 + 0.07 * outer) * np.sin(ARC)), 1))
        powers_of_ten.append(sizes[kept][start if what == "signal" else end - 1])
    narrow = min(1, 16 / depth)
    return segments, narrow * np.clip(THICKEST + A_POWER * np.array(powers_of_ten), 0.2, 1.5 * THICKEST)


def picture(look: Look, name: str) -> np.ndarray:
    """The decision as an image: the probability on the grid, or which of the digits are answered rightly."""
    values = look.views[name]
    if values.ndim == 2:
        return values
    right = values == load(look.data).test_labels[: len(values)].numpy()
    return right.reshape(6, 6)[::-1].astype(float)
