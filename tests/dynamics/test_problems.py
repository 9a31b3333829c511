"""problems: each closed form starts where it should, moves as the field says, and ends where scipy ends."""

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from course_utils.dynamics.problems import ZOO, linear

every_problem = pytest.mark.parametrize("name", ZOO)


def places(problem, count=9):
    return torch.linspace(*problem.span, count, dtype=torch.float64)


@every_problem
def test_the_solution_starts_at_x0_with_one_row_a_time(name):
    problem = ZOO[name]()
    found = problem.exact(places(problem))
    assert found.shape == (9, len(problem.x0)) and found.dtype == problem.x0.dtype == torch.float64
    torch.testing.assert_close(found[0], problem.x0)
    torch.testing.assert_close(problem.end, found[-1])


@every_problem
def test_the_solution_moves_as_the_field_says(name):
    problem, step = ZOO[name](), 1e-4
    inner = places(problem)[1:-1]
    velocity = (problem.exact(inner + step) - problem.exact(inner - step)) / (2 * step)
    expected = torch.stack([problem.f(t.item(), x) for t, x in zip(inner, problem.exact(inner), strict=True)])
    torch.testing.assert_close(velocity, expected, rtol=1e-4, atol=1e-6)


@every_problem
def test_scipy_ends_at_the_same_place(name):
    problem = ZOO[name]()

    def f(t, x):
        return problem.f(t, torch.from_numpy(x)).numpy()

    solved = solve_ivp(f, problem.span, problem.x0.numpy(), "DOP853", rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(solved.y[:, -1], problem.end.numpy(), rtol=1e-7, atol=1e-9)


@every_problem
def test_a_field_takes_any_number_of_states_at_once(name):
    problem = ZOO[name]()
    states = torch.randn(3, 5, len(problem.x0), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    together = problem.f(0.7, states)
    assert together.shape == states.shape
    torch.testing.assert_close(together[1, 2], problem.f(0.7, states[1, 2]))


def test_a_rotation_keeps_the_radius():
    problem = ZOO["rotation"]()
    torch.testing.assert_close(problem.exact(places(problem)).norm(dim=1), torch.ones(9, dtype=torch.float64))


def test_a_linear_problem_needs_a_square_matrix_that_fits():
    with pytest.raises(ValueError, match=r"must be \(3, 3\) for a state of 3"):
        linear(torch.eye(2), torch.ones(3), 1.0)
