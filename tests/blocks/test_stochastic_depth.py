import pytest
import torch
from torch import nn
from torchvision.ops import stochastic_depth as reference

from course_utils.blocks import MLPBlock, PaddingShortcut, ResidualUnit, StochasticDepth, drop_blocks, survival
from course_utils.networks.staged import CifarNet, ResidualMLP, UniformNet, seeded


def seen(module, x, draws=2000):
    """The outputs of many draws, one below the other."""
    return torch.stack([module(x).expand_as(x) for _ in range(draws)])


@pytest.mark.parametrize("mode", ["batch", "row"])
@pytest.mark.parametrize("survive", [0.3, 0.8, 1.0])
def test_equal_to_torchvision_in_distribution(mode, survive):
    """The same two values, with the same frequencies, and the same dependence between rows."""
    x = torch.ones(2, 3, 1, 1)
    ours = StochasticDepth(nn.Identity(), survive, mode, "training", torch.Generator().manual_seed(0)).train()
    mine = seen(ours, x)
    with seeded(1):
        theirs = torch.stack([reference(x, 1 - survive, mode) for _ in range(2000)])
    torch.testing.assert_close(mine.unique(), theirs.unique())
    for draws in (mine, theirs):
        kept = (draws[:, :, 0, 0, 0] > 0).double()
        assert kept.mean().item() == pytest.approx(survive, abs=0.04)
        both = (kept[:, 0] * kept[:, 1]).mean().item()
        assert both == pytest.approx(survive if mode == "batch" else survive**2, abs=0.04)
        assert draws.std(2).eq(0).all()  # all channels of a sample share their fate


@pytest.mark.parametrize("mode", ["batch", "row"])
@pytest.mark.parametrize("rescale", ["evaluation", "training"])
def test_evaluation_is_the_mean_of_training(mode, rescale):
    with seeded(0):
        branch, x = nn.Linear(4, 4), torch.randn(3, 4)
    module = StochasticDepth(branch, 0.6, mode, rescale, torch.Generator().manual_seed(0))
    with torch.no_grad():
        mean, expected = seen(module.train(), x, 4000).mean(0), module.eval()(x)
    assert (mean - expected).norm() < 0.05 * expected.norm()
    factor = 0.6 if rescale == "evaluation" else 1.0
    torch.testing.assert_close(expected, factor * branch(x))


def test_evaluation_draws_nothing():
    module = StochasticDepth(nn.Identity(), 0.5, generator=torch.Generator().manual_seed(0)).eval()
    before = torch.get_rng_state(), module.generator.get_state()
    x = torch.randn(2, 3)
    assert torch.equal(module(x), module(x))
    assert torch.equal(module.generator.get_state(), before[1])


def test_a_branch_that_is_left_out_is_not_computed_and_gets_no_gradient():
    calls = []
    branch = nn.Linear(3, 3)
    branch.register_forward_hook(lambda *_: calls.append(1))
    unit = ResidualUnit(StochasticDepth(branch, 1e-9)).train()
    x = torch.randn(2, 3, requires_grad=True)
    unit(x).sum().backward()
    assert not calls and branch.weight.grad is None and torch.equal(x.grad, torch.ones_like(x))
    assert torch.equal(unit(x), x)


def test_a_branch_that_changes_the_shape_can_be_left_out():
    unit = ResidualUnit(StochasticDepth(nn.Conv2d(2, 4, 3, 2, 1), 1e-9), PaddingShortcut(2, 4, 2)).train()
    assert unit(torch.randn(2, 2, 8, 8)).shape == (2, 4, 4, 4)


def test_the_same_seed_gives_the_same_draws():
    runs = []
    for _ in range(2):
        with seeded(0):
            network = ResidualMLP(6, 8)
        drop_blocks(network, seed=3).train()
        runs.append([network(torch.ones(2, 64)) for _ in range(5)])
    assert all(torch.equal(first, second) for first, second in zip(*runs, strict=True))
    assert len({output.sum().item() for output in runs[0]}) > 1


def test_gradcheck():
    module = StochasticDepth(nn.Linear(3, 3).double(), 0.7).eval()
    assert torch.autograd.gradcheck(module, torch.randn(2, 3, dtype=torch.float64, requires_grad=True))


@pytest.mark.parametrize(("depth", "last"), [(1, 0.5), (4, 0.2), (54, 0.5), (10, 1.0)])
def test_survival_falls_in_a_line(depth, last):
    chances = torch.tensor(survival(depth, last), dtype=torch.float64)
    assert len(chances) == depth and chances[-1].item() == pytest.approx(last)
    torch.testing.assert_close(
        torch.cat((torch.ones(1), chances)).diff(), torch.full((depth,), -(1 - last) / depth).double()
    )


def test_expected_depth_of_the_paper():
    """Huang et al. 2016, section 3: 54 blocks with p_L = 0.5 have an expected depth of about 40."""
    assert sum(survival(54, 0.5)) == pytest.approx(40, abs=0.5)


@pytest.mark.parametrize("make", [lambda: CifarNet(14, "identity", (4, 8, 16), 1), lambda: UniformNet(4)])
def test_drop_blocks_keeps_the_weights(make):
    with seeded(0):
        network = make()
    before = [parameter.clone() for parameter in network.parameters()]
    assert drop_blocks(network, 0.5, seed=0) is network
    assert all(torch.equal(a, b) for a, b in zip(before, network.parameters(), strict=True))
    found = [block.residual.survive for block in network.blocks]
    assert found == survival(len(network.blocks), 0.5)
    assert network.train()(torch.randn(2, 1, 8, 8)).shape == (2, 10)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"survive": 0.0}, "above 0"),
        ({"survive": 1.1}, "at most 1"),
        ({"mode": "rows"}, "mode"),
        ({"rescale": "x"}, "resc"),
    ],
)
def test_bad_settings_say_what_to_do(arguments, word):
    with pytest.raises(ValueError, match=word):
        StochasticDepth(nn.Identity(), **arguments)


@pytest.mark.parametrize(("depth", "last"), [(0, 0.5), (3, 0.0), (3, 1.5)])
def test_bad_schedules_are_refused(depth, last):
    with pytest.raises(ValueError, match="schedule"):
        survival(depth, last)


def test_it_prints_itself():
    assert "survive 0.75" in repr(StochasticDepth(MLPBlock(2).residual, 0.75))
