"""deep: the stack of one tensor against a loop over blocks, its twins, and that it trains."""

import math

import pytest
import torch

from course_utils.data import digits
from course_utils.networks.deep_stack import DeepStack
from course_utils.networks.staged import count_parameters, seeded
from course_utils.training.loop import Recipe, train


def stack(depth=7, width=5, **settings):
    with seeded(0):
        return DeepStack(depth, width, inputs=6, classes=3, **settings).double()


def inputs(count=4):
    return torch.randn(count, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("shortcut", ["identity", "none"])
def test_it_is_its_equation(shortcut):
    net, x = stack(shortcut=shortcut), inputs()
    state = net.stem(x)
    for weight in net.weights:
        branch = state.relu() @ weight
        state = state + branch / math.sqrt(7) if shortcut == "identity" else branch
    torch.testing.assert_close(net(x), net.head(state))
    assert torch.autograd.gradcheck(net, x.requires_grad_())


def test_twins_have_the_same_draws():
    pairs = zip(stack().parameters(), stack(shortcut="none").parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_all_blocks_are_one_parameter():
    net = DeepStack(1000)
    assert net.weights.shape == (1000, 32, 32) and len(list(net.parameters())) == 5
    assert count_parameters(net) == 1000 * 32 * 32 + 64 * 32 + 32 + 32 * 10 + 10
    assert "1000 blocks" in repr(net)


def test_a_thousand_blocks_multiply_the_variance_by_about_e():
    with seeded(0):
        net = DeepStack(1000, width=64)
    with torch.no_grad():
        start = state = torch.randn(64, 64, generator=torch.Generator().manual_seed(0))
        for weight in net.weights:
            state = torch.addmm(state, state.relu(), weight, alpha=net.branch)
    assert 1.5 < (state.square().mean() / start.square().mean()).item() < 5


def test_only_the_residual_twin_learns():
    accuracy = {}
    for shortcut in ("identity", "none"):
        with seeded(0):
            net = DeepStack(200, shortcut=shortcut)
        recipe = Recipe(epochs=3, learning_rate=2e-3, optimiser="adam", weight_decay=0)
        accuracy[shortcut] = train(net, digits(), recipe, progress=False).rows[-1]["accuracy"]
    assert accuracy["identity"] > 0.7 and accuracy["none"] < 0.35


def test_other_shortcuts_are_refused():
    with pytest.raises(ValueError, match="identity, none"):
        DeepStack(3, shortcut="projection")
