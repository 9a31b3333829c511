"""lens: four readers of the stream, each with the information that it may use and no more."""

import copy

import pytest
import torch
import torch.nn.functional as functional

from course_utils.data import digits
from course_utils.networks.staged import CifarNet, UniformNet, seeded
from course_utils.paths.descent import exit_logits
from course_utils.paths.lens import READERS, accuracies, first_above, fit_probes, readings, stream
from course_utils.paths.recalibration import recalibrated


@pytest.fixture(scope="module")
def data():
    return digits().first(120)


@pytest.fixture(scope="module")
def network(data):
    """Untrained, with norms that know the digits."""
    with seeded(0):
        network = UniformNet(3, channels=4)
    network.train()
    for _ in range(30):
        network(data.train_inputs)
    return network.eval()


# Probes


def test_probes_are_logistic_regressions(data):
    """The minimum of the penalised loss: its gradient vanishes, and scikit-learn finds the same answers."""
    from sklearn.linear_model import LogisticRegression

    x, labels = data.train_inputs.flatten(1), data.train_labels
    probes = fit_probes(torch.stack((x, x[:, :20].repeat(1, 4)[:, :64])), labels, penalty=0.01, steps=300)
    z = (x - probes.mean[0]) / probes.deviation[0]
    theirs = LogisticRegression(C=1 / (2 * 0.01 * len(x)), max_iter=2000, tol=1e-6).fit(z.numpy(), labels.numpy())
    ours = probes(x.expand(2, -1, -1))[0].softmax(1)
    torch.testing.assert_close(ours, torch.tensor(theirs.predict_proba(z.numpy())).float(), atol=5e-3, rtol=0)


def test_probes_do_not_disturb_each_other(data):
    x = data.train_inputs.flatten(1)
    together = fit_probes(torch.stack((x, x.flip(1))), data.train_labels, penalty=0.1, steps=200)
    torch.testing.assert_close(together.weight[0], together.weight[1].flip(1), atol=2e-3, rtol=0)


def test_a_feature_that_never_moves_gets_no_weight():
    x = torch.randn(1, 50, 3, generator=torch.Generator().manual_seed(0))
    x[..., 1] = 7
    probes = fit_probes(x, (x[0, :, 0] > 0).long())
    assert probes.weight[:, :, 1].abs().max() < 1e-6 and probes(x)[0].argmax(1).eq(x[0, :, 0] > 0).all()


def test_probes_need_features_of_their_labels(data):
    with pytest.raises(ValueError, match="features"):
        fit_probes(data.train_inputs.flatten(1), data.train_labels)


# Readers


def test_the_first_reader_is_the_logit_lens(network, data):
    torch.testing.assert_close(readings(network, data)[READERS[0]], exit_logits(network, data.test_inputs))


def test_the_refreshed_norm_is_that_of_the_training_states(network, data):
    said = readings(network, data)[READERS[1]]
    train, test = stream(network, data.train_inputs)[1], stream(network, data.test_inputs)[1]
    norm = network.head[0]
    z = functional.batch_norm(test, train.mean((0, 2, 3)), train.var((0, 2, 3)), norm.weight, norm.bias)
    expected = network.head[-1](z.relu().mean((2, 3)))
    torch.testing.assert_close(said[1], expected.detach(), rtol=1e-4, atol=1e-4)


def test_trained_readers_are_no_worse_than_the_head_on_what_they_saw(network, data):
    """On the training split itself, where the best of its kind has the least loss."""
    same = type(data)(**{**vars(data), "test_inputs": data.train_inputs, "test_labels": data.train_labels})
    losses = [
        functional.cross_entropy(said.transpose(1, 2), data.train_labels.expand(4, -1)).item()
        for said in readings(network, same).values()
    ]
    assert losses[3] < losses[2] < losses[1]


def test_nothing_of_the_network_is_changed(network, data):
    before, modes = copy.deepcopy(network.state_dict()), [module.training for module in network.modules()]
    readings(network, data)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert modes == [module.training for module in network.modules()]


def test_readers_see_the_test_inputs_only_one_by_one(network, data):
    """What a reader says of one digit does not depend on which others it is asked about."""
    few = type(data)(**{**vars(data), "test_inputs": data.test_inputs[:7], "test_labels": data.test_labels[:7]})
    some, all_of_them = readings(network, few), readings(network, data)
    for name in READERS:
        torch.testing.assert_close(some[name], all_of_them[name][:, :7], rtol=1e-4, atol=1e-4)


def test_a_network_that_changes_shape_has_no_stream():
    staged = CifarNet(8, widths=(4, 8, 8), in_channels=1)
    with pytest.raises(ValueError, match="no one stream"):
        stream(staged, torch.rand(2, 1, 8, 8))


def test_accuracies_and_the_first_that_stays_above():
    said = torch.zeros(2, 3, 10)
    said[1, :, 4] = 1
    assert accuracies({"a": said}, torch.tensor([4, 4, 0])) == {"a": [pytest.approx(1 / 3), pytest.approx(2 / 3)]}
    assert first_above([0.1, 0.95, 0.5, 0.92, 0.99]) == 3
    assert first_above([0.95, 0.93]) == 0 and first_above([0.95, 0.2]) == 2


def test_an_untrained_network_can_be_read_with_norms_of_its_own(data):
    with seeded(1):
        fresh = UniformNet(3, channels=4)
    with recalibrated(fresh, data.train_inputs):
        said = accuracies(readings(fresh, data), data.test_labels)
    assert said["linear probe"][0] > 0.6 > said["the head"][-1] + 0.2
