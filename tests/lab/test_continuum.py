"""continuum: one branch in four networks and what each costs, trainings kept one by one, networks made deeper."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pandas
import pytest
import torch
from course_utils.figures.continuum import depth_refinement, models_beside_published
from course_utils.lab.continuum.models import BLOCKS, Blocks, cost, make_finer
from torchdiffeq import odeint

from course_utils import figures
from course_utils.data import Dataset
from course_utils.dynamics.refinement import DepthNet, interpolated, moved
from course_utils.lab import continuum
from course_utils.lab.continuum import MODELS, PROFILES, ContinuumNet, ConvField, runs
from course_utils.lab.results import Results
from course_utils.networks.staged import count_parameters, seeded
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import Recipe

CPU = choose_hardware("cpu")
RECIPE = Recipe(epochs=1, learning_rate=0.01, batch_size=8, optimiser="adam", weight_decay=0.0)
TINY = replace(
    PROFILES["quick"], name="tiny", channels=4, recipe=RECIPE, depth_recipe=RECIPE, depths=(2, 4), width=4, seeds=(0, 1)
)

SMALL = replace(TINY, models=("tied",), starts=("tied",), seeds=(0,), depths=(2, 4, 6))


def pictures(channels=1, size=8, count=16):
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(2 * count, channels, size, size, generator=generator)
    labels = torch.arange(2 * count) % 10
    names = tuple("0123456789")
    return Dataset("tiny pictures", images[:count], labels[:count], images[count:], labels[count:], names)


def noise(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


@pytest.fixture(autouse=True)
def tiny_data(monkeypatch):
    monkeypatch.setattr(runs, "load", lambda name: pictures(3, 32) if name == "cifar10" else pictures())
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)


def net(model, channels=4, tolerance=1e-2, seed=0, **settings):
    with seeded(seed):
        return ContinuumNet(model, channels, tolerance, **settings)


def run(jobs, kept=None, hardware=CPU):
    return continuum.run(jobs, kept or Results(), hardware, progress=False)


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


# Trainings, one by one


def test_a_row_for_each_job_and_none_done_twice(monkeypatch):
    kept, jobs = Results(), TINY.model_jobs()[:3] + TINY.depth_jobs()[:2]
    found = run(jobs, kept)
    assert len(kept.rows) == len(found) == 5
    assert found.model.tolist()[:3] == list(MODELS[:3]) and found.depth.tolist()[3:] == [2, 4]
    for kind in (continuum.ModelJob, continuum.DepthJob):
        monkeypatch.setattr(kind, "measure", lambda *_: pytest.fail("trained again"))
    again = run(jobs, kept)
    pandas.testing.assert_frame_equal(found, again)


def test_another_setting_is_another_training():
    kept = Results()
    run([TINY.model_jobs()[0]], kept)
    for change in ({"channels": 8}, {"tolerance": 1e-3}, {"seeds": 5}, {"recipe": replace(RECIPE, batch_size=16)}):
        change = change | ({"seeds": (5,)} if "seeds" in change else {})
        run([replace(TINY, **change).model_jobs()[0]], kept)
    assert len(kept.rows) == 5


def test_the_same_seed_gives_the_same_row():
    first, second = (run([TINY.model_jobs()[1]]).iloc[0] for _ in range(2))
    assert first.drop("seconds").equals(second.drop("seconds"))


def test_an_interrupt_keeps_what_is_done(monkeypatch, capsys):
    kept, jobs = Results(), TINY.depth_jobs()[:3]
    measure, calls = continuum.DepthJob.measure, []

    def second_stops(self, *given):
        calls.append(self)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return measure(self, *given)

    monkeypatch.setattr(continuum.DepthJob, "measure", second_stops)
    assert len(run(jobs, kept)) == 1
    assert "Stopped by you with 1 of 3 trainings done" in capsys.readouterr().out
    assert len(run(jobs, kept)) == 3 and len(calls) == 4


def test_processes_share_the_jobs(monkeypatch):
    jobs, shares = TINY.depth_jobs(), []
    monkeypatch.setenv("WORLD_SIZE", "3")
    monkeypatch.setattr(continuum.DepthJob, "measure", lambda self, *_: {})
    for rank in range(3):
        monkeypatch.setenv("RANK", str(rank))
        found = run(jobs)
        shares += list(zip(found.start, found.depth, found.seed, strict=True))
    assert sorted(shares) == sorted((job.start, job.depth, job.seed) for job in jobs)


def test_everything_is_float32(monkeypatch):
    seen = []
    monkeypatch.setattr(
        continuum.DepthJob, "measure", lambda self, data, hardware: seen.append(hardware.precision) or {}
    )
    run(TINY.depth_jobs()[:1], hardware=Hardware(torch.device("cpu"), "a machine", torch.bfloat16))
    assert seen == [torch.float32]


def test_command_line_and_notebook_share_a_file(tmp_path):
    code = "from tests.lab.test_continuum import *; from course_utils.lab.continuum.__main__ import main; import sys;"
    code += "runs.load = lambda name: pictures(); PROFILES['quick'] = SMALL; main(sys.argv[1:])"
    environment = dict(os.environ, COURSE_DEVICE="cpu")
    command = [sys.executable, "-c", code, "--profile", "quick", "--results", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "continuum.jsonl").read_text().splitlines()]
    assert len(rows) == len(SMALL.model_jobs()) + len(SMALL.depth_jobs()) == 4
    assert "4 results" in done.stdout


def test_full_runs_on_pictures_in_colour():
    small = replace(
        PROFILES["full"], recipe=RECIPE, depth_recipe=RECIPE, channels=4, depths=(2, 4), width=4, seeds=(0,)
    )
    found = run(small.model_jobs() + small.depth_jobs())
    assert len(found) == 4 + 6 and (found.status == "finished").all()


# Deeper and deeper


def test_orders_of_random_weights():
    found = continuum.random_orders(depths=(16, 32, 64), seeds=(0, 1)).groupby("kind").order.first()
    assert found["tied"] == pytest.approx(1, abs=0.1) and found["smooth"] == pytest.approx(1, abs=0.1)
    assert found["Brownian"] == pytest.approx(0.5, abs=0.3) and abs(found["independent"]) < 0.25


def test_orders_are_slopes_over_the_depth():
    rows = [
        {"start": start, "seed": seed, "depth": depth, "doubled_gap": 3 * depth**-order}
        for start, order in (("a", 1.0), ("b", 0.5))
        for seed in (0, 1)
        for depth in (8, 16, 32)
    ]
    found = continuum.trained_orders(pandas.DataFrame(rows))
    assert found.order.tolist() == pytest.approx([1.0, 1.0, 0.5, 0.5])


def test_a_depth_job_measures_what_one_would_by_hand():
    job = TINY.depth_jobs()[1]
    row = run([job]).iloc[0]
    with seeded(job.seed):
        network = DepthNet(job.depth, job.start, job.width)
    data = pictures()
    continuum.depth.train(network, data, RECIPE, job.seed, CPU, progress=False)
    with torch.no_grad():
        before = network(data.test_inputs)
        after = network.at_depth(data.test_inputs, interpolated(network.steps, 2))
    assert row.doubled_gap == moved(after, before)
    assert row.test_error == pytest.approx((before.argmax(1) != data.test_labels).double().mean().item())


# What the notebook shows


def test_tables_and_figures():
    race, depth = run(TINY.model_jobs()), run(TINY.depth_jobs())
    table = continuum.beside_published(race)
    assert table.model.tolist() == list(MODELS)
    assert table["published error %"].tolist() == ["0.41", "", "", "0.42"]
    assert continuum.summary(depth, 4).start.tolist() == list(TINY.starts)
    random = continuum.random_orders(depths=(8, 16), seeds=(0,))
    for figure in (models_beside_published(race, continuum.published(), "tiny"), depth_refinement(random, depth)):
        assert isinstance(figure, figures.CourseFigure) and figure._repr_mimebundle_()[0]["image/png"]


def test_published_numbers_carry_their_protocol():
    known = continuum.published().set_index("model")
    assert known.test_error.to_dict() == {"residual": 0.0041, "ODE": 0.0042}
    assert known.parameters.to_dict() == {"residual": 600_000, "ODE": 220_000}
    assert known.protocol.str.startswith("MNIST").all()


@pytest.mark.parametrize(("values", "text"), [([0.1, 0.3, 0.2], "20.0 (10.0 to 30.0)"), ([0.25], "25.0")])
def test_spread(values, text):
    assert continuum.spread(pandas.Series(values), 1, 100) == text


def test_a_profile_says_what_it_trains():
    assert str(PROFILES["quick"]).startswith("quick: 12 trainings of residual, tied, RK4, ODE")
    assert len(PROFILES["quick"].depth_jobs()) == 36
