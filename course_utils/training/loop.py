"""One readable training loop, its recipe and its history."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from numbers import Integral

import pandas
import torch
import torch.nn.functional as functional
from torch import nn
from tqdm.auto import tqdm

from course_utils.blocks.modes import evaluating
from course_utils.data import Dataset, augment
from course_utils.system.device import Hardware, choose_hardware, device_of

OPTIMISERS = ("sgd", "adam")


@dataclass(frozen=True)
class Recipe:
    """How to train. The rate falls to zero along a cosine, or by ten at each epoch of `milestones` where given.

    The defaults are the course's own for the digits; He et al. 2015, section 4.2, on CIFAR-10 is `HE_2015`.
    """

    epochs: int = 6
    learning_rate: float = 0.1
    batch_size: int = 128
    weight_decay: float = 1e-4
    optimiser: str = "sgd"
    milestones: tuple[int, ...] = ()
    padding: int = 0

    def __post_init__(self):
        if self.optimiser not in OPTIMISERS:
            raise ValueError(f"No optimiser is called {self.optimiser!r}. Choose one of {', '.join(OPTIMISERS)}.")
        for name in ("epochs", "batch_size", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}.")
        for name in ("weight_decay", "padding"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)}.")
        for name in ("epochs", "batch_size", "padding"):
            if not isinstance(getattr(self, name), Integral):
                raise ValueError(f"{name} must be a whole number, not {getattr(self, name)!r}.")

    def rate(self, progress: float) -> float:
        """The learning rate once the share `progress` (0 to 1) of all steps is done."""
        if self.milestones:
            return self.learning_rate * 0.1 ** sum(progress * self.epochs >= epoch for epoch in self.milestones)
        return self.learning_rate * (1 + math.cos(math.pi * progress)) / 2


HE_2015 = Recipe(epochs=164, learning_rate=0.1, milestones=(82, 123), padding=4)


@dataclass
class History:
    """What training did: one row an epoch, and how it ended ("finished", "interrupted" or "diverged")."""

    rows: list[dict] = field(default_factory=list)
    status: str = "running"
    message: str = ""

    @property
    def loss(self) -> float:
        """Mean training loss of the last whole epoch; NaN before the first."""
        return self.rows[-1]["loss"] if self.rows else math.nan

    def table(self) -> pandas.DataFrame:
        """The rows as a table: epoch, loss, accuracy, learning_rate, seconds (and what `after_epoch` added)."""
        return pandas.DataFrame(self.rows)


def train(
    network: nn.Module,
    data: Dataset,
    recipe: Recipe | None = None,
    seed: int = 0,
    hardware: Hardware | None = None,
    after_epoch: Callable[[nn.Module], dict] | None = None,
    progress: bool | Callable[[float], None] = True,
) -> History:
    """Train `network` in place on the training split and return the history.

    `seed` fixes the order of the batches and the augmentation; the weights are the caller's (`networks.seeded`).
    `after_epoch(network)` may return more entries for the row, test accuracy say. `progress` is True for a bar, False
    for none, or a function that is told the finished share after each epoch. A loss that is not finite stops training
    with `status="diverged"` and an explanation. An interrupt leaves the network usable; with a bar it ends this
    training with `status="interrupted"`, without one it also ends the loop around it, as an interrupt should.
    """
    recipe, history = recipe or Recipe(), History()
    bar = tqdm(total=recipe.epochs, unit="epoch", leave=False, disable=progress is not True)
    try:
        for row in epochs(network, data, recipe, seed, hardware):
            history.rows.append(row | (after_epoch(network) if after_epoch else {}))
            bar.update()
            bar.set_postfix(loss=f"{history.loss:.3f}")
            if callable(progress):
                progress(row["epoch"] / recipe.epochs)
        history.status = "finished"
    except KeyboardInterrupt:
        if progress is not True:
            raise
        history.status = "interrupted"
        history.message = f"Stopped by you after {len(history.rows)} whole epochs; the network keeps what it learnt."
    except FloatingPointError as error:
        history.status, history.message = "diverged", str(error)
    finally:
        bar.close()
        network.eval()
    if history.message and progress is True:
        print(history.message)
    return history


def epochs(
    network: nn.Module, data: Dataset, recipe: Recipe, seed: int = 0, hardware: Hardware | None = None
) -> Iterator[dict]:
    """The training loop itself: train for one epoch, yield its row, go on. A live panel can stop between two rows.

    A row holds epoch (from 1), loss and accuracy over the epoch, learning_rate (of its last step), seconds. Raises
    `FloatingPointError` with an explanation where the loss is not finite, `ValueError` for an empty training split.
    """
    hardware = hardware or choose_hardware()
    if not len(data.train_labels):
        raise ValueError(f"{data.name} has no training inputs.")
    network.to(hardware.device)
    data = data.to(hardware.device)
    optimiser, generator = make_optimiser(network, recipe), torch.Generator().manual_seed(seed)
    for epoch in range(recipe.epochs):
        network.train()
        yield {"epoch": epoch + 1, **_train_epoch(network, data, recipe, optimiser, generator, hardware, epoch)}


def make_optimiser(network: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """SGD with momentum 0.9, or Adam, over all parameters."""
    if recipe.optimiser == "adam":
        return torch.optim.Adam(network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    return torch.optim.SGD(network.parameters(), recipe.learning_rate, momentum=0.9, weight_decay=recipe.weight_decay)


@torch.no_grad()
def evaluate(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, batch_size: int = 500) -> dict:
    """Mean cross-entropy `loss` and `accuracy` (0 to 1) in evaluation mode; every module gets its mode back.

    `inputs` `(N, ...)` and `labels` `(N,)` are taken to the network's device. Raises `ValueError` for an empty split.
    """
    if not len(labels):
        raise ValueError("There is nothing to evaluate: the split is empty.")
    device = device_of(network)
    pairs = zip(inputs.to(device).split(batch_size), labels.to(device).split(batch_size), strict=True)
    with evaluating(network):
        loss, correct = torch.stack([_score(network(x), y) for x, y in pairs]).sum(0).tolist()
    return {"loss": loss / len(labels), "accuracy": correct / len(labels)}


def _train_epoch(network, data, recipe, optimiser, generator, hardware, epoch):
    """One pass over the training split; returns the row's loss, accuracy, learning rate and seconds."""
    start, totals = time.perf_counter(), torch.zeros(2, device=hardware.device)
    batches = torch.randperm(len(data.train_labels), generator=generator).split(recipe.batch_size)
    for step, batch in enumerate(batches):
        rate = recipe.rate((epoch + step / len(batches)) / recipe.epochs)
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = batch.to(hardware.device)
        inputs, labels = data.train_inputs[batch], data.train_labels[batch]
        if recipe.padding:
            inputs = augment(inputs, recipe.padding, generator)
        totals += _score(training_step(network, inputs, labels, optimiser, hardware)[0], labels)
    loss, correct = (totals / len(data.train_labels)).tolist()
    if not math.isfinite(loss):
        raise FloatingPointError(
            f"The loss became {loss} in epoch {epoch + 1}: the activations or the steps grew without bound. "
            f"Lower the learning rate (now {recipe.learning_rate}), add normalisation, or start the branches at zero."
        )
    return {"loss": loss, "accuracy": correct, "learning_rate": rate, "seconds": time.perf_counter() - start}


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


def _score(logits, labels):
    loss = functional.cross_entropy(logits.float(), labels, reduction="sum")
    return torch.stack((loss, (logits.argmax(1) == labels).sum().to(loss.dtype)))
