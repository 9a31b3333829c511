"""Predictions: asked before, kept at once, shown beside the outcome, never graded."""

import json

import pytest

from course_utils.panels.prediction import predict, predict_number, reveal

OPTIONS = ["the plain net", "the residual net", "neither"]
QUESTION = "Which has the lower loss?"


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def status(question):
    return question._status.value


def choose(question, value):
    """What the front end sends when a learner chooses."""
    field = question._field
    state = {"index": field.options.index(value)} if hasattr(field, "options") else {"value": value}
    field._handle_msg({"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []})


def test_a_choice_is_saved_at_once_and_there_again_next_time(path):
    question = predict("depth", QUESTION, OPTIONS)
    assert question.value is None
    assert question._field.value is None
    choose(question, "the residual net")
    assert json.loads(path.read_text()) == {"prediction/depth": "the residual net"}
    assert "Kept: the residual net." in status(question)
    again = predict("depth", QUESTION, OPTIONS)
    assert again._field.value == "the residual net"
    assert "Kept from before" in status(again)


def test_a_mind_may_be_changed():
    question = predict("depth", QUESTION, OPTIONS)
    choose(question, "the plain net")
    choose(question, "neither")
    assert predict("depth", QUESTION, OPTIONS).value == "neither"


def test_the_reveal_shows_both():
    choose(predict("depth", QUESTION, OPTIONS), "the plain net")
    outcome = reveal("depth", "the residual net, by a factor of 30")
    assert repr(outcome) == "You predicted: the plain net; measured: the residual net, by a factor of 30."
    assert "**the plain net**" in outcome._repr_markdown_()


def test_the_outcome_is_kept_with_what_was_predicted_before_it(path):
    question = predict("depth", QUESTION, OPTIONS)
    choose(question, "the plain net")
    reveal("depth", 28.31, "times")
    choose(question, "neither")
    reveal("depth", 29.0, "times")
    assert json.loads(path.read_text())["outcome/depth"] == {
        "predicted": "the plain net",
        "measured": "29",
        "unit": "times",
    }
    before = path.stat().st_mtime_ns
    reveal("depth", 29.0, "times")
    reveal("never asked", 1)
    assert path.stat().st_mtime_ns == before


def test_a_reveal_without_a_prediction_is_kind():
    sentence = repr(reveal("never asked", 0.123456))
    assert "no prediction" in sentence
    assert "measured: 0.123." in sentence


def test_a_number_is_kept_once_the_slider_was_moved():
    question = predict_number("ratio", "How many times lower?", 1, 100, unit="times")
    assert question.value is None
    assert "Nothing predicted yet" in status(question)
    choose(question, 30)
    assert predict_number("ratio", "How many times lower?", 1, 100, unit="times")._field.value == 30
    assert repr(reveal("ratio", 28.31, "times")) == "You predicted: 30 times; measured: 28.3 times."


@pytest.mark.parametrize("kept", ["an option of last year", 7, ["a", "list"]])
def test_an_answer_to_an_earlier_wording_is_said_and_kept(path, kept):
    path.write_text(json.dumps({"prediction/depth": kept}))
    question = predict("depth", QUESTION, OPTIONS)
    assert "The question has changed" in status(question)
    assert question._field.value is None
    assert json.loads(path.read_text()) == {"prediction/depth": kept}


@pytest.mark.parametrize("kept", [1000, "many", None])
def test_a_number_out_of_the_new_range(path, kept):
    path.write_text(json.dumps({"prediction/ratio": kept}))
    question = predict_number("ratio", "How many times lower?", 1, 100)
    assert ("The question has changed" in status(question)) == (kept is not None)
    assert json.loads(path.read_text()) == {"prediction/ratio": kept}


def test_a_save_that_fails_is_said_in_the_panel_and_the_choice_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "gone" / "progress.json"))
    question = predict("depth", QUESTION, OPTIONS)
    choose(question, "neither")
    assert "could not be saved" in status(question)
    assert question.value == "neither"
    assert "You predicted: neither" in repr(reveal("depth", "x"))


def test_a_corrupt_file_is_said_in_the_panel(path):
    path.write_text("{")
    assert "progress.corrupt-1.json" in status(predict("depth", QUESTION, OPTIONS))


def test_without_a_kernel_question_and_options_are_listed():
    data = predict("depth", QUESTION, OPTIONS)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    for text in (data["text/plain"], data["text/markdown"]):
        assert QUESTION in text
        assert all(f"- {option}" in text for option in OPTIONS)
    assert "- a number from 1 to 9 layers" in repr(predict_number("n", "How many?", 1, 9, unit="layers"))


def test_one_option_is_no_prediction():
    with pytest.raises(ValueError, match="two different options"):
        predict("depth", QUESTION, ["yes", "yes"])


@pytest.mark.parametrize("low, high, step", [(1, 9, 0), (1, 9, -1), (9, 1, 1), (1, 1, 1)])
def test_a_number_needs_a_range_and_a_step(low, high, step):
    with pytest.raises(ValueError, match=f"^The prediction 'n' needs .* not {low}, {high} and {step}\\.$"):
        predict_number("n", "How many?", low, high, step)


def test_markup_in_a_question_is_shown_as_text():
    question = predict("less", "Is a < b?", ["a < b", "<b>no</b>"])
    choose(question, "<b>no</b>")
    assert "&lt;b&gt;no" in status(question)
