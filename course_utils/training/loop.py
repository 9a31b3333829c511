"""One readable training loop, for one network or several side by side on one device."""

import math
import time
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import nn
from tqdm.auto import tqdm

from course_utils.blocks.modes import evaluating
from course_utils.data import Dataset
from course_utils.system.device import Hardware, choose_hardware, device_of
from course_utils.training.graph import CapturedStep, capturable
from course_utils.training.recipe import HE_2015, OPTIMISERS, History, Recipe
from course_utils.training.step import Learner, descend, make_optimiser, score, set_rate, training_step

__all__ = [
    "HE_2015",
    "OPTIMISERS",
    "History",
    "Recipe",
    "descend",
    "epochs",
    "evaluate",
    "make_optimiser",
    "train",
    "train_together",
    "training_step",
]


def train(
    network: nn.Module,
    data: Dataset,
    recipe: Recipe | None = None,
    seed: int = 0,
    hardware: Hardware | None = None,
    progress: bool | Callable[[float], None] = True,
) -> History:
    """Train `network` in place on the training split and return the history.

    `seed` fixes the order of the batches and the augmentation; the weights are the caller's (`networks.seeded`).
    `progress` is True for a bar, False for none, or a function that is told the finished share after each epoch. A loss
    that is not finite stops training with `status="diverged"` and an explanation. An interrupt leaves the network
    usable; with a bar it ends this training with `status="interrupted"`, without one it also ends the loop around it,
    as an interrupt should.
    """
    return train_together([network], data, recipe, [seed], hardware, progress)[0]


def train_together(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe | None = None,
    seeds: Sequence[int] = (0,),
    hardware: Hardware | None = None,
    progress: bool | Callable[[float], None] = True,
) -> list[History]:
    """Train several `networks` side by side, a seed each, as `train` trains one; returns their histories in order.

    On CUDA their steps run at the same time, each network's on a stream of its own. One that diverges leaves the others
    to go on.
    """
    # long because what a row, a divergence and an interrupt do to the histories is to be read side by side
    recipe, histories = recipe or Recipe(), [History() for _ in networks]
    with tqdm(total=recipe.epochs, unit="epoch", leave=False, disable=progress is not True) as bar:
        try:
            for epoch, rows in enumerate(epochs_together(networks, data, recipe, seeds, hardware), 1):
                for history, row in zip(histories, rows, strict=True):
                    _take(history, row, recipe)
                bar.set_postfix(loss=", ".join(f"{history.loss:.3f}" for history in histories))
                bar.update()
                if callable(progress):
                    progress(epoch / recipe.epochs)
                if not _running(histories):
                    bar.update(bar.total - bar.n)  # a bar that is closed before its end turns red, for interrupts
                    break
            _end(histories, "finished")
        except KeyboardInterrupt:
            if progress is not True:
                raise
            _end(histories, "interrupted", "Stopped by you after {} whole epochs; the network keeps what it learnt.")
        finally:
            for network in networks:
                network.eval()
    for message in dict.fromkeys(history.message for history in histories if history.message):
        if progress is True:
            print(message)
    return histories


def _running(histories):
    return [history for history in histories if history.status == "running"]


def _take(history, row, recipe):
    """Keep the row of a network that still learns; one whose loss is not finite ends here."""
    if history.status != "running":
        return
    if math.isfinite(row["loss"]):
        history.rows.append(row)
    else:
        history.status, history.message = "diverged", _explanation(row, recipe)


def _end(histories, status, message=""):
    for history in _running(histories):
        history.status, history.message = status, message.format(len(history.rows))


def _explanation(row, recipe):
    return (
        f"The loss became {row['loss']} in epoch {row['epoch']}: the activations or the steps grew without bound. "
        f"Lower the learning rate (now {recipe.learning_rate}), add normalisation, or start the branches at zero."
    )


def epochs(
    network: nn.Module, data: Dataset, recipe: Recipe, seed: int = 0, hardware: Hardware | None = None
) -> Iterator[dict]:
    """Train for one epoch, yield its row, go on: a live panel can stop between two rows.

    A row holds epoch (from 1), loss and accuracy over the epoch, learning_rate (of its last step), seconds. Raises
    `FloatingPointError` with an explanation where the loss is not finite, `ValueError` for an empty training split.
    """
    for (row,) in epochs_together([network], data, recipe, [seed], hardware):
        if not math.isfinite(row["loss"]):
            raise FloatingPointError(_explanation(row, recipe))
        yield row


def epochs_together(
    networks: Sequence[nn.Module],
    data: Dataset,
    recipe: Recipe,
    seeds: Sequence[int],
    hardware: Hardware | None = None,
) -> Iterator[list[dict]]:
    """The training loop itself: all networks by one epoch, then a row of each, as `epochs` describes it.

    The seconds of a row are the network's share of the epoch's. Raises `ValueError` for an empty training split.
    """
    # long because this is the loop one reads: rates, steps, sums and rows in one place
    hardware = hardware or choose_hardware()
    if not len(data.train_labels):
        raise ValueError(f"{data.name} has no training inputs.")
    data = data.to(hardware.device)
    learners = [Learner(network, data, recipe, seed, hardware) for network, seed in zip(networks, seeds, strict=True)]
    step = None
    for epoch in range(recipe.epochs):
        start = time.perf_counter()
        plans = list(zip(*(learner.begin_epoch() for learner in learners), strict=True))
        step = step or _stepper(learners, plans[0], hardware)
        for number, batches in enumerate(plans):
            rate = recipe.rate((epoch + number / len(plans)) / recipe.epochs)
            for learner in learners:
                set_rate(learner.optimiser, rate)
            step(batches)
        sums = torch.stack([learner.totals for learner in learners]) / len(data.train_labels)
        seconds = (time.perf_counter() - start) / len(learners)
        yield [
            {"epoch": epoch + 1, "loss": loss, "accuracy": right, "learning_rate": rate, "seconds": seconds}
            for loss, right in sums.tolist()
        ]


def _stepper(learners, batches, hardware):
    """What takes one step of all learners: a replayed graph on CUDA, elsewhere one learner after the other."""
    if hardware.device.type == "cuda" and all(capturable(learner.network) for learner in learners):
        return CapturedStep(learners, batches)

    def step(batches):
        for learner, batch in zip(learners, batches, strict=True):
            learner.step(batch)

    return step


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
        loss, correct = torch.stack([score(network(x), y) for x, y in pairs]).sum(0).tolist()
    return {"loss": loss / len(labels), "accuracy": correct / len(labels)}
