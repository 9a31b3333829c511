"""docs/teaching/ agrees with the screens of `make demo`, with the exercises, and with what a walk took."""

import json
import re

import pytest

from course_utils.classroom.screens import chapter_of
from course_utils.start.outline import FOLDERS
from tools.files import COURSE
from tools.teaching import PAGES, RECORD, page_of, with_table

NUMBERS = range(1, 6)
RECORDS = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def record_of(number):
    """What the walk through a chapter took."""
    if str(number) not in RECORDS:
        pytest.skip(f"NOT MEASURED yet: python -m tools.teaching --chapters {number} --write")
    return RECORDS[str(number)]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_table_is_that_of_the_screens_and_of_the_walk(number):
    page = page_of(number).read_text(encoding="utf-8")
    assert with_table(page, number, RECORDS.get(str(number))) == page, "python -m tools.teaching --tables"


@pytest.mark.parametrize("number", NUMBERS)
def test_every_panel_was_walked_to_and_the_paths_have_their_length(number):
    screens = chapter_of(number).screens
    taken = record_of(number)["screens"]
    assert set(taken) == {screen.cell for screen in screens if screen.live} and all(each > 0 for each in taken.values())
    assert 45 <= sum(screen.minutes for screen in screens) <= 50
    assert 15 <= sum(screen.minutes for screen in screens if screen.short) <= 20
    assert all(screen.ask for screen in screens)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_exercise_is_one_of_the_chapter_with_its_minutes(number):
    page = page_of(number).read_text(encoding="utf-8")
    title, path, minutes = re.search(r"\[([^\]]+)\]\(\.\./\.\./(exercises/[^)]+)\), (\d+) minutes", page).groups()
    cells = json.loads((COURSE / path).read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    (task,) = [source for source in sources if source.startswith(f"## {title}\n")]
    assert f"{minutes} minutes" in task.splitlines()[2]


def test_screens_that_pages_name_are_there():
    for number in NUMBERS:
        prose = re.sub(
            r"<!-- screens -->.*<!-- /screens -->", "", page_of(number).read_text(encoding="utf-8"), flags=re.S
        )
        count = len(chapter_of(number).screens)
        for words in re.findall(r"[Ss]creens? (\d+)(?:(?: to |, | and )(\d+))*", prose):
            assert all(1 <= int(each) <= count for each in words if each), (number, words)


def test_the_index_lists_every_page():
    text = (PAGES / "README.md").read_text(encoding="utf-8")
    assert all(f"({folder}.md)" in text and (PAGES / f"{folder}.md").is_file() for folder in FOLDERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_names_the_screens_that_wait_for_a_training(number):
    chapter = chapter_of(number)
    waiting = [str(place) for place, screen in enumerate(chapter.screens, 1) if screen.needs]
    fails = page_of(number).read_text(encoding="utf-8").split("## When it fails")[1]
    named = re.findall(r"[Ss]creens? ([\d and]+?) needs? ", fails)
    assert " and ".join(waiting) == (named[0] if named else "")
