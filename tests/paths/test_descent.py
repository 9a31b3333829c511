import itertools

import pytest
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.data import digits
from course_utils.networks.staged import CifarNet, ResidualMLP, UniformNet, seeded
from course_utils.paths import descent
from course_utils.paths.descent import (
    alignments,
    by_thirds,
    conditioned_alignments,
    early_exits,
    exchanged_alignments,
    exit_logits,
    random_alignments,
    snapshot,
)


@pytest.fixture(scope="module")
def data():
    found = digits()
    return found.test_inputs[:20], found.test_labels[:20]


@pytest.fixture
def network():
    with seeded(0):
        return ResidualMLP(4, 8)


class Descent(nn.Module):
    """A branch that steps exactly down the loss of the head on x."""

    def __init__(self, head, labels, step):
        super().__init__()
        self.head, self.labels, self.step = [head], labels, step

    def forward(self, x):
        with torch.enable_grad():
            leaf = x.detach().requires_grad_()
            loss = functional.cross_entropy(self.head[0](leaf), self.labels, reduction="sum")
            (slope,) = torch.autograd.grad(loss, leaf)
        return -self.step * slope + 0 * x


@pytest.mark.parametrize(("step", "expected"), [(0.1, 1.0), (-0.1, -1.0)])
def test_steepest_descent_has_the_cosine_one(network, data, step, expected):
    for block in network.blocks:
        block.residual = Descent(network.head, data[1], step)
    found = alignments(network, *data, loss="head")
    torch.testing.assert_close(found, torch.full((4, 20), expected))


@pytest.mark.parametrize("loss", ["network", "head"])
def test_alignment_is_the_definition(network, data, loss):
    found = alignments(network, *data, loss=loss)
    for sample in range(3):
        image, label = data[0][[sample]], data[1][[sample]]
        path = network.states(image)
        ends = path[:-1] if loss == "head" else [path[-1]] * 4
        pairs = zip(ends, path, strict=False)
        slopes = [
            torch.autograd.grad(functional.cross_entropy(network.head(e), label), x, retain_graph=True)[0]
            for e, x in pairs
        ]
        for place, (block, x, slope) in enumerate(zip(network.blocks, path, slopes, strict=False)):
            step = block.residual(x).flatten()
            expected = -(step @ slope.flatten()) / (step.norm() * slope.norm())
            assert found[place, sample].item() == pytest.approx(expected.item(), abs=1e-5)


def test_a_small_step_down_lowers_the_loss(network, data):
    """The sign: to first order, the loss changes by -step * cosine * |F| * |gradient|."""
    network = network.double()
    images, labels = data[0].double(), data[1]
    cosine = alignments(network, images, labels)[-1]
    x, block = network.states(images)[-2].detach(), network.blocks[-1]
    with torch.no_grad():
        step = block.residual(x)
        here, there = (
            functional.cross_entropy(network.head(block(x + size * step)), labels, reduction="none")
            for size in (0.0, 1e-6)
        )
    assert torch.equal(there < here, cosine > 0)


def test_random_directions_spread_as_one_over_the_root(data):
    with seeded(0):
        network = UniformNet(3)
    found = random_alignments(network, *data)
    assert found.shape == (3, 20) and found.mean().abs() < 0.03
    assert found.std().item() == pytest.approx(1 / 256**0.5, rel=0.35)
    assert torch.equal(found, random_alignments(network, *data, seed=0))
    assert not torch.equal(found, random_alignments(network, *data, seed=1))


def test_thirds():
    values = torch.arange(7.0)[:, None].expand(7, 4)
    table = by_thirds(values)
    assert table["mean"].tolist() == [1.0, 3.5, 5.5] and table.deviation.eq(0).all()
    assert table.index.tolist() == ["first", "middle", "last"]


def test_exits_end_with_the_network(network, data):
    found = exit_logits(network, data[0])
    assert found.shape == (5, 20, 10)
    torch.testing.assert_close(found[-1], network(data[0]).detach())
    torch.testing.assert_close(found[0], network.head(network.stem(data[0])).detach())
    table = early_exits(network, *data)
    assert table.block.tolist() == [0, 1, 2, 3, 4]
    assert table.loss[4] == pytest.approx(functional.cross_entropy(network(data[0]), data[1]).item())
    assert table.accuracy[2] == pytest.approx((found[2].argmax(1) == data[1]).double().mean().item())


def test_a_snapshot_holds_the_means(network, data):
    found = snapshot(network, *data, data[0][:3])
    torch.testing.assert_close(found.alignment, alignments(network, *data).mean(1))
    torch.testing.assert_close(found.control, random_alignments(network, *data).mean(1))
    assert found.exits.shape == (5, 3, 10) and found.exits.sum(2).allclose(torch.ones(5, 3))
    assert found.accuracy == pytest.approx((network(data[0]).argmax(1) == data[1]).double().mean().item())


def test_nothing_is_left_behind(data):
    with seeded(0):
        network = UniformNet(2, channels=4)
    before = [buffer.clone() for buffer in network.buffers()]
    snapshot(network, *data, data[0][:2])
    assert network.training and all(parameter.grad is None for parameter in network.parameters())
    assert all(torch.equal(a, b) for a, b in zip(before, network.buffers(), strict=True))


def test_frozen_networks_can_be_measured(network, data):
    assert alignments(network.requires_grad_(False), *data).isfinite().all()


def test_bad_questions_are_refused(network, data):
    with pytest.raises(ValueError, match="network or the head"):
        alignments(network, *data, loss="mine")
    with seeded(0):
        staged = CifarNet(8, "identity", (4, 8, 16), 1)
    with pytest.raises(ValueError, match="changes the shape"):
        alignments(staged, *data)


# The nulls, and where the data lies


def test_exchanged_alignments_forget_which_block_adds_what(network, data):
    """By hand: every block's term against every place's gradient, and the mean over the terms."""
    images, labels = data
    path = network.states(images)
    terms = [after - before for before, after in itertools.pairwise(path)]
    for place in range(4):
        x = path[place].detach().requires_grad_()
        (slope,) = torch.autograd.grad(
            functional.cross_entropy(network.head(network.blocks[place:](x)), labels, reduction="sum"), x
        )
        expected = sum(functional.cosine_similarity(term, -slope) for term in terms) / 4
        torch.testing.assert_close(exchanged_alignments(network, images, labels)[place], expected.detach())


def test_conditioned_steps_have_the_sum_of_the_blocks(network, data, monkeypatch):
    """What is compared with the gradients adds up to x_L - x_0, whatever was drawn."""
    images, labels = data
    seen = []
    monkeypatch.setattr(descent, "_cosine", lambda step, other: seen.append(step) or step.sum(1))
    conditioned_alignments(network, images, labels, seed=3)
    path = network.states(images)
    torch.testing.assert_close(sum(seen), (path[-1] - path[0]).detach().flatten(1), rtol=1e-4, atol=1e-5)


def test_conditioned_alignments_of_one_block_are_its_own(data):
    """With one block nothing is free: the only step with the right sum is the block's."""
    images, labels = data
    with seeded(1):
        network = ResidualMLP(1, 8)
    found = conditioned_alignments(network, images, labels)
    torch.testing.assert_close(found, alignments(network, images, labels), rtol=1e-4, atol=1e-5)


def test_conditioned_alignments_of_many_blocks_share_the_whole(data):
    """Random steps know the way only by their share of the sum: far less aligned than the sum, and not by nothing."""
    images, labels = data
    with seeded(0):
        network = ResidualMLP(12, 64)
    found = conditioned_alignments(network, images, labels)
    path = network.states(images)
    whole = functional.cosine_similarity(path[-1] - path[0], -descents_at_0(network, images, labels))
    assert found.abs().mean() < 0.5 and found[0].mean().sign() == whole.mean().sign()


def descents_at_0(network, images, labels):
    x = network.stem(images).detach().requires_grad_()
    loss = functional.cross_entropy(network.head(network.blocks(x)), labels, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


@pytest.mark.parametrize(
    "measure",
    [alignments, random_alignments, exchanged_alignments, conditioned_alignments, lambda n, x, _: exit_logits(n, x)],
)
def test_the_data_goes_to_the_network(data, measure):
    """PyTorch's device without memory will not meet the CPU: what comes back was computed where the network is."""
    network = ResidualMLP(3, 8).to("meta")
    assert measure(network, *data).device.type == "meta"


def test_what_is_missing_of_the_sum_is_shared_out_by_variance(monkeypatch):
    added = [size * torch.eye(1, 4000) for size in (3.0, 1.0)]
    monkeypatch.setattr(descent, "_descents", lambda *_: (added, added))
    monkeypatch.setattr(descent, "_cosine", lambda step, _: step[:, 0])
    shares = descent.conditioned_alignments(None, None, None).flatten().tolist()
    assert shares == pytest.approx([4 * 9 / 10, 4 * 1 / 10], abs=0.2)
