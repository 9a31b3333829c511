"""lesions: networks that are trained and then operated on, and what is measured on them."""

import json
import math
from dataclasses import replace

import pytest
import torch

from course_utils.blocks import StochasticDepth, survival
from course_utils.lab.lesions import COUNTS, KINDS, SWAPS, LesionTraining, profiles
from course_utils.networks.staged import PreactivationNet, UniformNet
from course_utils.paths import lesions
from tests.lab.tiny import ADAM, pictures, run
from tests.lab.tiny import LESIONS as TINY

STAGED = replace(TINY, widths=(2, 3, 4), depths=(14, 14, 14))


# Networks


@pytest.mark.parametrize("profile", [TINY, STAGED], ids=["uniform", "staged"])
def test_twins_share_their_weights(profile):
    plain, residual, stochastic = (job.build(1) for job in profile.jobs()[:3])
    assert type(residual) is (UniformNet if len(profile.widths) == 1 else PreactivationNet)
    for other in (plain, stochastic):
        for one, two in zip(residual.parameters(), other.parameters(), strict=True):
            assert torch.equal(one, two)
    assert all(type(block.residual) is StochasticDepth for block in stochastic.blocks)
    assert [block.residual.survive for block in stochastic.blocks] == survival(len(stochastic.blocks), profile.last)


def test_depth_counts_weight_layers():
    for job in (profiles()["quick"].jobs()[1], profiles()["full"].jobs()[1]):
        network = job.build(3)
        weights = [m for m in network.modules() if isinstance(m, torch.nn.Conv2d | torch.nn.Linear)]
        assert len(weights) == job.depth
    assert len(network.blocks) == 54  # ResNet-110


def test_jobs_are_the_kinds_and_seeds_that_were_asked_for():
    jobs = replace(TINY, kinds=("plain", "residual"), seeds=(1, 3, 5)).jobs()
    assert [(job.seed, job.shortcut) for job in jobs] == [
        (0, "plain"),
        (0, "residual"),
        (1, "residual"),
        (2, "residual"),
    ]
    assert str(profiles()["quick"]).startswith(
        "quick: 13 trainings on digits, 9 epochs each; plain 22 layers from 3 seeds"
    )


def test_every_setting_is_part_of_the_key():
    job = TINY.jobs()[0]
    for name, value in {"last": 0.3, "images": 3, "draws": 7, "shortcut": "residual"}.items():
        assert replace(job, **{name: value}).parameters != job.parameters


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="No kind of network is called 'highway'"):
        replace(TINY.jobs()[0], shortcut="highway").build()


# Operations


def test_several_blocks_out_are_those_that_were_drawn():
    job = TINY.jobs()[1]
    network = job.build(1)
    data = known(network)
    generator, rows = torch.Generator().manual_seed(job.seed), []
    for count in (1, 1, 2, 2, 3, 3):
        drop = torch.randperm(4, generator=generator)[:count].tolist()
        rows.append([count, pytest.approx(1 - lesions.accuracy(network, *subject(job, data), drop))])
    assert job.examine(network, data)["several"] == rows and len({error.expected for _, error in rows}) > 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", [TINY, STAGED], ids=["uniform", "staged"])
def test_measurements(kind, profile):
    job = next(job for job in profile.jobs() if job.shortcut == kind)
    network, data = job.build(1).eval(), pictures()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    found = job.examine(network, data)
    blocks = len(network.blocks)
    assert tuple(found) == LesionTraining.examined
    json.dumps(found)
    # a plain block that begins a stage has to stay: without it the shapes do not fit
    fits = [kind != "plain" or len(profile.widths) == 1 or block not in (2, 4) for block in range(blocks)]
    assert [not math.isnan(error) for error in found["single"]] == fits
    counts = [count for count in COUNTS if count < sum(not math.isnan(error) for error in found["single"])]
    assert [count for count, _ in found["several"]] == [count for count in counts for _ in range(profile.draws)]
    assert [count for count, _, _ in found["swaps"]] == [count for count in SWAPS for _ in range(profile.draws)]
    assert len(found["lengths"]) == (0 if kind == "plain" else blocks + 1)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_single_lesions_are_those_of_lesions():
    job = TINY.jobs()[1]
    network = job.build(1)
    data = known(network)
    single = job.examine(network, data)["single"]
    assert single == pytest.approx((1 - lesions.single_lesions(network, *subject(job, data))).tolist())


def known(network):
    """Pictures whose labels are what the intact network says, once no class is its favourite: every operation shows."""
    data = pictures()
    with torch.no_grad():
        network.head[-1].bias -= network.eval()(data.test_inputs).mean(0)
        return replace(data, test_labels=network(data.test_inputs).argmax(1))


def subject(job, data):
    return data.test_inputs[: job.images], data.test_labels[: job.images]


def test_gradient_shares_add_up_and_an_untouched_branch_carries_none():
    job = TINY.jobs()[1]
    network = job.build(1)
    assert sum(job.examine(network, pictures())["lengths"]) == pytest.approx(1)
    for block in network.blocks:
        torch.nn.init.zeros_(block.residual[-1].weight)
    assert job.examine(network, pictures())["lengths"] == pytest.approx([1] + [0] * len(network.blocks))


# As jobs of the lab


def test_the_full_profile_runs_on_pictures_with_three_channels():
    rows = run(replace(profiles()["full"], depths=(14, 14, 14), seeds=(1, 1, 1), recipe=ADAM, images=12, draws=1))
    assert rows.shortcut.tolist() == list(KINDS) and (rows.status == "finished").all()
    assert [len(single) for single in rows.single] == [6, 6, 6] and [len(x) for x in rows.lengths] == [0, 7, 7]


def test_training_with_a_coin_repeats():
    only = replace(TINY, kinds=("stochastic depth",), seeds=(0, 0, 1))
    assert run(only).loss.tolist() == run(only).loss.tolist()
