"""The course on one screen: five views of y = x + F(x), one a chapter."""

import math

import numpy as np

from course_utils.figures import CourseFigure
from course_utils.figures.drawing.sheet import Sheet

NAMES = ("correction", "highway", "cost", "ensemble", "equation")
QUESTIONS = (
    "Why does a\ndeeper network\nfit worse?",
    "Why does the\ngradient arrive,\nand what stops it?",
    "What does\na block cost, and\nin what currency?",
    "Is it one network,\nor many\nshallow ones?",
    "Is there a curve\nthat the blocks\nfollow?",
)
WIDE = 1.48


def five_views(scale: str | None = None) -> CourseFigure:
    """Five small pictures in a row, each with the name of its view and the question of its chapter."""
    sheet = Sheet(7.5, 2.7, scale)
    pictures = (_correction, _highway, _cost, _ensemble, _equation)
    for place, (name, question, draw) in enumerate(zip(NAMES, QUESTIONS, pictures, strict=True)):
        left = 0.06 + WIDE * place
        sheet.heading(left + 0.68, 2.5, f"{place + 1} {name}", "residual")
        draw(sheet, left, 0.88)
        sheet.text(left + 0.68, 0.42, question, size=9)
        if place < 4:
            rule = left + 1.395, left + 1.405
            sheet.band((rule[0], 0.2), (rule[1], 0.2), (rule[1], 2.3), (rule[0], 2.3), kind="quiet", alpha=0.25)
    return sheet.done(
        "Five views of y = x + F(x), a chapter each. Correction: an arrow F from x towards a target. Highway: a "
        "gradient that runs past a branch. Cost: bars of unequal height for weights, operations, bytes and seconds. "
        "Ensemble: paths that go through branches or past them. Equation: straight steps along a smooth curve."
    )


def _correction(sheet, left, bottom):
    x, y, target = (left + 0.2, bottom + 0.15), (left + 0.95, bottom + 0.75), (left + 1.12, bottom + 1.2)
    sheet.wire((left + 0.2, bottom + 0.15), y, kind="residual", width=2.2)
    sheet.dot(*x, "ink", 5)
    sheet.dot(*target, "continuous", 7)
    sheet.text(x[0] - 0.02, x[1] + 0.2, "$x$")
    sheet.text(left + 0.72, bottom + 0.3, "$F$", "residual")
    sheet.text(target[0] - 0.38, target[1], "target", "soft", size=9)


def _highway(sheet, left, bottom):
    sheet.wire((left + 1.3, bottom + 0.95), (left + 0.08, bottom + 0.95), kind="residual", width=2.6)
    box = sheet.box(left + 0.68, bottom + 0.35, "$F$", 0.5, 0.36)
    sheet.wire((left + 1.18, bottom + 0.95), (left + 1.18, bottom + 0.35), box.right)
    sheet.wire(box.left, (left + 0.2, bottom + 0.35), (left + 0.2, bottom + 0.9))
    sheet.text(left + 0.68, bottom + 1.18, "gradient", "soft", size=9)


def _cost(sheet, left, bottom):
    for place, height in enumerate((0.06, 0.06, 0.72, 0.3)):
        x, base = left + 0.17 + 0.29 * place, bottom + 0.1
        sheet.band((x, base), (x + 0.2, base), (x + 0.2, base + 1.0), (x, base + 1.0), kind="quiet", alpha=0.25)
        sheet.band((x, base), (x + 0.2, base), (x + 0.2, base + height), (x, base + height), alpha=0.9)
    sheet.text(left + 0.7, bottom + 1.26, "4 currencies", "soft", size=9)


def _ensemble(sheet, left, bottom):
    for row in range(4):
        y = bottom + 0.2 + 0.31 * row
        sheet.wire((left + 0.08, y), (left + 1.3, y), kind="residual", width=1.6)
        for place in range(2):
            if row >> place & 1:
                sheet.box(left + 0.42 + 0.45 * place, y, "", 0.24, 0.2)


def _equation(sheet, left, bottom):
    def at(t):
        return left + 0.12 + 1.15 * t, bottom + 0.25 + 0.85 * math.sin(2.2 * t)

    sheet.wire(*[at(t) for t in np.linspace(0, 1, 40)], kind="continuous", width=2, arrow=False)
    point, h = np.array(at(0.0)), 1 / 4
    for step in range(4):
        slope = np.array([1.15, 0.85 * 2.2 * math.cos(2.2 * step * h)])
        sheet.wire(tuple(point), tuple(point + h * slope), kind="residual", width=1.5)
        sheet.dot(*point, "residual", 3.5)
        point = point + h * slope
