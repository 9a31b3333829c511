"""Recipes old and new: the loop of the course, and what was put on top of it since 2015, each a keyword."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from course_utils.blocks.modes import in_mode
from course_utils.data import Dataset
from course_utils.data.augmentation import Moves, moved
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.recipe import Recipe
from course_utils.training.step import descend, make_optimiser, set_rate


@dataclass(frozen=True)
class Extras:
    """What is done beside a recipe; the defaults do nothing.

    `shift`: each image moved by up to so many pixels, no flips. `smoothing`: the share of each target that is spread
    over all classes (Szegedy et al. 2016). `average`: what the running average of the weights keeps at each step; the
    network ends with that average. 0 keeps the last weights.
    """

    shift: int = 0
    smoothing: float = 0.0
    average: float = 0.0


def train_by(
    network: nn.Module,
    data: Dataset,
    recipe: Recipe,
    seed: int = 0,
    hardware: Hardware | None = None,
    extras: Extras | None = None,
) -> nn.Module:
    """Train `network` in place by `recipe` with its `extras`, and return it in evaluation mode.

    Its output is logits `(N, classes)`, or `(L, N, classes)` for L heads, whose losses are added up. `seed` fixes the
    order of the batches and the shifts. Raises `ValueError` for a recipe with padding: `shift` stands in its place.
    """
    # long because the loop, from the draw to the average, is to be read in one place
    extras, hardware = extras or Extras(), hardware or choose_hardware()
    if recipe.padding:
        raise ValueError("The extras move images by `shift`; give a recipe without padding.")
    data, network = data.to(hardware.device), network.to(hardware.device).train()
    optimiser, generator = make_optimiser(network, recipe), torch.Generator().manual_seed(seed)
    kept = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(extras.average)) if extras.average else None
    for progress, places in batches(len(data.train_labels), recipe, generator):
        set_rate(optimiser, recipe.rate(progress))
        places = places.to(hardware.device)
        inputs = data.seen(data.train_inputs[places])
        inputs = shifted(inputs, extras.shift, generator) if extras.shift else inputs
        with hardware.autocast():
            logits = network(inputs)
        descend(loss_of(logits.float(), data.train_labels[places], extras.smoothing), optimiser)
        if kept:
            kept.update_parameters(network)
    if kept:
        settle(network, kept.module, data)
    return network.eval()


def batches(count: int, recipe: Recipe, generator: torch.Generator) -> Iterator[tuple[float, torch.Tensor]]:
    """Pairs of the share of training that is done and the places of a batch, `(batch,)`, over all epochs."""
    for epoch in range(recipe.epochs):
        parts = torch.randperm(count, generator=generator).split(recipe.batch_size)
        for number, places in enumerate(parts):
            yield (epoch + number / len(parts)) / recipe.epochs, places


def shifted(images: torch.Tensor, most: int, generator: torch.Generator) -> torch.Tensor:
    """Images `(N, C, H, W)`, each moved by up to `most` pixels up, down and sideways, zeros moved in."""
    top, left = torch.randint(0, 2 * most + 1, (2, len(images)), generator=generator).to(images.device)
    return moved(images, Moves(torch.zeros_like(top, dtype=torch.bool), top, left), most)


def loss_of(logits: torch.Tensor, labels: torch.Tensor, smoothing: float = 0.0) -> torch.Tensor:
    """Cross-entropy of logits `(N, classes)`, or the sum over L heads of `(L, N, classes)`; `labels` `(N,)`."""
    heads = logits if logits.dim() == 3 else logits[None]
    return sum(functional.cross_entropy(head, labels, label_smoothing=smoothing) for head in heads)


@torch.no_grad()
def settle(network: nn.Module, averaged: nn.Module, data: Dataset) -> None:
    """Give `network` the averaged weights, and norms whose statistics are those of the training inputs under them."""
    network.load_state_dict(averaged.state_dict())
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = None
    with in_mode(network, training=True):
        network(data.seen(data.train_inputs))
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = 0.1
