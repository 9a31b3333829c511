"""The blocks of small networks, drawn: a 3x3 taken apart into depthwise and 1x1, and the bottleneck turned around."""

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Place, Sheet
from course_utils.figures.drawing.widths import THIN, channels

DOTS = (2.15, 1.65, 1.15, 0.65)


def depthwise_separable(scale: str | None = None) -> CourseFigure:
    """Which input channel each output channel reads: all in a full 3x3, its own in a depthwise one, all in a 1x1."""
    sheet = Sheet(7.4, 2.75, scale)
    sheet.heading(0.25, 2.55, "full 3 × 3", ha="left")
    sheet.heading(3.05, 2.55, "depthwise 3 × 3, then 1 × 1", ha="left")
    _wires(sheet, 0.5, 2.0, True, 2.2)
    _wires(sheet, 3.3, 4.8, False, 2.2)
    _wires(sheet, 4.8, 6.3, True, 0.9)
    for x, kind in ((0.5, "ink"), (2.0, "residual"), (3.3, "ink"), (4.8, "residual"), (6.3, "residual")):
        for y in DOTS:
            sheet.dot(x, y, kind, 9)
    sheet.text(1.25, 0.35, "9 weights a line", size=9)
    sheet.text(4.05, 0.35, "9 weights a line", size=9)
    sheet.text(5.55, 0.35, "1 weight a line", size=9)
    sheet.text(6.55, 1.4, "mixes\nchannels", "soft", size=9, ha="left")
    sheet.text(0.25, 0.13, "16 lines: 144 weights", "soft", size=9, ha="left")
    sheet.text(3.05, 0.13, "4 and 16 lines: 36 + 16 weights", "soft", size=9, ha="left")
    return sheet.done(
        "Four channels in and four out, a line wherever an output reads an input. In a full 3x3 convolution all 16 "
        "pairs are joined, with 9 weights a line, 144 in all. A depthwise 3x3 joins each channel with itself alone, 4 "
        "lines of 9 weights, and a 1x1 after it joins all 16 pairs with 1 weight a line, together 52."
    )


def _wires(sheet, left, right, full, width):
    """A line for each pair of an input and an output channel, or for each channel with itself."""
    for row, y in enumerate(DOTS):
        for other, z in enumerate(DOTS):
            if full or row == other:
                sheet.wire((left, y), (right, z), kind="quiet", width=width, arrow=False)


def inverted_bottleneck(scale: str | None = None) -> CourseFigure:
    """The bottleneck 256-64-256 above the inverted one 64-256-64, with bands as thick as their channels are many."""
    sheet = Sheet(7.4, 4.75, scale)
    sheet.heading(0.2, 4.55, "bottleneck: the shortcut joins the wide ends", ha="left")
    sheet.heading(0.2, 2.2, "inverted bottleneck: it joins the narrow ends", ha="left")
    _row(sheet, 3.15, [(256, "1 × 1", 0.4), (64, "3 × 3", 0.7), (64, "1 × 1", 0.4)], 256)
    _row(sheet, 0.82, [(64, "1 × 1", 0.4), (256, "3 × 3\ndepthwise", 0.14), (256, "1 × 1", 0.4)], 64)
    return sheet.done(
        "Two blocks as bands whose thickness is the number of channels. The bottleneck arrives with 256 channels, a "
        "1x1 narrows them to 64, a full 3x3 works on these, and a 1x1 widens them to 256 again; its shortcut is 256 "
        "channels wide. The inverted bottleneck arrives with 64, a 1x1 widens them to 256, a depthwise 3x3 works on "
        "each alone, and a 1x1 narrows them to 64; its shortcut is 64 channels wide, and nothing follows the addition."
    )


def _row(sheet: Sheet, y: float, convolutions: list[tuple[int, str, float]], last: int) -> Place:
    """A block from left to right: bands, convolutions (as dark as they mix channels), shortcut, addition."""
    above = y + max(last, *(count for count, _, _ in convolutions)) * THIN / 2 + 0.14
    ends, x = [count for count, _, _ in convolutions[1:]] + [last], 0.2
    for (count, name, alpha), end in zip(convolutions, ends, strict=True):
        channels(sheet, x, y, 0.8, count)
        sheet.text(x + 0.4, y, str(count))
        channels(sheet, x + 0.8, y, 0.7, count, end, kind="quiet", alpha=alpha)
        sheet.text(x + 1.15, y, name, size=9)
        x += 1.5
    channels(sheet, x, y, 0.8, last)
    sheet.text(x + 0.4, y, str(last))
    plus = sheet.sign(x + 1.0, y)
    sheet.wire(
        (0.2, y + convolutions[0][0] * THIN / 2), (0.2, above), (plus.x, above), plus.top, kind="residual", width=2.4
    )
    sheet.text(x + 0.4, above - 0.16 if last < 100 else above + 0.14, f"{last} channels", "residual", size=9)
    channels(sheet, plus.x + 0.2, y, 7.2 - plus.x - 0.2, last)
    sheet.text((7.2 + plus.x + 0.2) / 2, y, str(last))
    return plus
