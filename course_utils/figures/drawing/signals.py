"""What runs through a stack, drawn: the sum forwards and the product backwards, and inputs that turn into one."""

import math

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Sheet
from course_utils.signals.angles import cosines

DEPTH, SHOWN = 50, (0, 2, 10, 50)


def sum_and_product(scale: str | None = None) -> CourseFigure:
    """Three blocks on one strip: forwards each adds its branch, backwards each multiplies the gradient by I + J."""
    sheet = Sheet(7.4, 3.1, scale)
    sheet.heading(0.2, 2.88, "forwards, a sum", "residual", ha="left")
    sheet.heading(0.2, 1.12, "backwards, a product", ha="left")
    end, back = (0.62, 2.35), (6.72, 0.55)
    sheet.text(0.35, 2.35, "$x_0$")
    sheet.text(7.05, 2.35, "$x_3$")
    sheet.text(7.05, 0.55, "$g_3$")
    sheet.text(0.35, 0.55, "$g_0$")
    for block in range(3):
        x = 1.3 + 1.95 * block
        plus = sheet.sign(x + 1.1, 2.35)
        branch = sheet.box(x + 0.25, 1.75, f"$F_{block}$", 0.8, 0.36)
        sheet.wire(end, plus.left, kind="residual", width=2.6)
        sheet.wire((x - 0.4, 2.35), (x - 0.4, 1.75), branch.left)
        sheet.wire(branch.right, (plus.x, 1.75), plus.bottom)
        end = plus.right
        factor = sheet.box(6.05 - 1.95 * block - 0.55, 0.55, f"$I + J_{2 - block}$", 1.0, 0.4)
        sheet.wire(back, factor.right, width=2.2)
        back = factor.left
    sheet.wire(end, (6.85, 2.35), kind="residual", width=2.6)
    sheet.wire(back, (0.55, 0.55), width=2.2)
    sheet.text(7.2, 2.82, "$x_3 = x_0 + F_0(x_0) + F_1(x_1) + F_2(x_2)$", ha="right")
    sheet.text(7.2, 1.1, "$g_0 = g_3\\,(I + J_2)\\,(I + J_1)\\,(I + J_0)$", ha="right")
    return sheet.done(
        "Three residual blocks on one strip. Forwards, from left to right, each adds its branch to the stream, so that "
        "x_3 is x_0 plus three terms. Backwards, from right to left, each multiplies the gradient by I + J, so that "
        "g_0 is g_3 times three factors."
    )


def collapse(scale: str | None = None) -> CourseFigure:
    """Five inputs as arrows, at four depths: plain layers turn them into one direction, small branches hardly.

    The angle of the outermost two is that of `cosines`, for a network so wide that chance averages out.
    """
    sheet = Sheet(7.4, 3.1, scale)
    rows = {"plain": cosines(0.0, DEPTH), "residual": cosines(0.0, DEPTH, share=1 / DEPTH)}
    names = {"plain": "plain\n$f(x)$", "residual": "residual\n$x + f(x)/\\sqrt{L}$"}
    for column, depth in enumerate(SHOWN):
        sheet.text(2.15 + 1.5 * column, 2.92, f"after {depth}" if depth else "inputs", "soft")
        for y, (kind, states) in zip((1.74, 0.32), rows.items(), strict=True):
            _fan(sheet, 2.15 + 1.5 * column, y, math.acos(states[depth]), kind)
            sheet.text(2.15 + 1.5 * column, y - 0.14, f"{math.degrees(math.acos(states[depth])):.0f}°", "soft", size=9)
    for y, kind in ((2.2, "plain"), (0.8, "residual")):
        sheet.text(0.15, y, names[kind], kind, ha="left")
    plain, residual = (math.degrees(math.acos(states[-1])) for states in rows.values())
    return sheet.done(
        f"Five inputs as arrows that span 90 degrees, before and after 2, 10 and {DEPTH} random blocks. In a plain "
        f"network they turn towards each other and span {plain:.0f} degrees in the end; in a residual one whose "
        f"branches are divided by the root of the depth they still span {residual:.0f}."
    )


def _fan(sheet, x, y, angle, kind):
    """Five arrows from (x, y), spread over `angle` around the vertical."""
    for place in range(5):
        turn = math.pi / 2 + angle * (place / 4 - 0.5)
        end = (x + 0.9 * math.cos(turn), y + 0.9 * math.sin(turn))
        sheet.wire((x, y), end, kind="residual" if kind == "residual" else "ink", width=1.5)
