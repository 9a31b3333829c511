"""One step of training: of a network on a batch, and of one that holds all it needs on its device."""

import warnings

import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.data import Dataset
from course_utils.data.augmentation import Moves, draw_moves, moved
from course_utils.system.device import Hardware, compiled
from course_utils.training.recipe import Recipe


def make_optimiser(network: nn.Module, recipe: Recipe, hardware: Hardware | None = None) -> torch.optim.Optimizer:
    """SGD with momentum 0.9, or Adam, over all parameters.

    On CUDA it is fused and its rate is a tensor on the device: a step then needs nothing from the host.
    """
    rate, how = recipe.learning_rate, {"weight_decay": recipe.weight_decay}
    if hardware is not None and hardware.device.type == "cuda":
        rate, how = torch.tensor(rate, device=hardware.device), how | {"fused": True}
        warnings.filterwarnings("ignore", "This instance was constructed with capturable=True")  # some steps are not
    if recipe.optimiser == "adam":
        return torch.optim.Adam(network.parameters(), rate, **how, capturable="fused" in how)
    return torch.optim.SGD(network.parameters(), rate, momentum=0.9, **how)


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Give every group of parameters this learning rate, in place where it is a tensor."""
    for group in optimiser.param_groups:
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def training_step(
    network: nn.Module,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    optimiser: torch.optim.Optimizer,
    hardware: Hardware,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step on the cross-entropy of a batch; returns the logits `(N, classes)` and the mean loss before it.

    `inputs` `(N, ...)` and `labels` `(N,)` lie on the network's device.
    """
    with hardware.autocast():
        logits = network(inputs)
    loss = functional.cross_entropy(logits.float(), labels)
    descend(loss, optimiser)
    return logits.detach(), loss.detach()


def descend(loss: torch.Tensor, optimiser: torch.optim.Optimizer) -> None:
    """One step of the optimiser along the gradient of `loss`, a scalar."""
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


def score(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Summed cross-entropy and the number of right answers, shape `(2,)`; `logits` `(N, classes)`, `labels` `(N,)`."""
    loss = functional.cross_entropy(logits.float(), labels, reduction="sum")
    return torch.stack((loss, (logits.argmax(1) == labels).sum().to(loss.dtype)))


class Learner:
    """A network in training: its optimiser, its draws, its sums over the epoch, and the data, all on one device."""

    def __init__(self, network: nn.Module, data: Dataset, recipe: Recipe, seed: int, hardware: Hardware):
        gpu = hardware.device.type == "cuda"
        self.layout = {"memory_format": torch.channels_last} if gpu and data.train_inputs.dim() == 4 else {}
        self.network = network.to(hardware.device, **self.layout)  # on a CPU in the layout that it was built in
        self.forward = compiled(network) if hardware.compiled else network
        self.data, self.recipe, self.hardware = data, recipe, hardware
        self.optimiser = make_optimiser(network, recipe, hardware)
        self.generator = torch.Generator().manual_seed(seed)
        self.totals = torch.zeros(2, device=hardware.device)

    def begin_epoch(self) -> list[tuple[torch.Tensor, ...]]:
        """Training mode, sums at zero, and the batches of an epoch on the device.

        A batch is `(places,)`, or places, flips, rows and columns where the recipe augments, each `(batch,)`.
        """
        self.network.train()
        self.totals.zero_()
        batches, padding = [], self.recipe.padding
        order = torch.randperm(len(self.data.train_labels), generator=self.generator)
        for places in order.split(self.recipe.batch_size):
            batches.append((places, *(draw_moves(len(places), padding, self.generator) if padding else ())))
        whole = (torch.cat(part).to(self.hardware.device) for part in zip(*batches, strict=True))
        return list(zip(*(part.split(self.recipe.batch_size) for part in whole), strict=True))

    def step(self, batch: tuple[torch.Tensor, ...]) -> None:
        """Train on one batch as `begin_epoch` drew it, a tuple of tensors `(batch,)`, and add to the sums."""
        places, *moves = batch
        inputs, labels = self.data.seen(self.data.train_inputs[places]), self.data.train_labels[places]
        if moves:
            inputs = moved(inputs, Moves(*moves), self.recipe.padding)
        inputs = inputs.contiguous(**self.layout)
        logits, _ = training_step(self.forward, inputs, labels, self.optimiser, self.hardware)
        self.totals += score(logits, labels)
