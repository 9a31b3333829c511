"""drawing: every picture says what it shows, keeps its words apart, inside and legible, and is the same each time."""

import inspect
import itertools

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from course_utils.figures import CourseFigure, drawing
from course_utils.figures.drawing.sheet import INKS, SIZE, Sheet, rounded

every_drawing = pytest.mark.parametrize("name", drawing.__all__)


def drawn(name, **settings):
    """The figure, rendered once, so that its texts know their places."""
    figure = getattr(drawing, name)(**settings)
    FigureCanvasAgg(figure).draw()
    return figure


def boxes_of(figure):
    return [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts]


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return np.dot(linear, (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@every_drawing
def test_a_drawing_is_a_figure_with_words_for_those_who_do_not_see_it(name):
    figure = drawn(name)
    assert isinstance(figure, CourseFigure) and len(figure.alternative.split()) > 20
    data, _ = figure._repr_mimebundle_()
    assert data["text/plain"] == f"Figure: {figure.alternative}" and "image/png" in data


@every_drawing
@pytest.mark.parametrize("scale", ["page", "projected"])
def test_no_two_texts_overlap_and_none_leaves_the_sheet(name, scale):
    figure = drawn(name, scale=scale)
    whole = figure.bbox
    for words, box in boxes_of(figure):
        assert whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1, words
    for (one, left), (other, right) in itertools.combinations(boxes_of(figure), 2):
        assert not left.overlaps(right), f"{one!r} lies on {other!r}"


@every_drawing
def test_words_fit_their_boxes(name):
    figure = drawn(name)
    dpi = figure.dpi
    for text, place in figure.sheet.boxed:
        extent = text.get_window_extent()
        assert extent.width <= place.width * dpi and extent.height <= place.height * dpi, text.get_text()


@every_drawing
def test_words_are_large_and_dark_enough(name):
    for text in drawn(name).axes[0].texts:
        assert text.get_fontsize() >= 9, text.get_text()
        assert contrast(text.get_color(), INKS["surface"]) >= 4.5, text.get_text()


@every_drawing
def test_the_same_picture_each_time(name):
    one, other = (getattr(drawing, name)()._repr_mimebundle_()[0]["image/png"] for _ in range(2))
    assert one == other


@every_drawing
def test_every_drawing_takes_a_scale_and_says_what_it_draws(name):
    function = getattr(drawing, name)
    assert [*inspect.signature(function).parameters] == ["scale"] and function.__doc__


def test_places_know_their_sides():
    place = Sheet(4, 2).box(1, 1, "x", 0.5, 0.4)
    assert (place.left, place.right, place.top, place.bottom) == ((0.75, 1), (1.25, 1), (1, 1.2), (1, 0.8))


def test_a_text_has_the_size_asked_for():
    assert Sheet(4, 2).text(1, 1, "x").get_fontsize() == SIZE
    assert Sheet(4, 2, scale="projected").text(1, 1, "x").get_fontsize() == 1.5 * SIZE


def test_corners_are_rounded_and_ends_kept():
    path = rounded(np.array([(0, 0), (1, 0), (1, 0), (1, 1)], dtype=float), 0.2)
    assert path.vertices[0].tolist() == [0, 0] and path.vertices[-1].tolist() == [1, 1]
    assert np.allclose(path.vertices[1], (0.8, 0)) and np.allclose(path.vertices[3], (1, 0.2))


def test_an_unknown_scale_is_named():
    with pytest.raises(ValueError, match="No scale is called 'huge'"):
        Sheet(1, 1, scale="huge")
