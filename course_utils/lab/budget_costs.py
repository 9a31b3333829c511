"""What the networks of equal budgets cost: counts, memory, seconds of a step, and what three switches gain."""

import math
import time
from collections.abc import Callable
from dataclasses import replace

import pandas
import torch
from torch import nn

from course_utils.cost import counting, timing
from course_utils.data import Dataset
from course_utils.lab.equal_budgets import BudgetProfile, BudgetTraining
from course_utils.system.device import Hardware, choose_hardware, compiled
from course_utils.training.loop import Recipe, make_optimiser, training_step

SWITCHES = {  # what each turns on
    "none": (),
    "channels_last": ("channels_last",),
    "mixed precision": ("precision",),
    "torch.compile": ("compile",),
    "all three": ("channels_last", "precision", "compile"),
}

SMALLEST = 64  # the batch of a CPU; that of a GPU grows until it is full


def costs(
    profile: BudgetProfile, data: Dataset, batch: int | None = None, rounds: int = 9, hardware: Hardware | None = None
) -> pandas.DataFrame:
    """What each contender costs to train, one row each, all timed by turns on one batch of `data`.

    Without a `batch` it is `timing.filling_batch`, from 64 on: on a GPU that is not full all would take the same time.

    Columns: layers, parameters, multiply_adds and kept_bytes (of one image; see `counting.Cost`), seconds (median of a
    step: forward, backward, update), low and high (its quartiles), images_per_second, and peak_bytes (the most that a
    step of the batch held at any moment; known on CUDA only, NaN elsewhere), and batch.
    """
    hardware = hardware or choose_hardware()
    trials = {trial.contender: trial for trial in profile.jobs()}
    batch = batch or timing.filling_batch(
        lambda size: {name: _step_of(trial, data, size, hardware) for name, trial in trials.items()},
        SMALLEST,
        hardware=hardware,
    )
    shape = (batch, *data.train_inputs.shape[1:])
    steps = {name: _step_of(trial, data, batch, hardware) for name, trial in trials.items()}
    times, rows = timing.compare(steps, rounds, hardware), []
    for name, trial in trials.items():
        spent, took = counting.count(trial.build(shape[1], len(data.classes)), shape), times[name]
        own = (spent.multiply_adds // batch, spent.activation_bytes // batch, took.median, took.low, took.high)
        peak = counting.peak_bytes(steps[name], hardware.device) if hardware.device.type == "cuda" else math.nan
        rows.append((name, trial.design.depth, spent.parameters, *own, batch / took.median, peak, batch))
    columns = ["contender", "layers", "parameters", "multiply_adds", "kept_bytes", "seconds", "low", "high"]
    return pandas.DataFrame(rows, columns=[*columns, "images_per_second", "peak_bytes", "batch"])


def switches(
    trial: BudgetTraining, data: Dataset, batch: int | None = None, rounds: int = 9, hardware: Hardware | None = None
) -> pandas.DataFrame:
    """How much faster a training step gets with each of `SWITCHES`, and what the first step costs for it.

    Without a `batch` it is the one that fills the device with every switch that needs no compiling.

    Columns: switch, first (seconds of the very first step, wall clock), seconds (median of a later one), gain (times
    faster than none), repaid (steps until the first one's extra time is won back; infinite where nothing is won) and
    batch. Only a CUDA GPU is asked for all; elsewhere compiling takes minutes and mixed precision is slower.
    """
    hardware = hardware or choose_hardware()
    steps, firsts = {}, {}
    quick = [name for name in _possible(hardware) if "compile" not in SWITCHES[name]]
    batch = batch or timing.filling_batch(
        lambda size: {name: _step_of(trial, data, size, hardware, SWITCHES[name]) for name in quick},
        SMALLEST,
        hardware=hardware,
    )
    _step_of(trial, data, batch, hardware, ())()  # whatever is loaded once in a process is loaded now
    for name in _possible(hardware):
        steps[name] = _step_of(trial, data, batch, hardware, SWITCHES[name])
        firsts[name] = _seconds(steps[name], hardware)
    medians = {name: took.median for name, took in timing.compare(steps, rounds, hardware).items()}
    rows = []
    for name, seconds in medians.items():
        steps_back = 0 if name == "none" else repaid(firsts[name] - firsts["none"], medians["none"] - seconds)
        rows.append((trial.contender, name, firsts[name], seconds, medians["none"] / seconds, steps_back, batch))
    return pandas.DataFrame(rows, columns=["contender", "switch", "first", "seconds", "gain", "repaid", "batch"])


def repaid(extra: float, won: float) -> float:
    """After how many whole steps `extra` seconds are back where a step wins `won`; infinite where it wins nothing."""
    return math.ceil(max(0.0, extra) / won) if won > 0 else math.inf


def _seconds(step, hardware):
    """The seconds of one call, wall clock, until the device is done with it."""
    hardware.synchronise()
    start = time.perf_counter()
    step()
    hardware.synchronise()
    return time.perf_counter() - start


def _possible(hardware):
    if hardware.device.type != "cuda":
        return ["none", "channels_last"]
    return [name for name, on in SWITCHES.items() if "precision" not in on or hardware.precision != torch.float32]


def _step_of(
    trial: BudgetTraining,
    data: Dataset,
    batch: int,
    hardware: Hardware,
    on: tuple[str, ...] = ("channels_last", "precision"),
) -> Callable[[], None]:
    """One training step of a fresh network, as a function: the way `lab.run` trains, unless switches say otherwise."""
    rows = torch.arange(batch) % len(data.train_labels)  # a large batch sees images twice
    inputs, labels = data.seen(data.train_inputs[rows]).to(hardware.device), data.train_labels[rows].to(hardware.device)
    layout = torch.channels_last if "channels_last" in on else torch.contiguous_format
    network = trial.build(inputs.shape[1], len(data.classes)).to(hardware.device, memory_format=layout).train()
    if "precision" not in on:
        hardware = replace(hardware, precision=torch.float32)
    return as_function(compiled(network) if "compile" in on else network, inputs, labels, hardware)


def as_function(
    network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, hardware: Hardware
) -> Callable[[], None]:
    """A function without arguments that trains `network` by a step on `inputs` `(N, C, H, W)` and `labels` `(N,)`."""
    optimiser = make_optimiser(network, Recipe(), hardware)

    def step():
        training_step(network, inputs, labels, optimiser, hardware)

    return step
