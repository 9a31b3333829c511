"""Several streams, drawn: hyper-connections, whose streams are mixed, read by the branch, and written to by it."""

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Sheet

LANES = (2.35, 1.85, 1.35)


def hyper_connections(scale: str | None = None) -> CourseFigure:
    """One block on three streams: a matrix A mixes them, weights a read the branch's input, weights b write it back."""
    sheet = Sheet(7.4, 2.75, scale)
    mix = sheet.box(3.2, LANES[1], "mix\n$A$\n3 × 3", 0.8, 1.36, "gated")
    branch = sheet.box(3.2, 0.4, "branch $F$", 1.3, 0.42)
    read = sheet.sign(1.75, 0.4, "+", "ink")
    for lane, y in enumerate(LANES):
        plus = sheet.sign(5.6, y)
        sheet.text(0.25, y, f"$x^{lane + 1}$")
        sheet.wire((0.45, y), (mix.left[0], y), kind="residual", width=2.4)
        sheet.wire((mix.right[0], y), plus.left, kind="residual", width=2.4)
        sheet.wire(plus.right, (6.9, y), kind="residual", width=2.4)
        sheet.text(7.15, y, f"$y^{lane + 1}$")
        tap = 0.8 + 0.25 * lane
        sheet.wire((tap, y), (tap, 0.4), read.left, kind="gated")
        sheet.dot(tap, y, "gated", 6)
        rise = 4.4 + 0.3 * lane
        sheet.wire((branch.right[0], 0.4), (rise, 0.4), (rise, y - 0.3), (5.6, y - 0.3), plus.bottom, kind="gated")
    sheet.wire(read.right, branch.left)
    sheet.text(0.75, 0.17, "reads by $a$", "soft", size=9)
    sheet.text(4.75, 0.14, "writes by $b$", "soft", size=9)
    return sheet.done(
        "One block with hyper-connections on three streams. Along the top the streams pass a 3 by 3 matrix A that "
        "mixes them, and an addition each. Below, the branch F reads a sum of the streams with the weights a, and its "
        "output is added to every stream with the weights b. With one stream and A = a = b = 1 this "
        "is the residual block."
    )
