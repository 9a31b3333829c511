"""surgery and findings: patients of the lab, what is measured on them, and the tables and figures made of it."""

import io
import json
import math
from dataclasses import replace

import pandas
import pytest
import torch
from scipy import stats

from course_utils.blocks import StochasticDepth, survival
from course_utils.data import Dataset
from course_utils.figures import surgery as drawings
from course_utils.lab import findings
from course_utils.lab import run as lab
from course_utils.lab.degradation import Job, choose_profile
from course_utils.lab.lesions import COUNTS, KINDS, SWAPS, WARDS, Patient, Ward
from course_utils.lab.results import Results, open_results
from course_utils.networks.staged import PreactivationNet, UniformNet
from course_utils.paths import lesions, paths
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe

CPU = choose_hardware("cpu")
RECIPE = Recipe(epochs=1, batch_size=8, learning_rate=3e-3, optimiser="adam")
TINY = Ward("tiny", "digits", (4,), RECIPE, (10, 10, 10), seeds=(1, 2, 2), images=12, draws=2)
STAGED = replace(TINY, widths=(2, 3, 4), depths=(14, 14, 14))


def pictures(channels=1, count=16):
    images = torch.randn(2 * count, channels, 8, 8, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(2 * count) % 10
    return Dataset("tiny", images[:count], labels[:count], images[count:], labels[count:], tuple("0123456789"))


@pytest.fixture(autouse=True)
def tiny_data(monkeypatch):
    monkeypatch.setattr(lab, "load", lambda name: pictures(3 if name == "cifar10" else 1))
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)


def run(ward=TINY, kept=None):
    return lab.run(ward, kept or Results(), CPU, progress=False)


@pytest.fixture(scope="module")
def table():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lab, "load", lambda name: pictures())
        return run(replace(TINY, depths=(14, 14, 14)))


# Patients


@pytest.mark.parametrize("ward", [TINY, STAGED], ids=["uniform", "staged"])
def test_twins_share_their_weights(ward):
    plain, residual, stochastic = (job.build(1) for job in ward.jobs()[:3])
    assert type(residual) is (UniformNet if len(ward.widths) == 1 else PreactivationNet)
    for other in (plain, stochastic):
        for one, two in zip(residual.parameters(), other.parameters(), strict=True):
            assert torch.equal(one, two)
    assert all(type(block.residual) is StochasticDepth for block in stochastic.blocks)
    assert [block.residual.survive for block in stochastic.blocks] == survival(len(stochastic.blocks), ward.last)


def test_depth_counts_weight_layers():
    for job in (WARDS["quick"].jobs()[1], WARDS["full"].jobs()[1]):
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
    assert str(WARDS["quick"]).startswith("quick: 13 trainings on digits, 9 epochs each; plain 22 layers from 3 seeds")


def test_every_setting_is_part_of_the_key():
    job = TINY.jobs()[0]
    for name, value in {"last": 0.3, "images": 3, "draws": 7, "shortcut": "residual"}.items():
        assert replace(job, **{name: value}).parameters != job.parameters


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="No kind of patient is called 'highway'"):
        replace(TINY.jobs()[0], shortcut="highway").build()


def test_profiles_are_chosen_like_the_others(monkeypatch):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    assert choose_profile(hardware=CPU, among=WARDS) is WARDS["quick"]
    assert choose_profile("full", CPU, WARDS).data == "cifar10"


# Operations


def test_several_blocks_out_are_those_that_were_drawn():
    job = TINY.jobs()[1]
    network = job.build(1)
    data = known(network)
    generator, rows = torch.Generator().manual_seed(job.seed), []
    for count in (1, 1, 2, 2, 3, 3):
        drop = torch.randperm(4, generator=generator)[:count].tolist()
        rows.append([count, pytest.approx(1 - lesions.accuracy(network, *subject(job, data), drop))])
    assert job.measure(network, data)["several"] == rows and len({error.expected for _, error in rows}) > 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ward", [TINY, STAGED], ids=["uniform", "staged"])
def test_measurements(kind, ward):
    job = next(job for job in ward.jobs() if job.shortcut == kind)
    network, data = job.build(1).eval(), pictures()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    found = job.measure(network, data)
    blocks = len(network.blocks)
    assert tuple(found) == Patient.measures
    json.dumps(found)
    # a plain block that begins a stage has to stay: without it the shapes do not fit
    fits = [kind != "plain" or len(ward.widths) == 1 or block not in (2, 4) for block in range(blocks)]
    assert [not math.isnan(error) for error in found["single"]] == fits
    counts = [count for count in COUNTS if count < sum(not math.isnan(error) for error in found["single"])]
    assert [count for count, _ in found["several"]] == [count for count in counts for _ in range(ward.draws)]
    assert [count for count, _, _ in found["swaps"]] == [count for count in SWAPS for _ in range(ward.draws)]
    assert len(found["lengths"]) == (0 if kind == "plain" else blocks + 1)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_single_lesions_are_those_of_lesions():
    job = TINY.jobs()[1]
    network = job.build(1)
    data = known(network)
    single = job.measure(network, data)["single"]
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
    assert sum(job.measure(network, pictures())["lengths"]) == pytest.approx(1)
    for block in network.blocks:
        torch.nn.init.zeros_(block.residual[-1].weight)
    assert job.measure(network, pictures())["lengths"] == pytest.approx([1] + [0] * len(network.blocks))


# As jobs of the lab


def test_a_run_has_what_was_measured_and_is_resumed(tmp_path, capsys):
    kept = open_results("surgery", tmp_path)
    first = run(TINY, kept)
    again = run(TINY, open_results("surgery", tmp_path))
    assert "5 of 5 trainings were done before" in capsys.readouterr().out
    pandas.testing.assert_frame_equal(first, again)
    assert list(first.shortcut) == [job.shortcut for job in TINY.jobs()]
    assert set(Patient.measures) <= set(first.columns) and not set(Patient.measures) & set(run_of_lab().columns)


def run_of_lab():
    from course_utils.lab.degradation import QUICK

    return lab.run(replace(QUICK, depths=8, widths=(2, 2, 2), seeds=0, recipe=RECIPE), Results(), CPU, progress=False)


def test_the_full_profile_runs_on_pictures_with_three_channels():
    small = replace(WARDS["full"], depths=(14, 14, 14), seeds=(1, 1, 1), recipe=RECIPE, images=12, draws=1)
    found = run(small)
    assert found.shortcut.tolist() == list(KINDS) and (found.status == "finished").all()
    assert [len(single) for single in found.single] == [6, 6, 6] and [len(x) for x in found.lengths] == [0, 7, 7]


def test_an_ordinary_job_measures_nothing_more():
    assert Job.measures == () and not set(Patient.measures) & set(run_of_lab().columns)


def test_training_with_a_coin_repeats():
    only = replace(TINY, kinds=("stochastic depth",), seeds=(0, 0, 1))
    assert run(only).loss.tolist() == run(only).loss.tolist()


def test_the_command_line_knows_the_experiment(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(lab.WARDS, "quick", replace(TINY, name="quick"))
    lab.main(["--experiment", "surgery", "--profile", "quick", "--results", str(tmp_path)])
    assert "5 results are in" in capsys.readouterr().out and (tmp_path / "surgery.jsonl").exists()


# Tables


def rows(*kinds, several, seeds=3):
    """A table as from a run, with invented errors."""
    return pandas.DataFrame(
        {
            "shortcut": kind,
            "seed": seed,
            "test_error": 0.1 * seed,
            "single": [0.5, None, 0.1 * seed],
            "several": several(kind, seed),
            "swaps": [[1, 0.5, 0.4], [1, 0.7, 0.6], [16, 0.0, 0.9]],
            "lengths": [] if kind == "plain" else [0.2, 0.6, 0.1, 0.1],
            "status": "finished",
        }
        for seed in range(seeds)
        for kind in kinds
    )


def gains_of(differences):
    """A table in which stochastic depth saves so much (a share) in each seed, with one block out."""
    pairs = rows(
        "residual",
        "stochastic depth",
        seeds=len(differences),
        several=lambda kind, seed: [[1, 0.5 - (differences[seed] if kind != "residual" else 0)]],
    )
    return findings.gain(pairs, counts=(0, 1)).set_index("count")


def test_gain_is_students_interval():
    differences = [0.02, 0.05, -0.01, 0.06]
    row = gains_of(differences).loc[1]
    low, high = stats.t.interval(0.95, 3, 100 * sum(differences) / 4, stats.sem([100 * value for value in differences]))
    assert (row["mean"], row.low, row.high) == pytest.approx((3, low, high), rel=1e-3)
    assert (row.seeds, row.positive) == (4, 3)


def test_gain_of_one_pair_has_no_interval():
    assert math.isinf(gains_of([0.1]).loc[1].high) and math.isinf(gains_of([0.1]).loc[1].low)


def test_gain_needs_both_kinds():
    with pytest.raises(ValueError, match="no training of stochastic depth"):
        findings.gain(rows("plain", "residual", several=lambda *_: [[1, 0.3]]))


@pytest.mark.parametrize("freedom", range(1, 10))
def test_students_t(freedom):
    assert findings.T_95[freedom - 1] == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-3)


def test_by_position_leaves_out_what_was_not_operated():
    found = findings.by_position(rows("residual", several=lambda *_: [[1, 0.3]]))
    assert found.block.tolist() == [0, 2] * 3 and found.error.tolist() == pytest.approx([0.5, 0, 0.5, 0.1, 0.5, 0.2])


def test_by_count_averages_the_draws_and_begins_intact():
    table = rows("residual", several=lambda *_: [[1, 0.2], [1, 0.4]])
    several, swaps = findings.by_count(table), findings.by_count(table, "swaps")
    assert several[several.seed == 2].error.tolist() == pytest.approx([0.2, 0.3])
    assert swaps[swaps.seed == 2][["count", "tau", "error"]].values.tolist() == [
        [0, 1, pytest.approx(0.2)],
        [1, pytest.approx(0.6), 0.5],
        [16, 0, 0.9],
    ]
    with pytest.raises(ValueError, match='"several" or "swaps"'):
        findings.by_count(table, "single")


def test_by_length_knows_the_share_of_all_paths():
    found = findings.by_length(rows("plain", "residual", several=lambda *_: []))
    assert set(found.kind) == {"residual"}
    assert found.paths.tolist()[:4] == [count / 8 for count in paths.lengths(3)]
    assert found.gradient.tolist()[:4] == [0.2, 0.6, 0.1, 0.1]


def test_a_training_that_diverged_was_not_operated():
    table = rows("residual", several=lambda *_: [[1, 0.3]])
    table.loc[0, "status"], table.at[0, "single"] = "diverged", math.nan
    assert set(findings.by_position(table).seed) == {1, 2}


@pytest.mark.parametrize(
    ("shares", "share", "run"),
    [([1, 8, 1], 0.8, (1, 1)), ([1, 8, 1], 0.9, (0, 1)), ([0, 0, 5, 5], 0.95, (2, 3)), ([1, 1, 1], 1.0, (0, 2))],
)
def test_shortest_run(shares, share, run):
    assert findings.shortest_run(shares, share) == run


def test_most_paths_of_resnet_110_lie_in_the_published_range():
    counts = paths.lengths(54)
    assert sum(counts[19:36]) / 2**54 > 0.95
    first, last = findings.shortest_run(counts, 0.95)
    assert 19 <= first and last <= 35


def test_charts_and_published_table_of_a_run(table):
    charts = findings.charts(table)
    assert charts.index.tolist() == list(KINDS) and charts.seeds.tolist() == [1, 2, 2]
    assert charts.notna().all().all()
    beside = findings.beside_published(table)
    assert beside.published.tolist() == findings.published().published.tolist()
    assert beside.iloc[0, 1] == "1 to 5" and "6 blocks, 2 seeds" in beside.columns[1]


# Figures


@pytest.mark.parametrize("scale", ["page", "projected"])
def test_figures_draw_every_kind(table, scale):
    several, swaps = findings.by_count(table), findings.by_count(table, "swaps")
    figure = drawings.operations(findings.by_position(table), several, swaps, "tiny", scale=scale)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(KINDS)
    figure = drawings.path_lengths(findings.by_length(table), scale=scale)
    assert len(figure.legends[0].get_texts()) == 3
    drawings.gains(findings.gain(table, (0, 1)), scale=scale).savefig(io.BytesIO(), format="png")
