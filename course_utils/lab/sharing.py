"""Several processes at one experiment, as torchrun starts them: who does what, on which GPU, who downloads."""

import contextlib
import os
from collections.abc import Sequence
from functools import cache

import torch
from filelock import FileLock

from course_utils.data import FOLDER, Dataset, best_at_full_size, load
from course_utils.lab.job import Job
from course_utils.system.device import Hardware, choose_hardware


def place() -> tuple[int, int]:
    """`(rank, ranks)` as torchrun tells them; `(0, 1)` elsewhere."""
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


def share(jobs: Sequence[Job], rank: int = 0, ranks: int = 1) -> list[Job]:
    """The jobs of process `rank` out of `ranks`, about equal in work; no job is anyone else's."""
    loads, owner = [0] * ranks, {}
    for job in sorted(jobs, key=lambda job: -job.work):
        owner[job] = loads.index(min(loads))
        loads[owner[job]] += job.work
    return [job for job in jobs if owner[job] == rank]


def own_hardware() -> Hardware:
    """The hardware of this process: of several GPUs the one that torchrun counted out to it.

    Raises `SystemExit` with a sentence where there are more processes than GPUs.
    """
    hardware = choose_hardware()
    if hardware.device.type != "cuda":
        return hardware
    index, count = int(os.environ.get("LOCAL_RANK", 0)), torch.cuda.device_count()
    if index >= count:
        raise SystemExit(f"This machine has {count} GPUs, too few for so many processes: use --nproc-per-node {count}.")
    torch.cuda.set_device(index)
    return choose_hardware()  # again, for now it names this GPU


def load_in_turn(name: str) -> Dataset:
    """Load a data set; of several processes one after the other, so that the first downloads it for all."""
    with _turn():
        return load(name)


@cache
def photographs_in_turn() -> str:
    """The name of the best data at full size that can be had here; where it is no photographs, that is said."""
    with _turn():
        name, why = best_at_full_size(FOLDER)
    if why and place()[0] == 0:
        print(why)
    return name


@contextlib.contextmanager
def _turn():
    """Of several processes one after the other."""
    with contextlib.ExitStack() as turn:
        if place()[1] > 1:
            with contextlib.suppress(OSError, NotImplementedError):  # not writable: nothing is downloaded there either
                FOLDER.mkdir(parents=True, exist_ok=True)
                turn.enter_context(FileLock(FOLDER / ".loading.lock"))
        yield
