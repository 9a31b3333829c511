"""What stands in the residual stream on its way, and what of it the network's own head can read.

Four readers of every state x_l: the head as it is (the logit lens, nostalgebraist 2020, for GPT-2), the head with its
norm's statistics estimated anew, the head with its last layer trained anew, and a linear probe on all of x_l (Alain
and Bengio 2016, section 3). The first is asked what the network would say by now, the last what could be said.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.blocks.modes import evaluating
from course_utils.data import Dataset
from course_utils.networks.staged import states
from course_utils.paths.recalibration import recalibrated
from course_utils.system.device import device_of

READERS = ("the head", "head, norm refreshed", "last layer anew", "linear probe")


@dataclass(frozen=True)
class Probes:
    """P linear classifiers of standardised features: `weight` `(P, classes, D)`, `bias` `(P, 1, classes)`.

    `mean` and `deviation`, `(P, 1, D)`, are those of the features they were trained on.
    """

    weight: torch.Tensor
    bias: torch.Tensor
    mean: torch.Tensor
    deviation: torch.Tensor

    def __call__(self, features):
        return (features - self.mean) / self.deviation @ self.weight.transpose(1, 2) + self.bias


def fit_probes(features: torch.Tensor, labels: torch.Tensor, penalty: float = 1e-3, steps: int = 30) -> Probes:
    """Train P multinomial logistic regressions at once, one for each `features[p]`: `(P, N, D)`, `labels` `(N,)`.

    Full-batch L-BFGS from zero, so that nothing is drawn; `penalty` times the squared weights is added to each mean
    cross-entropy. A feature that never moves gets no weight. Raises `ValueError` where the two differ in N.
    """
    if features.dim() != 3 or features.shape[1] != len(labels):
        raise ValueError(f"Probes need features (P, N, D) of {len(labels)} labels, not {tuple(features.shape)}.")
    features = features.detach()
    mean, deviation = features.mean(1, keepdim=True), features.std(1, keepdim=True) + 1e-6
    inputs, (count, _, width), classes = (features - mean) / deviation, features.shape, int(labels.max()) + 1
    weight, bias = (features.new_zeros(count, *shape, requires_grad=True) for shape in ((classes, width), (1, classes)))
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=steps, history_size=8, line_search_fn="strong_wolfe")
    targets = labels.expand(count, -1)

    def loss():
        optimiser.zero_grad()
        logits = inputs @ weight.transpose(1, 2) + bias
        misses = functional.cross_entropy(logits.transpose(1, 2), targets, reduction="none").mean(1)
        total = (misses + penalty * weight.square().sum((1, 2))).sum()
        total.backward()
        return total

    with torch.enable_grad():
        optimiser.step(loss)
    return Probes(weight.detach(), bias.detach(), mean, deviation)


def readings(network: nn.Module, data: Dataset) -> dict[str, torch.Tensor]:
    """What each of `READERS` says of the test inputs at x_0, .., x_L: logits `(L + 1, N, classes)`, on the device.

    What is estimated or trained anew is so on the training split. The head has to be a batch norm, some layers without
    weights, and a linear layer, as that of `networks.UniformNet`; nothing of the network is changed.
    """
    data = data.to(device_of(network))
    seen, asked = (stream(network, inputs) for inputs in (data.train_inputs, data.test_inputs))
    features, last = network.head[:-1], network.head[-1]
    with torch.no_grad(), evaluating(network):
        lens = torch.stack([network.head(x) for x in asked])
        fitted, fresh = (torch.stack(pooled) for pooled in zip(*_refreshed(features, seen, asked), strict=True))
        refreshed = last(fresh)
    anew, probe = fit_probes(fitted, data.train_labels), fit_probes(seen.flatten(2), data.train_labels)
    return dict(zip(READERS, (lens, refreshed, anew(fresh), probe(asked.flatten(2))), strict=True))


def accuracies(said: dict[str, torch.Tensor], labels: torch.Tensor) -> dict[str, list[float]]:
    """The accuracy of every reader at every state, from logits `(L + 1, N, classes)` and `labels` `(N,)`."""
    return {name: (logits.argmax(2) == labels).double().mean(1).tolist() for name, logits in said.items()}


def first_above(accuracy, threshold: float = 0.9) -> int:
    """The first l from which on the accuracies `(L + 1,)` stay above `threshold`; L + 1 where they never do."""
    above = (torch.as_tensor(accuracy) > threshold).int()
    return len(above) - int(above.flip(0).cumprod(0).sum())


@torch.no_grad()
def stream(network: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """`x_0, x_1, .., x_L` as one tensor `(L + 1, N, ...)`, in evaluation mode, on the network's device.

    Raises `ValueError` where a block changes the shape.
    """
    with evaluating(network):
        path = states(network.blocks, network.stem(inputs.to(device_of(network))))
    if len({x.shape for x in path}) > 1:
        raise ValueError("A block of this network changes the shape: its states are no one stream.")
    return torch.stack(path)


def _refreshed(features, seen, asked):
    """The head's features of both splits, with its norm's statistics those of the training split at each x_l."""
    for train, test in zip(seen, asked, strict=True):
        with recalibrated(features, train):
            yield features(train), features(test)
