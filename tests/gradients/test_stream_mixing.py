"""stream_mixing: products in the right order, gains and singular values that are known by hand."""

import pytest
import torch

from course_utils.gradients.stream_mixing import products, stream_mixing


def test_later_matrices_stand_on_the_left():
    A = torch.randn(3, 4, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = products(A)
    assert torch.equal(found[0], torch.eye(4, dtype=torch.float64))
    torch.testing.assert_close(found[3], A[2] @ A[1] @ A[0])


def test_known_gains_and_second_singular_values():
    turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    rotations = stream_mixing(turn.expand(5, 2, 2))
    assert rotations.gain.tolist() == [1.0] * 6 and rotations.second.tolist() == pytest.approx([1.0] * 6)
    grown = stream_mixing(torch.tensor([[2.0, 0.0], [0.0, -0.5]]).expand(3, 2, 2))
    assert grown.gain.tolist() == [1.0, 2.0, 4.0, 8.0]
    assert grown.second.tolist() == pytest.approx([1.0, 1 / 4, 1 / 16, 1 / 64])
    averaged = stream_mixing(torch.full((1, 2, 2), 0.5))
    assert averaged.gain.tolist() == [1.0, 1.0] and averaged.second[1] < 1e-12


def test_the_gain_bounds_what_a_signal_of_ones_can_become():
    A = torch.randn(6, 3, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    signs = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0], dtype=torch.float64)] * 3)
    reached = (products(A)[-1] @ signs.T).abs().max()
    assert reached.item() == pytest.approx(stream_mixing(A).gain[-1].item())


def test_one_stream_has_no_second_and_other_shapes_are_refused():
    assert not stream_mixing(torch.ones(2, 1, 1)).second.any()
    with pytest.raises(ValueError, match="shape"):
        stream_mixing(torch.ones(2, 3))
