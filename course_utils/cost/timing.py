"""Fair timing: warm up, take turns, fill the device, report medians, say what computed."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from course_utils.system.device import Hardware, choose_hardware

WARM_UP, WARM_UP_OF_A_GPU = 1, 3  # calls before the clock starts: the first allocate and choose algorithms
FULL = 1.7  # a full device takes twice as long for twice the batch, an idle one hardly longer


@dataclass(frozen=True)
class Timing:
    """Seconds of one call: the median over `rounds`, the lower and the upper quartile, and what computed."""

    median: float
    low: float
    high: float
    rounds: int
    threads: int
    device: str

    def __str__(self):
        where = f"{self.threads} thread{'s' * (self.threads > 1)}" if self.device == "cpu" else self.device
        middle, low, high = (f"{1e3 * seconds:.2f}" for seconds in (self.median, self.low, self.high))
        return f"{middle} ms (quartiles {low} to {high}, {self.rounds} rounds, {where})"


def compare(
    candidates: Mapping[str, Callable[[], object]], rounds: int = 9, hardware: Hardware | None = None
) -> dict[str, Timing]:
    """Time several functions by turns, so that whatever else the machine does hits all alike.

    Each is called before the clock starts (once on a CPU, three times elsewhere), then `rounds` times, one function
    after the other in each round. On a CPU with one thread the clock counts the time that this thread computed. On
    CUDA events in the GPU's queue are the clock; elsewhere it is the wall clock, read when the device has finished.
    Raises `ValueError` for no functions or no rounds.
    """
    if rounds < 1 or not candidates:
        raise ValueError("There is nothing to time: give at least one function and one round.")
    hardware = hardware or choose_hardware()
    taken = {name: [] for name in candidates}
    for function in candidates.values():
        for _ in range(WARM_UP if hardware.device.type == "cpu" else WARM_UP_OF_A_GPU):
            function()
    for _ in range(rounds):
        for name, function in candidates.items():
            taken[name].append(_seconds(function, hardware))
    return {name: _summary(seconds, hardware) for name, seconds in taken.items()}


def filling_batch(
    candidates: Callable[[int], Mapping[str, Callable[[], object]]],
    start: int = 8,
    most: int = 4096,
    hardware: Hardware | None = None,
) -> int:
    """The batch, doubled from `start`, at which the device is full for every one of `candidates(batch)`.

    A GPU that is given too little waits for Python to launch its kernels: then all blocks take the same time, and what
    is compared is the launches. The device is full where twice the batch takes every candidate at least `FULL` times
    as long. A CPU is full from `start` on and is not asked. The search ends at `most`, or where memory does.
    """
    hardware = hardware or choose_hardware()
    if hardware.device.type == "cpu":
        return start
    batch, taken = start, compare(candidates(start), 5, hardware)
    while 2 * batch <= most:
        try:
            doubled = compare(candidates(2 * batch), 5, hardware)
        except torch.OutOfMemoryError:
            break
        if all(doubled[name].median >= FULL * taken[name].median for name in taken):
            break
        batch, taken = 2 * batch, doubled
    return batch


def measure(function: Callable[[], object], rounds: int = 9, hardware: Hardware | None = None) -> Timing:
    """`compare` for one function."""
    return compare({"it": function}, rounds, hardware)["it"]


def forward(module: torch.nn.Module, x: torch.Tensor) -> Callable[[], None]:
    """A function without arguments that runs `module` on `x` in evaluation mode and keeps nothing for a gradient.

    `x` `(N, C, H, W)` or whatever shape the module takes.
    """
    module = module.to(x.device).eval()

    def call():
        with torch.inference_mode():
            module(x)

    return call


def training_step(module: torch.nn.Module, x: torch.Tensor) -> Callable[[], None]:
    """A function without arguments that runs `module` on `x` in training mode, forward and backward, without a step.

    `x` of whatever shape the module takes.
    """
    module = module.to(x.device).train()

    def call():
        module.zero_grad()
        module(x).sum().backward()

    return call


def _seconds(function, hardware):
    """Of one call, on the clock of the device."""
    hardware.synchronise()
    if hardware.device.type == "cuda":
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        function()
        end.record()
        end.synchronize()
        return start.elapsed_time(end) / 1000
    clock = _clock(hardware)
    start = clock()
    function()
    hardware.synchronise()
    return clock() - start


def _clock(hardware):
    """Windows counts a thread's time in steps of 16 ms: too coarse."""
    alone = hardware.device.type == "cpu" and torch.get_num_threads() == 1
    return time.thread_time if alone and sys.platform != "win32" else time.perf_counter


def _summary(seconds, hardware):
    low, median, high = np.quantile(seconds, (0.25, 0.5, 0.75))
    threads = torch.get_num_threads() if hardware.device.type == "cpu" else 1
    return Timing(float(median), float(low), float(high), len(seconds), threads, hardware.device.type)
