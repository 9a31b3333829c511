"""A block drawn to scale, its cost beside that of the basic block."""

from dataclasses import dataclass

from matplotlib.collections import PolyCollection

from course_utils.figures import COLOURS
from course_utils.networks import on_paper
from course_utils.networks.on_paper import Convolution
from course_utils.panels.controls import Choice, Toggle
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

WIDTHS = (32, 64, 128, 256, 512)
CURRENCIES = ("parameters", "multiply-adds", "memory kept")
VERDICTS = ("Dearer in all three", "Cheaper in one", "Cheaper in two", "Cheaper in all three")
LOW, HIGH = 0.004, 250
HALF = 1.5  # of the widest box, in the diagram's units


@dataclass(frozen=True)
class Blocks:
    """The layers of the learner's block, the squeeze-and-excitation on top of it, and the basic block beside it."""

    layers: list[Convolution]
    squeeze: list[Convolution]
    basic: list[Convolution]

    def spent(self) -> dict[str, float]:
        """Parameters, multiply-adds and numbers kept for the backward pass, for one image."""
        all_of_it = self.layers + self.squeeze
        kept_more = self.layers[2].c_out * self.layers[2].size ** 2 if self.squeeze else 0
        return _spent(all_of_it, on_paper.kept(self.layers) + kept_more)

    def of_basic(self) -> dict[str, float]:
        """The same of the basic block."""
        return _spent(self.basic, on_paper.kept(self.basic))


def block_designer(scale: str | None = None) -> Panel:
    """Channels, groups and resolution of a bottleneck; its layers drawn to scale, its cost against a basic block's."""
    controls = [
        Choice("mid", "channels in the middle m", WIDTHS, 64),
        Choice("out", "channels out", WIDTHS, 256),
        Choice("groups", "groups g of the 3×3", (1, 2, 4, 8, 16, 32), 1),
    ]
    more = [
        Choice("c_in", "channels in", WIDTHS, 256),
        Choice("resolution", "pixels a side", (8, 14, 28, 56), 56),
        Toggle("squeeze", "squeeze-and-excitation"),
    ]
    picture = Picture(_setup, _draw, (7.6, 3.5), scale)
    return Panel("Block designer", _compute, picture, _readout, controls=controls, more=more)


def _compute(mid, out, groups, c_in, resolution, squeeze):
    layers = on_paper.bottleneck(c_in, mid, out, resolution, groups=groups)
    extra = on_paper.squeeze_excitation(out) if squeeze else []
    return Blocks(layers, extra, on_paper.basic(c_in, out, resolution))


def _setup(figure):
    diagram, cost = figure.subplots(1, 2, width_ratios=(1.9, 1))
    diagram.set(xlim=(-1.75, 5.1), ylim=(-0.35, 4.1), xticks=[], yticks=[])
    diagram.set_title("Your block, widths to scale")
    diagram.axis("off")
    boxes = PolyCollection([], facecolor="#D6E6F2", edgecolor=COLOURS["residual"], linewidth=1.2)
    diagram.add_collection(boxes, autolim=False)
    rows = [diagram.text(1.75, 0.55 + 1.05 * row, "", va="center", linespacing=1.0) for row in range(4)]
    ends = [diagram.text(0, y, "", ha="center", va="center") for y in (-0.15, 3.35)]
    cost.set(xscale="log", xlim=(LOW, HIGH), ylim=(-0.6, 2.6), yticks=range(3), yticklabels=CURRENCIES)
    cost.set(xlabel="times the basic block's")
    cost.axvline(1, color=COLOURS["theory"], linewidth=1)
    title = cost.set_title("Cheaper")
    marks = cost.plot([], [], "o", color=COLOURS["residual"], markersize=8)[0]
    white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    labels = [cost.text(1, row + 0.2, "", ha="center", bbox=white) for row in range(3)]
    return {
        "boxes": boxes,
        "rows": rows,
        "ends": ends,
        "title": title,
        "marks": marks,
        "labels": labels,
    }


def _draw(artists, data):
    artists["boxes"].set_verts([_outline(layer, row) for row, layer in enumerate(data.layers[:3])])
    for text, layer, window in zip(artists["rows"], data.layers, ("1×1", "3×3", "1×1"), strict=False):
        groups = f", g = {layer.groups}" if layer.groups > 1 else ""
        spent = f"{layer.weights:,} weights\n{layer.multiply_adds / 1e6:.1f} M multiply-adds"
        text.set_text(f"{window}: {layer.c_in}→{layer.c_out}{groups}\n{spent}")
    artists["rows"][3].set_text(_aside(data))
    ratios = _ratios(data)
    for text, layer, word in zip(artists["ends"], (data.layers[0], data.layers[2]), ("in", "out"), strict=True):
        text.set_text(f"{layer.c_in if word == 'in' else layer.c_out} channels {word}")
    artists["marks"].set_data(list(ratios.values()), range(3))
    for text, ratio in zip(artists["labels"], ratios.values(), strict=True):
        text.set_text(f"× {ratio:.2g}")
        text.set_x(min(max(ratio, 3 * LOW), HIGH / 10))
    cheaper = sum(ratio < 1 for ratio in ratios.values())
    artists["title"].set_text(VERDICTS[cheaper])


def _readout(data):
    own, basic = data.spent(), data.of_basic()
    break_even = ""
    if data.layers[0].c_in == data.layers[2].c_out and not data.squeeze and data.layers[1].groups == 1:
        break_even = f" Break-even in weights at m = {on_paper.break_even(data.layers[0].c_in):.0f}."
    return (
        f"Your block: {own['parameters']:,} parameters, {own['multiply-adds'] / 1e6:.1f} M multiply-adds an image. "
        f"Basic block: {basic['parameters']:,} and {basic['multiply-adds'] / 1e6:.1f} M." + break_even
    )


def _aside(data):
    """What does not fit into the row of three: a projection, squeeze-and-excitation."""
    parts = [f"projection: {layer.weights:,} weights" for layer in data.layers[3:]]
    if data.squeeze:
        parts.append(f"SE: {sum(layer.parameters for layer in data.squeeze):,} parameters")
    return "\n".join(parts)


def _outline(layer, row):
    """A box as wide below as what enters and above as what leaves."""
    below, above = (HALF * channels / WIDTHS[-1] for channels in (layer.c_in, layer.c_out))
    low = 0.15 + 1.05 * row
    return [(-below, low), (below, low), (above, low + 0.8), (-above, low + 0.8)]


def _ratios(data):
    own, basic = data.spent(), data.of_basic()
    return {name: own[name] / basic[name] for name in CURRENCIES}


def _spent(layers, numbers):
    values = on_paper.parameters(layers), on_paper.multiply_adds(layers), numbers
    return dict(zip(CURRENCIES, values, strict=True))
