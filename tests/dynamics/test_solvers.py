"""solvers: tableaux against the order conditions and torchdiffeq, and the two ways to residual stacks."""

import pytest
import torch
from torchdiffeq import odeint

from course_utils.blocks import MLPBlock
from course_utils.dynamics.problems import ZOO
from course_utils.dynamics.solvers import (
    METHODS,
    Tableau,
    as_field,
    as_residual_stack,
    as_tableau,
    even_times,
    increment,
    integrate,
)
from course_utils.networks.staged import seeded, states

every_method = pytest.mark.parametrize("method", METHODS)


def matrix(tableau):
    found = torch.zeros(tableau.stages, tableau.stages, dtype=torch.float64)
    for i, row in enumerate(tableau.a):
        found[i, : len(row)] = torch.tensor(row, dtype=torch.float64)
    return found


@every_method
def test_order_conditions(method):
    """Hairer, Norsett, Wanner I, table II.2.1: every tree up to the method's order, and one above it that fails."""
    tableau = METHODS[method]
    a, b = matrix(tableau), torch.tensor(tableau.b, dtype=torch.float64)
    c = torch.tensor(tableau.c, dtype=torch.float64)
    trees = {
        1: [(b.sum(), 1)],
        2: [(b @ c, 1 / 2)],
        3: [(b @ c**2, 1 / 3), (b @ a @ c, 1 / 6)],
        4: [(b @ c**3, 1 / 4), (b @ (c * (a @ c)), 1 / 8), (b @ a @ c**2, 1 / 12), (b @ a @ a @ c, 1 / 24)],
        5: [(b @ c**4, 1 / 5)],
    }
    for order in range(1, tableau.order + 1):
        for found, expected in trees[order]:
            assert found.item() == pytest.approx(expected)
    assert any(abs(found.item() - expected) > 1e-3 for found, expected in trees[tableau.order + 1])


@every_method
def test_shapes_of_a_tableau(method):
    tableau = METHODS[method]
    assert [len(row) for row in tableau.a] == list(range(tableau.stages)) and len(tableau.c) == tableau.stages


@pytest.mark.parametrize(("ours", "theirs"), [("Euler", "euler"), ("midpoint", "midpoint"), ("Heun", "heun2")])
@pytest.mark.parametrize("name", ["pulse", "spiral", "logistic"])
def test_states_are_those_of_torchdiffeq(name, ours, theirs):
    problem = ZOO[name]()
    times = even_times(problem.span, 12)

    def f(t, x):
        return problem.f(float(t), x)

    expected = odeint(f, problem.x0, times, method=theirs)
    torch.testing.assert_close(integrate(problem.f, problem.x0, times, ours), expected)


def test_rk4_on_a_linear_field_is_the_taylor_polynomial():
    x = torch.tensor([2.0, -1.0], dtype=torch.float64)
    rate, h = -0.7, 0.3
    z = rate * h
    expected = x * (1 + z + z**2 / 2 + z**3 / 6 + z**4 / 24) - x
    torch.testing.assert_close(increment(lambda t, x: rate * x, 0.0, x, h, "RK4"), expected)


@every_method
def test_each_step_asks_as_often_as_there_are_stages(method):
    asked = []

    def f(t, x):
        asked.append(t)
        return x

    integrate(f, torch.ones(3), even_times((0, 1), 5), method)
    assert len(asked) == 5 * METHODS[method].stages
    assert asked[: METHODS[method].stages] == pytest.approx([c / 5 for c in METHODS[method].c])


@every_method
def test_a_stack_of_blocks_is_the_method(method):
    problem = ZOO["pulse"]()
    stack = as_residual_stack(problem.f, problem.span, 7, method)
    found = torch.stack(states(stack, problem.x0))
    torch.testing.assert_close(found, integrate(problem.f, problem.x0, even_times(problem.span, 7), method))
    block = stack[3]
    torch.testing.assert_close(block(problem.x0), problem.x0 + block.residual(problem.x0))
    assert f"{method}, t =" in str(stack)


@pytest.mark.parametrize("step", [1.0, 0.1, 1 / 7, 1e-3])
def test_the_step_is_hidden_in_the_weights(step):
    with seeded(0):
        blocks = torch.nn.Sequential(*(MLPBlock(6) for _ in range(9))).double()
    x = torch.randn(4, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    found = integrate(as_field(blocks, step), x, step * torch.arange(10, dtype=torch.float64))
    torch.testing.assert_close(found, torch.stack(states(blocks, x)))


def test_a_field_is_constant_on_its_pieces_and_beyond_the_ends():
    blocks = torch.nn.Sequential(*(MLPBlock(3) for _ in range(3)))
    f, x = as_field(blocks, 0.5), torch.randn(2, 3)
    for t, place in ((-1, 0), (0, 0), (0.49, 0), (0.5 - 1e-12, 1), (0.5, 1), (1.2, 2), (9, 2)):
        torch.testing.assert_close(f(t, x), blocks[place].residual(x) / 0.5)


def test_times_may_run_backwards_and_gradients_flow():
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    there = integrate(lambda t, x: -x, x, even_times((0, 1), 50), "RK4")[-1]
    back = integrate(lambda t, x: -x, there, even_times((1, 0), 50), "RK4")[-1]
    torch.testing.assert_close(back, x, rtol=1e-7, atol=0)
    (gradient,) = torch.autograd.grad(there.sum(), x)
    torch.testing.assert_close(gradient, torch.full_like(gradient, torch.e**-1), rtol=1e-7, atol=0)


def test_gradcheck():
    x = torch.randn(3, dtype=torch.float64, requires_grad=True, generator=torch.Generator().manual_seed(0))
    assert torch.autograd.gradcheck(
        lambda x: integrate(lambda t, x: torch.sin(x) + t, x, even_times((0, 1), 3), "RK4"), x
    )


def test_a_tableau_of_ones_own():
    ralston = Tableau("Ralston", 2, ((), (2 / 3,)), (0.25, 0.75))
    assert as_tableau(ralston) is ralston and ralston.c == (0, 2 / 3)
    torch.testing.assert_close(increment(lambda t, x: x, 0.0, torch.ones(1), 0.1, ralston), torch.tensor([0.105]))


def test_what_is_refused():
    with pytest.raises(ValueError, match="No method is called 'rk5'. Choose one of Euler"):
        integrate(lambda t, x: x, torch.ones(1), even_times((0, 1), 2), "rk5")
    with pytest.raises(ValueError, match="one step or more"):
        even_times((0, 1), 0)
    with pytest.raises(ValueError, match="at least one block and a step above 0"):
        as_field(torch.nn.Sequential(), 1.0)
    with pytest.raises(ValueError, match="at least one block and a step above 0"):
        as_field(torch.nn.Sequential(MLPBlock(2)), 0.0)
