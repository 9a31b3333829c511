"""Chapter 5, second part: does a network settle as it gets deeper? Random stacks, and trained ones."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import pandas
import torch

from course_utils.data import Dataset
from course_utils.dynamics.refinement import DepthNet, interpolated, moved, refine, repeated, roughness
from course_utils.dynamics.stability import convergence_order
from course_utils.lab.job import Training
from course_utils.lab.summary import spread
from course_utils.networks.staged import seeded

FLOW = 16  # so many small steps a block come close to the flow of the blocks


@dataclass(frozen=True, kw_only=True)
class DeepeningTraining(Training):
    """One training of a `refinement.DepthNet`, which is then refined.

    `roughness` is that of the trained weights, 0 for smooth, about 1 for independent ones. `doubled`: twice as many
    blocks on the straight lines between neighbours' weights; `flow`: each block in 16 steps of a 16th. Of both the
    error on the test pictures, and the gap: how far the logits move, relative to their norm.
    """

    examined: ClassVar[tuple[str, ...]] = ("roughness", "doubled_error", "flow_error", "doubled_gap", "flow_gap")
    exact: ClassVar[bool] = True

    start: str
    depth: int
    width: int

    @property
    def work(self) -> int:
        """Twice as many blocks take twice as long."""
        return self.depth

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.depth} blocks, start {self.start}, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the row is found again, among those of the race."""
        return {"part": "deepening"} | super().parameters

    def build(self, channels: int = 1, classes: int = 10, size: int = 8) -> DepthNet:
        """The network, its weights drawn from the seed, for ten classes of pictures `(N, channels, size, size)`."""
        with seeded(self.seed):
            return DepthNet(self.depth, self.start, self.width, channels * size**2)

    @torch.no_grad()
    def examine(self, network: DepthNet, data: Dataset) -> dict:
        """Refine: errors on the test pictures, and how far the logits move."""
        x, steps = data.seen(data.test_inputs), network.steps
        before = network(x)
        finer = {"doubled": interpolated(steps, 2), "flow": repeated(steps, FLOW)}
        logits = {name: network.at_depth(x, weights) for name, weights in finer.items()}
        measured = {"roughness": roughness(network.weights.detach().cpu())}
        for name, values in logits.items():
            measured[f"{name}_error"] = (values.argmax(1) != data.test_labels).float().mean().item()
            measured[f"{name}_gap"] = moved(values, before)
        return measured


def random_orders(
    kinds: Iterable[str] = ("tied", "smooth", "independent", "Brownian"),
    depths: Iterable[int] = (8, 16, 32, 64, 128, 256),
    seeds: Iterable[int] = (0, 1, 2, 3, 4),
) -> pandas.DataFrame:
    """`|x_L - x_2L| / |x_2L|` of random stacks: one row for each kind, seed and depth, with the order fitted over L."""
    rows = []
    for kind in kinds:
        for seed in seeds:
            refinement = refine(kind, depths, seed=seed)
            order = convergence_order(1 / refinement.depths.double(), refinement.gaps)
            pairs = zip(refinement.depths.tolist(), refinement.gaps.tolist(), strict=True)
            rows += [{"kind": kind, "seed": seed, "depth": depth, "gap": gap, "order": order} for depth, gap in pairs]
    return pandas.DataFrame(rows)


def trained_orders(results: pandas.DataFrame, column: str = "doubled_gap") -> pandas.DataFrame:
    """The slope p of `gap ~ L^-p` over the depths, for each start and seed of `DeepeningTraining`s' rows.

    NaN where a training of any depth diverged.
    """
    rows = []
    for (start, seed), runs in results.groupby(["start", "seed"], sort=False):
        sizes, gaps = torch.tensor(1 / runs.depth.to_numpy(float)), torch.tensor(runs[column].to_numpy(float))
        order = convergence_order(sizes, gaps) if gaps.isfinite().all() else math.nan
        rows.append({"start": start, "seed": seed, "order": order})
    return pandas.DataFrame(rows, columns=["start", "seed", "order"])


def at_depth(results: pandas.DataFrame, depth: int) -> pandas.DataFrame:
    """The table to read: for each start at one depth the spread over the seeds, and of the order over all depths.

    `results` are `DeepeningTraining`s' rows. Errors and changes of the logits in %.
    """
    orders, rows = trained_orders(results), []
    for start, runs in results[results.depth == depth].groupby("start", sort=False):
        rows.append(
            {
                "start": start,
                "test error": spread(runs.test_error, 1, 100),
                "error doubled": spread(runs.doubled_error, 1, 100),
                "logits change": spread(runs.doubled_gap, 1, 100),
                "error as a flow": spread(runs.flow_error, 1, 100),
                "roughness": spread(runs.roughness, 3),
                "order": spread(orders[orders.start == start].order, 2, worst=-math.inf),
            }
        )
    return pandas.DataFrame(rows)
