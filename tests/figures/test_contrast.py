"""The colour code on a light and on a dark page: seen, told apart, and of the same hue."""

import colorsys
import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_utils.data import pictograms
from course_utils.figures import CLASSES, COLOURS, new_figure
from course_utils.figures.bottleneck_efficiency import picture_sheet
from tests.contrast import SIGNS, TEXT, contrast, day, faults, night

KINDS = ("plain", "residual", "gated", "continuous")


def hue(rgb):
    """The hue, in turns."""
    return colorsys.rgb_to_hsv(*rgb)[0]


def test_what_a_dark_page_makes_of_the_two_ends():
    """White becomes the page of JupyterLab's dark theme; contrast is the standard's: 21 between the two ends."""
    assert to_hex(night("white")) == "#111111" and to_hex(night("black")) == "#eeeeee"
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)  # the lightest grey for words


@pytest.mark.parametrize("seen", [day, night])
@pytest.mark.parametrize("colour", [*COLOURS.values(), *CLASSES])
def test_every_colour_of_the_code_is_seen(colour, seen):
    assert contrast(colour, "white", seen) >= SIGNS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_keeps_its_hue(kind):
    turned = abs(hue(night(COLOURS[kind])) - hue(day(COLOURS[kind])))
    assert min(turned, 1 - turned) < 5 / 360
    nearest = min(KINDS, key=lambda other: np.abs(night(COLOURS[kind]) - day(COLOURS[other])).sum())
    assert nearest == kind


def test_kinds_stay_apart():
    for one, other in itertools.combinations(KINDS, 2):
        apart = [np.linalg.norm(seen(COLOURS[one]) - seen(COLOURS[other])) for seen in (day, night)]
        assert apart[1] > 0.6 * apart[0], (one, other, apart)


def test_black_words_are_read_in_both_themes():
    assert min(contrast("black", "white", seen) for seen in (day, night)) > 2 * TEXT


def test_a_faint_word_and_a_faint_line_are_found():
    figure, axes = new_figure()
    axes.plot([0, 1], color="#B5B5B5", label="fog")
    axes.set_title("mist", color="#8A8A8A")
    axes.plot([1, 0], color=COLOURS["plain"])
    found = faults(figure)
    figure.clear()
    assert sum("fog" in fault for fault in found) == 2 and sum("mist" in fault for fault in found) == 2


def test_photographs_stay_as_they_are():
    data = pictograms(20, 10)
    sheet = picture_sheet({"these": data.train_inputs[:3]}, ("a", "b", "c"))
    assert sheet._repr_mimebundle_()[1]["needs_background"] == "light"
    assert "needs_background" not in new_figure()[0]._repr_mimebundle_()[1]
