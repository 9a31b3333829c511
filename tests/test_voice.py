"""voice: what the counter takes for a sentence, a colon and a habit. It is tested, and no lesson's style is."""

import pytest

from tools import voice

CELL = """## A heading: not prose

Take two numbers (He et al. 2015, section 3). What follows is
$$x = y: z,$$
a *sum* of `a: b`, and **bold** words. Yes: so it is.

| a | table: row |
|---|---|

- K. He. *Deep residual learning.* 2015. arXiv:1512.03385"""


def test_prose_leaves_out_what_is_not_read_as_sentences():
    text = voice.prose([CELL, "## References\n\n- A: b", "## Recall: fold\n\nAsk."])
    assert "heading" not in text and "table" not in text and "1512" not in text and "Ask" not in text


def test_sentences_end_at_stops_and_run_through_equations():
    found = voice.sentences(voice.prose([CELL]))
    assert len(found) == 3
    assert found[1].startswith("What follows is x a sum of")


@pytest.mark.parametrize(
    ("equation", "after", "count"),
    [("$$x$$", "and on.", 1), ("$$x .$$", "and on.", 2), ("$$x$$", "Then on.", 2)],
)
def test_an_equation_ends_a_sentence_with_a_stop_or_before_a_capital(equation, after, count):
    assert len(voice.sentences(voice.prose([f"It is so that\n\n{equation}\n\n{after}"]))) == count


def test_counts():
    row = voice.counts(
        ["So it is: short.", "**What you saw.** Here is a longer sentence with (two) parentheses (in it)."]
    )
    assert row["colons"] == 1 and row["What you saw"] == 1 and row["parentheses"] == 2
    assert row["So ... at the start"] == 1 and row["words"] == 17 and row["sentences"] == 3
    assert row["under 6 words, %"] == pytest.approx(200 / 3)


def test_every_lesson_is_counted(capsys):
    assert voice.main([]) == 0
    assert len(voice.lessons()) == 5 and "mean length" in capsys.readouterr().out
