"""continuum: one branch in four networks, what each costs, and finer steps of the same weights."""

import pytest
import torch
from torchdiffeq import odeint

from course_utils.dynamics.refinement import moved
from course_utils.networks.continuum import BLOCKS, MODELS, Blocks, ContinuumNet, ConvField, cost, make_finer
from course_utils.networks.staged import count_parameters, seeded


def noise(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def net(model, channels=4, tolerance=1e-2, seed=0, **settings):
    with seeded(seed):
        return ContinuumNet(model, channels, tolerance, **settings)


# The four networks


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("settings", [{}, {"in_channels": 3, "size": 32, "halvings": 2}], ids=["digits", "CIFAR-10"])
def test_pictures_in_ten_logits_out(model, settings):
    x = noise(3, settings.get("in_channels", 1), settings.get("size", 8), settings.get("size", 8))
    assert net(model, **settings)(x).shape == (3, 10)


def test_one_field_serves_three_models():
    counts = {model: count_parameters(net(model).middle) for model in MODELS}
    assert counts["tied"] == counts["RK4"] == counts["ODE"] == count_parameters(ConvField(4))
    assert counts["residual"] == BLOCKS * count_parameters(ConvField(4, sees_time=False))
    stems = [net(model).stem.state_dict() for model in MODELS]
    assert all(torch.equal(stem[name], stems[0][name]) for stem in stems for name in stem)


def test_the_field_sees_the_time_unless_told_not_to():
    x = noise(2, 4, 3, 3)
    seeing, blind = ConvField(4), ConvField(4, sees_time=False)
    assert not torch.allclose(seeing(0.0, x), seeing(1.0, x))
    assert torch.equal(blind(0.0, x), blind(1.0, x))


def test_blocks_are_a_sum_and_tied_is_euler():
    x = noise(2, 4, 3, 3)
    blocks = Blocks(4)
    wanted = x
    for block in blocks.blocks:
        wanted = wanted + block.residual.field(0.0, wanted)
    torch.testing.assert_close(blocks(x), wanted)
    middle = net("tied").middle
    wanted = x
    for step in range(BLOCKS):
        wanted = wanted + middle.field.inner(step / BLOCKS, wanted) / BLOCKS
    torch.testing.assert_close(middle(x), wanted)


def test_ode_solves_its_equation_the_better_the_smaller_its_tolerance():
    x = noise(2, 4, 3, 3)
    middles = [net("ODE", tolerance=tolerance).middle for tolerance in (1e-1, 1e-6)]
    field = net("ODE").middle.field.inner.double()
    times = torch.tensor([0.0, 1.0], dtype=torch.float64)
    with torch.no_grad():
        exact = odeint(field, x.double(), times, method="rk4", options={"step_size": 0.005})[-1].float()
        loose, strict = (moved(middle(x), exact) for middle in middles)
    assert strict < 1e-3 and strict < loose / 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"model": "RK5"}, "'RK5'.*residual, tied, RK4, ODE"),
        ({"model": "ODE", "channels": 6}, "multiple of 4, not 6"),
        ({"model": "ODE", "size": 10, "halvings": 2}, "10 pixels cannot be halved 2 times"),
    ],
)
def test_what_cannot_be_built_says_so(settings, message):
    with pytest.raises(ValueError, match=message):
        ContinuumNet(**settings)


# What they cost


def test_evaluations_are_those_of_the_method():
    x = noise(5, 1, 8, 8)
    found = {model: cost(net(model), x) for model in MODELS}
    assert [found[model]["forward"] for model in MODELS[:3]] == [BLOCKS, BLOCKS, 8]
    assert [found[model]["backward"] for model in MODELS[:3]] == [0, 0, 0]
    assert found["ODE"]["forward"] >= 8 and found["ODE"]["backward"] > found["ODE"]["forward"]


def test_the_adjoint_keeps_its_last_state_whatever_the_steps():
    x = noise(5, 1, 8, 8)
    loose, strict = (cost(net("ODE", tolerance=tolerance), x) for tolerance in (1e-1, 1e-5))
    assert strict["forward"] > 1.5 * loose["forward"] and strict["kept"] == loose["kept"]
    state = 4 * 4 * 4 * 4  # bytes of one picture's state: 4 channels on 4 x 4 places
    assert strict["kept"] < 5 * state < cost(net("tied"), x)["kept"]


@pytest.mark.parametrize("model", MODELS)
def test_finer_steps_come_closer_to_the_same_limit(model):
    x, network = noise(4, 1, 8, 8), net(model)
    with torch.no_grad():
        entering, outputs = network.stem(x), []
        for _ in range(3):
            outputs.append(network.middle(entering))
            make_finer(network, 4)
    assert moved(outputs[1], outputs[2]) < 0.5 * moved(outputs[0], outputs[2]) + 1e-6
    assert moved(outputs[0], outputs[2]) > 0
