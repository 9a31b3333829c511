"""Play moves what is time, from end to end, and gives way to every other hand."""

import pytest

from course_utils.panels.controls import Choice, Slider, Toggle, stops
from course_utils.panels.panel import Panel
from tests.panels.conftest import CHAPTERS, panels_of
from tests.panels.test_laws import EVERY

PLAYED = {
    "identity_fit": "step",
    "scaling_rules": "depth",
    "telescope": "end",
    "gradient_flow_explorer": "depth",
    "bound_explorer": "depth",
    "activation_places": "depth",
    "gates": "steps",
    "path_lattice": "blocks",
    "path_lengths": "blocks",
    "stochastic_depth": "batch",
    "boosting": "epoch",
    "flow_and_steps": "time",
    "neural_ode": "time",
    "inverting": "steps",
    "depth_refinement": "depth",
    "running_backwards": "depth",
}


class Blank:
    """A picture of nothing, which keeps what it was asked to draw."""

    width, height, scale = 8, 8, "page"

    def __init__(self):
        self.drawn = []

    def frame(self, data):
        self.drawn.append(data)
        return b""


def made(*controls, compute=lambda **parameters: parameters):
    """A panel of these controls."""
    return Panel("playing", compute, Blank(), str, controls=controls)


@pytest.fixture
def panel():
    """A panel with a played depth and two other controls."""
    depth = Slider("depth", "depth L", 2, 6, 2, 6, play=100, when=lambda parameters: not parameters["off"])
    return made(depth, Slider("rate", "rate r", 0.0, 1.0, 0.5, 0.5), Toggle("off", "off"))


@pytest.mark.parametrize("name", ["telescope", "identity_fit"])
def test_the_ghost_stays_within_the_axes_where_no_words_change(pictures, name):
    panel = pictures("residual_mathematics", name)
    boxes = panel.view.play.within
    axes = [axes.get_position() for axes in panel.picture.figure.axes if len(axes.get_xticks())]
    assert [tuple(box) for box in boxes] == [(at.x0, at.x1, at.y0, at.y1) for at in axes]


def front_end(widget, **state):
    """What the page's own message does."""
    widget._handle_msg({"content": {"data": {"method": "update", "state": state}}})


def press(panel, place=0, count=1):
    """Play, as the page says that it was pressed: it asks for the first place in the same message."""
    front_end(panel.view.play, playing=True, ghost=True, asked=[place, count])


# The mechanism


@pytest.mark.parametrize(
    ("control", "values"),
    [
        (Slider("a", "a", 0, 3, 1, 0), [0, 1, 2, 3]),
        (Slider("a", "a", 0.0, 1.0, 1 / 40, 0.0), pytest.approx([place / 40 for place in range(41)])),
        (Slider("a", "a", 4, 64, 20, 24), [4, 24, 44, 64]),
        (Choice("a", "a", (8, 16, 128), 16), [8, 16, 128]),
    ],
)
def test_the_stops_are_every_value_and_both_ends(control, values):
    assert stops(control) == values


def test_a_word_cannot_be_played_nor_two_controls_at_once():
    with pytest.raises(ValueError, match="no numbers to play"):
        Choice("a", "a", ("one", "two"), "one", play=100)
    with pytest.raises(ValueError, match="plays one control, not a, b"):
        made(Slider("a", "a", 0, 3, 1, 0, play=100), Slider("b", "b", 0, 3, 1, 0, play=100))
    assert made(Slider("a", "a", 0, 3, 1, 0)).view.play is None


def test_each_place_asked_for_is_drawn_and_answered(panel):
    play, drawn = panel.view.play, panel.picture.drawn
    assert (play.last, play.at, play.interval, play.label) == (2, 2, 100, "depth L")
    press(panel)
    for place, count in ((1, 2), (2, 3)):
        front_end(play, asked=[place, count])
        assert play.answered == count and play.at == place
    assert [data["depth"] for data in drawn[-3:]] == [2, 4, 6] and play.playing
    front_end(play, asked=[99, 4])
    assert panel.parameters["depth"] == 6


@pytest.mark.parametrize(
    "hand",
    [
        lambda panel: front_end(panel.view.fields["rate"], value=1.0),
        lambda panel: front_end(panel.view.fields["depth"], value=6),
        lambda panel: panel.move(rate=1.0),
        lambda panel: panel.show(),
        lambda panel: panel.view.reset.click(),
    ],
    ids=["another control", "the same control", "move", "show", "reset"],
)
def test_every_other_hand_stops_it_and_takes_the_ghost_away(panel, hand):
    press(panel)
    play = panel.view.play
    assert play.playing and play.ghost
    hand(panel)
    assert not play.playing and not play.ghost
    before = panel.parameters
    front_end(play, asked=[1, 2])  # was on its way
    assert panel.parameters == before and play.answered == 1


def test_the_page_may_send_its_own_value_back_as_it_rounds_it():
    """ipywidgets rounds 0.7000000000000001: that is no hand."""
    panel = made(Slider("time", "t", 0.0, 1.0, 0.1, 1.0, play=100))
    press(panel, 7)
    front_end(panel.view.fields["time"], value=0.7000000000000001)
    assert panel.view.play.playing
    front_end(panel.view.fields["time"], value=0.6)
    assert not panel.view.play.playing


def test_it_waits_where_its_control_does_not_matter(panel):
    play = panel.view.play
    assert not play.disabled
    panel.move(off=True)
    assert play.disabled and panel.view.fields["depth"].disabled
    panel.move(off=False)
    assert not play.disabled


def test_it_goes_with_its_panel_and_the_picture_stays(panel):
    press(panel)
    play = panel.view.play
    data, _ = panel._repr_mimebundle_()
    assert "image/png" in data and play.playing
    panel.close()
    assert play.comm is None


# The panels


def test_what_is_time_is_played_and_nothing_else():
    made = {name: panels_of(chapter).PANELS[name] for chapter in CHAPTERS for name in panels_of(chapter).PANELS}
    assert PLAYED.keys() <= made.keys()


@pytest.mark.parametrize(("chapter", "name"), EVERY, ids=[name for _, name in EVERY])
def test_it_draws_every_stop_of_what_is_time(pictures, chapter, name):
    panel = pictures(chapter, name)
    play = panel.view.play
    assert (play.name if play else None) == PLAYED.get(name)
    if not play:
        return
    assert play.name in panel.in_sight and (play.last + 1) * play.interval <= 15_000
    seen = set()
    for count, place in enumerate((0, play.last // 2, play.last)):
        press(panel, place, count)
        assert panel.error == "" and play.answered == count and play.playing
        seen.add(panel.png)
    assert len(seen) == min(3, play.last + 1)
    assert panel.view.fields[play.name].value == panel.controls[play.name].samples(2)[-1]
    panel.reset()
