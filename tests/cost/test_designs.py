"""budgets: designs on paper against networks that are built, and solutions that no neighbour beats."""

from dataclasses import replace

import pytest
import torch

from course_utils.cost.counting import count
from course_utils.cost.designs import CURRENCIES, Design, solve

DESIGNS = [
    Design("basic", 1, 8),
    Design("basic", 3, 5, resolution=16),
    Design("bottleneck", 2, 6, resolution=16),
    Design("resnext", 2, 16, groups=8, resolution=16),
    Design("bottleneck", 1, 8, groups=4, classes=100),
]
CASES = [("basic", 9, 1), ("basic", 1, 1), ("bottleneck", 6, 1), ("resnext", 6, 8), ("resnext", 2, 4)]


@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_on_paper_as_built(design):
    cost = count(design.build(), (1, 3, design.resolution, design.resolution))
    assert design.spends("parameters") == cost.parameters
    assert design.spends("multiply_adds") == cost.multiply_adds
    assert 4 * design.kept() == pytest.approx(cost.activation_bytes, rel=0.06)  # vectors are left out


def test_depth_and_stream():
    assert Design("basic", 9, 16).depth == 56 and Design("bottleneck", 111, 16).depth == 1001
    assert Design("bottleneck", 1, 16).stream == (64, 128, 256) and Design("resnext", 1, 8).stream == (16, 32, 64)


def test_another_input_and_head():
    net = Design("basic", 1, 4, resolution=8, classes=7).build(in_channels=1)
    assert net(torch.zeros(2, 1, 8, 8)).shape == (2, 7)


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize(("kind", "blocks", "groups"), CASES)
def test_no_other_width_comes_nearer(kind, blocks, groups, currency):
    budget = {"parameters": 300_000, "multiply_adds": 40_000_000}[currency]
    found = solve(kind, budget, currency, blocks, groups)

    def miss(design):
        return abs(design.spends(currency) - budget)

    assert found.width % groups == 0 and miss(found) < (0.25 if groups < 8 else 0.35) * budget
    for step in (-groups, groups):
        if found.width + step > 0:
            assert miss(found) <= miss(replace(found, width=found.width + step))


@pytest.mark.parametrize("design", DESIGNS[:2], ids=str)
def test_a_design_is_the_solution_for_its_own_cost(design):
    assert (
        solve(design.kind, design.spends("parameters"), "parameters", design.blocks, resolution=design.resolution)
        == design
    )


@pytest.mark.parametrize("budget", [10, 1e12])
def test_a_budget_that_no_width_meets(budget):
    with pytest.raises(ValueError, match="comes near"):
        solve("basic", budget, "parameters", 2)


def test_what_is_unknown():
    with pytest.raises(ValueError, match="No kind is called 'wide'"):
        Design("wide", 1, 8)
    with pytest.raises(ValueError, match="No currency is called 'seconds'"):
        Design("basic", 1, 8).spends("seconds")
    with pytest.raises(ValueError, match="3 groups cannot share out 8"):
        Design("resnext", 1, 8, groups=3)
