"""A talk without windows: keys, votes, freezing, the clock."""

import pytest

from course_utils.classroom import shown
from course_utils.classroom.talk import ACTIONS, TWICE, Talk
from course_utils.classroom.votes import Votes

VOTE, PANEL = 2, 1  # screens of chapter 4


class Clock:
    """A clock that is set by hand; each press of a key takes a second."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def talk():
    clock = Clock()
    made = Talk(4, clock)
    made.later = lambda seconds: setattr(clock, "now", clock.now + seconds)
    return made


def drawn(**changes):
    control = {"name": "blocks", "label": "blocks n", "kind": "slider", "sight": True}
    values = {"blocks": 8}
    about = {"controls": [control], "begin": values, "values": dict(values), "enabled": ["blocks"]}
    return about | {"text": "8 blocks", "wrong": ""} | changes


def press(talk, *actions):
    for action in actions:
        talk.later(1)
        talk.press(action)


def test_next_and_previous_stop_at_the_ends(talk):
    press(talk, "previous")
    assert talk.place == 0
    press(talk, *["next"] * 40)
    assert talk.place == len(talk.screens) - 1


def test_a_key_pressed_twice_moves_once(talk):
    assert talk.press("next")
    talk.later(TWICE / 2)
    assert not talk.press("next")
    talk.later(TWICE)
    assert not talk.press("next", at=0), "The hand saw the screen before."
    assert talk.place == 1
    assert talk.press("next", at=1) and talk.place == 2


def test_what_a_class_voted_is_hidden_until_it_is_revealed(talk):
    talk.go(VOTE)
    talk.hands(0, 12)
    talk.votes["4-surgery"].vote("a phone", 2)
    before = shown.wall(talk)["vote"]
    assert before["total"] == 13 and before["counts"] is None and not before["outcome"] and before["right"] is None
    press(talk, "reveal", "reveal")
    after = shown.wall(talk)["vote"]
    assert after["counts"] == [12, 0, 1] and after["right"] == 2 and after["outcome"].startswith("plain 0.")
    press(talk, "reset")
    assert not shown.wall(talk)["vote"]["revealed"]
    assert talk.votes["4-surgery"].counts == [12, 0, 1], "Reset keeps the votes."


def test_a_panel_is_frozen_beside_what_it_becomes(talk):
    talk.go(PANEL)
    talk.picture(PANEL, drawn(), 1)
    press(talk, "freeze")
    talk.move({"blocks": 3})
    assert talk.wanted == {PANEL: {"blocks": 3}}
    talk.wanted.clear()
    talk.picture(PANEL, drawn(values={"blocks": 3}, text="3 blocks"), 2)
    state = shown.wall(talk)
    assert state["frozen"] == {"picture": 1, "text": "8 blocks", "settings": "blocks n: 8"}
    assert state["panel"]["picture"] == 2
    press(talk, "reset")
    assert shown.wall(talk)["frozen"] is None and talk.wanted[PANEL] == {"blocks": 8}


def test_a_late_picture_does_not_move_the_hand_back(talk):
    talk.go(PANEL)
    talk.picture(PANEL, drawn(), 1)
    talk.move({"blocks": 5})
    talk.picture(PANEL, drawn(values={"blocks": 4}), 2)
    assert talk.drawn[PANEL].values == {"blocks": 5}


def test_a_dark_wall_comes_back_with_any_key_and_does_nothing_else(talk):
    talk.go(PANEL)
    press(talk, "blank")
    assert shown.wall(talk)["blank"]
    press(talk, "next")
    assert not shown.wall(talk)["blank"] and talk.place == PANEL


def test_the_clock_starts_with_the_second_screen(talk):
    talk.later(600)
    assert not shown.teacher(talk)["running"]
    press(talk, "next")
    talk.later(90)
    teacher = shown.teacher(talk)
    assert teacher["used"] == pytest.approx(1.5) and teacher["planned"] == 2 and teacher["all"] == 50


def test_a_minute_is_counted_down(talk):
    press(talk, "timer")
    talk.later(20)
    assert shown.wall(talk)["countdown"] == pytest.approx(40)
    press(talk, "timer")
    assert shown.wall(talk)["countdown"] is None


def test_a_panel_that_waits_shows_the_picture_of_the_lesson_and_says_for_what(talk):
    talk.go(3)
    panel = shown.wall(talk)["panel"]
    assert panel["picture"] == 0 and not panel["live"] and panel["cell"] == "table-panel"
    assert "Three pairs of networks are being trained" in panel["wait"]
    talk.preparing("twins", ready=True)
    assert shown.wall(talk)["panel"]["wait"] == "The controls come in a moment."


def test_code_is_that_of_the_lesson(talk):
    talk.go(PANEL)
    press(talk, "code")
    assert shown.wall(talk)["code"] == 'panels.path_lattice().show(blocks=8, branches="with ReLU", size=0.4)'


def test_who_speaks_sees_what_is_next_and_the_wrong_options_of_the_recall_questions(talk):
    talk.go(PANEL)
    teacher = shown.teacher(talk)
    assert teacher["next"]["title"] == "One of fifteen blocks is taken out"
    assert any("we can ignore it" in answer for _, answer in teacher["slips"])


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_works_on_every_screen(talk, action):
    for place in range(len(talk.screens)):
        talk.go(place)
        press(talk, action)
        shown.wall(talk), shown.teacher(talk)


def test_what_is_no_action_is_refused(talk):
    with pytest.raises(ValueError, match="is no action"):
        talk.press("explode")
    with pytest.raises(ValueError, match="No prediction"):
        talk.hands(0, 3)


def test_a_device_has_one_vote_and_a_wrong_one_none():
    votes = Votes(3)
    votes.vote("a", 0)
    votes.vote("a", 2)
    votes.vote("b", 2)
    votes.raise_hands(1, 4)
    assert votes.counts == [0, 4, 2]
    for option in (3, -1, True, "1", None):
        with pytest.raises(ValueError, match="no option"):
            votes.vote("c", option)
    with pytest.raises(ValueError, match="cannot be counted"):
        votes.raise_hands(0, -1)
    assert votes.counts == [0, 4, 2]
