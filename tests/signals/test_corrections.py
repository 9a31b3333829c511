"""corrections: the cosine, the threshold, and the law that joins them."""

import math

import numpy as np
import pytest
import torch

from course_utils.signals.corrections import correction


def draw(seed, size=6, scale=1.0):
    generator = torch.Generator().manual_seed(seed)
    x, target, step = torch.randn(3, size, generator=generator, dtype=torch.float64)
    return x, target, scale * step


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_are_numpys(seed):
    x, target, step = draw(seed)
    error = (target - x).numpy()
    found = correction(x, target, step)
    before, length = np.linalg.norm(error), np.linalg.norm(step)
    assert found.cosine == pytest.approx(error @ step.numpy() / (before * length))
    assert found.threshold == pytest.approx(length / (2 * before))
    assert found.before == pytest.approx(before)
    assert found.after == pytest.approx(np.linalg.norm(error - step.numpy()))


def test_a_step_helps_exactly_where_the_cosine_is_above_the_threshold():
    seen = set()
    for seed in range(300):
        found = correction(*draw(seed, size=3, scale=0.3 + seed % 7 / 3))
        assert found.helps == (found.cosine > found.threshold)
        seen.add(found.helps)
    assert seen == {True, False}


@pytest.mark.parametrize(("length", "helps"), [(0.5, True), (1, True), (1.99, True), (2.01, False), (3, False)])
def test_a_step_along_the_error_helps_up_to_twice_its_length(length, helps):
    x, target, _ = draw(0)
    found = correction(x, target, length * (target - x))
    assert found.cosine == pytest.approx(1) and found.helps == helps
    assert found.after == pytest.approx(abs(1 - length) * found.before)


def test_a_step_across_never_helps():
    x, target = torch.zeros(2), torch.tensor([1.0, 0.0])
    found = correction(x, target, torch.tensor([0.0, 0.01]))
    assert found.cosine == 0 and not found.helps


@pytest.mark.parametrize(
    ("target", "step", "threshold"), [((0, 0), (1, 0), math.inf), ((1, 0), (0, 0), 0), ((0, 0), (0, 0), 0)]
)
def test_zero_vectors_keep_the_law(target, step, threshold):
    found = correction(torch.zeros(2), torch.tensor(target).float(), torch.tensor(step).float())
    assert found.cosine == 0 and found.threshold == threshold
    assert not found.helps and not found.cosine > found.threshold


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(4,), (2, 3), (1, 2, 2, 2)])
def test_any_shape_and_real_type(dtype, shape):
    x, target, step = (part.reshape(shape).to(dtype) for part in draw(1, size=math.prod(shape)))
    found = correction(x, target, step)
    expected = correction(x.double(), target.double(), step.double())
    assert found.after == pytest.approx(expected.after, rel=1e-2)
    assert all(isinstance(value, float) for value in (found.cosine, found.threshold, found.before, found.after))


def test_different_shapes_are_a_sentence():
    with pytest.raises(ValueError, match=r"need one shape, not \[\(3,\), \(3,\), \(2,\)\]"):
        correction(torch.zeros(3), torch.zeros(3), torch.zeros(2))
