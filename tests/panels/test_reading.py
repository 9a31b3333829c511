"""What the pointer reads in a picture: the values of its axes, where they lie."""

import pytest
from matplotlib.figure import Figure

from course_utils.panels.picture import Picture
from course_utils.panels.reading import reads


def setup(figure):
    left, right, photograph = figure.subplots(1, 3)
    left.set(xlim=(0, 4), ylim=(1e-3, 1e3), yscale="log", xlabel="steps (of all)", ylabel=r"size of $x_l$")
    right.set(xlim=(-1, 3), ylim=(1, 0), xlabel="kind", ylabel=r"$h\,\lambda$")
    right.set_xticks([0, 1, 2], ["one", "two", "three"])
    photograph.set(xticks=[], yticks=[])
    return {}


@pytest.fixture
def picture():
    return Picture(setup, lambda artists, data: None)


def test_values_are_those_of_the_axes(picture):
    left, right = picture.reads
    assert (left["x"]["label"], left["y"]["label"], right["y"]["label"]) == ("steps", "size of xₗ", "h λ")
    assert left["x"]["values"][::16] == pytest.approx([0, 2, 4]) and not left["x"]["log"]
    assert left["y"]["values"][::16] == pytest.approx([1e-3, 1, 1e3]) and left["y"]["log"]
    assert right["x"]["names"] == [(0.0, "one"), (1.0, "two"), (2.0, "three")]
    assert right["y"]["values"][0] == pytest.approx(1) and right["y"]["values"][-1] == pytest.approx(0)


def test_the_boxes_are_where_the_axes_are(picture):
    for found, axes in zip(picture.reads, picture.figure.axes, strict=False):
        corner = axes.transData.transform((axes.get_xlim()[0], axes.get_ylim()[0]))
        width, height = picture.figure.bbox.size
        assert [found["box"][0] * width, found["box"][2] * height] == pytest.approx(corner.tolist(), abs=1e-6)


def test_nothing_is_read_where_there_is_nothing():
    axes = Figure().subplots()
    axes.axis("off")
    assert reads(axes) is None
