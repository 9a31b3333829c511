"""The bank of answers: every right one earns all its points, every wrong one is told its slip, under several seeds."""

import random
import time
from collections import Counter

import numpy
import pytest
import torch

from course_utils.checks import EXERCISES, check
from tools.bank import FILES, SLIP, answer_in

SEEDS = [0, 1, "instructor", 20151210]


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
    for seed in SEEDS:
        started = time.thread_time()
        report = check(exercise.id, answer, seed=seed)
        seconds = time.thread_time() - started
        text = str(report)
        assert "could not be read" not in text
        if right:
            assert report.points == exercise.points and report.status == "passed", text
        else:
            assert report.points < exercise.points and report.status != "passed", text
            assert slip and slip[1] in text, text
        assert seconds < 1, f"{seconds:.2f} s"
    assert report._repr_html_()
    assert settings() == before
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "exercise", [item for item in EXERCISES.values() if not item.by_hand], ids=lambda item: item.id
)
def test_bank_is_wide_enough(exercise):
    kinds = Counter(path.stem.partition("_")[0] for path in FILES if path.parent.name == exercise.id)
    assert kinds["right"] >= 3 and kinds["wrong"] >= 5
