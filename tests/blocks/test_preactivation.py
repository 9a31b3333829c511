"""blocks.preactivation: the five orders against the paper's formulas, twins, gradients in float64."""

import pytest
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.blocks import ORDERS, NoShortcut, OrderedBlock, OrderedMLPBlock, PreactivationBlock, ResidualBlock
from course_utils.networks.staged import seeded


def images(channels=4, size=6, count=3):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def layers(block):
    """The convolutions and norms of a block in their order, those after the addition last."""
    parts = [*block.residual, *block.activation.children()]
    return [m for m in parts if isinstance(m, nn.Conv2d)], [m for m in parts if isinstance(m, nn.BatchNorm2d)]


def by_the_paper(order, x, convs, norms):
    """He et al. 2016, figure 4, a to e, written out."""
    (w1, w2), (n1, n2), relu = convs, norms, functional.relu
    if order == "original":
        return relu(x + n2(w2(relu(n1(w1(x))))))
    if order == "norm after addition":
        return relu(n2(x + w2(relu(n1(w1(x))))))
    if order == "relu before addition":
        return x + relu(n2(w2(relu(n1(w1(x))))))
    if order == "relu-only pre-activation":
        return x + n2(w2(relu(n1(w1(relu(x))))))
    return x + w2(relu(n2(w1(relu(n1(x))))))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("training", [True, False])
def test_each_order_is_the_papers_formula(order, training):
    with seeded(0):
        block = OrderedBlock(4, 4, order=order).double().train(training)
    x = images()
    torch.testing.assert_close(block(x), by_the_paper(order, x, *layers(block)))


@pytest.mark.parametrize("order", ORDERS)
def test_the_twin_differs_by_the_shortcut_alone(order):
    blocks = []
    for shortcut in ("none", "identity"):
        with seeded(0):
            blocks.append(OrderedBlock(4, 4, order=order, shortcut=shortcut).double())
    plain, residual = blocks
    assert isinstance(plain.shortcut, NoShortcut)
    assert all(torch.equal(a, b) for a, b in zip(plain.parameters(), residual.parameters(), strict=True))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("stride", [1, 2])
def test_shapes_where_a_stage_begins(order, stride):
    block = OrderedBlock(4, 6, stride, order, "padding").double()
    assert block(images()).shape == (3, 6, 6 // stride, 6 // stride)


@pytest.mark.parametrize("order", ORDERS)
def test_gradients(order):
    with seeded(0):
        block = OrderedMLPBlock(3, order).double()
    x = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    assert torch.autograd.gradcheck(block, x)


def test_original_is_the_block_of_chapter_1():
    blocks = []
    for kind in (ResidualBlock, OrderedBlock):
        with seeded(0):
            blocks.append((kind(4, 4) if kind is ResidualBlock else kind(4, 4, order="original")).double())
    x = images()
    torch.testing.assert_close(blocks[0](x), blocks[1](x))


def test_the_textbooks_form_only_adds_and_true_preactivation_does_not():
    x = torch.randn(32, 4, generator=torch.Generator().manual_seed(0))
    with seeded(0):
        textbook, paper = OrderedMLPBlock(4, "relu before addition"), OrderedMLPBlock(4)
    assert (textbook(x) - x).min() >= 0 > (paper(x) - x).min()


def test_zero_init_makes_a_copy():
    x = images()
    assert torch.equal(PreactivationBlock(4, 4, zero_init=True).double()(x), x)


def test_an_unknown_order_lists_the_orders():
    with pytest.raises(ValueError, match="relu before addition"):
        OrderedBlock(4, 4, order="relu first")
