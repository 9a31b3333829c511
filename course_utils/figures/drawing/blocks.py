"""Blocks, drawn: plain beside residual, the two shortcuts that change a shape, and the two places of a norm."""

from itertools import pairwise

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Place, Sheet


def column(sheet: Sheet, x: float, top: float, labels: list[str], step: float = 0.56, **settings) -> list[Place]:
    """Boxes from the height `top` down, `step` inches apart, joined by wires; returns their places."""
    boxes = [sheet.box(x, top - row * step, words, **settings) for row, words in enumerate(labels)]
    for upper, lower in pairwise(boxes):
        sheet.wire(upper.bottom, lower.top)
    return boxes


def plain_and_residual(scale: str | None = None) -> CourseFigure:
    """A plain and a residual block side by side, with the two numbers of an example on their wires."""
    sheet = Sheet(7.4, 3.9, scale)
    for x, kind, name in ((1.45, "plain", "plain block: replace"), (5.2, "residual", "residual block: add")):
        sheet.heading(x, 3.68, name, kind)
        sheet.text(x, 3.33, "$x = (2,\\ 1)$")
        boxes = column(sheet, x, 2.65, ["weights", "ReLU", "weights"], 0.55)
        sheet.wire((x, 3.2), boxes[0].top, kind=kind, width=2)
        if kind == "plain":
            sheet.wire(boxes[-1].bottom, (x, 0.42), kind=kind, width=2)
            sheet.text(x + 0.15, 0.98, "$H(x) = (2.5,\\ 0)$", ha="left")
            sheet.text(x, 0.25, "$y = (2.5,\\ 0)$")
            continue
        plus = sheet.sign(x, 0.86)
        sheet.wire(boxes[-1].bottom, plus.top)
        sheet.text(x + 0.15, 1.19, "$F(x) = (0.5,\\ -1)$", ha="left")
        sheet.wire((x, 3.04), (x - 1.05, 3.04), (x - 1.05, 0.86), plus.left, kind=kind, width=2.6)
        sheet.wire(plus.bottom, (x, 0.42), kind=kind, width=2)
        sheet.text(x - 1.17, 1.95, "shortcut\nhands on $x$", kind, ha="right")
        sheet.text(x + 0.8, 2.1, "branch $F$", "soft", ha="left")
        sheet.text(x, 0.25, "$y = (2.5,\\ 0)$")
    sheet.text(2.25, 2.1, "layers\ncompute $H$", "soft", ha="left")
    return sheet.done(
        "Two blocks of the same layers (weights, ReLU, weights), each given x = (2, 1), each to hand on (2.5, 0). The "
        "plain block's layers compute H(x) = (2.5, 0) themselves. In the residual block a shortcut carries x past the "
        "layers to an addition, and the layers, the branch F, compute the difference (0.5, -1)."
    )


def padding_and_projection(scale: str | None = None) -> CourseFigure:
    """From 16 channels of 8x8 to 32 of 4x4: padding keeps every second pixel and appends zeros, projection mixes."""
    sheet = Sheet(7.4, 2.5, scale)
    names = ("padding (option A)", "projection (option B)")
    for left, name, kind in ((0.3, names[0], "residual"), (3.95, names[1], "ink")):
        sheet.heading(left, 2.28, name, kind, ha="left")
        _grid(sheet, left, 0.85, 8, 0.13, marked=range(0, 8, 2))
        sheet.text(left + 0.52, 0.55, "16 channels\n8 × 8", "soft", size=9)
        sheet.wire((left + 1.15, 1.37), (left + 1.75, 1.37), kind=kind, width=2)
        _grid(sheet, left + 1.85, 1.1, 4, 0.13, marked=range(4))
        sheet.text(left + 2.11, 0.55, "32 channels\n4 × 4", "soft", size=9)
    sheet.band(*_square(2.82, 1.1, 0.52), kind="quiet", alpha=0.15, line=1)
    sheet.text(2.41, 1.82, "16 kept", size=9)
    sheet.text(3.08, 1.82, "16 zeros", size=9)
    sheet.text(3.08, 1.36, "0", "soft")
    sheet.text(6.42, 1.36, "each a learned\nmixture of\nthe 16", size=9, ha="left")
    sheet.text(5.4, 1.6, "$M$")
    sheet.text(0.3, 0.15, "no parameters", "soft", size=9, ha="left")
    sheet.text(3.95, 0.15, "a 1 × 1 convolution with stride 2", "soft", size=9, ha="left")
    return sheet.done(
        "Two shortcuts from 16 channels of 8 by 8 pixels to 32 channels of 4 by 4. Padding keeps every second pixel of "
        "the 16 channels and appends 16 channels of zeros, without parameters. Projection takes the same pixels and "
        "makes each of the 32 channels a learned mixture M of the 16, a 1x1 convolution with stride 2."
    )


def _grid(sheet, left, bottom, count, side, marked):
    """Pixels as squares; those whose row and column are `marked` are filled."""
    for row in range(count):
        for column_ in range(count):
            filled = row in marked and column_ in marked
            corner = (left + column_ * side, bottom + (count - 1 - row) * side)
            alpha = 0.75 if filled else 0.14
            sheet.band(*_square(*corner, side * 0.86), alpha=alpha, kind="residual" if filled else "quiet")


def _square(x, y, side):
    return (x, y), (x + side, y), (x + side, y + side), (x, y + side)


def norm_places(scale: str | None = None) -> CourseFigure:
    """A transformer's two residual blocks with the norm after each addition, and with the norm first in each branch."""
    sheet = Sheet(7.4, 2.9, scale)
    for y, name, post in ((2.17, "post-norm (2017)", True), (0.7, "pre-norm (GPT-2)", False)):
        sheet.heading(0.25, y + 0.5, name, "ink" if post else "residual", ha="left")
        sheet.text(0.22, y, "$x$", ha="right")
        _stream(sheet, y, post)
        sheet.text(7.14, y, "$y$", ha="left")
    return sheet.done(
        "Two rows of a transformer block, each with two branches, attention and an MLP. In post-norm a layer norm "
        "stands on the stream itself, after each addition. In pre-norm it is the first step of each branch, and from "
        "x to y the stream meets nothing but two additions."
    )


def _stream(sheet, y, post):
    kind, end = "residual", (0.3, y)
    for left, name in ((0.3, "attention"), (3.62, "MLP")):
        plus = sheet.sign(left + 2.4, y, kind=kind)
        sheet.wire(end, plus.left, kind=kind, width=2.4)
        up = y - 0.42
        where = left + (0.95 if post else 1.5)
        box = sheet.box(where, up, name, 1.05 if post else 0.95, 0.36)
        first = box
        if not post:
            first = sheet.box(left + 0.55, up, "norm", 0.62, 0.36, "quiet")
            sheet.wire(first.right, box.left)
        sheet.wire((left + 0.08, y), (left + 0.08, up), first.left)
        sheet.wire(box.right, (plus.x, up), plus.bottom)
        end = plus.right
        if post:
            norm = sheet.box(left + 2.95, y, "norm", 0.62, 0.36, "quiet")
            sheet.wire(end, norm.left, kind=kind, width=2.4)
            end = norm.right
    sheet.wire(end, (7.1, y), kind=kind, width=2.4)
