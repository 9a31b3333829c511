"""paths/random_stack: the gradient along single paths against autograd, and its bounds."""

import math

import pytest
import torch

from course_utils.paths.random_stack import norms_by_length


def test_the_path_past_every_branch_carries_the_gradient_that_enters():
    norm = norms_by_length(6, 0.5, seed=1)
    assert norm.shape == (7,) and norm.dtype == torch.float64
    assert norm[0].item() == pytest.approx(math.sqrt(48), rel=0.1)  # of 48 independent standard normal numbers


def test_the_longest_path_is_the_product_of_all_branches():
    """By autograd through `y_{l+1} = s W relu(x_l)` of each block of the stack, of one block and of one sample."""
    size, width = 0.7, 12
    generator = torch.Generator().manual_seed(3)
    weight = torch.randn(54, width, width, generator=generator)[0] * math.sqrt(2 / width)
    x = torch.randn(5, width, generator=generator).requires_grad_()
    entering = torch.randn(2, 5, width, generator=generator)
    (gradient,) = torch.autograd.grad(size * x.relu() @ weight, x, entering[1])
    norm = norms_by_length(1, size, seed=3, width=width, samples=5)
    assert norm[1].item() == pytest.approx(gradient.norm(dim=1).mean().item(), rel=1e-5)
    assert norm[0].item() == pytest.approx(entering[0].norm(dim=1).mean().item(), rel=1e-5)


@pytest.mark.parametrize("size", [0.2, 1.0])
def test_a_branch_more_costs_about_its_size(size):
    norm = norms_by_length(40, size)
    assert (norm[-1] / norm[0]).item() ** (1 / 40) == pytest.approx(size, rel=0.15)


@pytest.mark.parametrize("blocks", [0, 55])
def test_more_blocks_than_there_are_is_one_sentence(blocks):
    with pytest.raises(ValueError, match=f"^A stack of {blocks} blocks: choose from 1 to 54"):
        norms_by_length(blocks, 0.5)
