"""What the lessons derive, computed: each factor, limit and break-even that stands on a page with its reason."""

import math

import pytest
import torch

from course_utils.gradients.random_stacks import gradient_flow
from course_utils.networks.on_paper import break_even
from course_utils.paths.paths import all_paths
from course_utils.signals.propagation import propagate
from course_utils.signals.relu_places import squared_gradients, stream


def test_a_branch_as_large_as_its_input_doubles_the_mean_square():
    """Lesson 1, scaling: 2^10 in ten blocks, and (1 + 1/L)^L, near e, with f / sqrt(L)."""
    sizes = [propagate(10, width=512, seed=seed) for seed in range(5)]
    doubled = sum(math.log2(rules["x + f"].size[-1]) for rules in sizes) / 5
    assert doubled == pytest.approx(10, abs=0.7)
    rooted = sum(rules["x + f/sqrt(L)"].size[-1].item() for rules in sizes) / 5
    assert rooted == pytest.approx(1.1**10, rel=0.15)


def test_the_input_keeps_the_cosine_of_one_over_the_root_of_e():
    """Lesson 1, scaling: 0.61 at a large depth."""
    cosines = [propagate(100, width=512, seed=seed)["x + f/sqrt(L)"].cosine[-1].item() for seed in range(5)]
    assert sum(cosines) / 5 == pytest.approx(math.exp(-0.5), abs=0.03)


@pytest.mark.parametrize("depth", [100, 1000])
def test_limits_of_many_small_factors(depth):
    assert (1 + 1 / depth) ** depth == pytest.approx(math.e, rel=1 / depth)
    assert (1 - 1 / depth) ** depth == pytest.approx(1 / math.e, rel=1 / depth)
    assert depth * math.log1p(1 / depth) == pytest.approx(1 - 1 / (2 * depth), abs=1 / depth**2)


def test_batch_norm_after_a_relu_stretches_a_gradient():
    """Lesson 1, cause: 1.21 a layer is sqrt(pi / (pi - 1)), from the mean that a norm takes off a ReLU."""
    z = torch.randn(10**6, generator=torch.Generator().manual_seed(0), dtype=torch.float64).relu()
    assert z.square().mean() == pytest.approx(1 / 2, abs=0.005)
    assert z.mean() ** 2 == pytest.approx(1 / (2 * math.pi), abs=0.002)
    flow = gradient_flow("plain, F", 50, "He", norm="batch").states
    assert (flow[0] / flow[-1]).item() ** (1 / 50) == pytest.approx(math.sqrt(math.pi / (math.pi - 1)), abs=0.03)


def test_the_default_weights_shrink_a_gradient():
    flow = gradient_flow("plain, F", 50, "PyTorch default").states
    assert (flow[0] / flow[-1]).item() ** (1 / 50) == pytest.approx(math.sqrt(1 / 6), abs=0.02)


def test_a_normalised_branch_adds_the_same_variance_at_every_block():
    """Lesson 2, normed: the variance grows in a line, and the gradient by tens and not by millions."""
    free, normed = (gradient_flow("residual, x + F", 50, "He", norm=norm) for norm in ("none", "batch"))
    grown = normed.signal.square()
    assert ((grown[50] - grown[25]) / (grown[25] - grown[0])).item() == pytest.approx(1, abs=0.3)
    assert 4 < normed.states[0] < 30 and free.states[0] > 1e6


def test_a_relu_at_the_end_of_a_branch_raises_the_mean():
    """Lesson 2, place: by 1 / sqrt(2 pi) a block."""
    drift = sum(stream("ReLU before addition", 50, width=256, seed=seed).mean[-1].item() for seed in range(3)) / 3
    assert drift / 50 == pytest.approx(1 / math.sqrt(2 * math.pi), abs=0.02)


@pytest.mark.parametrize(
    ("placement", "inputs", "promised"),
    [
        ("pre-activation", "Gaussian", 2.0),
        ("ReLU before addition", "Gaussian", 2.0),
        ("post-activation", "Gaussian", 1.5),
        ("pre-activation", "not negative", 3.0),
        ("post-activation", "not negative", 2.1),
    ],
)
def test_squared_gradients_of_three_orders(placement, inputs, promised):
    """Lesson 2, squared: He's W doubles a squared gradient, a ReLU halves it."""
    assert squared_gradients(placement, inputs).mean() == pytest.approx(promised, abs=0.1)


def test_break_even_of_a_bottleneck():
    m = 256 * (math.sqrt(163) - 1) / 9
    assert 9 * m**2 + 2 * 256 * m == pytest.approx(18 * 256**2) and break_even(256) == pytest.approx(m)
    assert round(m) == 335


def test_lengths_under_the_gradient_are_binomial():
    """Lesson 4, lengths: if each branch multiplies by r, the chance is r / (1 + r)."""
    n, r = 10, 0.5
    lengths = all_paths(n).sum(1)
    weights = r ** lengths.double()
    mean = (weights * lengths).sum() / weights.sum()
    assert weights.sum() == pytest.approx((1 + r) ** n) and mean == pytest.approx(n * r / (1 + r))


def test_the_best_swap_that_keeps_the_order():
    """Lesson 5, swap: 1, where both outputs are 0."""
    grid = torch.linspace(-2, 2, 401, dtype=torch.float64)
    a, b = torch.meshgrid(grid, grid, indexing="ij")
    error = ((a - 1) ** 2 + (b + 1) ** 2) / 2 + torch.where(a <= b, 0.0, math.inf)
    best = error.argmin()
    assert error.min() == pytest.approx(1) and a.flatten()[best] == b.flatten()[best] == pytest.approx(0)


@pytest.mark.parametrize(("midpoint", "power"), [(False, 2), (True, 3)])
def test_what_one_step_misses(midpoint, power):
    """Lesson 5, order: Euler h^2 x'' / 2, midpoint one power less."""

    def miss(h):
        slope = 1 + h / 2 if midpoint else 1  # x' = x from 1
        return math.exp(h) - (1 + h * slope)

    assert math.log2(miss(0.02) / miss(0.01)) == pytest.approx(power, abs=0.05)
    assert miss(0.01) == pytest.approx(0.01**power / math.factorial(power), rel=0.02)
