"""procedures: with nothing added the loop of the course, and each addition against its definition."""

import copy

import pytest
import torch
import torch.nn.functional as functional

from course_utils.blocks import PreactivationBlock
from course_utils.data import Dataset
from course_utils.networks.early_exits import BlockNet, ExitNet
from course_utils.networks.staged import seeded
from course_utils.system.device import choose_hardware
from course_utils.training import procedures
from course_utils.training.loop import Recipe, train
from course_utils.training.procedures import Extras, loss_of, shifted, train_by

CPU = choose_hardware("cpu")
RECIPE = Recipe(2, 0.05, 16, 1e-3, milestones=(1,))


@pytest.fixture(scope="module")
def data():
    generator = torch.Generator().manual_seed(0)
    inputs, labels = torch.rand(50, 3, 6, 6, generator=generator), torch.arange(50) % 10
    return Dataset("random", inputs[:40], labels[:40], inputs[40:], labels[40:], tuple("0123456789"))


def built(kind=BlockNet):
    with seeded(0):
        return kind(2, lambda c: PreactivationBlock(c, c, 1), channels=4)


def test_without_extras_it_is_the_loop_of_the_course(data):
    ours = train_by(built(), data, RECIPE, 3, CPU)
    theirs = built()
    train(theirs, data, RECIPE, 3, CPU, progress=False)
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict())
    assert not ours.training


def test_shifts_move_by_what_was_drawn_and_bring_zeros_in():
    images = torch.rand(30, 2, 5, 5, generator=torch.Generator().manual_seed(0)) + 1
    moved = shifted(images, 1, torch.Generator().manual_seed(1))
    kinds = set()
    for before, after in zip(functional.pad(images, (1, 1, 1, 1)), moved, strict=True):
        fits = [
            (top, left)
            for top in range(3)
            for left in range(3)
            if torch.equal(after, before[:, top : top + 5, left : left + 5])
        ]
        assert len(fits) == 1
        kinds |= set(fits)
    assert len(kinds) >= 6


def test_smoothed_targets_and_several_heads():
    logits, labels = torch.randn(3, 4, 5, generator=torch.Generator().manual_seed(0)), torch.tensor([0, 4, 2, 2])
    targets = 0.9 * functional.one_hot(labels, 5) + 0.1 / 5
    by_hand = -(targets * logits.log_softmax(2)).sum(2).mean(1)
    torch.testing.assert_close(loss_of(logits[0], labels, 0.1), by_hand[0])
    torch.testing.assert_close(loss_of(logits, labels, 0.1), by_hand.sum())


def test_the_network_ends_with_the_average_of_its_weights_and_norms_that_know_it(data, monkeypatch):
    path, network, step = [], built(), procedures.descend

    def noted(loss, optimiser):
        step(loss, optimiser)
        path.append(copy.deepcopy(network.head[-1].weight.detach()))

    monkeypatch.setattr(procedures, "descend", noted)
    train_by(network, data, RECIPE, 3, CPU, Extras(average=0.7))
    average = path[0]
    for weight in path[1:]:
        average = 0.7 * average + 0.3 * weight
    torch.testing.assert_close(network.head[-1].weight.detach(), average)
    stem = network.stem[0](data.train_inputs)
    torch.testing.assert_close(network.stem[1].running_mean, stem.mean((0, 2, 3)).detach())
    assert network.stem[1].momentum == 0.1 and not network.training


def test_all_heads_of_an_exit_net_learn(data):
    network, before = built(ExitNet), built(ExitNet)
    train_by(network, data, RECIPE, 0, CPU)
    for now, then in zip([*network.exits, network.head], [*before.exits, before.head], strict=True):
        assert not torch.equal(now[-1].weight, then[-1].weight)


def test_padding_is_refused(data):
    with pytest.raises(ValueError, match="`shift`"):
        train_by(built(), data, Recipe(1, padding=1), 0, CPU)
