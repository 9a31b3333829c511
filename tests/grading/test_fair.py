"""The bank of answers through the grader, as learners write them: what the notebook shows is what is graded.

`python -m tests.grading.disguises` tries every answer in every disguise; here it is one right and one wrong answer an
exercise, each in one disguise, and others after a change of the grader or of a check.
"""

import json
import random
import zlib
from collections import Counter
from pathlib import Path

import pytest

from course_utils.checks import EXERCISES, adapters
from course_utils.grading.grader import exercises_of, grade
from tests.checks.test_answers import FILES, SLIP
from tests.grading import classroom, disguises
from tools.files import COURSE, notebooks_in

SEED = "fair"
KINDS = ("right_", "wrong_")
SOURCES = sorted(path for name in ("checks", "grading") for path in (COURSE / "course_utils" / name).rglob("*.py"))
CHANGING = zlib.crc32(b"".join(path.read_bytes() for path in SOURCES))
FORMS = ("1.3", "4.1", "5.2")  # a module, plain numbers, a function of functions


def drawn(choices, *names):
    """One of several, another after a change of the sources."""
    return choices[zlib.crc32("/".join([str(CHANGING), *names]).encode()) % len(choices)]


def sample(id: str, kind: str) -> Path:
    """One answer of the bank."""
    return drawn([path for path in FILES if path.parent.name == id and path.stem.startswith(kind)], id, kind)


SAMPLE = [sample(exercise.id, kind) for exercise in classroom.by_code() for kind in KINDS]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_answer_scores_as_in_the_notebook(path, sandbox, tmp_path):
    exercise, code = EXERCISES[path.parent.name], path.read_text(encoding="utf-8")
    disguise = drawn(disguises.NAMES, exercise.id, path.name)
    result, expected = both(sandbox, tmp_path, exercise.id, code, disguise)
    assert (result.status, result.points) == (expected.status, expected.points), (disguise, result.properties)
    assert [law["passed"] for law in result.properties] in ([], [law.passed for law in expected.properties])
    if path.stem.startswith("right_"):
        assert result.points == exercise.points, (disguise, result.properties)
    else:
        slip = SLIP.match(code.splitlines()[0])[1]
        assert any(slip in law["message"] for law in result.properties), (disguise, result.properties)


@pytest.mark.parametrize("disguise", disguises.NAMES)
def test_every_disguise_earns_what_its_notebook_shows(disguise, sandbox, tmp_path):
    id = drawn(FORMS, disguise)
    for path in (sample(id, kind) for kind in KINDS):
        result, expected = both(sandbox, tmp_path / path.stem, id, path.read_text(encoding="utf-8"), disguise)
        assert result.points == expected.points, result
        assert (result.points == EXERCISES[id].points) == path.stem.startswith("right_")


def both(sandbox, folder, id, code, disguise):
    """What the grader gives for a disguised answer, and what its notebook shows for the same inputs."""
    content, cells = disguises.disguised(id, code, disguise)
    return disguises.graded(sandbox, folder, id, content, SEED), disguises.shown(id, cells, SEED)


def test_of_several_checks_the_best_counts_and_the_object_is_the_one_of_that_moment(sandbox, tmp_path):
    """What was handed over when it was right keeps its points, whatever the name means later."""
    cells = [
        "from course_utils.checks import check",
        'def residual_block(*given):\n    return 0\n\n\ncheck("1.1", residual_block)',
        classroom.RIGHT,
        'report = check("1.1", residual_block)\nreport.points, report.status, print(report)',
        'del residual_block\ncheck("1.1", lambda *given: 1)',
    ]
    notebook = {"cells": [disguises.cell(f"c{i}", source) for i, source in enumerate(cells)]}
    one = grade(sandbox, classroom.submit(tmp_path, "ann", notebook), [EXERCISES["1.1"]], SEED)
    assert one.results[0].status == "passed"


@pytest.mark.parametrize(
    "cell",
    ["import os\nos._exit(3)", "import ctypes\nctypes.string_at(0)", disguises.HANG, "raise SystemExit", "exit()"],
)
def test_a_cell_that_ends_the_notebook_costs_itself(cell, quick, tmp_path):
    content, _ = disguises.disguised("1.1", classroom.RIGHT, "plain")
    notebook = json.loads(content)
    notebook["cells"].insert(1, disguises.cell("bad", cell))
    notebook["cells"].insert(2, disguises.cell("needed", "SHIFT = 0"))
    notebook["cells"][3]["source"] = classroom.RIGHT.replace("return x", "return SHIFT + x")
    assert grade(quick, classroom.submit(tmp_path, "ann", notebook), [EXERCISES["1.1"]], SEED).points == 3


@pytest.mark.parametrize("path", notebooks_in(COURSE / "solutions"), ids=lambda path: path.parent.name)
def test_solutions_score_in_full_and_exercises_nothing(path, sandbox, tmp_path):
    number = str(int(path.parent.name[:2]))
    for folder, status in (("solutions", "passed"), ("exercises", "not attempted")):
        learner = classroom.submit(tmp_path, folder, (COURSE / folder / path.parent.name / path.name).read_bytes())
        one = grade(sandbox, learner, exercises_of([number]), SEED)
        for result in one.results:
            by_hand = EXERCISES[result.exercise].by_hand and folder == "solutions"
            assert result.status == ("to be read" if by_hand else status), result
            assert result.points == (result.maximum if result.status == "passed" else 0)


@pytest.mark.parametrize("exercise", classroom.by_code(), ids=lambda exercise: exercise.id)
def test_its_adapter_can_be_sent_behind_the_walls(exercise):
    assert exercise.adapter is None or getattr(adapters, exercise.adapter.__name__) is exercise.adapter


def test_bank_and_submissions_are_complete():
    assert FILES
    assert {path.parent.name for path in FILES} == {exercise.id for exercise in classroom.by_code()}
    assert Path(COURSE / "solutions").is_dir()


@pytest.mark.parametrize("count", [5, 33, 150, 1500])
def test_a_sample_of_disguises_is_drawn_evenly(count):
    pairs = disguises.stratified(FILES, disguises.NAMES, count, random.Random(count))
    assert len(pairs) == len(set(pairs)) == count
    for kinds, all_of_them in (
        (Counter(path.parent.name for path, _ in pairs), {path.parent.name for path in FILES}),
        (Counter(disguise for _, disguise in pairs), set(disguises.NAMES)),
    ):
        assert max(kinds.values()) - min((kinds[kind] for kind in all_of_them), default=0) <= 3
    assert len({(path.parent.name, disguise) for path, disguise in pairs}) == count  # as many strata as there are pairs
    assert disguises.stratified(FILES[:2], ["plain"], 9, random.Random(1)) == [(path, "plain") for path in FILES[:2]]
