"""training: the recipe, one step against PyTorch's own, the history, seeds, interrupts, divergence, the bar."""

import contextlib
import copy
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.blocks import drop_blocks
from course_utils.data import augment, spirals
from course_utils.data.photographs import normalised
from course_utils.networks.staged import ResidualMLP, seeded
from course_utils.system.device import choose_hardware
from course_utils.training import loop
from course_utils.training.graph import capturable
from course_utils.training.loop import (
    HE_2015,
    History,
    Recipe,
    epochs,
    evaluate,
    make_optimiser,
    train,
    train_together,
)

CPU = choose_hardware("cpu")
QUICK = Recipe(epochs=3, batch_size=50, learning_rate=0.2)


@pytest.fixture(scope="module")
def data():
    return spirals(200)


def make(seed=0):
    with seeded(seed):
        return nn.Sequential(nn.Linear(2, 12), nn.ReLU(), nn.Linear(12, 2))


def fit(network, data, recipe=QUICK, **settings):
    return train(network, data, recipe, **{"hardware": CPU, "progress": False} | settings)


def weights(network):
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


# The recipe


def test_the_rate_falls_along_a_cosine_as_pytorchs():
    steps, recipe = 40, Recipe(learning_rate=0.3)
    optimiser = torch.optim.SGD([nn.Parameter(torch.zeros(1))], 0.3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps + 1):
        assert recipe.rate(step / steps) == pytest.approx(optimiser.param_groups[0]["lr"], abs=1e-9)
        optimiser.step(), schedule.step()


def test_the_rate_falls_by_ten_at_each_milestone():
    rates = [HE_2015.rate(epoch / HE_2015.epochs) for epoch in range(164)]
    assert rates == pytest.approx([0.1] * 82 + [0.01] * 41 + [0.001] * 41)


def test_the_recipe_of_2015_is_64_thousand_steps():
    """He et al. 2015, section 4.2: rate 0.1, by ten less at 32k and 48k of 64k steps of 128 images, decay 0.0001."""
    steps = math.ceil(50_000 / HE_2015.batch_size)
    assert [round(steps * epoch / 1000) for epoch in (*HE_2015.milestones, HE_2015.epochs)] == [32, 48, 64]
    assert (HE_2015.batch_size, HE_2015.weight_decay, HE_2015.padding, HE_2015.optimiser) == (128, 1e-4, 4, "sgd")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"optimiser": "lion"}, "'lion'.*sgd, adam"),
        ({"epochs": 0}, "epochs must be above 0, not 0"),
        ({"batch_size": -1}, "batch_size must be above 0"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"learning_rate": math.nan}, "learning_rate must be above 0, not nan"),
        ({"weight_decay": -1e-4}, "weight_decay must be 0 or more, not -0.0001"),
        ({"padding": -1}, "padding must be 0 or more, not -1"),
        ({"epochs": 1.5}, "epochs must be a whole number, not 1.5"),
        ({"batch_size": 32.0}, "batch_size must be a whole number, not 32.0"),
        ({"padding": 0.5}, "padding must be a whole number, not 0.5"),
    ],
)
def test_impossible_settings_are_a_sentence(settings, message):
    with pytest.raises(ValueError, match=message):
        Recipe(**settings)


def test_whole_numbers_of_numpy_are_whole():
    assert Recipe(epochs=np.int64(3), batch_size=np.int32(8)).rate(1) == 0


def test_the_optimisers():
    sgd = make_optimiser(make(), Recipe(weight_decay=0.02))
    assert isinstance(sgd, torch.optim.SGD) and sgd.defaults["momentum"] == 0.9 and sgd.defaults["weight_decay"] == 0.02
    adam = make_optimiser(make(), Recipe(optimiser="adam", learning_rate=0.003))
    assert isinstance(adam, torch.optim.Adam) and adam.defaults["lr"] == 0.003


# Training against the loop that one would write by hand


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_training_is_the_loop_one_would_write_by_hand(data, optimiser):
    recipe, network = replace(QUICK, optimiser=optimiser, learning_rate=0.05), make()
    by_hand = copy.deepcopy(network)
    history = fit(network, data, recipe, seed=4)

    maker = {"sgd": lambda p: torch.optim.SGD(p, momentum=0.9), "adam": torch.optim.Adam}[optimiser]
    stepper = maker([{"params": by_hand.parameters(), "lr": 0.05, "weight_decay": recipe.weight_decay}])
    generator, losses, done = torch.Generator().manual_seed(4), [], 0
    for _ in range(3):
        order = torch.randperm(200, generator=generator)
        for start in range(0, 200, 50):
            stepper.param_groups[0]["lr"] = 0.05 * (1 + math.cos(math.pi * done / 12)) / 2
            batch, done = order[start : start + 50], done + 1
            loss = nn.functional.cross_entropy(by_hand(data.train_inputs[batch]), data.train_labels[batch])
            stepper.zero_grad(), loss.backward(), stepper.step()
            losses.append(loss.item())
    torch.testing.assert_close(weights(network), weights(by_hand))
    expected = torch.tensor(losses).view(3, 4).mean(1)
    torch.testing.assert_close(torch.tensor([row["loss"] for row in history.rows]), expected)


def test_the_mean_loss_weighs_a_short_last_batch_by_its_size(data):
    network = make()
    history = fit(network, data, Recipe(epochs=1, batch_size=150, learning_rate=1e-12, weight_decay=0))
    expected = evaluate(network, data.train_inputs, data.train_labels)
    assert history.loss == pytest.approx(expected["loss"], rel=1e-5)
    assert history.rows[0]["accuracy"] == pytest.approx(expected["accuracy"])


def test_each_epoch_sees_every_input_once_in_an_order_of_its_own(data):
    network, seen = make(), []
    network.register_forward_hook(lambda module, inputs, output: seen.append(inputs[0]))
    fit(network, data, Recipe(epochs=3, batch_size=64))
    assert [len(batch) for batch in seen] == [64, 64, 64, 8] * 3
    orders = [torch.cat(seen[start : start + 4]) for start in (0, 4, 8)]
    for order in orders:
        assert sorted(order.tolist()) == sorted(data.train_inputs.tolist())
    for one, other in itertools.combinations(orders, 2):
        assert not torch.equal(one, other)


def test_training_learns(data):
    network = make()
    before = evaluate(network, data.test_inputs, data.test_labels)
    history = fit(network, data, Recipe(epochs=40, batch_size=20, learning_rate=0.1))
    assert history.rows[-1]["loss"] < 0.75 * history.rows[0]["loss"]
    assert evaluate(network, data.test_inputs, data.test_labels)["loss"] < before["loss"]


@pytest.mark.parametrize("padding", [0, 1])
def test_bytes_are_trained_on_as_the_floats_that_they_stand_for(data, padding):
    """Whatever is moved in at the border is the mean, zero, and no black pixel."""
    images = torch.randint(0, 256, (40, 3, 4, 4), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(40) % 2
    held = normalised("bytes", (images, images), (labels, labels), ("even", "odd"))
    floats = replace(held, train_inputs=held.seen(images), test_inputs=held.seen(images))
    losses = []
    for either in (held, floats):
        with seeded(0):
            network = nn.Sequential(nn.Flatten(), nn.Linear(48, 2))
        losses.append(fit(network, either, replace(QUICK, batch_size=8, padding=padding)).loss)
    assert losses[0] == losses[1]


# History, seeds, options


def test_the_history_has_a_row_an_epoch(data):
    history = fit(make(), data)
    table = history.table()
    assert list(table.columns) == ["epoch", "loss", "accuracy", "learning_rate", "seconds"]
    assert table.epoch.tolist() == [1, 2, 3] and history.status == "finished" and history.message == ""
    assert history.loss == table.loss.iloc[-1]
    assert table.accuracy.between(0, 1).all() and (table.seconds > 0).all()
    assert table.learning_rate.is_monotonic_decreasing


def test_an_empty_history():
    assert math.isnan(History().loss) and History().table().empty


@pytest.mark.parametrize("padding", [0, 1])
def test_seeds_repeat_and_differ(padding):
    pictures = torch.rand(64, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(64) % 2
    small = replace(spirals(4), train_inputs=pictures, train_labels=labels)
    recipe, losses = Recipe(epochs=2, batch_size=16, padding=padding), []
    for seed in (0, 0, 1):
        torch.manual_seed(torch.randint(1000, ()))  # the world outside has no say
        with seeded(0):
            network = nn.Sequential(nn.Flatten(), nn.Linear(16, 2))
        losses.append(fit(network, small, recipe, seed=seed).loss)
    assert losses[0] == losses[1] != losses[2]


def test_padding_augments_each_batch(data, monkeypatch):
    calls = []

    def move(images, moves, padding):
        calls.append((len(moves.flip), padding))
        return images

    monkeypatch.setattr("course_utils.training.step.moved", move)
    fit(make(), data)
    assert calls == []
    fit(make(), data, replace(QUICK, padding=4))
    assert calls == [(50, 4)] * 12


def test_augmented_training_draws_as_augment_does(data):
    """The order of the draws is part of what a seed means: a permutation an epoch, then the moves batch by batch."""
    pictures = torch.rand(20, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    small, seen = replace(data, train_inputs=pictures, train_labels=torch.arange(20) % 2), []
    with seeded(0):
        network = nn.Sequential(nn.Flatten(), nn.Linear(16, 2))
    network.register_forward_hook(lambda module, inputs, output: seen.append(inputs[0]))
    fit(network, small, Recipe(epochs=2, batch_size=8, padding=2), seed=5)
    generator = torch.Generator().manual_seed(5)
    for epoch in range(2):
        for number, places in enumerate(torch.randperm(20, generator=generator).split(8)):
            torch.testing.assert_close(seen[3 * epoch + number], augment(pictures[places], 2, generator))


def test_every_epoch_trains_in_training_mode_and_leaves_evaluation_mode(data):
    """Whatever mode the network comes in, and whatever is done to it between two epochs."""
    network = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 2)).eval()
    fit(network, data, progress=lambda share: network.eval())
    assert not network.training and network[0].num_batches_tracked == 12


@pytest.mark.parametrize("mode", [True, False])
def test_evaluation_is_exact_and_puts_the_mode_back(data, mode):
    network = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)).train(mode)
    found = evaluate(network, data.test_inputs, data.test_labels, batch_size=33)
    logits = network[0](data.test_inputs)
    assert found["loss"] == pytest.approx(nn.functional.cross_entropy(logits, data.test_labels).item(), rel=1e-5)
    assert found["accuracy"] == pytest.approx((logits.argmax(1) == data.test_labels).float().mean().item())
    assert network.training == mode


@pytest.mark.parametrize("fails", [False, True])
def test_each_module_gets_its_own_mode_back(data, fails):
    """A frozen normalisation in a network that trains stays frozen, after an error too."""
    network = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 2), nn.Dropout(0.5)).train()
    network[0].eval()
    labels = data.test_labels + 5 if fails else data.test_labels
    with pytest.raises(IndexError) if fails else contextlib.nullcontext():
        evaluate(network, data.test_inputs, labels)
    assert [module.training for module in network.modules()] == [True, False, True, True]
    assert network[0].num_batches_tracked == 0


# Epoch by epoch


def without_seconds(rows):
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]


def test_epochs_yield_the_rows_of_train(data):
    one, other = make(), make()
    rows = list(epochs(one, data, QUICK, 2, CPU))
    assert without_seconds(rows) == without_seconds(fit(other, data, seed=2).rows)
    torch.testing.assert_close(weights(one), weights(other), rtol=0, atol=0)


def test_training_can_stop_between_two_rows_and_go_on(data):
    whole, parts = make(), make()
    fit(whole, data)
    running = epochs(parts, data, QUICK, 0, CPU)
    assert [row["epoch"] for row in itertools.islice(running, 2)] == [1, 2]
    paused = weights(parts)
    assert 0 <= evaluate(parts, data.test_inputs, data.test_labels)["accuracy"] <= 1
    torch.testing.assert_close(weights(parts), paused, rtol=0, atol=0)  # nothing moves between two rows
    assert [row["epoch"] for row in running] == [3]
    torch.testing.assert_close(weights(parts), weights(whole), rtol=0, atol=0)
    running.close()


def test_epochs_choose_the_hardware_where_none_is_named(data, monkeypatch):
    monkeypatch.setattr(loop, "choose_hardware", lambda: CPU)
    assert len(list(epochs(make(), data, QUICK))) == 3


def test_epochs_raise_the_explanation(data):
    with pytest.raises(FloatingPointError, match="The loss became nan in epoch .*Lower the learning rate"):
        list(epochs(make(), data, Recipe(epochs=5, batch_size=50, learning_rate=1e9), 0, CPU))


# What goes wrong


def interrupted_in_epoch_2(where):
    """A network and settings for `fit` by which the second of three epochs is interrupted."""
    network, reached, at = make(), [], {"progress": 2, "forward": 6}[where]

    def stop(*_):
        reached.append(1)
        if len(reached) == at:
            raise KeyboardInterrupt

    if where == "forward":
        network.register_forward_hook(stop)
        return network, {}
    return network, {where: lambda value: stop() or {}}


def test_an_interrupt_under_a_bar_leaves_network_and_history_usable(data, capsys):
    network, settings = interrupted_in_epoch_2("forward")
    before = weights(network)
    history = fit(network, data, progress=True, **settings)
    assert history.status == "interrupted" and len(history.rows) == 1 and math.isfinite(history.loss)
    assert history.message == "Stopped by you after 1 whole epochs; the network keeps what it learnt."
    assert history.message in capsys.readouterr().out
    assert not network.training and not torch.equal(weights(network), before)
    assert 0 <= evaluate(network, data.test_inputs, data.test_labels)["accuracy"] <= 1


@pytest.mark.parametrize(("where", "progress"), [("forward", False), ("forward", print)])
def test_an_interrupt_without_a_bar_ends_the_loop_around_it_too(data, capsys, where, progress):
    network, settings = interrupted_in_epoch_2(where)
    before, trained = weights(network), []
    with pytest.raises(KeyboardInterrupt):
        for _ in range(3):
            trained.append(fit(network, data, progress=progress, **settings))
    assert trained == [] and "Stopped" not in capsys.readouterr().out
    assert not network.training and not torch.equal(weights(network), before)
    assert 0 <= evaluate(network, data.test_inputs, data.test_labels)["accuracy"] <= 1


def test_an_interrupt_that_comes_while_progress_is_told_is_passed_on(data):
    network, settings = interrupted_in_epoch_2("progress")
    with pytest.raises(KeyboardInterrupt):
        fit(network, data, **settings)
    assert not network.training


def test_an_interrupt_before_the_first_epoch_ends(data):
    network = make()
    network.register_forward_pre_hook(lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    history = fit(network, data, progress=True)
    assert history.status == "interrupted" and history.rows == [] and math.isnan(history.loss)


def test_an_empty_split_is_a_sentence(data):
    nothing = replace(data, train_inputs=data.train_inputs[:0], train_labels=data.train_labels[:0])
    with pytest.raises(ValueError, match="spirals has no training inputs"):
        fit(make(), nothing)
    with pytest.raises(ValueError, match="nothing to evaluate: the split is empty"):
        evaluate(make(), nothing.train_inputs, nothing.train_labels)


def test_a_loss_that_is_not_finite_stops_with_an_explanation(data, capsys):
    network = make()
    history = fit(network, data, Recipe(epochs=5, batch_size=50, learning_rate=1e9), progress=True)
    assert history.status == "diverged" and len(history.rows) < 5
    assert "learning rate (now 1000000000.0)" in history.message and "normalisation" in history.message
    assert history.message in capsys.readouterr().out
    assert not network.training


def test_another_error_is_not_swallowed(data):
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        fit(nn.Linear(3, 2), data)
    with pytest.raises(ZeroDivisionError):
        fit(make(), data, progress=lambda _: 1 / 0)


# Progress


def test_the_finished_share_is_told(data):
    told = []
    fit(make(), data, progress=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


@pytest.mark.parametrize(("progress", "shown"), [(True, True), (False, False), (lambda share: None, False)])
def test_the_bar_is_tqdms_and_says_nothing_on_stdout(data, monkeypatch, capsys, progress, shown):
    bars = []

    class Bar(loop.tqdm):
        def __init__(self, **settings):
            super().__init__(**settings)
            bars.append((self, self.disable))

    monkeypatch.setattr(loop, "tqdm", Bar)
    fit(make(), data, progress=progress)
    ((bar, disabled),) = bars
    assert disabled == (not shown) and bar.total == 3
    assert capsys.readouterr().out == ""
    if shown:
        assert bar.n == 3 and "loss=" in bar.postfix


def test_mixed_precision_reaches_the_forward_pass_only(data):
    seen = []
    network = make()
    network.register_forward_hook(lambda module, inputs, output: seen.append(output.dtype))
    history = fit(network, data, hardware=replace(CPU, precision=torch.bfloat16))
    assert set(seen) == {torch.bfloat16} and {p.dtype for p in network.parameters()} == {torch.float32}
    assert math.isfinite(history.loss)


def test_the_bar_is_full_though_the_training_diverged(data, monkeypatch):
    """A bar that is closed before its end turns red: that is for what was interrupted."""
    ends = []

    class Bar(loop.tqdm):
        def close(self):
            ends.append((self.n, self.total))
            super().close()

    monkeypatch.setattr(loop, "tqdm", Bar)
    history = fit(make(), data, Recipe(epochs=5, batch_size=50, learning_rate=1e9), progress=True)
    assert history.status == "diverged" and ends[0] == (5, 5)


# Several networks together


def test_together_is_one_after_the_other(data):
    together, alone = [make(0), make(1)], [make(0), make(1)]
    histories = train_together(together, data, QUICK, [3, 4], CPU, progress=False)
    for network, single, history, seed in zip(together, alone, histories, (3, 4), strict=True):
        assert without_seconds(history.rows) == without_seconds(fit(single, data, seed=seed).rows)
        torch.testing.assert_close(weights(network), weights(single), rtol=0, atol=0)
        assert history.status == "finished"


def test_one_that_diverges_leaves_the_others_to_go_on(data, capsys):
    broken = make()
    nn.init.constant_(broken[2].weight, math.inf)
    lost, well = train_together([broken, make()], data, QUICK, [0, 0], CPU)
    assert (lost.status, well.status) == ("diverged", "finished") and len(well.rows) == 3 and lost.rows == []
    assert lost.message in capsys.readouterr().out
    assert without_seconds(well.rows) == without_seconds(fit(make(), data).rows)


def test_what_decides_on_the_host_is_not_captured():
    assert capturable(make())
    assert not capturable(drop_blocks(ResidualMLP(2, 8)))
