"""The screens of all chapters against the lessons they are read from."""

import re

import pytest

from course_utils.classroom.__main__ import main
from course_utils.classroom.lesson import imports, lesson_of, names_in, ranges
from course_utils.classroom.screens import chapter_of
from course_utils.classroom.shown import recalled
from course_utils.panels.recall import QUESTIONS

CHAPTERS = range(1, 6)
RANGE = re.compile(r"\d+ to \d+")
SCREENS = [
    pytest.param(number, screen, id=f"{number}-{place + 1}")
    for number in CHAPTERS
    for place, screen in enumerate(chapter_of(number).screens)
]


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_talk_opens_and_closes_in_words_and_has_two_lengths(number):
    chapter = chapter_of(number)
    screens = chapter.screens
    assert 8 <= len(screens) <= 14
    assert screens[0].kind == screens[-1].kind == "words"
    assert screens[0].title == lesson_of(number).title
    assert sum(screen.minutes for screen in screens) == 50
    assert 18 <= sum(screen.minutes for screen in screens if screen.short) <= 20
    assert len({screen.title for screen in screens}) == len(screens)
    assert {name for screen in screens for name in screen.needs} == set(chapter.preparations)
    assert not next(screen for screen in screens if screen.live).needs, "The first panel waits for nothing."


@pytest.mark.parametrize(("number", "screen"), SCREENS)
def test_a_screen_shows_one_thing_that_the_lesson_has(number, screen):
    lesson = lesson_of(number)
    assert [bool(screen.cell), bool(screen.predict), bool(screen.lines)].count(True) == 1
    assert screen.kind == "words" or screen.slips or screen.recall, "What is usually answered, and what to say?"
    assert screen.ask.endswith((".", "?")) and len(screen.title) <= 70
    if screen.cell:
        assert lesson.picture(screen.cell).startswith(b"\x89PNG"), "The notebook keeps no picture of this cell."
        assert lesson.said(screen.cell)
        assert bool(re.search(r"^panels\.\w+\(", lesson.code(screen.cell), re.MULTILINE)) >= screen.live
    if screen.predict:
        asked = lesson.predictions[screen.predict]
        assert screen.right in asked.options
        assert asked.outcome
    for name in screen.recall:
        assert name in QUESTIONS and QUESTIONS[name].chapter == number
        assert recalled((name,)), f"{name} has no wrong option of its own."


@pytest.mark.parametrize(("number", "screen"), [case for case in SCREENS if RANGE.match(case.values[1].right)])
def test_the_measured_number_lies_in_the_range_that_is_right(number, screen):
    low, high = (float(end) for end in re.findall(r"\d+", screen.right)[:2])
    measured = float(re.match(r"[\d.]+", lesson_of(number).predictions[screen.predict].outcome)[0])
    assert low <= measured <= high


def test_options_are_read_from_the_lesson_and_a_slider_becomes_ranges():
    asked = lesson_of(4).predictions["4-surgery"]
    assert asked.question.startswith("One block of fifteen is taken out")
    assert asked.options[0] == "both fall a little" and len(asked.options) == 3
    assert lesson_of(4).predictions["4-length"].options == ("0 to 3", "3 to 6", "6 to 9", "9 to 12", "12 to 15")
    assert lesson_of(3).predictions["3-break-even"].options[0].endswith(" channels")
    assert ranges(1, 64, "times")[1] == "14 to 26 times"


def test_every_prediction_of_every_lesson_can_be_read():
    for number in CHAPTERS:
        lesson = lesson_of(number)
        keys = re.findall(r'predict(?:_number)?\(\s*"([^"]+)"', "".join(map(lesson.code, lesson.cells)))
        assert list(lesson.predictions) == keys


def test_only_the_imports_that_are_named_are_made():
    lesson = lesson_of(4)
    source = imports(lesson, names_in(lesson.code("lattice-panel")))
    assert source == "from course_utils.panels import ensembles as panels"


def test_the_list_is_a_table_with_minutes(capsys):
    main(["4", "--list"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(chapter_of(4).screens) + 1
    assert "| 4 | Operate yourself | table-panel | 6 | yes |" in lines
    assert lines[-1] == "| | all | | 50 | 20 minutes |"
