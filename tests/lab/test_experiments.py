"""experiments: five register themselves, and the profile that is chosen suits the hardware."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from course_utils import lab
from course_utils.lab import experiments
from course_utils.lab.experiments import EXPERIMENTS, choose_profile
from course_utils.system.device import Hardware

FIVE = ["degradation", "units", "equal_budgets", "lesions", "continuum"]
ENGINE = (
    "job",
    "run",
    "results",
    "summary",
    "sharing",
    "tuning",
    "experiments",
    "published",
    "together",
    "forecast",
    "__main__",
)


@pytest.fixture(autouse=True)
def photographs(monkeypatch):
    monkeypatch.setattr(experiments, "photographs_in_turn", lambda: "the best")


def hardware(kind):
    return Hardware(torch.device(kind), "a pretended machine")


def test_five_experiments_each_with_three_profiles_of_its_name():
    assert set(EXPERIMENTS) == set(FIVE)
    for name, profiles in EXPERIMENTS.items():
        assert set(profiles()) == {"quick", "short", "full"}
        for wish, profile in profiles().items():
            assert profile.name == wish and profile.experiment == name
            assert {"short": "photographs", "full": "cifar10"}.get(wish, profile.data) == profile.data


@pytest.mark.parametrize("module", ENGINE)
def test_the_engine_knows_no_experiment_and_asks_no_type(module):
    source = (Path(lab.__file__).parent / f"{module}.py").read_text()
    imported = [node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in imported if name.rpartition(".")[2] in (*FIVE, "deepening", "budget_costs")]
    asked = [ast.unparse(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    assert not [call for call in asked if call.startswith(("isinstance(job", "type(job"))]


def test_profiles_are_made_once():
    assert choose_profile("equal_budgets", "quick") is choose_profile("equal_budgets", "quick")


def test_registering_is_enough(monkeypatch):
    monkeypatch.setattr(experiments, "EXPERIMENTS", {})
    experiments.register("another")(lambda: {"quick": "its profile"})
    assert choose_profile("another", "quick") == "its profile"
    with pytest.raises(ValueError, match="'units'. Choose one of another"):
        choose_profile("units")


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize(("kind", "wish"), [("cuda", "short"), ("mps", "quick"), ("cpu", "quick")])
def test_the_profile_suits_the_hardware(name, kind, wish):
    expected = EXPERIMENTS[name]()[wish]
    expected = replace(expected, data="the best") if wish == "short" else expected
    assert choose_profile(name, hardware=hardware(kind)) == expected
    assert choose_profile(name, "auto", hardware(kind)) == expected


@pytest.mark.parametrize("name", FIVE)
def test_full_has_five_seeds_of_what_is_compared_and_short_fewer_steps(name):
    profiles = EXPERIMENTS[name]()
    assert {job.seed for job in profiles["full"].jobs()} == set(range(5))
    assert profiles["short"].recipe.epochs < profiles["full"].recipe.epochs / 5
    assert {job.seed for job in profiles["short"].jobs()} == {0, 1, 2}


def test_environment_and_argument_override_the_hardware(monkeypatch):
    quick, _, full = EXPERIMENTS["degradation"]().values()
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert choose_profile("degradation", hardware=hardware("cpu")) is full
    assert choose_profile("degradation", "quick", hardware("cuda")) is quick
    monkeypatch.setenv("COURSE_PROFILE", "")
    assert choose_profile("degradation", hardware=hardware("cpu")) is quick


def test_an_unknown_profile_lists_them(monkeypatch):
    with pytest.raises(ValueError, match=r"'huge'\. Choose one of auto, quick, short, full\."):
        choose_profile("degradation", "huge")
    monkeypatch.setenv("COURSE_PROFILE", "FULL")
    with pytest.raises(ValueError, match="'FULL'"):
        choose_profile("degradation")
