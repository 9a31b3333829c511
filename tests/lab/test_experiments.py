"""experiments: five register themselves, and the profile that is chosen suits the hardware."""

import ast
from pathlib import Path

import pytest
import torch

from course_utils import lab
from course_utils.lab import experiments
from course_utils.lab.experiments import EXPERIMENTS, choose_profile
from course_utils.system.device import Hardware

FIVE = ["degradation", "units", "equal_budgets", "lesions", "continuum"]
ENGINE = ("job", "run", "results", "summary", "sharing", "tuning", "experiments", "published", "__main__")


def hardware(kind):
    return Hardware(torch.device(kind), "a pretended machine")


def test_five_experiments_each_with_two_profiles_of_its_name():
    assert set(EXPERIMENTS) == set(FIVE)
    for name, profiles in EXPERIMENTS.items():
        assert set(profiles()) == {"quick", "full"}
        for wish, profile in profiles().items():
            assert profile.name == wish and profile.experiment == name
            assert profile.data == "cifar10" or wish == "quick"


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
@pytest.mark.parametrize(("kind", "wish"), [("cuda", "full"), ("mps", "quick"), ("cpu", "quick")])
def test_the_profile_suits_the_hardware(name, kind, wish):
    assert choose_profile(name, hardware=hardware(kind)) is EXPERIMENTS[name]()[wish]
    assert choose_profile(name, "auto", hardware(kind)) is EXPERIMENTS[name]()[wish]


def test_environment_and_argument_override_the_hardware(monkeypatch):
    quick, full = EXPERIMENTS["degradation"]().values()
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert choose_profile("degradation", hardware=hardware("cpu")) is full
    assert choose_profile("degradation", "quick", hardware("cuda")) is quick
    monkeypatch.setenv("COURSE_PROFILE", "")
    assert choose_profile("degradation", hardware=hardware("cpu")) is quick


def test_an_unknown_profile_lists_them(monkeypatch):
    with pytest.raises(ValueError, match=r"'huge'\. Choose one of auto, quick, full\."):
        choose_profile("degradation", "huge")
    monkeypatch.setenv("COURSE_PROFILE", "FULL")
    with pytest.raises(ValueError, match="'FULL'"):
        choose_profile("degradation")
