"""dynamics: Newton against known roots, both stabilities by simulation, orders, Lipschitz bounds and inverses."""

import numpy as np
import pytest
import torch
from scipy.optimize import root
from torch import nn

from course_utils.blocks import MLPBlock
from course_utils.dynamics.problems import ZOO
from course_utils.dynamics.solvers import METHODS, increment, integrate
from course_utils.dynamics.stability import (
    Stability,
    convergence_order,
    final_errors,
    fixed_points,
    inversion,
    largest_stable_step,
    lipschitz_bound,
    lipschitz_estimate,
    newton,
    set_lipschitz_bound,
    stability,
    stability_function,
)
from course_utils.networks.staged import seeded


def wells(x, friction=0.5):
    return torch.stack((x[..., 1], x[..., 0] - x[..., 0] ** 3 - friction * x[..., 1]), -1)


def doubles(*values):
    return torch.tensor(values, dtype=torch.float64)


def branch(seed=0, width=6):
    with seeded(seed):
        return MLPBlock(width).residual.double()


# Fixed points


@pytest.mark.parametrize(("start", "expected"), [((1.4, 0.3), 1.0), ((0.1, 0.0), 0.0), ((-1.4, 0.3), -1.0)])
def test_newton_finds_the_wells(start, expected):
    torch.testing.assert_close(newton(wells, doubles(*start)), doubles(expected, 0.0), atol=1e-9, rtol=0)


def test_newton_finds_what_scipy_finds():
    with seeded(1):
        layer = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4)).double()

    def f(x):
        return layer(x) - x

    found = newton(f, torch.zeros(4, dtype=torch.float64))
    assert not found.requires_grad
    expected = root(lambda x: f(torch.from_numpy(x)).detach().numpy(), np.zeros(4), tol=1e-12)
    np.testing.assert_allclose(found.numpy(), expected.x, atol=1e-8)
    torch.testing.assert_close(found + f(found), found)  # the block leaves it alone


def test_newton_says_when_it_finds_nothing():
    with pytest.raises(ValueError, match="no fixed point from this start in 20 steps"):
        newton(lambda x: x**2 + 1, doubles(0.5), steps=20)
    with pytest.raises(ValueError, match="singular"):
        newton(lambda x: 0 * x + 1, doubles(0.5))


def test_fixed_points_are_listed_once_and_failures_left_out():
    starts = doubles(1.4, 0.3, 1.2, 0.0, -1.0, 0.1, 0.05, 0.0).view(4, 2)
    torch.testing.assert_close(fixed_points(wells, starts)[:, 0], doubles(-1, 0, 1), atol=1e-8, rtol=0)
    assert len(fixed_points(lambda x: x**2 + 1, doubles(0.5).view(1, 1))) == 0


@pytest.mark.parametrize("h", [0.05, 0.2, 0.3, 0.8])
@pytest.mark.parametrize("friction", [0.3, 1.0, 3.0])
def test_both_verdicts_are_what_a_simulation_shows(h, friction):
    def f(x):
        return wells(x, friction)

    point = doubles(1.0, 0.0)
    verdict = stability(f, point, h)
    near = point + doubles(1e-5, 0.0)
    network = integrate(lambda t, x: f(x), near, h * torch.arange(401.0), "Euler")[-1]
    ode = integrate(lambda t, x: f(x), near, 0.02 * torch.arange(1001.0), "RK4")[-1]
    assert verdict.network == ((network - point).norm() < 1e-5).item()
    assert verdict.ode == ((ode - point).norm() < 1e-5).item()
    assert verdict.network == (h < largest_stable_step(verdict.eigenvalues))


def test_the_famous_example():
    verdict = Stability(torch.tensor([-2.1 + 0j]), 1.0)
    assert verdict.ode and not verdict.network and verdict.factor == pytest.approx(1.1)
    assert integrate(lambda t, x: -2.1 * x, doubles(1.0), torch.arange(51.0))[-1].item() == pytest.approx(
        117.39, abs=0.01
    )


def test_a_stable_network_has_a_stable_equation():
    generator = torch.Generator().manual_seed(0)
    for z in torch.complex(*torch.randn(2, 300, generator=generator)):
        verdict = Stability(z.view(1), 1.0)
        assert verdict.ode or not verdict.network


def test_the_largest_stable_step_is_the_edge():
    eigenvalues = torch.tensor([-0.25 + 1.39j, -2.0 + 0j])
    h = largest_stable_step(eigenvalues)
    assert Stability(eigenvalues, 0.999 * h).network and not Stability(eigenvalues, 1.001 * h).network
    assert largest_stable_step(torch.tensor([0.1 + 1j])) == 0


# Stability functions


@pytest.mark.parametrize("method", METHODS)
def test_r_is_what_one_step_multiplies_by(method):
    generator = torch.Generator().manual_seed(0)
    z = torch.complex(*torch.randn(2, 20, generator=generator, dtype=torch.float64))
    one = torch.ones_like(z)
    torch.testing.assert_close(
        stability_function(method, z), one + increment(lambda t, x: z * x, 0.0, one, 1.0, method)
    )


@pytest.mark.parametrize("method", METHODS)
def test_r_agrees_with_exp_up_to_the_order(method):
    z = torch.tensor([0.01 + 0.02j, 0.02 + 0.04j], dtype=torch.complex128)
    errors = (stability_function(method, z) - torch.exp(z)).abs()
    assert torch.log2(errors[1] / errors[0]).item() == pytest.approx(METHODS[method].order + 1, abs=0.1)


def test_known_ends_of_the_regions():
    z = torch.tensor([-2.0, -2.0, -2.785], dtype=torch.complex128)
    sizes = [stability_function(name, z[i]).abs().item() for i, name in enumerate(("Euler", "Heun", "RK4"))]
    assert sizes == pytest.approx([1, 1, 1], abs=0.01)


# Orders


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["decay", "logistic", "pulse", "stiff"])
def test_measured_orders(method, name):
    counts = (128, 256, 512)
    found = convergence_order(1 / torch.tensor(counts), final_errors(ZOO[name](), method, counts))
    assert found == pytest.approx(METHODS[method].order, abs=0.2)


def test_an_order_is_the_least_squares_slope():
    sizes = torch.tensor([0.5, 0.25, 0.1, 0.02])
    assert convergence_order(sizes, 3 * sizes**2.5) == pytest.approx(2.5)
    noisy = 3 * sizes**2.5 * torch.tensor([1.1, 0.9, 1.2, 0.8])
    expected = np.polyfit(np.log(sizes.numpy()), np.log(noisy.numpy()), 1)[0]
    assert convergence_order(sizes, noisy) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("sizes", "errors"), [([0.1], [0.1]), ([0.1, 0.2], [0.0, 0.1]), ([0.1, 0.2], [0.1, 0.1, 0.1])])
def test_an_order_needs_two_points_above_zero(sizes, errors):
    with pytest.raises(ValueError, match="at least two sizes"):
        convergence_order(torch.tensor(sizes), torch.tensor(errors))


# Lipschitz constants and inverses


@pytest.mark.parametrize("seed", range(3))
def test_the_bounds_hold_the_constant_between_them(seed):
    f = branch(seed)
    x, y = torch.randn(2, 500, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    seen = ((f(x) - f(y)).norm(dim=1) / (x - y).norm(dim=1)).max().item()
    assert seen <= lipschitz_bound(f) and lipschitz_estimate(f, x) <= lipschitz_bound(f)
    norms = [torch.linalg.svdvals(f[place].weight)[0].item() for place in (0, 2)]
    assert lipschitz_bound(f) == pytest.approx(norms[0] * norms[1])


def test_both_bounds_are_the_constant_of_a_linear_branch():
    layer = branch()[0]
    x = torch.randn(5, 6, dtype=torch.float64)
    assert lipschitz_estimate(layer, x) == pytest.approx(lipschitz_bound(layer))


@pytest.mark.parametrize("bound", [0.1, 0.9, 3.0])
def test_a_bound_can_be_set(bound):
    f = branch()
    before = [f[place].weight.clone() for place in (0, 2)]
    set_lipschitz_bound(f, bound)
    assert lipschitz_bound(f) == pytest.approx(bound)
    ratios = [(f[place].weight / old).mean().item() for place, old in zip((0, 2), before, strict=True)]
    assert ratios[0] == pytest.approx(ratios[1]) and f[0].weight.requires_grad


def test_an_unknown_module_has_no_bound():
    with pytest.raises(ValueError, match="No Lipschitz bound is known for BatchNorm1d"):
        lipschitz_bound(nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)))


@pytest.mark.parametrize("bound", [0.3, 0.9])
def test_the_iteration_inverts_and_keeps_banachs_promise(bound):
    f = branch(3)
    set_lipschitz_bound(f, bound)
    x = torch.randn(20, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    y = (x + f(x)).detach()
    iterates = inversion(f, y, 200)
    assert iterates.shape == (201, 20, 6)
    torch.testing.assert_close(iterates[-1], x)
    first = (iterates[1] - iterates[0]).norm(dim=1)
    for k in (1, 5, 10):
        assert ((iterates[k] - x).norm(dim=1) <= bound**k / (1 - bound) * first + 1e-12).all()


def test_above_one_the_iteration_may_fly_off():
    y = doubles(1.0)
    assert inversion(lambda x: 1.5 * x, y, 60)[-1].abs() > 1e9  # although x = y / 2.5
    assert inversion(lambda x: 0.5 * x, y, 60)[-1].item() == pytest.approx(1 / 1.5)
