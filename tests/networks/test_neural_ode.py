"""flows: torchdiffeq against closed forms and our own solvers, the two gradients, the bytes, and the swap."""

import pytest
import torch
from torch import nn

from course_utils.dynamics.refinement import moved
from course_utils.dynamics.solvers import even_times, integrate
from course_utils.networks.neural_ode import (
    FIXED,
    SWAP,
    MLPField,
    NeuralODE,
    ResidualChain,
    differentiate,
    kept_for_backward,
    swap_models,
)
from course_utils.networks.staged import seeded
from course_utils.training.regression import fit


class Linear(nn.Module):
    """f(t, x) = A x, with A as a parameter."""

    def __init__(self, matrix):
        super().__init__()
        self.matrix = nn.Parameter(matrix)

    def forward(self, t, x):
        return x @ self.matrix.T


@pytest.fixture
def inputs():
    return torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def field(width=3, seed=0):
    with seeded(seed):
        return MLPField(width).double()


@pytest.mark.parametrize("method", ["dopri5", "rk4", "bosh3"])
@pytest.mark.parametrize("adjoint", [False, True])
def test_a_linear_flow_is_the_matrix_exponential(inputs, method, adjoint):
    matrix = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    flow = NeuralODE(Linear(matrix), method, 40, tolerance=1e-8, adjoint=adjoint)
    torch.testing.assert_close(flow(inputs), inputs @ torch.linalg.matrix_exp(matrix).T, rtol=1e-5, atol=1e-6)


def test_euler_steps_are_those_of_our_solver(inputs):
    flow = NeuralODE(field(), "euler", 6)
    expected = integrate(flow.field.inner, inputs, even_times((0, 1), 6), "Euler")[-1]
    torch.testing.assert_close(flow(inputs), expected)


@pytest.mark.parametrize("sees_time", [True, False])
def test_a_field_sees_the_time_or_not(inputs, sees_time):
    with seeded(0):
        f = MLPField(3, sees_time=sees_time).double()
    assert f(0.0, inputs).shape == inputs.shape
    assert torch.equal(f(0.0, inputs), f(torch.tensor(0.9), inputs)) != sees_time


@pytest.mark.parametrize(("method", "stages"), [("euler", 1), ("midpoint", 2), ("rk4", 4)])
def test_evaluations_are_counted(inputs, method, stages):
    found = differentiate(NeuralODE(field(), method, 7, adjoint=True), inputs)
    assert found.forward_evaluations == 7 * stages and found.backward_evaluations == 7 * stages
    assert differentiate(NeuralODE(field(), method, 7), inputs).backward_evaluations == 0


def test_a_smaller_tolerance_asks_more_often(inputs):
    asked = []
    for tolerance in (1e-2, 1e-5, 1e-8):
        flow = NeuralODE(field(), tolerance=tolerance)
        flow(inputs)
        asked.append(flow.evaluations)
    assert asked[0] < asked[1] < asked[2]


# Augmentation


@pytest.mark.parametrize("shape", [(4, 3), (4, 3, 5, 5)])
def test_added_channels_start_at_zero_and_are_cut_off(shape):
    class Still(nn.Module):
        def forward(self, t, x):
            return torch.ones_like(x)

    x = torch.randn(shape)
    flow = NeuralODE(Still(), "euler", 2, augment=2)
    path = flow.trajectory(x, torch.tensor([0.0, 0.5, 1.0]))
    assert path.shape == (3, 4, 5, *shape[2:]) and not path[0, :, 3:].any()
    torch.testing.assert_close(path[2, :, 3:], torch.ones_like(path[2, :, 3:]))
    torch.testing.assert_close(flow(x), x + 1)


# Gradients and memory


def test_the_gradient_is_that_of_backward(inputs):
    flow = NeuralODE(field(), "rk4", 5)
    found = differentiate(flow, inputs).gradient
    assert all(parameter.grad is None for parameter in flow.parameters())
    flow(inputs).square().mean().backward()
    torch.testing.assert_close(found, torch.cat([parameter.grad.flatten() for parameter in flow.parameters()]))


def test_the_adjoint_is_as_near_as_the_tolerance(inputs):
    gaps = []
    for tolerance in (1e-3, 1e-6, 1e-9):
        ways = [NeuralODE(field(), tolerance=tolerance, adjoint=way) for way in (False, True)]
        through, adjoint = (differentiate(way, inputs).gradient for way in ways)
        gaps.append(moved(adjoint, through))
        assert gaps[-1] < 100 * tolerance
    assert 0 < gaps[2] < gaps[0]


@pytest.mark.parametrize("method", FIXED)
def test_memory_grows_with_the_steps_or_does_not(inputs, method):
    through, adjoint = (
        [differentiate(NeuralODE(field(), method, steps, adjoint=way), inputs).bytes for steps in (5, 10, 20)]
        for way in (False, True)
    )
    assert through[1] - through[0] == (through[2] - through[1]) / 2 > 0
    assert adjoint[0] == adjoint[1] == adjoint[2] < through[0]


def test_bytes_are_those_of_the_tensors_once_each_and_leave_with_the_graph():
    layer, x = nn.Linear(8, 4), torch.randn(64, 8)
    with kept_for_backward(layer.parameters()) as kept:
        y = layer(x).tanh() + layer(x).tanh()
    assert kept.bytes == 4 * (64 * 8 + 2 * 64 * 4)  # the input once, each tanh's output
    del y
    assert kept.bytes == 0
    with kept_for_backward() as kept:
        y = layer(x)
    assert y.requires_grad
    assert kept.bytes == 4 * 64 * 8  # its input does not need a gradient, so the weight is not saved
    x.requires_grad_()
    for without, weight in (((), 8 * 4), (layer.parameters(), 0)):
        with kept_for_backward(without) as kept:
            y = layer(x)
        assert y.requires_grad and kept.bytes == 4 * (64 * 8 + weight)
    with torch.no_grad(), kept_for_backward() as kept:
        layer(x)
    assert kept.bytes == 0


# The swap


@pytest.fixture(scope="module")
def trained():
    models = swap_models(0)
    return models, {name: fit(model, *SWAP, steps=100)[-1] for name, model in models.items()}


def test_a_flow_on_a_line_cannot_swap_and_the_others_can(trained):
    _, errors = trained
    assert 0.99 < errors["flow"] < 1.2 and max(errors["augmented flow"], errors["residual net"]) < 0.01


def test_a_flow_keeps_the_order_of_the_line(trained):
    models, _ = trained
    line = torch.linspace(-2, 2, 41)[:, None]
    with torch.no_grad():
        assert (models["flow"](line).diff(dim=0) > 0).all()
        assert (models["residual net"](line)[15:26].diff(dim=0) < 0).any()


def test_models_do_not_depend_on_the_random_state_and_leave_it():
    before = torch.get_rng_state()
    first, second = swap_models(3), swap_models(3)
    assert torch.equal(before, torch.get_rng_state())
    for name, model in first.items():
        for one, other in zip(model.parameters(), second[name].parameters(), strict=True):
            assert torch.equal(one, other)


def test_a_chain_adds_its_branches():
    with seeded(0):
        chain = ResidualChain(3, width=2)
    x = torch.randn(4, 2)
    found = chain.states(x)
    assert found.shape == (4, 4, 2) and torch.equal(found[0], x) and torch.equal(found[-1], chain(x))
    torch.testing.assert_close(found[2] - found[1], chain.branches[1](0.0, found[1]))


def test_it_prints_what_it_is_and_refuses_what_it_is_not():
    text = str(NeuralODE(MLPField(2), "rk4", 8, augment=1, adjoint=True))
    assert "rk4, 8 steps, 1 channels added, adjoint" in text
    assert "tolerance 0.0001" in str(NeuralODE(MLPField(2)))
    with pytest.raises(ValueError, match="No method is called 'rk45'"):
        NeuralODE(MLPField(2), "rk45")
