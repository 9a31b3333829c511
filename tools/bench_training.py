"""How many images a second the labs' networks train on this device, beside the same steps launch by launch.

    python -m tools.bench_training                          the device that choose_hardware takes
    python -m tools.bench_training --steps 2 --depths 8     a look at whether it runs

On CUDA the steps are captured as a graph, alone and three networks at once, beside a bare graph written for speed alone
(`tools.bench_bare`); the floor is what the network's operations and bytes take on this device at its measured peak in
float32, three times a forward pass. Goals are for one H100 or H200. COURSE_COMPILE=1 compiles the networks first.
"""

import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from course_utils.cost.counting import layer_costs
from course_utils.cost.roofline import Machine, machine, predicted_seconds
from course_utils.data import FOLDER, Dataset, best_at_full_size
from course_utils.networks.staged import CifarNet, seeded
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.graph import CapturedStep
from course_utils.training.loop import HE_2015
from course_utils.training.step import Learner
from tools import bench_lab
from tools.bench_bare import Bare, bare_graph
from tools.files import COURSE

SETTINGS = {
    "cuda": {"depths": (20, 56, 110), "together": (1, 3), "steps": 60},
    "elsewhere": {"depths": (20,), "together": (1, 3), "steps": 3},
}  # of `make bench`: half a minute
LAB_SECONDS = 45  # until lab 1's bar is asked how long all of it would take
GOALS = {(20, 1): 55_000, (20, 3): 110_000, (110, 1): 10_000}  # images a second, by depth and networks at once


@dataclass(frozen=True)
class Speed:
    """Images a second of `networks` networks of one depth.

    `trained` as `lab` does it, `launched` launch by launch, `bare` as a bare graph, `floor` at the peaks of the device;
    `ready`: seconds until the graph was recorded.
    """

    depth: int
    networks: int
    trained: float
    launched: float
    floor: float
    ready: float
    bare: float = math.nan

    def __str__(self) -> str:
        goal = GOALS.get((self.depth, self.networks))
        beside = "" if math.isnan(self.bare) else f", bare graph {self.bare:,.0f}"
        return (
            f"ResNet-{self.depth:<4} {self.networks} at once: {self.trained:>9,.0f} images/s, "
            f"launch by launch {self.launched:>8,.0f}, floor {self.floor:>10,.0f}, ready after {self.ready:.1f} s"
            + beside
            + (f", goal {goal:,}" if goal else "")
        )


def photographs(count: int) -> Dataset:
    """Noise in CIFAR-10's shape: the time of a step does not depend on what is seen."""
    generator = torch.Generator().manual_seed(0)
    inputs, labels = torch.randn(count, 3, 32, 32, generator=generator), torch.arange(count) % 10
    return Dataset("noise", inputs, labels, inputs[:10], labels[:10], tuple("0123456789"))


def measure(
    depths: tuple[int, ...], together: tuple[int, ...], steps: int, hardware: Hardware | None = None
) -> Iterator[Speed]:
    """Train networks of each of the `depths`, one and several at once, for `steps` steps; yields a `Speed` each.

    Each comes twice, the second time with the bare graph beside it. That runs in a process of its own: cuDNN keeps the
    algorithms that it took once, and would not try others.
    """
    hardware, found = hardware or choose_hardware(), []
    roof, data = machine(hardware), photographs(1000).to(hardware.device)
    for depth, count in itertools.product(depths, together):
        found.append(speed(depth, count, steps, data, hardware, roof))
        yield found[-1]
    settings = ["--depths", *map(str, depths), "--together", *map(str, together), "--steps", str(steps)]
    command = [sys.executable, "-m", "tools.bench_training", "--bare", *settings]
    where = {"cwd": COURSE, "env": os.environ | {"COURSE_DEVICE": hardware.device.type}}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **where) as bare:
        for each, line in zip(found, bare.stdout, strict=False):
            yield replace(each, bare=float(line))


def bare_speed(depth: int, count: int, steps: int, data: Dataset, hardware: Hardware) -> float:
    """Images a second of `count` networks as a bare graph; call it where no such network was trained before."""
    with bare_graph([Bare(network(depth, seed), data, hardware) for seed in range(count)]) as replay:
        return count * HE_2015.batch_size / seconds(lambda _: replay(), (), steps, hardware)


def speed(depth: int, count: int, steps: int, data: Dataset, hardware: Hardware, roof: Machine) -> Speed:
    """The `Speed` of `count` networks, but for the bare graph."""
    learners = [Learner(network(depth, seed), data, HE_2015, seed, hardware) for seed in range(count)]
    batches = [learner.begin_epoch()[0] for learner in learners]
    images = count * HE_2015.batch_size

    def launch(batches):
        for learner, batch in zip(learners, batches, strict=True):
            learner.step(batch)

    launched = images / seconds(launch, batches, max(2, steps // 6), hardware)
    begin = time.perf_counter()
    captured = CapturedStep(learners, batches) if hardware.device.type == "cuda" else launch
    ready = time.perf_counter() - begin
    trained = images / seconds(captured, batches, steps, hardware)
    forward = predicted_seconds(layer_costs(network(depth, 0), (HE_2015.batch_size, 3, 32, 32)), roof)
    return Speed(depth, count, trained, launched, HE_2015.batch_size / (3 * forward), ready)


def network(depth: int, seed: int) -> CifarNet:
    """The paper's residual network of this depth."""
    with seeded(seed):
        return CifarNet(depth)


def seconds(step, batches, steps: int, hardware: Hardware) -> float:
    """The time of one call of `step`, a mean over `steps` of them, after two to warm up."""
    for _ in range(2):
        step(batches)
    hardware.synchronise()
    begin = time.perf_counter()
    for _ in range(steps):
        step(batches)
    hardware.synchronise()
    return (time.perf_counter() - begin) / steps


def costs(say: Callable[[object], None]) -> Iterator[tuple[str, float, float | None, str, str]]:
    """For `make bench`: what is measured, how much, its goal, the unit and a note; goals on CUDA alone.

    There lab 1 is begun as well, twice, to ask its bar how long all of it would take.
    """
    hardware, found = choose_hardware("auto"), {}
    gpu = hardware.device.type == "cuda"
    say(hardware)
    for each in measure(**SETTINGS["cuda" if gpu else "elsewhere"], hardware=hardware):
        say(each)
        found[each.depth, each.networks] = each
    for key, each in found.items():
        goal = GOALS.get(key) if gpu else None
        note = f"floor {1e6 / each.floor:.1f} by operations and bytes, launch by launch {1e6 / each.launched:.1f}"
        note += f", bare graph {1e6 / each.bare:.1f}"
        what = f"training ResNet-{each.depth}, {each.networks} at once, an image"
        yield what, 1e6 / each.trained, goal and 1e6 / goal, "µs", note
    for profile, goal in bench_lab.GOALS.items() if gpu else ():
        asked = bench_lab.estimate(profile, LAB_SECONDS, "--data", best_at_full_size(FOLDER)[0], device="cuda")
        note = f"asked after {60 * asked.passed:.0f} s" if asked else f"it did not move in {bench_lab.START} s"
        yield f"lab 1, {profile}, by its own bar", asked.minutes if asked else math.inf, goal, "min", note


def main(arguments: list[str] | None = None) -> int:
    """Print a line a setting; keep them in a file if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depths", type=int, nargs="+", default=[20, 56, 110])
    parser.add_argument("--together", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--bare", action="store_true", help="the bare graphs alone: images a second, a line a setting")
    parser.add_argument("--json", type=Path, help="keep the figures here")
    options = parser.parse_args(arguments)
    hardware, rows = choose_hardware(), {}
    if options.bare:
        data = photographs(1000).to(hardware.device)
        for depth, count in itertools.product(options.depths, options.together):
            print(bare_speed(depth, count, options.steps, data, hardware), flush=True)
        return 0
    print(hardware, "compiled" if hardware.compiled else "", flush=True)
    for row in measure(tuple(options.depths), tuple(options.together), options.steps, hardware):
        print(row, flush=True)
        rows[row.depth, row.networks] = asdict(row)
        if options.json:  # now, in case that time runs out
            options.json.write_text(json.dumps({"hardware": str(hardware), "rows": [*rows.values()]}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
