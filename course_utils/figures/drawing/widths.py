"""Blocks drawn with their channels: a band's thickness is a number of channels, a slope between bands a convolution."""

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Sheet

THIN = 0.3 / 64  # inches for a channel


def channels(sheet: Sheet, x: float, y: float, length: float, count: int, end: int | None = None, **look) -> None:
    """A band of `count` channels from x on, `length` inches long, that ends with `end` of them if that is another."""
    half, other = count * THIN / 2, (count if end is None else end) * THIN / 2
    sheet.band((x, y - half), (x + length, y - other), (x + length, y + other), (x, y + half), **look)


def basic_and_bottleneck(scale: str | None = None) -> CourseFigure:
    """The basic block on 64 channels and the bottleneck 256-64-256, with bands as thick as their channels are many."""
    sheet = Sheet(7.4, 3.75, scale)
    sheet.heading(0.2, 3.55, "basic block", ha="left")
    sheet.heading(0.2, 2.2, "bottleneck", ha="left")
    _row(sheet, 2.85, [(64, "3 × 3"), (64, "3 × 3")], 64)
    _row(sheet, 0.75, [(256, "1 × 1"), (64, "3 × 3"), (64, "1 × 1")], 256)
    return sheet.done(
        "Two blocks as bands whose thickness is the number of channels. The basic block keeps 64 channels through two "
        "3x3 convolutions. The bottleneck arrives with 256, a 1x1 convolution narrows them to 64, a 3x3 works on "
        "these, and a 1x1 widens them to 256 again; its shortcut and its sum are 256 channels wide, four times the "
        "basic block's."
    )


def _row(sheet, y, convolutions, last):
    """A block from left to right: its bands, its convolutions between them, its shortcut above, the addition."""
    wide = last * THIN
    x, above = 0.2, y + wide / 2 + 0.18
    ends = [count for count, _ in convolutions[1:]] + [last]
    for (count, name), end in zip(convolutions, ends, strict=True):
        channels(sheet, x, y, 0.8, count)
        sheet.text(x + 0.4, y, str(count))
        channels(sheet, x + 0.8, y, 0.7, count, end, kind="quiet", alpha=0.7 if "3" in name else 0.4)
        sheet.text(x + 1.15, y, name, size=9)
        x += 1.5
    channels(sheet, x, y, 0.8, last)
    sheet.text(x + 0.4, y, str(last))
    plus = sheet.sign(x + 1.0, y)
    sheet.wire((0.2, above), (plus.x, above), plus.top, kind="residual", width=2.4)
    sheet.text(x + 0.4, above + 0.14, f"shortcut, {last} channels", "residual", size=9)
    channels(sheet, plus.x + 0.2, y, 7.2 - plus.x - 0.2, last)
    sheet.text((7.2 + plus.x + 0.2) / 2, y, str(last))


def groups(scale: str | None = None) -> CourseFigure:
    """A 3x3 convolution in one piece and in four groups: squares of weights, of which groups keep the diagonal."""
    sheet = Sheet(7.4, 2.75, scale)
    side = 1.5
    for left, count, name in ((0.55, 1, "one group"), (3.05, 4, "4 groups"), (5.55, 8, "8 groups")):
        sheet.heading(left, 2.5, name, ha="left")
        sheet.band(*_square(left, 0.6, side), kind="quiet", alpha=0.12, line=1)
        for g in range(count):
            part = side / count
            sheet.band(*_square(left + g * part, 0.6 + side - (g + 1) * part, part), alpha=0.6)
        sheet.text(left + side / 2, 0.38, "inputs", "soft", size=9)
        sheet.text(left + side / 2, 0.14, "all weights" if count == 1 else f"1/{count} of the weights", size=9)
        sheet.text(left - 0.12, 0.6 + side / 2, "outputs", "soft", size=9, rotation=90)
    return sheet.done(
        "Three squares of weights, input channels across and output channels down. With one group the square is full: "
        "every output sees every input. With four groups only four blocks on the diagonal are left, a quarter of the "
        "weights; with eight, an eighth. Each output sees the inputs of its own group alone."
    )


def _square(x, y, side):
    return (x, y), (x + side, y), (x + side, y + side), (x, y + side)


def squeeze_and_excitation(scale: str | None = None) -> CourseFigure:
    """The map is averaged to one number a channel, two small layers make a factor of each, the map is multiplied."""
    sheet = Sheet(7.4, 2.5, scale)
    _slabs(sheet, 0.4, 0.5, (0.75,) * 5)
    sheet.text(0.85, 0.2, "map, C channels", "soft", size=9)
    times = sheet.sign(5.75, 0.9, "×", "gated")
    sheet.wire((1.55, 0.9), times.left, kind="residual", width=2.4)
    mean = sheet.box(1.95, 1.85, "mean over\npixels", 1.05, 0.55)
    sheet.wire((0.95, 1.45), (0.95, 1.85), mean.left)
    down = sheet.box(3.25, 1.85, "C → C/16\nReLU", 1.0, 0.55)
    up = sheet.box(4.55, 1.85, "C/16 → C\nsigmoid", 1.0, 0.55, "gated")
    for one, other in ((mean, down), (down, up)):
        sheet.wire(one.right, other.left)
    sheet.wire(up.right, (5.75, 1.85), times.top, kind="gated")
    sheet.text(1.95, 2.28, "squeeze", "soft", size=9)
    sheet.text(3.9, 2.28, "excitation", "soft", size=9)
    sheet.text(5.65, 1.45, "C factors\nfrom 0 to 1", size=9, ha="right")
    sheet.wire(times.right, (6.25, 0.9), kind="residual", width=2.4)
    _slabs(sheet, 6.3, 0.5, (0.75, 0.2, 0.55, 0.35, 0.9))
    sheet.text(6.75, 0.2, "each its own", "soft", size=9)
    return sheet.done(
        "Squeeze-and-excitation. A map of C channels is averaged over its pixels to C numbers; a small layer reduces "
        "them to C/16, another makes C factors between 0 and 1 of these, and each channel of the map is multiplied by "
        "its factor."
    )


def _slabs(sheet, left, bottom, strengths):
    """Channels of a map, one behind the other, as strong as they are loud."""
    for place, strength in reversed([*enumerate(strengths)]):
        x, y = left + 0.1 * place, bottom + 0.1 * place
        sheet.card(*_square(x, y, 0.5), strength=strength)


def dense(scale: str | None = None) -> CourseFigure:
    """A dense block: each layer reads all that is there, and lays its own channels beside it."""
    sheet = Sheet(7.4, 2.25, scale)
    height, base = 0.34, 0.6
    for column in range(4):
        x = 0.35 + 1.95 * column
        for row in range(column + 1):
            y = base + row * height
            top = y + 0.9 * height
            sheet.band((x, y), (x + 0.75, y), (x + 0.75, top), (x, top), alpha=0.2 + 0.15 * row)
            sheet.text(x + 0.37, y + height * 0.45, f"$x_{row}$")
        if column == 3:
            break
        middle, top = base + height * (column + 1) / 2, base + height * (column + 1.45)
        layer = sheet.box(x + 1.3, middle, f"$H_{column}$", 0.42, 0.36)
        sheet.wire((x + 0.78, middle), layer.left)
        sheet.wire(layer.top, (x + 1.3, top), (x + 1.92, top), kind="residual")
    for column, words in enumerate(("$c_0$", "$c_0 + k$", "$c_0 + 2k$", "$c_0 + 3k$")):
        sheet.text(0.72 + 1.95 * column, 0.38, words, size=9)
    sheet.text(0.35, 0.13, "channels that the next layer reads, and copies", "soft", size=9, ha="left")
    return sheet.done(
        "A dense block. Layer H_0 reads x_0 and lays x_1 beside it; H_1 reads both and adds x_2; H_2 reads all three "
        "and adds x_3. The channels that a layer reads grow by k a layer, c_0, c_0 + k, c_0 + 2k, and each layer keeps "
        "a copy of them, so that the memory grows with the square of the depth."
    )
