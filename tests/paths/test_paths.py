import itertools
import math

import pandas
import pytest
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.blocks import HighwayLayer, MLPBlock
from course_utils.networks.staged import CifarNet, ResidualMLP, UniformNet, VectorNet, seeded, states
from course_utils.paths.paths import (
    all_paths,
    draw_paths,
    effective_lengths,
    expand,
    expansion_error,
    gradient_by_length,
    gradients_by_length,
    lengths,
    mean_length,
    path_gradients,
)


def stack(blocks, layers, width=4, seed=0):
    with seeded(seed):
        return nn.Sequential(*(MLPBlock(width, layers) for _ in range(blocks))).double()


def numbers(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def batch():
    labels = torch.randint(10, (6,), generator=torch.Generator().manual_seed(0))
    return numbers(6, 1, 8, 8), labels


def trained_look(network):
    """In double precision, with running statistics of its own, as after training."""
    network = network.double().train()
    network(numbers(32, 1, 8, 8, seed=1))
    return network.eval()


def make(kind):
    with seeded(0):
        if kind == "mlp":
            return trained_look(ResidualMLP(5, 8))
        if kind == "uniform":
            return trained_look(UniformNet(5, channels=4))
        return trained_look(CifarNet(14, "identity", (4, 8, 16), 1))


every_kind = pytest.mark.parametrize("kind", ["mlp", "uniform", "cifar"])


# The paths


@pytest.mark.parametrize("blocks", [0, 1, 5, 10])
def test_lengths_are_counted_by_all_paths(blocks):
    paths = all_paths(blocks)
    assert paths.shape == (2**blocks, blocks) and len({tuple(path) for path in paths.tolist()}) == 2**blocks
    assert torch.bincount(paths.sum(1), minlength=blocks + 1).tolist() == lengths(blocks)
    assert sum(lengths(blocks)) == 2**blocks


def test_fifty_four_blocks_are_those_of_the_paper():
    """Veit et al. 2016: more than 95 % of the paths of ResNet-110 are 19 to 35 blocks long."""
    counts = lengths(54)
    assert 0.95 < sum(counts[19:36]) / sum(counts) < 0.99


def test_too_many_paths_are_refused():
    with pytest.raises(ValueError, match="at most 16"):
        all_paths(17)
    with pytest.raises(ValueError, match="draw some"):
        expand([nn.Identity()] * 17, torch.zeros(1, 1))


def test_expand_follows_each_path():
    """Against the branches applied one after the other, path by path, with ReLUs inside."""
    branches, x = [block.residual for block in stack(4, 2)], numbers(3, 4)
    found = expand(branches, x)
    for path, term in zip(all_paths(4), found, strict=True):
        expected = x
        for branch, taken in zip(branches, path, strict=True):
            expected = branch(expected) if taken else expected
        torch.testing.assert_close(term, expected)


def test_expand_keeps_the_shape_of_images():
    with seeded(0):
        branch = nn.Conv2d(2, 2, 3, padding=1)
    assert expand([branch] * 3, torch.zeros(5, 2, 4, 4)).shape == (8, 5, 2, 4, 4)


@pytest.mark.parametrize("blocks", [1, 4, 9])
def test_linear_branches_add_up(blocks):
    linear, x = stack(blocks, 1), numbers(5, 4)
    assert expansion_error([block.residual for block in linear], x).max() < 1e-13
    torch.testing.assert_close(expand([b.residual for b in linear], x).sum(0), states(linear, x)[-1])


def test_one_block_always_adds_up_and_two_with_relu_do_not():
    bent, x = stack(2, 2), numbers(5, 4)
    branches = [block.residual for block in bent]
    assert expansion_error(branches[:1], x).max() < 1e-14
    assert expansion_error(branches, x).max() > 0.1


def test_the_error_is_relative_and_counted_by_sample():
    branches, x = [lambda x: x.relu(), lambda x: x.relu()], torch.tensor([[1.0], [-1.0]])
    assert expansion_error(branches, x).tolist() == [0.0, 0.0]
    branches = [lambda x: -2 * x, lambda x: x.relu()]  # 1 -> -1 -> -1; alone 1, -2, 1, 0: they sum to 0
    assert expansion_error(branches, torch.tensor([[1.0]])).item() == 1.0


# Drawing paths


def test_paths_of_one_length_are_drawn_evenly():
    paths = draw_paths(5, 5000, torch.Generator().manual_seed(0), 2)
    assert paths.sum(1).eq(2).all()
    _, counts = paths.unique(dim=0, return_counts=True)
    assert len(counts) == math.comb(5, 2) and counts.min() > 400 and counts.max() < 600


def test_paths_of_all_lengths_are_drawn_evenly():
    paths = draw_paths(3, 8000, torch.Generator().manual_seed(0))
    _, counts = paths.unique(dim=0, return_counts=True)
    assert len(counts) == 8 and counts.min() > 850 and counts.max() < 1150


@pytest.mark.parametrize("length", [-1, 6])
def test_impossible_lengths_are_refused(length):
    with pytest.raises(ValueError, match="from 0 to 5"):
        draw_paths(5, 3, torch.Generator(), length)


# The gradient


@every_kind
def test_all_paths_together_are_autograd(kind, batch):
    """The oracle: summed over every path of every length, one sample at a time, this is dE/dx_0."""
    network, (images, labels) = make(kind), batch
    x = network.stem(images).detach().requires_grad_()
    loss = functional.cross_entropy(network.head(states(network.blocks, x)[-1]), labels, reduction="sum")
    (expected,) = torch.autograd.grad(loss, x)
    torch.testing.assert_close(gradients_by_length(network, images, labels).sum(0), expected)
    paths = all_paths(len(network.blocks))
    one, right = images[:1].expand(len(paths), -1, -1, -1), labels[:1].expand(len(paths))
    torch.testing.assert_close(path_gradients(network, one, right, paths).sum(0), expected[0])


@every_kind
def test_lengths_gather_their_paths(kind, batch):
    network, (images, labels) = make(kind), batch
    by_length, paths = gradients_by_length(network, images[:1], labels[:1]), all_paths(len(network.blocks))
    found = path_gradients(network, images[:1].expand(len(paths), -1, -1, -1), labels[:1].expand(len(paths)), paths)
    for length, part in enumerate(by_length):
        torch.testing.assert_close(part[0], found[paths.sum(1) == length].sum(0))


def test_one_path_is_a_product_of_jacobians(batch):
    network, (images, labels) = make("mlp"), batch
    path = torch.tensor([True, False, True, True, False])
    found = path_gradients(network, images[:1], labels[:1], path[None])[0]
    visited = network.states(images[:1])
    last = visited[-1].detach().requires_grad_()
    (gradient,) = torch.autograd.grad(functional.cross_entropy(network.head(last), labels[:1]), last)
    for place in reversed(path.nonzero().flatten().tolist()):
        jacobian = torch.func.jacrev(network.blocks[place].residual)(visited[place][0].detach())
        gradient = gradient @ jacobian
    torch.testing.assert_close(found, gradient[0])


def test_each_sample_follows_its_own_path(batch):
    network, (images, labels) = make("uniform"), batch
    paths = draw_paths(5, 6, torch.Generator().manual_seed(0))
    together = path_gradients(network, images, labels, paths)
    for sample in range(6):
        alone = path_gradients(network, images[[sample]], labels[[sample]], paths[[sample]])
        torch.testing.assert_close(together[[sample]], alone)


def test_nothing_is_left_behind(batch):
    network, (images, labels) = make("uniform"), batch
    network.train()
    before = [buffer.clone() for buffer in network.buffers()]
    gradient_by_length(network, images, labels)
    assert all(torch.equal(a, b) for a, b in zip(before, network.buffers(), strict=True))
    assert network.training and all(parameter.grad is None for parameter in network.parameters())


def test_the_table_is_what_it_says(batch):
    network, (images, labels) = make("mlp"), batch
    table = gradient_by_length(network, images, labels, draws=3, seed=1)
    assert table.length.tolist() == list(range(6)) and table.paths.tolist() == lengths(5)
    assert table.share.sum() == pytest.approx(1)
    torch.testing.assert_close(torch.tensor(table.weighted), torch.tensor(table.paths * table.norm))
    pandas.testing.assert_frame_equal(table, gradient_by_length(network, images, labels, draws=3, seed=1))
    whole = path_gradients(network, images, labels, torch.ones(6, 5, dtype=torch.bool)).flatten(1).norm(dim=1).mean()
    assert table.norm[5] == pytest.approx(whole.item())  # there is one path of full length, so nothing is drawn
    relative = gradient_by_length(network, images, labels, relative=True)
    assert relative.norm[0] == 1


def test_a_small_branch_makes_effective_paths_short(batch):
    network, (images, labels) = make("mlp"), batch
    for block in network.blocks:
        block.residual[2].weight.data.mul_(0.1)
    table = gradient_by_length(network, images, labels)
    assert mean_length(table, "paths") == pytest.approx(2.5) and mean_length(table) < 1


def test_effective_lengths_are_the_shortest_run():
    table = pandas.DataFrame({"length": range(5), "paths": [1, 4, 6, 4, 1], "share": [0.1, 0.5, 0.35, 0.05, 0.0]})
    assert effective_lengths(table, 0.8) == (1, 2, 10 / 16)
    assert effective_lengths(table, 0.5) == (1, 1, 4 / 16)
    assert effective_lengths(table, 1.0)[:2] == (0, 3)
    runs = [(a, b) for a, b in itertools.combinations(range(6), 2) if table.share[a:b].sum() >= 0.9 - 1e-9]
    first, last, _ = effective_lengths(table, 0.9)
    assert last - first + 1 == min(b - a for a, b in runs)
    with pytest.raises(ValueError, match="share"):
        effective_lengths(table, 0.0)


def test_networks_without_two_ways_are_refused(batch):
    images, labels = batch
    with seeded(0):
        plain, highway = UniformNet(2, "none"), VectorNet(2, lambda: HighwayLayer(32))
    for network in (plain, highway):
        with pytest.raises(ValueError, match="Block 0"):
            gradient_by_length(network, images.float(), labels)


def test_paths_that_do_not_fit_are_refused(batch):
    network, (images, labels) = make("mlp"), batch
    with pytest.raises(ValueError, match="one row for each of the 6"):
        path_gradients(network, images, labels, all_paths(5))


@pytest.mark.parametrize("measure", [path_gradients, lambda *given: gradients_by_length(*given[:3])])
def test_the_data_goes_to_the_network(measure):
    """PyTorch's device without memory will not meet the CPU: what comes back was computed where the network is."""
    network, labels = ResidualMLP(3, 8).to("meta"), torch.zeros(6, dtype=torch.long)
    paths = draw_paths(3, 6, torch.Generator().manual_seed(0))
    assert measure(network, torch.zeros(6, 1, 8, 8), labels, paths).device.type == "meta"
