"""fitting: the batch of twins against one twin trained by hand, the choice of settings, the identity at the start."""

import itertools

import pytest
import torch
from torch import nn

from course_utils.signals import twin_fits
from course_utils.signals.twin_fits import RATES, SCALES, bent_identity, fit_twins

SETTINGS = list(itertools.product(RATES, SCALES))
STEPS = 25


@pytest.fixture(scope="module")
def fits():
    """Two blocks, two bends, a short budget."""
    return fit_twins(2, (0.0, 0.5), STEPS)


def by_hand(blocks, bend, rate, scale, residual, seed, steps=STEPS, hidden=16):
    """One twin as PyTorch modules and PyTorch's SGD; returns the outputs after each step."""
    generator = torch.Generator().manual_seed(seed)
    w1, b1 = torch.randn(2, blocks, hidden, 1, generator=generator)
    w2 = scale * torch.randn(blocks, 1, hidden, generator=generator) / hidden**0.5
    branches = nn.ModuleList(
        nn.Sequential(nn.Linear(1, hidden), nn.ReLU(), nn.Linear(hidden, 1)) for _ in range(blocks)
    )
    with torch.no_grad():
        for index, branch in enumerate(branches):
            branch[0].weight.copy_(w1[index]), branch[0].bias.copy_(b1[index, :, 0])
            branch[2].weight.copy_(w2[index]), branch[2].bias.zero_()
    optimiser, x = torch.optim.SGD(branches.parameters(), rate), torch.linspace(-1, 1, 64)[:, None]
    outputs = []
    for _ in range(steps + 1):
        state = x
        for branch in branches:
            state = (state if residual else 0) + branch(state)
        outputs.append(state.detach()[:, 0])
        loss = (state - bent_identity(x, bend)).square().mean()
        optimiser.zero_grad(), loss.backward(), optimiser.step()
    return torch.stack(outputs)


@pytest.mark.parametrize("bend", [0.0, 0.5])
@pytest.mark.parametrize("twin", [0, 1])
def test_each_twin_is_the_one_trained_by_hand(fits, bend, twin):
    fit = fits[bend]
    expected = by_hand(2, bend, fit.rates[twin], fit.scales[twin], bool(twin), seed=0)
    torch.testing.assert_close(fit.outputs[:, twin], expected, rtol=1e-3, atol=1e-4)
    errors = (expected - fit.target).square().mean(1)
    torch.testing.assert_close(fit.errors[:, twin, 0], errors, rtol=1e-2, atol=1e-6)


@pytest.mark.parametrize("twin", [0, 1])
def test_the_settings_chosen_are_each_twins_best(fits, twin):
    """Trained by hand at every setting, five seeds each: none has a lower median error at the end."""
    fit = fits[0.5]
    finals = {}
    for rate, scale in SETTINGS:
        runs = [by_hand(2, 0.5, rate, scale, bool(twin), seed)[-1] for seed in range(5)]
        errors = torch.stack([(run - fit.target).square().mean() for run in runs])
        finals[rate, scale] = float(errors.nan_to_num(torch.inf).median())
    chosen = fit.rates[twin], fit.scales[twin]
    assert finals[chosen] <= min(finals.values()) * 1.01
    assert float(fit.errors[-1, twin].median()) == pytest.approx(finals[chosen], rel=0.01)


@pytest.mark.parametrize("blocks", [1, 3])
def test_shapes(blocks):
    found = fit_twins(blocks, (0.0, 0.25, 1.0), steps=2, seeds=2, hidden=4)
    assert list(found) == [0.0, 0.25, 1.0]
    for bend, fit in found.items():
        assert (fit.blocks, fit.bend) == (blocks, bend)
        assert (
            fit.x.shape == fit.target.shape == (64,)
            and fit.outputs.shape == (3, 2, 64)
            and fit.errors.shape == (3, 2, 2)
        )
        assert set(fit.rates) <= set(RATES) and set(fit.scales) <= set(SCALES)
        torch.testing.assert_close(fit.target, bent_identity(fit.x, bend))


def test_twins_begin_from_the_same_weights():
    """The same scale chosen or not: at the start of one block, residual minus plain is x, up to the branch's scale."""
    fit = fit_twins(1, (0.0,), steps=1)[0.0]
    branch = [fit.outputs[0, 0] / fit.scales[0], (fit.outputs[0, 1] - fit.x) / fit.scales[1]]
    torch.testing.assert_close(*branch, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("blocks", [1, 4])
def test_the_identity_is_easier_for_the_residual_twin(blocks):
    """Claim R2 at the panel's own budget, on the first seed and all others."""
    plain, residual = fit_twins(blocks, (0.0,))[0.0].errors[-1]
    assert (residual < plain).all() and 10 * residual.median() < plain.median()


def test_a_seed_that_diverged_counts_as_infinitely_wrong():
    """Eight full-size residual blocks at a rate of 1 leave the range of float32; their median is infinite, not NaN."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twin_fits, "RATES", (1.0,))
        patch.setattr(twin_fits, "SCALES", (1.0,))
        errors = fit_twins(8, (0.0,), steps=10)[0.0].errors
    assert errors[-1, 1].isinf().any() and not errors.isnan().any()


def test_fits_repeat(fits):
    again = fit_twins(2, (0.0, 0.5), STEPS)
    torch.testing.assert_close(again[0.5].errors, fits[0.5].errors, rtol=0, atol=0)


def test_a_bend_does_not_depend_on_the_others(fits):
    alone = fit_twins(2, (0.5,), STEPS)[0.5]
    assert (alone.rates, alone.scales) == (fits[0.5].rates, fits[0.5].scales)
    torch.testing.assert_close(alone.errors, fits[0.5].errors, rtol=1e-3, atol=1e-6)


def test_gradients_are_enabled_inside_whatever_holds_outside(fits):
    with torch.no_grad():
        again = fit_twins(2, (0.0,), STEPS)[0.0]
    torch.testing.assert_close(again.errors, fits[0.0].errors, rtol=1e-3, atol=1e-6)
    assert not again.outputs.requires_grad


@pytest.mark.parametrize("nothing", [{"blocks": 0}, {"bends": ()}, {"steps": 0}, {"seeds": 0}, {"hidden": -1}])
def test_nothing_to_fit_is_a_sentence(nothing):
    with pytest.raises(ValueError, match="at least one block, bend, step, seed and hidden unit"):
        fit_twins(**{"blocks": 1} | nothing)


@pytest.mark.parametrize(("bend", "expected"), [(0.0, [-1, -0.5, 0, 0.5, 1]), (1.0, [-1, -1.5, 0, 1.5, 1])])
def test_the_target(bend, expected):
    x = torch.tensor([-1, -0.5, 0, 0.5, 1])
    torch.testing.assert_close(bent_identity(x, bend), torch.tensor(expected, dtype=torch.float32), atol=1e-6, rtol=0)


def test_the_best_settings_have_the_least_median_error_not_the_least_mean(monkeypatch):
    def outputs(weights, x, target, settings, steps):
        errors = torch.ones(steps + 1, 1, len(settings), 2, 3, len(x))
        errors[:, :, 0] = torch.tensor([0.0, 0.0, 10.0])[:, None]  # one seed of the first setting goes astray
        return target[..., 0, :] + errors

    monkeypatch.setattr(twin_fits, "_descend", outputs)
    fit = twin_fits.fit_twins(1, bends=(0.0,), steps=1, seeds=3)[0.0]
    assert fit.rates == (twin_fits.RATES[0],) * 2 and fit.scales == (twin_fits.SCALES[0],) * 2
