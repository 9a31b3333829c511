"""graph: steps that are recorded and replayed train as the plain loop does, and a capture that fails is left whole."""

import copy
import warnings

import pytest
import torch

from course_utils.data.photographs import normalised
from course_utils.networks.staged import CifarNet, seeded
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training import graph, loop, step
from course_utils.training.graph import CapturedStep
from course_utils.training.loop import Recipe, train_together
from tests.training import recorded

CPU = choose_hardware("cpu")
SGD = Recipe(epochs=2, learning_rate=0.1, batch_size=16, milestones=(1,), padding=1)
ADAM = Recipe(epochs=2, learning_rate=0.01, batch_size=16, optimiser="adam", weight_decay=0.01)


@pytest.fixture(scope="module")
def data():
    """Forty small pictures as bytes: two batches of sixteen, and one of eight that is launched as it is."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (60, 3, 8, 8), generator=generator).byte()
    labels = torch.arange(60) % 10
    return normalised("noise", (images[:40], images[40:]), (labels[:40], labels[40:]), tuple("0123456789"))


@pytest.fixture
def streams(monkeypatch):
    """CUDA graphs and streams pretended, the loop told to use them, optimisers as they are on CUDA."""
    true = step.make_optimiser

    def as_on_cuda(network, recipe, hardware):
        plain = true(network, recipe)
        kind, rate = type(plain), torch.tensor(recipe.learning_rate)
        how = {"weight_decay": recipe.weight_decay, "fused": True}
        how |= {"capturable": False} if recipe.optimiser == "adam" else {"momentum": 0.9}  # a CPU knows no `capturable`
        return kind(network.parameters(), rate, **how)

    monkeypatch.setattr(step, "make_optimiser", as_on_cuda)
    monkeypatch.setattr(loop, "_stepper", lambda learners, batches, hardware: CapturedStep(learners, batches))
    monkeypatch.setattr(recorded.Graph, "replays", 0)
    return recorded.pretend(monkeypatch)


def networks(count=2):
    made = []
    for seed in range(count):
        with seeded(seed):
            made.append(CifarNet(8, ("identity", "none")[seed % 2], (4, 4, 8), 3, 10, "batch"))
    return made


def fit(nets, data, recipe):
    return train_together(nets, data, recipe, range(len(nets)), CPU, progress=False)


@pytest.mark.parametrize("recipe", [SGD, ADAM], ids=lambda recipe: recipe.optimiser)
def test_replays_and_launches_between_them_are_the_plain_loop(data, recipe, request):
    """Warmed up, recorded, brought back, replayed, the short last batch launched: the losses of the plain loop."""
    plain = networks()
    replayed = copy.deepcopy(plain)
    expected = fit(plain, data, recipe)
    request.getfixturevalue("streams")
    found = fit(replayed, data, recipe)
    assert recorded.Graph.replays == 2 * recipe.epochs
    for one, other in zip(expected, found, strict=True):
        losses = [[row[name] for row in history.rows for name in ("loss", "accuracy")] for history in (one, other)]
        assert losses[1] == pytest.approx(losses[0], rel=1e-4)
    for one, other in zip(plain, replayed, strict=True):
        for name, value in one.state_dict().items():
            torch.testing.assert_close(other.state_dict()[name], value, rtol=1e-3, atol=1e-5)


def test_all_networks_part_before_one_of_them_joins(data, streams):
    fit(networks(3), data, SGD)
    main = [waiting for waiting, _ in streams.waits][-1]
    inside = [(waiting is main, other is main) for waiting, other in streams.waits if main in (waiting, other)]
    assert inside == [(False, True)] * 3 + [(True, False)] * 3


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory."), KeyboardInterrupt()], ids=repr)
def test_a_capture_that_fails_joins_its_streams_and_says_what_it_was(data, streams, monkeypatch, error):
    """Unjoined, PyTorch reports that instead, and keeps the capture's memory: fewer at once would find none."""
    true, calls = step.Learner.step, []

    def fails(self, batch):
        calls.append(self)
        if streams.capturing and len(set(calls)) > 1 and self is calls[-1] is not calls[0]:
            raise error
        true(self, batch)

    monkeypatch.setattr(step.Learner, "step", fails)
    with pytest.raises(type(error)) as caught:
        fit(networks(3), data, SGD)
    assert caught.value is error and not streams.apart


def test_what_asks_for_a_value_cannot_be_recorded(data, streams, monkeypatch):
    """The pretended capture is as strict as CUDA: else the tests above would prove little."""
    true = step.score
    monkeypatch.setattr(step, "score", lambda *given: true(*given) * float(given[0].sum() > 0))
    with pytest.raises(RuntimeError, match="not permitted when stream is capturing"):
        fit(networks(1), data, SGD)


def test_adam_is_not_told_on_stderr_that_it_may_be_captured(monkeypatch):
    """PyTorch warns of a capturable Adam's step outside a capture: of the warm-up, and of the short last batch."""
    on_cpu = torch.tensor
    monkeypatch.setattr(torch, "tensor", lambda value, device=None: on_cpu(value))
    gpu = Hardware(torch.device("cuda"), "a GPU")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        step.make_optimiser(torch.nn.Linear(2, 2), ADAM, gpu)
        warnings.warn(
            "This instance was constructed with capturable=True or some of all the param_groups came with "
            "capturable=True, but step() is running without CUDA graph capture.",
            stacklevel=1,
        )
        warnings.warn("something else", stacklevel=1)
    assert [str(each.message) for each in told] == ["something else"]


def test_a_network_that_decides_on_the_host_is_not_recorded():
    network = torch.nn.Sequential(torch.nn.Linear(2, 2))
    assert graph.capturable(network)
    network[0].host_decisions = True
    assert not graph.capturable(network)
