"""Prose is found wherever it was written, and nothing that we wrote is taken for it."""

import time

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading.essays import is_text, prose_of, task_of
from course_utils.grading.submissions import Notebook
from tests.grading import classroom

WORDS = (
    "The gradients of a plain net grow towards its input, so vanishing is not what makes it degrade, and both differ."
)


def notebook(change=lambda cells: cells) -> list[Notebook]:
    """The released notebook as the grader reads it, changed."""
    kinds = [
        {"name": c["id"], "kind": c["cell_type"], "source": "".join(c["source"])} for c in classroom.released()["cells"]
    ]
    return [Notebook("exercises.ipynb", change(kinds))]


def inserted(kind: str, source: str, after: str):
    """A new cell after the one of this name."""

    def change(cells):
        place = [cell["name"] for cell in cells].index(after) + 1
        return [*cells[:place], {"name": "a1b2", "kind": kind, "source": source}, *cells[place:]]

    return change


def replaced(name: str, source: str):
    def change(cells):
        return [cell | {"source": source} if cell["name"] == name else cell for cell in cells]

    return change


def without_names(change):
    return lambda cells: [cell | {"name": ""} for cell in change(cells)]


@pytest.mark.parametrize(
    "change",
    [
        replaced("answer-1-12", WORDS),
        replaced("answer-1-12", f"*Write your answer here.*\n\n{WORDS}"),
        inserted("markdown", WORDS, "answer-1-12"),
        inserted("markdown", WORDS, "task-1-12"),
        inserted("markdown", f"## My answer\n\n{WORDS}", "answer-1-12"),
        inserted("raw", WORDS, "answer-1-12"),
        inserted("code", f'"""{WORDS}"""', "answer-1-12"),
        inserted("code", f"# {WORDS}", "task-1-12"),
        inserted("code", f'("{WORDS}"\n " So it is.")', "task-1-12"),
        inserted("markdown", WORDS, "end"),
        inserted("markdown", WORDS, "title"),
        without_names(inserted("markdown", WORDS, "answer-1-12")),
        lambda cells: [c | {"source": f"{c['source']}\n\n{WORDS}"} if c["name"] == "task-1-12" else c for c in cells],
        lambda cells: [c for c in inserted("markdown", WORDS, "task-1-12")(cells) if c["name"] != "answer-1-12"],
    ],
)
def test_found_wherever_it_was_written(change):
    prose = prose_of(EXERCISES["1.12"], notebook(change))
    assert WORDS in prose and "Write your answer" not in prose and "One point each" not in prose


@pytest.mark.parametrize(
    "change",
    [
        lambda cells: cells,
        replaced("answer-1-12", "  "),
        inserted("code", "x = 1", "answer-1-12"),
        without_names(lambda c: c),
    ],
)
def test_what_we_wrote_is_nobodys_answer(change):
    assert prose_of(EXERCISES["1.12"], notebook(change)) == ""


def test_another_chapters_notebook_holds_none():
    assert prose_of(EXERCISES["2.13"], notebook()) is None


def test_an_answer_elsewhere_does_not_hide_one_in_its_place():
    cells = inserted("markdown", WORDS, "answer-1-12")(replaced("answer-1-12", "First part.")(notebook()[0].cells))
    assert prose_of(EXERCISES["1.12"], [Notebook("x", cells)]) == f"First part.\n\n{WORDS}"


@pytest.mark.parametrize("exercise", [e for e in EXERCISES.values() if e.by_hand], ids=lambda exercise: exercise.id)
def test_the_reader_has_a_line_for_each_point(exercise):
    task = task_of(exercise.id)
    assert len(task.rubric) == exercise.points and len(task.model) > 300 and exercise.title in task.text


def test_a_cell_is_told_to_be_text_in_time_however_long_it_takes_to_parse():
    begin = time.process_time()
    assert not is_text("f(" + "f'" + "{x}" * 60_000 + "')")  # to parse it takes eight seconds
    assert is_text('"' + "{x}" * 60_000 + '"') and not is_text("-" * 180_000 + "1") and not is_text("x = 1")
    assert is_text("()" * 90_000) and not is_text("'" + "\\'" * 90_000)  # token by token, half a second for each cell
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "text", ['"""a "b" c"""', "rb'x'", "f'{x}'", "'a\\'b'", "'a\\\nb'", "# a\n'b'\n", '("a"\n "b")', ""]
)
def test_text_alone_is_text(text):
    assert is_text(text)


@pytest.mark.parametrize(
    "code", ["x = 1", "print('x')", "'a\nb'", "'a", '"""a', '"""a\\"""', "'a' + 'b'", "'a' # b\nx"]
)
def test_anything_else_is_none(code):
    assert not is_text(code)
