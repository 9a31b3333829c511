"""Gates, drawn: a highway layer, whose one gate shares a 1 between two ways, and one step of an LSTM, whose gates are
free.
"""

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Sheet


def highway(scale: str | None = None) -> CourseFigure:
    """A highway layer: the gate T lets the branch through, and 1 - T of the input past it."""
    sheet = Sheet(7.4, 2.3, scale)
    sheet.text(0.3, 1.85, "$x$")
    carry, plus = sheet.sign(4.6, 1.85, "×", "gated"), sheet.sign(6.2, 1.85)
    sheet.wire((0.42, 1.85), carry.left, kind="residual", width=2.6)
    sheet.wire(carry.right, plus.left, kind="residual", width=2.6)
    sheet.wire(plus.right, (6.95, 1.85), kind="residual", width=2.6)
    sheet.text(7.1, 1.85, "$y$")
    branch, gate = sheet.box(2.1, 0.45, "$H$"), sheet.box(2.1, 1.15, "gate $T$", kind="gated")
    sheet.wire((0.8, 1.85), (0.8, 0.45), branch.left)
    sheet.wire((1.15, 1.85), (1.15, 1.15), gate.left, kind="gated")
    mixed = sheet.sign(4.6, 0.45, "×", "gated")
    sheet.wire(branch.right, mixed.left)
    sheet.wire(mixed.right, (6.2, 0.45), plus.bottom)
    sheet.wire(gate.right, (4.6, 1.15), carry.bottom, kind="gated")
    sheet.wire(gate.right, (4.6, 1.15), mixed.top, kind="gated")
    sheet.text(3.65, 1.3, "one gate for both", "soft", size=9)
    sheet.text(4.75, 1.46, "$1 - T$", ha="left")
    sheet.text(4.75, 0.84, "$T$", ha="left")
    return sheet.done(
        "A highway layer. The input x runs along the top to an addition, multiplied on its way by 1 - T. Below, the "
        "branch H of x is multiplied by T and added. One gate T, itself a function of x, sets both factors, so that "
        "what the branch gains the input loses."
    )


def lstm(scale: str | None = None) -> CourseFigure:
    """One step of an LSTM: the memory c along the top, its gates f and i, and the second way from c through h."""
    # long because every gate is one line
    sheet = Sheet(7.4, 2.75, scale)
    sheet.text(0.3, 2.3, "$c_t$")
    keep, plus = sheet.sign(1.75, 2.3, "×", "gated"), sheet.sign(4.0, 2.3)
    sheet.wire((0.5, 2.3), keep.left, kind="residual", width=2.6)
    sheet.wire(keep.right, plus.left, kind="residual", width=2.6)
    sheet.wire(plus.right, (6.85, 2.3), kind="residual", width=2.6)
    sheet.text(7.05, 2.3, "$c_{t+1}$")
    bus = 0.35
    sheet.text(0.3, bus, "$x_t, h_t$")
    places = ((1.75, "forget $f$"), (2.95, "input $i$"), (4.0, "new $\\tilde{c}$"), (5.55, "output $o$"))
    boxes = [sheet.box(x, 0.98, words, 0.92, 0.38, "ink" if "new" in words else "gated") for x, words in places]
    for box in boxes:
        sheet.wire((box.x, bus), box.bottom)
    sheet.wire((0.62, bus), (5.55, bus), arrow=False)
    forget, entering, new, out = boxes
    write, read = sheet.sign(4.0, 1.65, "×", "gated"), sheet.sign(5.55, 1.65, "×", "gated")
    sheet.wire(forget.top, keep.bottom, kind="gated")
    sheet.wire(entering.top, (2.95, 1.65), write.left, kind="gated")
    sheet.wire(new.top, write.bottom)
    sheet.wire(write.top, plus.bottom)
    sheet.wire(out.top, read.bottom, kind="gated")
    sheet.wire((5.55, 2.3), read.top)
    sheet.wire(read.right, (6.85, 1.65))
    sheet.text(7.05, 1.65, "$h_{t+1}$")
    sheet.text(5.63, 2.0, "tanh", "soft", size=9, ha="left")
    sheet.text(6.55, 1.12, "$h$ sets the\nnext gates", "soft", size=9)
    return sheet.done(
        "One step of an LSTM. The memory c runs along the top: the forget gate f multiplies it, then the input gate i "
        "times a new candidate is added. The output gate o lets tanh of the memory out as h, and h enters the next "
        "step's gates, which is the second way from one memory to the next."
    )
