"""How long jobs will take here: a few steps of each kind of network are measured, and the rest is multiplication."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace

import torch

from course_utils.data import Dataset
from course_utils.lab.job import Job
from course_utils.system.device import Hardware
from course_utils.training.step import Learner

STEPS, BATCH = 2, 16  # measured of each kind, after one to warm up


def forecast(jobs: Sequence[Job], data: dict[str, Dataset], hardware: Hardware) -> float:
    """The hours that `jobs` will take one after the other, their data by name. Examinations are not counted."""
    seconds = {}
    for job in jobs:
        if _kind(job) not in seconds:
            seconds[_kind(job)] = seconds_an_image(job, data[job.data], hardware)
    images = [len(data[job.data].train_labels) * job.recipe.epochs for job in jobs]
    return sum(seconds[_kind(job)] * count for job, count in zip(jobs, images, strict=True)) / 3600


def seconds_an_image(job: Job, data: Dataset, hardware: Hardware) -> float:
    """What one image costs in a training step of the job's network, by the clock on the wall."""
    recipe, few = replace(job.recipe, batch_size=BATCH), torch.arange((STEPS + 1) * BATCH) % len(data.train_labels)
    some = replace(data, train_inputs=data.train_inputs[few], train_labels=data.train_labels[few])
    network = job.build(data.train_inputs.shape[1], len(data.classes), data.train_inputs.shape[2])
    learner = Learner(network, some.to(hardware.device), recipe, 0, hardware)
    first, *batches = learner.begin_epoch()
    learner.step(first)
    hardware.synchronise()
    begin = time.perf_counter()
    for batch in batches:
        learner.step(batch)
    hardware.synchronise()
    return (time.perf_counter() - begin) / sum(len(batch[0]) for batch in batches)


def told(jobs: Sequence[Job], data: dict[str, Dataset], hardware: Hardware) -> str:
    """The forecast as a sentence for whoever is about to wait."""
    hours, kinds = forecast(jobs, data, hardware), len({_kind(job) for job in jobs})
    minutes = math.ceil(60 * hours)
    length = f"{hours:.1f} hours" if hours >= 1 else f"{minutes} minute{'s' * (minutes > 1)}"
    return (
        f"On {hardware.name} these {len(jobs)} trainings take about {length}, by {STEPS} measured steps of each of "
        f"{kinds} kinds of network. Stop them whenever you like: what is finished is kept."
    )


def _kind(job):
    """All that decides how long a job takes: not its seed, nor its rate."""
    return tuple(item for item in job.parameters.items() if item[0] not in ("seed", "learning_rate"))
