"""What equal budgets buy: cost, time and accuracy of a contest's networks, beside the published numbers."""

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import replace

import pandas
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.cost import counting, timing
from course_utils.data import Dataset
from course_utils.lab.contest import Contest, Trial
from course_utils.system.device import Hardware, choose_hardware, compiled
from course_utils.training.loop import Recipe, make_optimiser

SWITCHES = {  # what each turns on
    "none": (),
    "channels_last": ("channels_last",),
    "mixed precision": ("precision",),
    "torch.compile": ("compile",),
    "all three": ("channels_last", "precision", "compile"),
}
# The networks of this budget in the literature: parameters in millions, test error in % on CIFAR-10.
HE_2016, ZAGORUYKO = "He et al. 2016, median of 5 runs", "Zagoruyko and Komodakis 2016, median of 5 runs"
XIE = "Xie et al. 2017, table 7, mean of 10 runs"
PUBLISHED = (
    ("ResNet-56", "basic", 0.85, 6.97, "He et al. 2015, table 6, one number"),
    ("ResNet-164", "bottleneck", 1.7, 5.46, HE_2016),
    ("ResNet-1001", "bottleneck", 10.2, 4.92, HE_2016),
    ("WRN-40-4", "wide", 8.9, 4.53, ZAGORUYKO),
    ("WRN-16-8", "wide", 11.0, 4.27, ZAGORUYKO),
    ("WRN-28-10", "wide", 36.5, 4.00, ZAGORUYKO),
    ("ResNeXt-29, 8x64d", "ResNeXt", 34.4, 3.65, XIE),
    ("ResNeXt-29, 16x64d", "ResNeXt", 68.1, 3.58, XIE),
)
# Pairs of about equal cost: the better kind, the worse, what the paper reports of them.
PAIRS = (
    ("bottleneck", "basic", "ImageNet, 3.8 and 3.6 G multiply-adds: 22.85 and 24.52 % (ResNet-50, ResNet-34 B)"),
    ("wide", "bottleneck", "CIFAR-10, 11.0 and 10.2 M parameters: 4.27 and 4.92 % (WRN-16-8, ResNet-1001)"),
    ("ResNeXt", "bottleneck", "ImageNet, 4.1 G multiply-adds each: 22.2 and 23.9 % (ResNeXt-50, ResNet-50)"),
    ("ResNeXt", "wide", "CIFAR-10, 34.4 and 36.5 M parameters: 3.65 and 4.00 % (ResNeXt-29, WRN-28-10)"),
)


def published() -> pandas.DataFrame:
    """Published test errors (shares, 0 to 1) of the four kinds on CIFAR-10, with parameters, source and protocol."""
    table = pandas.DataFrame(PUBLISHED, columns=["network", "kind", "parameters", "test_error", "protocol"])
    return table.assign(parameters=(1e6 * table.parameters).astype(int), test_error=table.test_error / 100)


def costs(
    contest: Contest, data: Dataset, batch: int = 64, rounds: int = 9, hardware: Hardware | None = None
) -> pandas.DataFrame:
    """What each contender costs to train, one row each, all timed by turns on one batch of `data`.

    Columns: layers, parameters, multiply_adds and kept_bytes (of one image; see `counting.Cost`), seconds (median of a
    step: forward, backward, update), low and high (its quartiles), images_per_second, and peak_bytes (the most that a
    step of the batch held at any moment; known on CUDA only, NaN elsewhere).
    """
    hardware = hardware or choose_hardware()
    trials = {trial.contender: trial for trial in contest.jobs()}
    shape = (batch, *data.train_inputs.shape[1:])
    steps = {name: _step_of(trial, data, batch, hardware) for name, trial in trials.items()}
    times, rows = timing.compare(steps, rounds, hardware), []
    for name, trial in trials.items():
        spent, took = counting.count(trial.build(shape[1], len(data.classes)), shape), times[name]
        own = (spent.multiply_adds // batch, spent.activation_bytes // batch, took.median, took.low, took.high)
        peak = counting.peak_bytes(steps[name], hardware.device) if hardware.device.type == "cuda" else math.nan
        rows.append((name, trial.depth, spent.parameters, *own, batch / took.median, peak))
    columns = ["contender", "layers", "parameters", "multiply_adds", "kept_bytes", "seconds", "low", "high"]
    return pandas.DataFrame(rows, columns=[*columns, "images_per_second", "peak_bytes"])


def switches(
    trial: Trial, data: Dataset, batch: int = 64, rounds: int = 9, hardware: Hardware | None = None
) -> pandas.DataFrame:
    """How much faster a training step gets with each of `SWITCHES`, and what the first step costs for it.

    Columns: switch, first (seconds of the very first step, wall clock), seconds (median of a later one), gain (times
    faster than none), repaid (steps until the first one's extra time is won back; infinite where nothing is won). Only
    a CUDA GPU is asked for all; elsewhere compiling takes minutes and mixed precision is slower.
    """
    hardware = hardware or choose_hardware()
    steps, firsts = {}, {}
    _step_of(trial, data, batch, hardware, ())()  # whatever is loaded once in a process is loaded now
    for name in _possible(hardware):
        steps[name] = _step_of(trial, data, batch, hardware, SWITCHES[name])
        hardware.synchronise()
        start = time.perf_counter()
        steps[name]()
        hardware.synchronise()
        firsts[name] = time.perf_counter() - start
    medians = {name: took.median for name, took in timing.compare(steps, rounds, hardware).items()}
    rows = []
    for name, seconds in medians.items():
        extra, won = max(0.0, firsts[name] - firsts["none"]), medians["none"] - seconds
        repaid = math.ceil(extra / won) if won > 0 else 0 if name == "none" else math.inf
        rows.append((trial.contender, name, firsts[name], seconds, medians["none"] / seconds, repaid))
    return pandas.DataFrame(rows, columns=["contender", "switch", "first", "seconds", "gain", "repaid"])


def standings(results: pandas.DataFrame, costs: pandas.DataFrame) -> pandas.DataFrame:
    """The table to read: for each contender its cost, its rate, and its errors in %, median over seeds and range."""
    rows = []
    for name, runs in results.groupby("contender", sort=False):
        spent = costs[costs.contender == name].iloc[0]
        errors = [_spread(100 * values) for values in (runs.train_error, runs.test_error)]
        clock = f"{1e3 * spent.seconds:.1f}"
        own = (
            spent.layers,
            f"{spent.parameters:,}",
            f"{spent.multiply_adds / 1e6:.2f}",
            f"{spent.kept_bytes / 1e3:.0f}",
        )
        rows.append((name, *own, clock, runs.learning_rate.iloc[0], *errors))
    columns = ["layers", "parameters", "MMAC an image", "kB kept an image", "ms a step", "rate"]
    return pandas.DataFrame(rows, columns=["contender", *columns, "training error %", "test error %"])


def pairs(results: pandas.DataFrame) -> pandas.DataFrame:
    """Each pair of contenders: who has the lower median test error, by how many points, and whether seeds agree.

    "every seed" where the worst seed of one beats the best of the other, else "cannot tell"; so, too, from one seed.
    """
    errors = {name: 100 * runs.test_error.fillna(1) for name, runs in results.groupby("contender", sort=False)}
    rows = []
    for pair in itertools.combinations(errors, 2):
        first, second = sorted(pair, key=lambda name: errors[name].median())
        gap = errors[second].median() - errors[first].median()
        apart = errors[first].max() < errors[second].min() and min(len(errors[first]), len(errors[second])) > 1
        rows.append((first, second, round(gap, 1), "every seed" if apart else "cannot tell"))
    return pandas.DataFrame(rows, columns=["lower error", "higher error", "points apart", "in"])


def beside_published(results: pandas.DataFrame) -> pandas.DataFrame:
    """For each of `PAIRS` whether the results here order it as the paper does, where both kinds took part."""
    found = {frozenset(row[:2]): (row[0], row[3]) for row in pairs(results).itertuples(index=False)}
    rows = []
    for better, worse, numbers in PAIRS:
        if (pair := frozenset((better, worse))) in found:
            lower, seeds = found[pair]
            here = "cannot tell" if seeds == "cannot tell" else "agrees" if lower == better else "disagrees"
            rows.append((better, worse, here, numbers))
    return pandas.DataFrame(rows, columns=["better in the paper", "worse", "here", "published test errors"])


def _possible(hardware):
    if hardware.device.type != "cuda":
        return ["none", "channels_last"]
    return [name for name, on in SWITCHES.items() if "precision" not in on or hardware.precision != torch.float32]


def _step_of(
    trial: Trial, data: Dataset, batch: int, hardware: Hardware, on: tuple[str, ...] = ("channels_last", "precision")
) -> Callable[[], None]:
    """One training step of a fresh network, as a function: the way `lab.run` trains, unless switches say otherwise."""
    inputs, labels = data.train_inputs[:batch].to(hardware.device), data.train_labels[:batch].to(hardware.device)
    layout = torch.channels_last if "channels_last" in on else torch.contiguous_format
    network = trial.build(inputs.shape[1], len(data.classes)).to(hardware.device, memory_format=layout).train()
    if "precision" not in on:
        hardware = replace(hardware, precision=torch.float32)
    return training_step(compiled(network) if "compile" in on else network, inputs, labels, hardware)


def training_step(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, hardware: Hardware):
    """A function without arguments that trains `network` by one step on one batch."""
    optimiser = make_optimiser(network, Recipe())

    def step():
        with hardware.autocast():
            logits = network(inputs)
        optimiser.zero_grad()
        functional.cross_entropy(logits.float(), labels).backward()
        optimiser.step()

    return step


def _spread(values):
    if values.isna().all():
        return "diverged"
    return f"{values.median():.1f} ({values.min():.1f} to {values.max():.1f})"
