"""Drawings of what the lessons name: `drawing.plain_and_residual()` returns a figure with its alternative text.

Each takes `scale` ("page" or "projected"); two calls give the same picture.
"""

from course_utils.figures.drawing.blocks import norm_places, padding_and_projection, plain_and_residual
from course_utils.figures.drawing.gates import highway, lstm
from course_utils.figures.drawing.inverted import depthwise_separable, inverted_bottleneck
from course_utils.figures.drawing.signals import collapse, sum_and_product
from course_utils.figures.drawing.steps import ring_and_seam, two_questions
from course_utils.figures.drawing.streams import hyper_connections
from course_utils.figures.drawing.views import five_views
from course_utils.figures.drawing.widths import basic_and_bottleneck, dense, groups, squeeze_and_excitation

__all__ = [
    "basic_and_bottleneck",
    "collapse",
    "dense",
    "depthwise_separable",
    "five_views",
    "groups",
    "highway",
    "hyper_connections",
    "inverted_bottleneck",
    "lstm",
    "norm_places",
    "padding_and_projection",
    "plain_and_residual",
    "ring_and_seam",
    "squeeze_and_excitation",
    "sum_and_product",
    "two_questions",
]
