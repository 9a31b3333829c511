"""comparison: costs against their formulas, switches that change no number, and tables of what seeds can tell."""

import math

import matplotlib
import pandas
import pytest
import torch

from course_utils.cost import timing
from course_utils.cost.designs import Design
from course_utils.data import pictograms
from course_utils.figures import comparison as figures
from course_utils.lab import equal_budgets
from course_utils.lab.contest import Contest, contests
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import Recipe

CPU = choose_hardware("cpu")
DATA = pictograms(40, 10)
DESIGNS = {"basic": Design("basic", 1, 2, resolution=8), "bottleneck": Design("bottleneck", 1, 2, resolution=8)}
TINY = Contest("tiny", "pictograms", DESIGNS, Recipe(epochs=1, batch_size=8), stem_stride=2)


# What it costs


def test_costs_are_those_of_the_designs_on_paper():
    found = equal_budgets.costs(TINY, DATA, batch=8, rounds=1, hardware=CPU).set_index("contender")
    for name, design in DESIGNS.items():
        row = found.loc[name]
        assert (row.parameters, row.layers) == (design.spends("parameters"), design.depth)
        assert row.multiply_adds == design.spends("multiply_adds")
        assert math.isnan(row.peak_bytes)  # only a CUDA GPU keeps a record
        assert 0 < row.low <= row.seconds <= row.high and row.images_per_second == pytest.approx(8 / row.seconds)


def test_the_memory_of_an_image_does_not_depend_on_the_batch():
    few, many = (equal_budgets.costs(TINY, DATA, batch, 1, CPU).kept_bytes for batch in (8, 32))
    assert (few / many - 1).abs().max() < 0.05  # statistics of norms are kept once a batch


def test_the_bottleneck_of_the_lab_keeps_more_than_twice_as_much():
    contest = contests()["quick"].only("wide", "bottleneck")
    kept = equal_budgets.costs(contest, DATA, 16, 1, CPU).set_index("contender").kept_bytes
    assert kept["bottleneck"] > 2 * kept["wide"]


def test_a_training_step_is_a_step_of_gradient_descent():
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 3))
    inputs, labels = torch.rand(5, 3, 2, 2), torch.tensor([0, 1, 2, 0, 1])
    before = network[1].weight.detach().clone()
    loss = torch.nn.functional.cross_entropy(network(inputs), labels)
    (gradient,) = torch.autograd.grad(loss, network[1].weight)
    equal_budgets.training_step(network, inputs, labels, CPU)()
    torch.testing.assert_close(network[1].weight, before - 0.1 * (gradient + 1e-4 * before))


# Switches


def test_a_cpu_is_asked_for_the_layout_alone():
    found = equal_budgets.switches(TINY.jobs()[0], DATA, 8, 2, CPU)
    assert found.switch.tolist() == ["none", "channels_last"] and found.contender.unique().tolist() == ["basic"]
    assert (found[["first", "seconds", "gain"]] > 0).all(axis=None) and found.gain[0] == 1 and found.repaid[0] == 0


def test_a_gpu_is_asked_for_all_and_an_old_one_for_all_but_half_precision():
    new = Hardware(torch.device("cuda"), "pretended", torch.bfloat16)
    old = Hardware(torch.device("cuda"), "pretended")
    assert equal_budgets._possible(new) == list(equal_budgets.SWITCHES)
    assert equal_budgets._possible(old) == ["none", "channels_last", "torch.compile"]


def pretend(monkeypatch, seconds):
    """All switches on a machine whose clock is made up: a step takes `seconds[switch]`, a first step ten times that."""
    now, asked = [0.0], []

    def step_of(trial, data, batch, hardware, on=()):
        asked.append(on)
        taken = {"calls": 0}

        def step():
            taken["calls"] += 1
            now[0] += seconds[on] * (10 if taken["calls"] == 1 else 1)

        return step

    monkeypatch.setattr(equal_budgets, "_step_of", step_of)
    monkeypatch.setattr(equal_budgets, "_possible", lambda hardware: list(equal_budgets.SWITCHES))
    monkeypatch.setattr(equal_budgets.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(timing, "_clock", lambda hardware: lambda: now[0])
    return asked


def test_gain_and_repayment_are_arithmetic(monkeypatch):
    seconds = dict(zip(equal_budgets.SWITCHES.values(), (4.0, 2.0, 4.0, 1.0, 0.5), strict=True))
    asked = pretend(monkeypatch, seconds)
    found = equal_budgets.switches(TINY.jobs()[0], DATA, 8, 3, CPU).set_index("switch")
    assert found.gain.tolist() == pytest.approx([1, 2, 1, 4, 8])
    assert found["first"].tolist() == pytest.approx([40, 20, 40, 10, 5])
    assert found.repaid["mixed precision"] == math.inf and found.repaid["channels_last"] == 0
    assert set(asked) == set(equal_budgets.SWITCHES.values())


def test_a_slow_start_is_repaid_by_fast_steps(monkeypatch):
    seconds = dict.fromkeys(equal_budgets.SWITCHES.values(), 1.0) | {("compile",): 0.5}
    pretend(monkeypatch, seconds)
    slow = equal_budgets._step_of

    def starting_slowly(*arguments, on=()):
        step, calls = slow(*arguments[:4], on or arguments[4] if len(arguments) > 4 else on), [0]

        def called():
            calls[0] += 1
            for _ in range(20 if arguments[4:] == (("compile",),) and calls[0] == 1 else 1):
                step()

        return called

    monkeypatch.setattr(equal_budgets, "_step_of", starting_slowly)
    found = equal_budgets.switches(TINY.jobs()[0], DATA, 8, 3, CPU).set_index("switch")
    extra = found["first"]["torch.compile"] - found["first"]["none"]
    assert found.repaid["torch.compile"] == math.ceil(extra / 0.5) > 0


def test_compilation_is_asked_of_torch_and_precision_of_autocast(monkeypatch):
    seen = []
    monkeypatch.setattr(torch, "compile", lambda network: seen.append("compiled") or network)
    hardware = Hardware(torch.device("cpu"), "pretended", torch.bfloat16)
    monkeypatch.setattr(Hardware, "autocast", lambda self: seen.append(self.precision) or torch.enable_grad())
    for name, on in equal_budgets.SWITCHES.items():
        seen.clear()
        equal_budgets._step_of(TINY.jobs()[0], DATA, 4, hardware, on)()
        assert ("compiled" in seen) == (name in ("torch.compile", "all three"))
        assert (torch.bfloat16 in seen) == (name in ("mixed precision", "all three"))


def test_the_layout_trains_to_the_same_weights():
    trial, batch = TINY.jobs()[0], DATA.train_inputs[:8]
    trained = []
    for layout in (torch.contiguous_format, torch.channels_last):
        network = trial.build().to(memory_format=layout).train()
        step = equal_budgets.training_step(network, batch, DATA.train_labels[:8], CPU)
        step(), step()
        trained.append([parameter.detach() for parameter in network.parameters()])
    for one, other in zip(*trained, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


# Tables


@pytest.fixture
def made():
    """Three contenders, three seeds: wide always best, the other two mixed up."""
    errors = {"wide": (0.05, 0.06, 0.07), "bottleneck": (0.10, 0.20, 0.15), "ResNeXt": (0.12, 0.13, 0.11)}
    rows = [(name, seed, error, 0.1, error / 2) for name, all in errors.items() for seed, error in enumerate(all)]
    table = pandas.DataFrame(rows, columns=["contender", "seed", "test_error", "learning_rate", "train_error"])
    return table.assign(curve=[[0.9, 0.5, error] for error in table.train_error])


@pytest.fixture
def bills():
    rows = [(name, 8, 1000, 2e6, 3e4 * k, 0.01 * k, 0.009 * k, 0.011 * k, 64 / 0.01) for k, name in
            enumerate(("wide", "bottleneck", "ResNeXt"), 1)]  # fmt: skip
    columns = ["layers", "parameters", "multiply_adds", "kept_bytes", "seconds", "low", "high", "images_per_second"]
    return pandas.DataFrame(rows, columns=["contender", *columns])


def test_pairs_are_told_apart_by_every_seed_or_not_at_all(made):
    found = equal_budgets.pairs(made).set_index(["lower error", "higher error"])
    assert found["in"].to_dict() == {
        ("wide", "bottleneck"): "every seed",
        ("wide", "ResNeXt"): "every seed",
        ("ResNeXt", "bottleneck"): "cannot tell",
    }
    assert found["points apart"]["wide", "bottleneck"] == 9.0


def test_one_seed_that_goes_the_other_way_is_enough_to_leave_it_open(made):
    lucky = made.assign(test_error=made.test_error.replace(0.07, 0.105))  # wide: between the bottleneck's best and next
    found = equal_budgets.pairs(lucky).set_index(["lower error", "higher error"])["in"]
    assert found["wide", "bottleneck"] == "cannot tell" and found["wide", "ResNeXt"] == "every seed"


def test_one_seed_alone_tells_nothing(made):
    assert set(equal_budgets.pairs(made[made.seed == 0])["in"]) == {"cannot tell"}


def test_a_diverged_training_is_the_worst(made):
    lost = made.assign(test_error=made.test_error.where(made.contender != "wide"))
    found = equal_budgets.pairs(lost)
    assert (found["higher error"] == "wide").sum() == 2 and (found["in"] == "every seed").sum() == 2


def test_the_papers_orders_agree_disagree_or_cannot_be_told(made):
    found = equal_budgets.beside_published(made).set_index(["better in the paper", "worse"]).here
    assert found.to_dict() == {
        ("wide", "bottleneck"): "agrees",
        ("ResNeXt", "bottleneck"): "cannot tell",
        ("ResNeXt", "wide"): "disagrees",
    }


def test_standings_have_a_row_a_contender_with_median_and_range(made, bills):
    found = equal_budgets.standings(made, bills).set_index("contender")
    assert found.loc["bottleneck", "test error %"] == "15.0 (10.0 to 20.0)"
    assert found.loc["wide", ["layers", "parameters", "ms a step", "rate"]].tolist() == [8, "1,000", "10.0", 0.1]


def test_the_published_numbers_are_those_of_the_papers():
    found = equal_budgets.published().set_index("network")
    assert found.test_error.mul(100).round(2).to_dict() == {
        "ResNet-56": 6.97, "ResNet-164": 5.46, "ResNet-1001": 4.92, "WRN-40-4": 4.53, "WRN-16-8": 4.27,
        "WRN-28-10": 4.00, "ResNeXt-29, 8x64d": 3.65, "ResNeXt-29, 16x64d": 3.58,
    }  # fmt: skip
    assert found.parameters["WRN-28-10"] == 36_500_000 and found.protocol.str.len().min() > 10


# Figures


def test_the_curves_have_a_panel_a_contender_and_a_line_a_seed(made):
    figure = figures.learning_curves(made, "found")
    assert [axes.get_title("left") for axes in figure.axes] == ["wide", "bottleneck", "ResNeXt"]
    assert [len(axes.lines) for axes in figure.axes] == [3 + 1 + 1, 3 + 1 + 2, 3 + 1 + 2]  # wide leads
    figure.draw_without_rendering()


def test_the_contest_stands_beside_the_papers(made, bills):
    figure = figures.contest_beside_published(made, bills, equal_budgets.published(), "tiny")
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles[:3] == ["Measured: tiny", "Time: a factor 3.0", "Memory: a factor 3.0"] and "CIFAR-10" in titles[3]
    marks = [line for line in figure.axes[0].lines if line.get_marker() != "|"]
    assert sum(len(line.get_xdata()) for line in marks) == 9
    texts = [text for text in figure.axes[3].texts if isinstance(text, matplotlib.text.Annotation)]
    assert {text.get_text() for text in texts} == set(equal_budgets.published().network)


def test_a_sheet_shows_an_image_a_class():
    figure = figures.picture_sheet({"small": DATA.one_of_each(), "again": DATA.one_of_each()}, DATA.classes)
    assert len(figure.axes) == 20 and all(len(axes.images) == 1 for axes in figure.axes)
    assert [axes.get_title("left") for axes in figure.axes[:10]] == list(DATA.classes)
