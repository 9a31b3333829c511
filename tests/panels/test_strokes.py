"""The two shorter ways of a picture to a page: stamps of texts and legends, and strokes that the page draws itself."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from course_utils.panels import ensembles, ode_view, residual_mathematics
from course_utils.panels.picture import Picture
from course_utils.panels.stamps import KEPT, Memory, Stamps
from course_utils.panels.strokes import Recorder
from tests.panels.test_laws import corners, every_panel

PLANES = {
    "stability": ode_view.stability_plane,
    "start": ode_view.flow_and_steps,
    "arrow": residual_mathematics.correction_arrows,
    "lattice": ensembles.path_lattice,
}


def pixels(picture):
    return np.asarray(picture.canvas.buffer_rgba()).astype(int).copy()


def flat(ways):
    """The points of a stroke, in pixels."""
    return np.cumsum(np.reshape(ways, (-1, 2)), axis=0) / 10


# Stamps


@every_panel
def test_what_comes_from_memory_is_what_would_be_drawn(pictures, chapter, name, monkeypatch):
    """Within the rounding of colours; a panel that changes a legend in a way that is not looked for fails here."""
    panel = pictures(chapter, name, "page")
    picture = getattr(panel.picture, "picture", panel.picture)
    for parameters, data in corners(panel):
        picture.frame(data)
        remembered = pixels(picture)
        with monkeypatch.context() as patch:
            patch.setattr(Stamps, "draw", lambda self, artist, renderer: artist.draw(renderer))
            picture.frame(data)
        assert abs(remembered - pixels(picture)).max() <= 3, parameters


def test_a_text_is_rendered_once_and_again_when_it_changes():
    figure, made, memory = Figure(), [], Memory()
    text = figure.text(0.1, 0.1, "loss")

    def make(artist):
        made.append(artist.get_text())
        return len(made)

    assert [memory.of(text, make) for _ in range(3)] == [1, 1, 1]
    for change in (
        lambda: text.set_text("gain"),
        lambda: text.set_color("red"),
        lambda: text.set_x(0.2),
        lambda: text.set_alpha(0.5),
        lambda: text.set_fontsize(20),
        lambda: text.set_rotation(90),
        lambda: text.set_visible(False),
    ):
        change()
        before = len(made)
        memory.of(text, make)
        memory.of(text, make)
        assert len(made) == before + 1
    text.set_text("loss")
    for number in range(KEPT + 1):
        text.set_text(str(number))
        memory.of(text, make)
    assert len(memory._kept) == KEPT


# Strokes


@pytest.mark.parametrize("make", PLANES.values(), ids=PLANES)
def test_strokes_of_a_plane_come_before_its_png_and_lie_where_its_artists_are(make, monkeypatch):
    told = []
    panel = make()
    plane = panel.picture
    monkeypatch.setattr(plane, "_tell", lambda traits: told.append(traits))
    plane.frame(panel.data)
    assert [sorted(traits) for traits in told][-1] == ["png"]
    assert "strokes" in told[0] and "place" in told[0] and "png" not in told[0]
    strokes = plane.picture._sketches.of(plane.picture._moving)
    points = np.concatenate([flat(stroke["points"]) for stroke in strokes if "at" not in stroke])
    width, height = plane.picture.canvas.get_width_height(physical=True)
    inside = (points > -1).all(1) & (points < (width + 1, height + 1)).all(1)
    assert inside.mean() > 0.9


def test_a_stroke_has_pixels_from_above_its_line_and_its_clip():
    picture = Picture(lambda figure: figure.subplots().plot([], [], "r--", linewidth=2)[0], draw, (4, 2))
    told = []
    picture.frame(([0.0, 0.5, 1.0], [0.0, 1.0, 0.0]), told.append)
    ((stroke,),) = told
    axes, height = picture.figure.axes[0], picture.canvas.get_width_height(physical=True)[1]
    expected = axes.transData.transform([(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)])
    expected[:, 1] = height - expected[:, 1]
    np.testing.assert_allclose(flat(stroke["points"]), expected, atol=0.3)
    assert stroke["line"] == "rgba(255,0,0,1)" and len(stroke["dash"]) == 2 and "fill" not in stroke
    assert stroke["width"] == pytest.approx(2 * picture.figure.dpi / 72, abs=0.01)
    left, above, wide, high = stroke["clip"]
    box = axes.bbox
    np.testing.assert_allclose((left, above, wide, high), (box.x0, height - box.y1, box.width, box.height), atol=0.1)


def test_markers_are_one_stroke_and_the_places_it_stands_at():
    picture = Picture(lambda figure: figure.subplots().plot([], [], "go")[0], draw, (4, 2))
    told = []
    picture.frame(([0.2, np.nan, 0.8], [0.5, 0.5, 0.5]), told.append)
    ((marker,),) = told
    assert marker["fill"] == "rgba(0,128,0,1)" and set(marker["codes"]) <= set("MLQCZ")
    shape, places = flat(marker["points"])[:-1], flat(marker["at"])  # the last letter is Z, whose point says nothing
    assert abs(shape.mean(0)).max() < 1 and len(places) == 2
    np.testing.assert_allclose(places[1] - places[0], (0.6 * picture.figure.axes[0].bbox.width, 0), atol=0.3)


def test_lines_that_look_alike_are_one_stroke_and_others_are_not():
    def setup(figure):
        axes = figure.subplots()
        segments = [[(0, 0), (1, 1)], [(0, 1), (1, 0)]]
        from matplotlib.collections import LineCollection

        alike = axes.add_collection(LineCollection(segments, colors="k"))
        return alike, axes.add_collection(LineCollection(segments, colors=["r", "b"]))

    told = []
    Picture(setup, lambda artists, data: None, (4, 2)).frame("data", told.append)
    (strokes,) = told
    assert [stroke["line"] for stroke in strokes] == ["rgba(0,0,0,1)", "rgba(255,0,0,1)", "rgba(0,0,255,1)"]
    assert strokes[0]["codes"] == "MLML"


def test_an_image_cannot_be_a_stroke():
    picture = Picture(lambda figure: figure.subplots().imshow(np.eye(3)), lambda artists, data: None, (4, 2))
    assert isinstance(picture.artists, AxesImage)
    with pytest.raises(NotImplementedError, match="image"):
        picture.frame("data", lambda strokes: None)
    assert Recorder(picture.canvas.get_renderer()).strokes == []


def draw(artist, data):
    artist.axes.set(xlim=(0, 1), ylim=(0, 1))
    artist.set_data(*data)
