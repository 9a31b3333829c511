"""refinement: which random stacks settle and how fast, how rough weights are, and stacks made finer."""

import pytest
import torch

from course_utils.dynamics.refinement import (
    KINDS,
    STARTS,
    DepthNet,
    depth_weights,
    interpolated,
    moved,
    refine,
    repeated,
    roughness,
    run_stack,
)
from course_utils.dynamics.stability import convergence_order
from course_utils.networks.staged import seeded


@pytest.mark.parametrize("kind", KINDS)
def test_weights_have_a_block_each_and_depend_on_the_seed_alone(kind):
    weights = depth_weights(kind, 16, width=5, seed=2)
    assert weights.shape == (16, 5, 5) and weights.dtype == torch.float64
    assert torch.equal(weights, depth_weights(kind, 16, width=5, seed=2))
    assert not torch.equal(weights, depth_weights(kind, 16, width=5, seed=3))


def test_brownian_blocks_are_sums_of_finer_ones():
    coarse, fine = depth_weights("Brownian", 8), depth_weights("Brownian", 64)
    torch.testing.assert_close(fine.view(8, 8, 16, 16).sum(1), coarse)


def test_smooth_and_tied_weights_are_one_curve_at_every_depth():
    for kind in ("tied", "smooth"):
        torch.testing.assert_close(4 * depth_weights(kind, 32)[::4], depth_weights(kind, 8))


def test_independent_weights_are_fresh_at_every_depth():
    shallow, deep = (depth_weights("independent", depth) * depth**0.5 for depth in (4, 8))
    assert not torch.isclose(shallow, deep[:4]).any()


def test_sizes():
    """The sum of squares of independent weights is that of one full block; of smooth ones, a block weighs 1/L."""
    total = depth_weights("independent", 64).square().sum() / 16
    assert total.item() == pytest.approx(1, abs=0.05)
    assert depth_weights("tied", 64)[0].square().sum().item() * 64**2 / 16 == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize(
    ("kind", "order", "margin"), [("tied", 1, 0.1), ("smooth", 1, 0.1), ("Brownian", 0.5, 0.2), ("independent", 0, 0.1)]
)
def test_who_settles_and_how_fast(kind, order, margin):
    found = [refine(kind, (8, 16, 32, 64, 128), seed=seed) for seed in range(3)]
    gaps = torch.stack([each.gaps for each in found]).median(0).values
    assert -convergence_order(found[0].depths, gaps) == pytest.approx(order, abs=margin)
    assert (gaps > 0.3).all() == (kind == "independent")


def test_a_stack_runs_as_written():
    weights, x = torch.randn(3, 4, 4), torch.randn(2, 4)
    expected = x
    for weight in weights:
        expected = expected + torch.tanh(expected) @ weight
    torch.testing.assert_close(run_stack(weights, x), expected)


def test_roughness_of_known_weights():
    draws = torch.randn(2000, 6, 6, generator=torch.Generator().manual_seed(0))
    assert roughness(draws) == pytest.approx(1, abs=0.02)
    assert roughness(draws[:1].expand(5, -1, -1)) == 0
    assert roughness(torch.tensor([1.0, -1.0, 1.0])[:, None]) == pytest.approx(2**0.5)
    assert roughness(torch.tensor([1.0, 3.0])[:, None]) == pytest.approx((4 / 10) ** 0.5)
    curves = [roughness(depth_weights("smooth", depth)) for depth in (32, 64)]
    assert curves[0] / curves[1] == pytest.approx(2, abs=0.1)
    with pytest.raises(ValueError, match="two blocks or more"):
        roughness(draws[:1])


def test_interpolated_weights_lie_between_their_neighbours():
    weights = torch.randn(5, 3, 3, dtype=torch.float64)
    finer = interpolated(weights, 4)
    assert finer.shape == (20, 3, 3)
    torch.testing.assert_close(4 * finer[::4], weights)
    torch.testing.assert_close(4 * finer[2:-4:4], (weights[:-1] + weights[1:]) / 2)
    torch.testing.assert_close(4 * finer[-3:], weights[-1:].expand(3, -1, -1))
    torch.testing.assert_close(interpolated(weights, 1), weights)


def test_repeated_blocks_share_their_step():
    weights = torch.randn(5, 3, 3)
    finer = repeated(weights, 3)
    torch.testing.assert_close(finer.view(5, 3, 3, 3).sum(1), weights)


def test_finer_steps_along_smooth_weights_keep_the_function():
    x = torch.randn(16, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    change = {}
    for kind in ("smooth", "independent"):
        weights = depth_weights(kind, 16) * (4 if kind == "independent" else 1)  # full steps, as in a residual network
        change[kind] = moved(run_stack(interpolated(weights), x), run_stack(weights, x))
    assert change["smooth"] < 0.03 < 0.2 < change["independent"]


@pytest.mark.parametrize("start", STARTS)
def test_a_depth_net_starts_as_it_says(start):
    with seeded(0):
        net = DepthNet(6, start, width=8)
    images = torch.randn(3, 1, 8, 8)
    assert net(images).shape == (3, 10) and net.weights.shape == (6, 8, 8) and start in str(net)
    torch.testing.assert_close(net(images), net.at_depth(images, net.steps))
    assert net.step == {"full": 1, "independent": 6**-0.5}.get(start, 1 / 6)
    if start in ("tied", "zero"):
        assert roughness(net.weights + 1) == 0 and (net.weights == 0).all() == (start == "zero")
    else:
        assert roughness(net.weights) > 0.8


def test_starts_share_stem_and_head():
    nets = []
    for start in STARTS:
        with seeded(5):
            nets.append(DepthNet(4, start))
    for net in nets[1:]:
        assert torch.equal(net.stem[1].weight, nets[0].stem[1].weight)
        assert torch.equal(net.head.weight, nets[0].head.weight)


@pytest.mark.parametrize("start", STARTS)
def test_what_was_learned_is_the_change_since_the_start(start):
    net = DepthNet(3, start, width=4)
    assert (net.learned == 0).all() and "drawn" not in net.state_dict()
    change = torch.randn_like(net.weights)
    with torch.no_grad():
        net.weights += change
    torch.testing.assert_close(net.learned, change)
    assert not net.learned.requires_grad


def test_moved_is_relative_to_the_second():
    assert moved(torch.tensor([3.0, 0.0]), torch.tensor([0.0, 4.0])) == pytest.approx(1.25)


def test_what_is_refused():
    with pytest.raises(ValueError, match="No kind of weights is called 'wild'"):
        depth_weights("wild", 4)
    with pytest.raises(ValueError, match="divide 1024"):
        depth_weights("Brownian", 10)
    with pytest.raises(ValueError, match="cannot start 'cold'"):
        DepthNet(4, "cold")
