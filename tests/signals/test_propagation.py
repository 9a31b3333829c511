"""signals: what each scaling rule does to size, direction and identity path, and how alike the inputs become."""

import math

import numpy as np
import pytest
import torch

from course_utils.signals.propagation import RULES, _weight, pairwise_cosine, propagate, scales

E = {
    "x + f": (1, 1),
    "x/L + f": (1 / 9, 1),
    "x + f/L": (1, 1 / 9),
    "x + f/sqrt(L)": (1, 1 / 3),
    "sqrt(1-1/L) x + f/sqrt(L)": (math.sqrt(8 / 9), 1 / 3),
    "f (plain)": (0, 1),
}


def test_the_rules_are_their_names():
    assert RULES.keys() == E.keys()
    for name, expected in E.items():
        assert RULES[name](9) == pytest.approx(expected)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("gain", [0.5, 1.0])
def test_propagation_is_the_loop_one_would_write_by_hand(rule, gain):
    depth, width, samples = 9, 20, 5
    found = propagate(depth, width, gain, samples, seed=3)[rule]
    start = torch.randn(samples, width, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    skip, branch = E[rule]
    x, states = start, [start]
    for layer in range(depth):
        x = skip * x + branch * gain * x.relu() @ _weight(layer, width, 3)
        states.append(x)
    sizes = [float(state.square().mean() / start.square().mean()) for state in states]
    np.testing.assert_allclose(found.size, sizes)
    cosines = [float(torch.cosine_similarity(start, state).mean()) for state in states]
    np.testing.assert_allclose(found.cosine, cosines, atol=1e-12)
    np.testing.assert_allclose(found.alike, pairwise_cosine(states), atol=1e-12)
    assert found.rule == rule and {found.size.dtype, found.alike.dtype} == {torch.float64}


def test_the_weights_are_hes_and_no_two_layers_share_them():
    weights = torch.stack([_weight(layer, 120, seed) for seed in (0, 1) for layer in (0, 1, 50)])
    assert float(weights.var()) == pytest.approx(2 / 120, rel=0.02)
    assert float(weights.mean()) == pytest.approx(0, abs=0.002)
    alike = torch.corrcoef(weights.flatten(1)) - torch.eye(6)
    assert float(alike.abs().max()) < 0.05


def test_a_deeper_stack_begins_like_the_shallower_one():
    """For the rule without L: the slider over the depth lengthens a curve and changes nothing before."""
    short, long = (propagate(depth, 16)["x + f"].size for depth in (5, 9))
    torch.testing.assert_close(long[:6], short)


def test_a_hundred_layers_of_growth_stay_finite():
    """2 ** 2000 would not fit into float32."""
    size = propagate(1000, 16, samples=4)["x + f"].size
    assert torch.isfinite(size).all() and size[-1] > 1e39


@pytest.mark.parametrize("depth", [1, 7, 120])
def test_shapes_and_the_start(depth):
    for found in propagate(depth, 16).values():
        shapes = {measure.shape for measure in (found.size, found.cosine, found.alike, found.log_identity)}
        assert shapes == {(depth + 1,)}
        assert (float(found.size[0]), float(found.log_identity[0])) == (1, 0)
        assert float(found.cosine[0]) == pytest.approx(1)


@pytest.mark.parametrize("depth", [1, 9, 100])
def test_the_identity_coefficient_is_the_power_of_the_skip(depth):
    for name, found in propagate(depth, 8).items():
        skip = RULES[name](depth)[0]
        expected = [step * math.log10(skip) if skip else -math.inf for step in range(1, depth + 1)]
        np.testing.assert_allclose(found.log_identity[1:], expected, rtol=1e-5)


def test_the_identity_coefficient_is_what_is_left_where_the_branches_are_silent():
    for name, found in propagate(7, 8, gain=0.0).items():
        left = found.size.sqrt()  # of x_0 nothing but its own multiple is there
        torch.testing.assert_close(10**found.log_identity, left, msg=name)
        assert found.log_identity[0] == 0


def test_what_the_rules_keep_at_a_hundred_layers():
    """The numbers that chapter 1 rests on: variance is kept by rules that delete the skip and by rules that keep it."""
    found = propagate(100, width=200, samples=32)
    size = {name: float(rule.size[-1]) for name, rule in found.items()}
    cosine = {name: float(rule.cosine[-1]) for name, rule in found.items()}
    assert size["x + f"] > 1e20
    assert size["x + f/sqrt(L)"] == pytest.approx(math.e, rel=0.25)
    assert size["sqrt(1-1/L) x + f/sqrt(L)"] == pytest.approx(1, rel=0.25)
    assert size["x + f/L"] == pytest.approx(1, rel=0.1) and cosine["x + f/L"] > 0.99
    assert abs(cosine["x/L + f"]) < 0.15 and abs(cosine["f (plain)"]) < 0.15
    assert cosine["x + f/sqrt(L)"] == pytest.approx(0.63, abs=0.08)
    assert float(found["x/L + f"].log_identity[-1]) == pytest.approx(-200, abs=1e-3)
    assert found["f (plain)"].log_identity[-1] == -math.inf


def test_at_gain_one_the_branch_keeps_the_mean_square():
    found = propagate(1, width=1000, samples=64)["f (plain)"]
    assert float(found.size[1]) == pytest.approx(1, rel=0.05)


def test_gain_zero_leaves_the_skip_alone():
    for name, found in propagate(5, 8, gain=0.0).items():
        skip = RULES[name](5)[0]
        np.testing.assert_allclose(found.size, [skip ** (2 * step) for step in range(6)], rtol=1e-5)


def test_seeds():
    first, again, other = (propagate(4, 8, seed=seed)["x + f"].size for seed in (0, 0, 1))
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert not torch.equal(first, other)


@pytest.mark.parametrize("depth", [0, -3])
def test_no_depth_is_a_sentence(depth):
    for ask in (lambda: propagate(depth), lambda: scales("x + f", depth)):
        with pytest.raises(ValueError, match=f"at least 1, not {depth}"):
            ask()


def test_an_unknown_rule_lists_them():
    with pytest.raises(ValueError, match=r"'x \+ 2f'\. Choose one of x \+ f, x/L \+ f, "):
        scales("x + 2f", 3)


@pytest.mark.parametrize("rule", RULES)
def test_scales_are_the_rule_at_one_depth(rule):
    assert scales(rule, 9) == pytest.approx(E[rule])


def test_nothing_is_left_for_autograd():
    assert not any(found.size.requires_grad or found.cosine.requires_grad for found in propagate(3, 8).values())


# How alike the inputs become


@pytest.mark.parametrize("shape", [(5, 3), (4, 2, 3, 3)])
def test_pairwise_cosine_is_the_mean_over_pairs(shape):
    state = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    flat, count = state.flatten(1), len(state)
    pairs = [(i, j) for i in range(count) for j in range(count) if i != j]
    expected = np.mean([float(torch.cosine_similarity(flat[i], flat[j], dim=0)) for i, j in pairs])
    assert float(pairwise_cosine([state])[0]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (torch.eye(4), 0),
        (torch.ones(4, 1) * torch.tensor([[1.0, 2.0, 3.0]]) * torch.arange(1, 5)[:, None], 1),
        (torch.tensor([[1.0, 1.0], [-2.0, -2.0]]), -1),
        (torch.tensor([[1.0, 0.0], [2.0, 0.0], [0.0, 0.0]]), 1 / 3),
        (torch.zeros(4, 3), 0),
    ],
    ids=["orthogonal", "one direction", "opposite", "one of three is zero", "all are zero"],
)
def test_pairwise_cosine_of_known_states(state, expected):
    assert float(pairwise_cosine([state])[0]) == pytest.approx(expected, abs=1e-6)


def test_pairwise_cosine_takes_a_list_of_states_with_gradients():
    states = [torch.rand(3, 4, requires_grad=True), torch.rand(3, 2, 2, requires_grad=True)]
    found = pairwise_cosine(states)
    assert found.shape == (2,) and not found.requires_grad


@pytest.mark.parametrize("count", [0, 1])
def test_pairwise_cosine_needs_a_pair(count):
    with pytest.raises(ValueError, match=str(count)):
        pairwise_cosine([torch.ones(count, 3)])


def test_a_faint_signal_keeps_its_direction():
    """At a small gain the signal shrinks below every eps; its direction, and so its cosines, must not."""
    faint = propagate(120, width=32, gain=0.2)["x/L + f"]
    assert faint.size[-1] < 1e-100
    assert faint.alike[-1] > 0.9
