"""contest: designs of one budget, their trials, and the lab that runs them like any profile."""

from dataclasses import replace

import pytest
import torch

from course_utils.cost.designs import Design
from course_utils.data import Dataset
from course_utils.lab import run as lab
from course_utils.lab.contest import BUDGETS, RATES, Contest, Trial, contests
from course_utils.lab.degradation import choose_profile
from course_utils.lab.results import Results
from course_utils.networks.staged import count_parameters
from course_utils.system.device import choose_hardware
from course_utils.training.loop import HE_2015, Recipe

CPU = choose_hardware("cpu")
DESIGNS = {"basic": Design("basic", 1, 2), "bottleneck": Design("bottleneck", 1, 2)}
TINY = Contest("tiny", "pictograms", DESIGNS, Recipe(epochs=2, batch_size=8), seeds=(0, 1), stem_stride=2)


def pictures(count=16):
    images = torch.rand(2 * count, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(2 * count) % 10
    names = tuple("0123456789")
    return Dataset("tiny pictures", images[:count], labels[:count], images[count:], labels[count:], names)


@pytest.fixture(autouse=True)
def tiny_data(monkeypatch):
    monkeypatch.setattr(lab, "load", lambda name: pictures())
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)


# The contests of the lab


@pytest.mark.parametrize("name", ["quick", "full"])
def test_all_contenders_cost_the_same(name):
    contest = contests()[name]
    counts = [count_parameters(trial.build()) for trial in contest.jobs()[:4]]
    assert all(abs(count / BUDGETS[name] - 1) < 0.03 for count in counts)
    assert counts == [design.spends("parameters") for design in contest.contenders.values()]
    assert len(contest.seeds) >= 3 and contest.recipe.learning_rate in RATES[name]


def test_the_quick_contenders_agree_in_multiply_adds_too():
    spent = [design.spends("multiply_adds") for design in contests()["quick"].contenders.values()]
    assert max(spent) / min(spent) < 1.1


def test_the_full_contest_trains_as_the_paper_and_begins_with_resnet_56():
    full = contests()["full"]
    assert full.recipe.milestones == HE_2015.milestones and full.recipe.padding == 4
    basic = full.contenders["basic"]
    assert (basic.depth, basic.stream) == (56, (16, 32, 64)) and full.stem_stride == 1


def test_wide_is_shallower_and_wider_than_basic():
    for contest in contests().values():
        basic, wide = contest.contenders["basic"], contest.contenders["wide"]
        assert wide.kind == basic.kind == "basic" and wide.depth < basic.depth and wide.width > basic.width


def test_the_profile_is_chosen_like_any_other():
    assert choose_profile("quick", CPU, contests()) is contests()["quick"]


# Trials


def test_a_contest_is_every_contender_from_every_seed():
    found = [(trial.contender, trial.seed) for trial in TINY.jobs()]
    assert found == [("basic", 0), ("bottleneck", 0), ("basic", 1), ("bottleneck", 1)]


def test_a_trial_is_built_from_its_seed_alone():
    trial = TINY.jobs()[0]
    x = torch.rand(2, 3, 16, 16)
    torch.manual_seed(5)
    first, again = trial.build()(x), trial.build()(x)
    assert torch.equal(first, again)
    assert not torch.equal(first, replace(trial, seed=1).build()(x))


def test_the_stem_halves_the_images_where_asked():
    x = torch.rand(2, 3, 16, 16)
    trial = TINY.jobs()[0]
    assert trial.build().stem(x).shape[2:] == (8, 8)
    assert replace(trial, stem_stride=1).build().stem(x).shape[2:] == (16, 16)


def test_the_layout_in_memory_changes_no_number():
    trial = contests()["quick"].jobs()[3]
    network, x = trial.build(), torch.rand(4, 3, 16, 16)
    assert network.stem[0].weight.is_contiguous(memory_format=torch.channels_last)
    expected = trial.build().to(memory_format=torch.contiguous_format)(x)
    torch.testing.assert_close(network(x), expected, rtol=1e-4, atol=1e-5)


def test_everything_that_decides_a_training_is_in_its_key():
    trial = TINY.jobs()[0]
    changes = [{"data": "x"}, {"contender": "x"}, {"seed": 9}, {"stem_stride": 1}, {"recipe": Recipe(epochs=3)}]
    changes += [{"design": Design(*values)} for values in (("basic", 2, 2), ("basic", 1, 3), ("bottleneck", 1, 2))]
    changes += [{"design": Design("resnext", 1, 2, 2)}]
    keys = [tuple(other.parameters.items()) for other in (trial, *(replace(trial, **change) for change in changes))]
    assert len(set(keys)) == len(keys)
    assert set(trial.defaults) <= set(trial.parameters)
    assert trial.parameters["milestones"] == trial.defaults["milestones"] == ""


def test_another_number_of_classes_fits():
    assert TINY.jobs()[0].build(1, 4)(torch.rand(2, 1, 16, 16)).shape == (2, 4)


# Contests that cannot be


@pytest.mark.parametrize("change", [{"contenders": {}}, {"seeds": ()}])
def test_an_empty_contest_is_a_sentence(change):
    with pytest.raises(ValueError, match="is empty: name at least one"):
        replace(TINY, **change)


def test_only_knows_its_contenders():
    assert list(TINY.only("bottleneck").contenders) == ["bottleneck"]
    with pytest.raises(ValueError, match="'dense'.*basic, bottleneck"):
        TINY.only("dense")


def test_a_contest_says_what_it_will_do():
    first, *rest = str(TINY).splitlines()
    assert first == "tiny: 4 trainings on pictograms, 2 epochs each; seeds 0, 1" and len(rest) == 2
    assert f"{DESIGNS['basic'].spends('parameters'):,} parameters" in rest[0]


def test_one_seed_need_not_be_in_a_list():
    assert replace(TINY, seeds=4).seeds == (4,) and replace(TINY, seeds=[1, 1, 2]).seeds == (1, 2)


# In the lab


def test_the_lab_tunes_and_races_a_contest(capsys):
    kept, settings = Results(), {"hardware": CPU, "progress": False}
    trials = lab.tune(TINY, (0.01, 0.1), results=kept, **settings)
    assert len(trials) == 4 and set(trials.seed) == {0}
    best = lab.best_rates(trials, by="contender")
    assert set(best) == {"basic", "bottleneck"}
    found = lab.run_tuned(TINY, best, results=kept, **settings)
    assert len(found) == 4 and len(kept.rows) == 6 and "2 of 4 trainings were done before" in capsys.readouterr().out
    assert found.groupby("contender").learning_rate.first().to_dict() == best
    assert [len(curve) for curve in found.curve] == [2] * 4
    assert [curve[-1] for curve in found.curve] == found.train_error.tolist()
    counted = {trial.contender: count_parameters(trial.build()) for trial in TINY.jobs()}
    assert found.groupby("contender").parameters.first().to_dict() == counted


def test_the_full_contest_runs_on_photographs_of_any_size():
    short = replace(HE_2015, epochs=1, milestones=(1,))
    found = lab.run(replace(contests()["full"], seeds=0, recipe=short), Results(), CPU, progress=False)
    assert found.contender.tolist() == ["basic", "wide", "bottleneck", "ResNeXt"]
    assert (found.status == "finished").all() and found.depth.tolist() == [56, 14, 56, 56]


def test_the_command_line_runs_the_contest(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lab, "contests", lambda: {"quick": replace(TINY, name="quick")})
    call = ["--profile", "quick", "--experiment", "contest", "--results", str(tmp_path)]
    lab.main(call)
    assert len(Results(tmp_path / "contest.jsonl").rows) == len(RATES["quick"]) * 2
    lab.main([*call, "--step", "race"])
    assert len(Results(tmp_path / "contest.jsonl").rows) == len(RATES["quick"]) * 2 + 2
    assert "4 results are in" in capsys.readouterr().out


def test_a_deep_trial_weighs_more_when_work_is_shared():
    jobs = [Trial("pictograms", str(n), Design("basic", n, 2), 0, Recipe()) for n in (1, 1, 3)]
    assert [len(lab.share(jobs, rank, 2)) for rank in (0, 1)] in ([1, 2], [2, 1])
