"""The whole bank of answers through the grader: right ones score full points, wrong ones as in the notebook."""

from pathlib import Path

import pytest

from course_utils.checks import EXERCISES, adapters, check
from course_utils.grading.grader import exercises_of, grade, grade_one
from tests.checks.test_answers import FILES, SLIP, answer_in
from tests.grading import classroom
from tools.files import COURSE, notebooks_in

SEED = "fair"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_answer_scores_as_in_the_notebook(path, sandbox):
    exercise, code = EXERCISES[path.parent.name], path.read_text(encoding="utf-8")
    result = grade_one(sandbox, exercise, classroom.alone(exercise.id, code), SEED)
    if path.stem.startswith("right_"):
        assert (result.status, result.points) == ("passed", exercise.points), result.properties
        return
    expected = check(exercise.id, answer_in(path), seed=SEED)
    assert (result.status, result.points) == (expected.status, expected.points), result.properties
    assert [law["passed"] for law in result.properties] == [law.passed for law in expected.properties]
    slip = SLIP.match(code.splitlines()[0])[1]
    assert any(slip in law["message"] for law in result.properties), result.properties


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
