"""conditioning: products whose singular values are known, and the stacks of chapter 2 at their start."""

import pytest
import torch
from torch import nn

from course_utils.blocks import MLPBlock
from course_utils.blocks.mirrored import MirroredLayer
from course_utils.gradients.conditioning import spectrum, stack_spectrum
from course_utils.gradients.norms import jacobian
from course_utils.networks.staged import VectorNet, seeded


def draws(count, width, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, width, width, dtype=torch.float64, generator=generator)


def test_diagonal_factors_multiply():
    factors = torch.diag_embed(torch.tensor([[1.0, 2, 4], [3, 1, 0.5]], dtype=torch.float64))
    torch.testing.assert_close(spectrum(factors), torch.tensor([1.0, 2 / 3, 2 / 3], dtype=torch.float64))


def test_order_of_the_factors():
    factors = draws(3, 4)
    values = torch.linalg.svdvals(factors[2] @ factors[1] @ factors[0])
    torch.testing.assert_close(spectrum(factors), values / values[0])


def test_rotations_keep_every_direction_and_gaussians_few():
    factors = draws(40, 32)
    rotations = torch.linalg.qr(factors).Q
    torch.testing.assert_close(spectrum(rotations), torch.ones(32, dtype=torch.float64))
    assert spectrum(factors)[7] < 0.05


def test_a_long_product_neither_overflows_nor_vanishes():
    for size in (1e-3, 1e3):
        assert spectrum(size * draws(400, 8))[0] == 1


@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 4)])
def test_only_square_matrices(shape):
    with pytest.raises(ValueError, match="square"):
        spectrum(torch.ones(shape))


def test_a_stack_is_its_jacobian_and_stays_what_it_was():
    with seeded(0):
        blocks = nn.Sequential(*(MLPBlock(6) for _ in range(4)))
    x = torch.randn(6, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(jacobian(blocks.double(), x.double()))
    torch.testing.assert_close(stack_spectrum(blocks.float(), x), values / values[0], rtol=1e-4, atol=1e-6)
    assert next(blocks.parameters()).dtype == torch.float32


def test_a_looks_linear_stack_of_a_hundred_layers_is_a_rotation():
    with seeded(0):
        network = VectorNet(100, lambda: MirroredLayer(16), width=16)
    values = stack_spectrum(network.blocks, torch.randn(16, generator=torch.Generator().manual_seed(0)))
    torch.testing.assert_close(values, torch.ones(16, dtype=torch.float64), rtol=1e-4, atol=1e-4)
