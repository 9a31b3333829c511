"""The bank of answers: every right one earns all its points, every wrong one is told its slip, under several seeds.

`python -m tools.bank` tries them all at 200 and 40 seeds; here it is a handful, and others after a change of a check.
"""

import random
import time
import zlib
from collections import Counter

import numpy
import pytest
import torch

from course_utils.checks import EXERCISES, Answer, check
from course_utils.checks.answer import warm_up
from course_utils.checks.precision import precision_of
from tools import bank
from tools.bank import BY_CODE, FILES, SLIP, answer_in, held, object_in, replayed, report_of, solution_of
from tools.files import COURSE

SOURCES = sorted((COURSE / "course_utils" / "checks").rglob("*.py"))
CHANGING = zlib.crc32(b"".join(path.read_bytes() for path in SOURCES))
SEEDS = [0, CHANGING, CHANGING + 1]
# A right and a wrong answer an exercise have their page drawn, which takes longer than all checks.
DRAWN = list({(path.parent.name, path.stem.partition("_")[0]): path for path in FILES}.values())


def settings():
    """Everything global that a check must leave alone."""
    states = torch.get_rng_state().tolist(), str(numpy.random.get_state()), random.getstate()
    return *states, torch.get_default_dtype(), torch.is_grad_enabled()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_answer(path, capfd):
    answer = answer_in(path)
    exercise, right = EXERCISES[path.parent.name], path.stem.startswith("right_")
    slip = SLIP.match(path.read_text(encoding="utf-8").splitlines()[0])
    before = settings()
    warm_up()
    for seed in SEEDS:
        started = time.thread_time()
        report = report_of(exercise, answer, seed) if seed else check(exercise.id, answer)
        seconds = time.thread_time() - started
        text = str(report)
        assert "could not be read" not in text
        if right:
            assert report.points == exercise.points and report.status == "passed", text
        else:
            assert report.points < exercise.points and report.status != "passed", text
            assert slip and slip[1] in text, text
        assert seconds < 20, f"{seconds:.2f} s, where a check should take about one"
        assert seed or path not in DRAWN or report._repr_html_()
    assert settings() == before
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("exercise", BY_CODE, ids=lambda exercise: exercise.id)
def test_bank_is_wide_enough(exercise):
    kinds = Counter(path.stem.partition("_")[0] for path in FILES if path.parent.name == exercise.id)
    assert kinds["right"] >= 5 and kinds["wrong"] >= 6


@pytest.mark.parametrize("exercise", BY_CODE, ids=lambda exercise: exercise.id)
def test_solution_earns_all_points_and_its_replayed_outputs_none(exercise):
    assert held(exercise.id, None, SEEDS).mistaken == []
    assert replayed(exercise.id, bank.PAIRS[:2]).mistaken == []  # the command tries all


@pytest.mark.parametrize("exercise", BY_CODE, ids=lambda exercise: exercise.id)
@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16], ids=str)
def test_a_scaled_answer_cast_down_earns_less(exercise, kind):
    given = object_in(solution_of(exercise.id), exercise)
    coarse = Coarse(given, exercise.signature, exercise.adapter, kind=kind)
    report = check(exercise.id, coarse, seed=CHANGING)
    assert not coarse.spoiled or report.points < exercise.points, report


@pytest.mark.parametrize("exercise", BY_CODE, ids=lambda exercise: exercise.id)
def test_a_right_answer_cast_to_float32_loses_points_where_float64_came_in(exercise):
    given = object_in(solution_of(exercise.id), exercise)
    coarse = Coarse(given, exercise.signature, exercise.adapter, kind=torch.float32, factor=1.0)
    report = check(exercise.id, coarse, seed=CHANGING)
    cast = coarse.finer > exercise.tables
    assert (report.points < exercise.points) == cast and ("came back as float32" in str(report)) == cast, report


class Coarse(Answer):
    """An answer whose real numbers come back too large by a factor, in a coarser type.

    `finer`: the most dimensions of a tensor that lost digits.
    """

    def __init__(self, *given, kind, factor=1.04):
        super().__init__(*given)
        self.kind, self.factor, self.spoiled, self.finer, self.given_doubles = kind, factor, False, 0, False

    def __call__(self, *inputs):
        self.given_doubles = precision_of(inputs) is torch.float64
        return self.spoil(super().__call__(*inputs))

    def spoil(self, value):
        """Scale and cast every real number of plain data."""
        if type(value) is list:
            return [self.spoil(part) for part in value]
        if type(value) is float or (type(value) is torch.Tensor and value.is_floating_point()):
            self.spoiled, whole = True, type(value) is float or torch.equal(value, value.round())
            if self.given_doubles and not whole:
                self.finer = max(self.finer, value.dim())
            return (torch.as_tensor(value, dtype=torch.float64) * self.factor).to(self.kind)
        return value
