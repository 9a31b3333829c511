"""variation: total variation, its bounds for x + f(x), and the functions that reach them."""

import numpy as np
import pytest
import torch

from course_utils.signals.variation import total_variation, variation_bounds

GRID = torch.linspace(0, 1, 201, dtype=torch.float64)


def rough(seed, size):
    """A random f of total variation `size`, rougher for some seeds, with a slope for others."""
    generator = torch.Generator().manual_seed(seed)
    f = torch.randn(201, generator=generator, dtype=torch.float64)
    if seed % 2:
        f = f.cumsum(0)
    if seed % 3 == 0:
        f = f + 20 * (torch.rand((), generator=generator) - 0.5) * GRID
    return f * size / total_variation(f)


@pytest.mark.parametrize("shape", [(1,), (2,), (40,), (3, 40), (2, 3, 40)])
def test_total_variation_is_numpys(shape):
    values = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    np.testing.assert_allclose(total_variation(values), np.abs(np.diff(values.numpy())).sum(-1))


@pytest.mark.parametrize(("f", "expected"), [(GRID, 1), (-3 * GRID, 3), (GRID * 0 + 7, 0), ((GRID - 0.5).abs(), 1)])
def test_total_variation_of_known_functions(f, expected):
    assert float(total_variation(f)) == pytest.approx(expected)


def test_total_variation_of_a_sine_is_four_heights_a_period():
    assert float(total_variation(torch.sin(6 * torch.pi * torch.linspace(0, 1, 60_001)))) == pytest.approx(12, rel=1e-3)


@pytest.mark.parametrize("size", [0.0, 0.3, 1.0, 2.5, 50.0])
def test_the_bounds_hold(size):
    for seed in range(60):
        f = rough(seed, size)
        found, bounds = float(total_variation(GRID + f)), variation_bounds(f)
        assert bounds.lower - 1e-9 <= bounds.sharper - 1e-9 <= found <= bounds.upper + 1e-9


@pytest.mark.parametrize("size", [0.3, 1.0, 2.5])
def test_the_bounds_are_reached(size):
    up, down = variation_bounds(size * GRID), variation_bounds(-size * GRID)
    assert float(total_variation(GRID + size * GRID)) == pytest.approx(up.upper)
    assert float(total_variation(GRID - size * GRID)) == pytest.approx(down.lower, abs=1e-9)


def test_the_sharper_bound_uses_the_end_points():
    f = torch.where(GRID < 0.5, GRID, 1 - GRID)  # V = 1, back to where it began
    bounds = variation_bounds(f)
    assert (bounds.lower, bounds.upper) == pytest.approx((0, 2)) and bounds.sharper == pytest.approx(1)
    assert isinstance(bounds.lower, float) and isinstance(bounds.sharper, float)


def test_the_bound_says_nothing_about_smoothness():
    """A wild branch makes a wild block: V = 50 gives at least 49."""
    assert variation_bounds(rough(0, 50.0)).lower == pytest.approx(49)
