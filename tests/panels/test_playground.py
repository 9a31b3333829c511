"""The playground: what the hand changes, what training shows, the challenges, the four lines, the end in words."""

import json
import threading
import time

import pytest
import torch

from course_utils.networks.wired import Wiring, skips
from course_utils.panels.playground import playground
from course_utils.panels.playground.challenges import Challenges, one_change
from course_utils.panels.playground.field import SkipsField, within
from course_utils.panels.playground.play import Look, Play
from course_utils.training.side_by_side import Lane


@pytest.fixture
def panel():
    made = playground()
    made.show(depth=6, skips="0-40/1")
    yield made
    made.close()


def shown(panel):
    return panel.picture.widget.shown


def rested(panel):
    """Wait until the training rests and the page knows."""
    end = time.monotonic() + 120
    while (panel.player.running or shown(panel)["running"]) and time.monotonic() < end:
        time.sleep(0.02)
    assert not panel.player.running and not shown(panel)["running"]
    return panel


def lane(accuracy, steps=300, loss=0.1):
    return Lane([loss] * steps, [accuracy] * steps)


def look(wiring, accuracy, step=301, loss=0.1):
    lanes = {"yours": lane(accuracy, max(step - 1, 0), loss), "twin": lane(0.5)}
    return Look(wiring, "spirals", step, 301, lanes, {}, {})


# What the hand changes


def test_a_skip_added_in_the_picture_reaches_the_controls_and_the_readout(panel):
    panel.picture.widget._handle_custom_msg({"do": "skips", "skips": "0-1 2-5 7-9"}, [])
    assert panel.parameters["skips"] == "0-1 7-9 2-5"
    assert panel.data.wiring.skips == ((0, 1), (2, 5))  # the third waits for a deeper network
    assert "6 blocks, 2 skips" in panel.text
    panel.move(depth=9)
    assert "9 blocks, 3 skips" in panel.text


def test_what_is_no_skip_is_said_and_the_network_stays(panel):
    before = panel.text
    panel.asked({"do": "skips", "skips": "5-2"})
    assert "is no skip" in panel.error
    assert panel.text == before


def test_reset_returns_to_what_the_cell_set(panel):
    panel.asked({"do": "skips", "skips": ""})
    panel.move(depth=9, scale=2.0)
    panel.reset()
    assert (panel.parameters["depth"], panel.parameters["skips"]) == (6, "0-40/1")


def test_an_answer_names_the_change_that_it_answers(panel):
    """The page may have gone on meanwhile: it takes no older state back."""
    panel.asked({"do": "skips", "skips": "1-2", "edit": 3})
    assert (shown(panel)["edit"], shown(panel)["skips"]) == (3, "1-2")
    panel.move(depth=7)
    assert shown(panel)["edit"] == 3


def test_points_set_in_the_picture_are_the_data(panel):
    panel.move(data="your points")
    panel.asked({"do": "points", "points": "a 0.5,0.5 b -0.5,0.25 0,0", "edit": 1})
    scene = panel.picture.widget.scene
    assert scene["own"] and scene["points"] == [[0.5, 0.5], [-0.5, 0.25], [0, 0]] and scene["labels"] == [0, 1, 1]
    panel.asked({"do": "points", "points": "a 0.5,0.5 b", "edit": 2})
    assert "needs a point" in panel.error


# Training


def test_run_trains_both_in_the_background_and_rewind_returns_to_the_same_start(panel):
    start = json.dumps(shown(panel)["sizes"])
    seen = []
    panel.picture.widget.observe(lambda change: seen.append((change.new["step"], threading.current_thread())), "shown")
    begin = time.monotonic()
    panel.asked({"do": "run"})
    assert time.monotonic() - begin < 60 and shown(panel)["running"]
    rested(panel)
    steps = [step for step, _ in seen]
    assert steps == sorted(steps) and steps[-1] == 301 and len(set(steps)) > 10
    assert all(thread is not threading.main_thread() for step, thread in seen if step > 0)
    assert shown(panel)["accuracy"]["yours"] > 0.8 and "step 301 of 301" in panel.text
    panel.asked({"do": "rewind"})
    assert shown(panel)["step"] == 0 and json.dumps(shown(panel)["sizes"]) == start
    assert len(shown(panel)["ghost"]) == 301


def test_pause_and_step(panel):
    panel.asked({"do": "run"})
    while panel.picture.widget.shown["step"] < 3:
        time.sleep(0.01)
    panel.asked({"do": "pause"})
    rested(panel)
    paused = shown(panel)["step"]
    panel.asked({"do": "step"})
    assert shown(panel)["step"] == paused + 1
    panel.asked({"do": "run"})
    assert panel.player.running
    panel.asked({"do": "pause"})
    assert shown(panel)["step"] > paused + 1  # it went on, and did not begin anew


def test_a_change_while_it_runs_begins_anew_and_runs_on(panel):
    panel.asked({"do": "run"})
    while panel.picture.widget.shown["step"] < 3:
        time.sleep(0.01)
    panel.move(depth=5)
    assert panel.player.running and shown(panel)["depth"] == 5
    panel.asked({"do": "pause"})


def test_the_page_is_not_sent_pictures_that_it_cannot_follow(panel):
    panel.picture.widget.seen = 1
    panel.picture._number = 10
    before = shown(panel)
    panel.picture.glance(panel.data)
    assert shown(panel) is before
    panel.picture.widget.seen = 10
    panel.picture.glance(panel.data)
    assert shown(panel)["number"] == 11


def test_png_and_readout_are_those_of_the_last_rest(panel):
    before = panel.png
    panel.train(5)
    assert panel.png != before and "step 5 of 301" in panel.text
    data, _ = panel._repr_mimebundle_()
    kept = next(value for name, value in data.items() if name.endswith("kept+json"))
    assert kept["readout"] == panel.text and "image/png" in data
    assert panel.picture.widget.png.startswith("data:image/png;base64,")


def test_an_interrupt_stops_the_training_and_is_said(panel, monkeypatch):
    advance, taken = Play.advance, []

    def interrupted(play):
        if len(taken) == 4:
            raise KeyboardInterrupt
        taken.append(1)
        return advance(play)

    monkeypatch.setattr(Play, "advance", interrupted)
    assert panel.train() is panel
    assert panel.text.startswith("You stopped it after step 4.")


def test_an_error_in_the_background_is_said(panel, monkeypatch):
    def broken(play):
        raise RuntimeError("no memory left")

    monkeypatch.setattr(Play, "advance", broken)
    panel.asked({"do": "run"})
    rested(panel)
    assert "no memory left" in panel.error and "no memory left" in panel.view.readout.value


def test_divergence_is_said_and_ends_the_training(panel, monkeypatch):
    panel.move(depth=40, scale=2.0)
    panel._playing().networks["yours"].head.weight.data.fill_(float("nan"))
    panel.asked({"do": "run"})
    rested(panel)
    assert "diverged at step 1" in panel.text and shown(panel)["diverged"]["yours"]
    json.dumps(shown(panel), allow_nan=False)


@pytest.mark.parametrize("data", ["spirals", "rings", "digits", "your points"])
def test_what_the_page_gets_is_json_and_bytes(panel, data):
    panel.move(data=data, depth=40, skips="", scale=0.1)  # nothing of the signal is left at the end
    json.dumps([shown(panel), panel.picture.widget.scene], allow_nan=False)
    assert len(panel.picture.widget.views) == 2 * (36 if data == "digits" else 32 * 32)


def test_close_stops_the_training(panel):
    panel.asked({"do": "run"})
    panel.close()
    assert not panel.player.running


# The four lines


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"data": "digits", "skips": "0-40/2", "order": "post-activation", "norm": True},
        {"data": "rings", "skips": "", "scale": 0.5, "initial": "He"},
        {"data": "your points", "points": "a 0.1,0.2 -0.5,0 b 0.3,0.3"},
        {"skips": "0-3/1 2-6", "initial": "zero", "order": "ReLU before addition"},
    ],
)
def test_the_lines_build_the_same_network_with_the_same_losses(panel, settings):
    panel.move(**settings)
    panel.train(12)
    code, room = shown(panel)["code"], {}
    assert len(code.splitlines()) == 4
    exec(code, room)
    torch.testing.assert_close(torch.tensor(room["losses"]), torch.tensor(panel.data.lanes["yours"].losses))
    ours = panel.play.networks["yours"]
    assert room["network"].wiring == ours.wiring
    for one, other in zip(room["network"].parameters(), ours.parameters(), strict=True):
        torch.testing.assert_close(one, other)


# Challenges

CHAIN = skips("0-40/1")


def test_forty_blocks_without_a_skip_from_end_to_end():
    watched = Challenges()
    assert not watched.watch(look(Wiring(39, skips("0-39/1")), 1.0))
    assert not watched.watch(look(Wiring(40, (*CHAIN, (0, 40))), 1.0))
    assert not watched.watch(look(Wiring(40, CHAIN), 0.9)) and not watched.deep
    assert "no skip leads from end to end" in watched.watch(look(Wiring(40, CHAIN), 1.0)) and watched.deep
    assert not watched.watch(look(Wiring(40, CHAIN), 1.0))  # no news the second time


def test_the_fewest_skips_are_a_record_that_falls():
    watched = Challenges()
    watched.watch(look(Wiring(40, CHAIN), 1.0))
    assert "with 5 skips" in watched.watch(look(Wiring(40, skips("0-40/8")), 1.0))
    assert not watched.watch(look(Wiring(40, skips("0-40/4")), 1.0))
    assert watched.listed("spirals")[1]["how"] == "5 so far" and not watched.listed("rings")[1]["done"]


def test_one_change_that_breaks_a_residual_network():
    watched = Challenges()
    broken = Wiring(40, CHAIN, scale=2.0)
    assert not watched.watch(look(broken, 0.5))  # nothing had learnt before
    watched.watch(look(Wiring(40, CHAIN), 1.0))
    assert not watched.watch(look(Wiring(40, CHAIN, scale=2.0, norm=True), 0.5))  # two changes
    assert not watched.watch(look(broken, 0.5, step=120))  # not over yet
    assert "branch scale 2.0" in watched.watch(look(broken, 0.5)) and watched.broken


def test_a_diverged_network_is_broken():
    watched = Challenges()
    watched.watch(look(Wiring(40, CHAIN), 1.0))
    assert "Challenge met" in watched.watch(look(Wiring(40, CHAIN, scale=2.0), 0.5, step=30, loss=float("nan")))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (Wiring(40, CHAIN[:-1]), "skip 39-40 cut"),
        (Wiring(40, (*CHAIN, (3, 9))), "skip 3-9 added"),
        (Wiring(40, CHAIN, norm=True), "with a norm"),
        (Wiring(40, CHAIN, "post-activation"), "post-activation"),
        (Wiring(40, CHAIN), ""),
        (Wiring(40, CHAIN[:-2]), ""),
        (Wiring(39, skips("0-39/1")), ""),
    ],
)
def test_one_change_is_named(after, said):
    assert one_change(Wiring(40, CHAIN), after) == said


# The control


def test_the_field_writes_skips_short_and_refuses_others():
    field = SkipsField("skips", "skips")
    assert field.check("0-1, 1-2 2-3") == "0-3/1" and field.check("") == ""
    for wrong in ("0-41", "3", "4-2"):
        with pytest.raises(ValueError, match="skip"):
            field.check(wrong)
    assert within("0-40/4 2-3", 9) == ((0, 4), (2, 3), (4, 8))
    assert all(field.check(sample) == sample for sample in field.samples(9))
