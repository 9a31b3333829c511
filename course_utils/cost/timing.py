"""Fair timing: warm up, take turns, report medians, say what computed."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from course_utils.system.device import Hardware, choose_hardware


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

    Each is called once before the clock starts (first calls allocate and choose algorithms), then `rounds` times, one
    function after the other in each round, and the device is waited for before the clock is read. On a CPU with one
    thread the clock counts the time that this thread computed; elsewhere it is the wall clock. Raises `ValueError` for
    no functions or no rounds.
    """
    if rounds < 1 or not candidates:
        raise ValueError("There is nothing to time: give at least one function and one round.")
    hardware = hardware or choose_hardware()
    clock, taken = _clock(hardware), {name: [] for name in candidates}
    for function in candidates.values():
        function()
    for _ in range(rounds):
        for name, function in candidates.items():
            hardware.synchronise()
            start = clock()
            function()
            hardware.synchronise()
            taken[name].append(clock() - start)
    return {name: _summary(seconds, hardware) for name, seconds in taken.items()}


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


def _clock(hardware):
    """Windows counts a thread's time in steps of 16 ms: too coarse."""
    alone = hardware.device.type == "cpu" and torch.get_num_threads() == 1
    return time.thread_time if alone and sys.platform != "win32" else time.perf_counter


def _summary(seconds, hardware):
    low, median, high = np.quantile(seconds, (0.25, 0.5, 0.75))
    threads = torch.get_num_threads() if hardware.device.type == "cpu" else 1
    return Timing(float(median), float(low), float(high), len(seconds), threads, hardware.device.type)
