"""streams: its equation, one stream as the residual twin, what Sinkhorn's rounds promise, and who fails."""

import pytest
import torch

from course_utils.networks.deep_stack import DeepStack
from course_utils.networks.staged import seeded
from course_utils.networks.streams import MIXINGS, StreamStack, mixed, raw_matrices, sinkhorn


def stack(mixing, noise=0.3, depth=6, width=5):
    with seeded(0):
        return StreamStack(depth, mixing, noise, streams=3, width=width).double()


def inputs(count=4):
    return torch.randn(count, 64, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("mixing", MIXINGS)
def test_it_is_its_equation(mixing):
    net, x = stack(mixing), inputs()
    with torch.no_grad():
        for part in (net.reads, net.writes):
            part.add_(0.3 * torch.randn(part.shape, generator=torch.Generator().manual_seed(1)))
        n = net.raw.shape[-1]
        streams = [net.stem(x)] * n
        for A, a, b, W in zip(net.matrices(), net.reads, net.writes, net.weights, strict=True):
            read = sum(a[j] * streams[j] for j in range(n))
            branch = read.relu() @ W / 6**0.5
            streams = [sum(A[i, j] * streams[j] for j in range(n)) + b[i] * branch for i in range(n)]
        torch.testing.assert_close(net(x), net.head(sum(streams) / n))


def test_one_stream_is_a_deep_stack_and_learns_no_skip():
    with seeded(0):
        twin = DeepStack(6, 5).double()
    net = stack("one stream")
    torch.testing.assert_close(net(inputs()), twin(inputs()))
    assert {name for name, _ in net.named_parameters()} == {name for name, _ in twin.named_parameters()}


def test_free_streams_without_noise_begin_as_one_stream():
    torch.testing.assert_close(stack("free", noise=0.0)(inputs()), stack("one stream")(inputs()))


@pytest.mark.parametrize("mixing", MIXINGS[1:])
def test_gradients_reach_mixing_reading_and_writing(mixing):
    net = stack(mixing)
    net(inputs()).square().sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in net.parameters())


def test_sinkhorns_rows_are_exact_and_its_columns_near():
    with seeded(0):
        matrix = sinkhorn((2 * torch.randn(7, 4, 4, dtype=torch.float64)).exp())
    assert (matrix > 0).all()
    torch.testing.assert_close(matrix.sum(2), torch.ones(7, 4, dtype=torch.float64))
    torch.testing.assert_close(matrix.sum(1), torch.ones(7, 4, dtype=torch.float64), atol=0.1, rtol=0)
    limit = sinkhorn(matrix, 3000)
    torch.testing.assert_close(limit.sum(1), torch.ones(7, 4, dtype=torch.float64), atol=1e-6, rtol=0)
    torch.testing.assert_close(sinkhorn(limit, 1), limit, atol=1e-6, rtol=0)


def test_what_raw_matrices_stand_for():
    with seeded(0):
        raw = raw_matrices(5, 3, 0.3).double()
    assert torch.equal(mixed(raw, "free"), raw)
    turned = mixed(raw, "rotations")
    torch.testing.assert_close(turned @ turned.mT, torch.eye(3, dtype=torch.float64).expand(5, 3, 3))
    torch.testing.assert_close(mixed(raw, "doubly stochastic").sum(2), torch.ones(5, 3, dtype=torch.float64))
    assert torch.equal(raw_matrices(2, 3, 0.0), torch.eye(3).expand(2, 3, 3))


def test_another_mixing_is_refused_in_words():
    with pytest.raises(ValueError, match="No mixing of streams is called 'orthogonal'"):
        StreamStack(4, "orthogonal")
    assert "mixing free" in str(StreamStack(4, "free"))
