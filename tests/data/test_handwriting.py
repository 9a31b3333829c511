"""Digits drawn by hand become images like those of the data."""

import math

import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from course_utils.data.handwriting import image_of, levels, written_digit


def arc(x, y, across, up, begin, end):
    turns = [math.radians(begin + (end - begin) * i / 20) for i in range(21)]
    return [(x + across * math.cos(turn), y + up * math.sin(turn)) for turn in turns]


DRAWN = {
    0: [arc(0.5, 0.5, 0.3, 0.45, 0, 360)],
    1: [[(0.35, 0.3), (0.55, 0.1), (0.55, 0.9)]],
    2: [[*arc(0.5, 0.3, 0.25, 0.22, -180, 30), (0.25, 0.9), (0.8, 0.9)]],
    3: [arc(0.45, 0.3, 0.25, 0.22, -150, 90) + arc(0.45, 0.7, 0.28, 0.22, -90, 150)],
    4: [[(0.5, 0.1), (0.2, 0.6), (0.8, 0.6)], [(0.6, 0.35), (0.6, 0.95)]],
    5: [[(0.75, 0.1), (0.35, 0.1), (0.3, 0.45), *arc(0.5, 0.65, 0.25, 0.25, -120, 140)]],
    6: [[(0.6, 0.1), (0.35, 0.45)], arc(0.5, 0.7, 0.2, 0.22, 180, 540)],
    7: [[(0.2, 0.1), (0.8, 0.1), (0.45, 0.9)], [(0.35, 0.5), (0.7, 0.5)]],
    8: [arc(0.5, 0.28, 0.2, 0.19, 90, 450), arc(0.5, 0.7, 0.24, 0.22, -90, 270)],
    9: [[*arc(0.5, 0.3, 0.22, 0.2, 0, 360), (0.7, 0.4), (0.6, 0.9)]],
}


@pytest.fixture(scope="module")
def reader():
    """A reader of the digits that no network of ours has a part in."""
    data = load_digits()
    return KNeighborsClassifier(5).fit(data.data, data.target)


@pytest.mark.parametrize("digit", DRAWN)
def test_a_drawn_digit_is_read_by_its_neighbours_in_the_data(reader, digit):
    image = written_digit(DRAWN[digit])
    assert image.shape == (1, 8, 8) and 0 <= image.min() and image.max() <= 1
    assert reader.predict(16 * image.flatten()[None].numpy()) == digit


def test_size_and_place_of_the_drawing_do_not_matter():
    small = [[(0.6 + 0.2 * x, 0.1 + 0.2 * y) for x, y in stroke] for stroke in DRAWN[5]]
    torch.testing.assert_close(written_digit(small), written_digit(DRAWN[5]), atol=1 / 8, rtol=0)
    up_down = written_digit([[(0, 0), (0, 5)]])[0]
    assert up_down[:, 3:5].sum() == up_down.sum() > 0 and (up_down[:, 3] > 0).all()


def test_a_point_and_nothing():
    assert written_digit([]).sum() == written_digit([[]]).sum() == 0
    assert written_digit([[(0.2, 0.7)]])[0, 3:5, 3:5].sum() > 0


def test_levels_are_read_back():
    image = written_digit(DRAWN[3])
    assert torch.equal(image_of(levels(image)), image) and len(levels(image)) == 64
    for text in ("", "0" * 63, "h" + "0" * 63, "-" * 64):
        with pytest.raises(ValueError, match="64 letters"):
            image_of(text)
