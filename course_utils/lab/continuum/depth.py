"""Does a network settle as it gets deeper? Random stacks, and stacks trained from several starts."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas
import torch

from course_utils.dynamics.refinement import DepthNet, interpolated, moved, refine, repeated, roughness
from course_utils.dynamics.stability import convergence_order
from course_utils.lab.continuum.runs import flat, spread
from course_utils.networks.staged import seeded
from course_utils.training.loop import Recipe, train

FLOW = 16  # so many small steps a block come close to the flow of the blocks


@dataclass(frozen=True)
class DepthJob:
    """One training of a `refinement.DepthNet`."""

    data: str
    start: str
    depth: int
    width: int
    seed: int
    recipe: Recipe

    def __str__(self):
        return f"{self.depth} blocks, start {self.start}, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the result is found again, as one flat row."""
        return {"experiment": "depth"} | flat(self)

    def measure(self, data, hardware) -> dict:
        """Train, then refine: errors on the test pictures, and how far the logits move, relative to their norm.

        `doubled`: twice as many blocks on the straight lines between neighbours' weights. `flow`: each block in 16
        steps of a 16th. `roughness` is that of the trained weights, 0 for smooth, about 1 for independent ones.
        """
        inputs = data.train_inputs[0].numel()
        with seeded(self.seed):
            network = DepthNet(self.depth, self.start, self.width, inputs)
        history = train(network, data, self.recipe, self.seed, hardware, progress=False)
        weights = network.weights.detach().cpu()
        found = {"loss": history.loss, "status": history.status, "roughness": roughness(weights)}
        return found | _refined(network, data)


@torch.no_grad()
def _refined(network, data):
    """Test error as trained, doubled and as a flow, and how far the last two move the logits."""
    x, steps = data.test_inputs, network.steps
    logits = {
        "test": network(x),
        "doubled": network.at_depth(x, interpolated(steps, 2)),
        "flow": network.at_depth(x, repeated(steps, FLOW)),
    }
    found = {f"{name}_error": (o.argmax(1) != data.test_labels).float().mean().item() for name, o in logits.items()}
    return found | {f"{name}_gap": moved(logits[name], logits["test"]) for name in ("doubled", "flow")}


def random_orders(
    kinds: Iterable[str] = ("tied", "smooth", "independent", "Brownian"),
    depths: Iterable[int] = (8, 16, 32, 64, 128, 256),
    seeds: Iterable[int] = (0, 1, 2, 3, 4),
) -> pandas.DataFrame:
    """`|x_L - x_2L| / |x_2L|` of random stacks: one row for each kind, seed and depth, with the order fitted over L."""
    rows = []
    for kind in kinds:
        for seed in seeds:
            found = refine(kind, depths, seed=seed)
            order = convergence_order(1 / found.depths.double(), found.gaps)
            pairs = zip(found.depths.tolist(), found.gaps.tolist(), strict=True)
            rows += [{"kind": kind, "seed": seed, "depth": depth, "gap": gap, "order": order} for depth, gap in pairs]
    return pandas.DataFrame(rows)


def trained_orders(results: pandas.DataFrame, column: str = "doubled_gap") -> pandas.DataFrame:
    """The slope p of `gap ~ L^-p` over the depths, for each start and seed of `DepthJob`s' rows."""
    rows = []
    for (start, seed), runs in results.groupby(["start", "seed"], sort=False):
        sizes, gaps = torch.tensor(1 / runs.depth.to_numpy()), torch.tensor(runs[column].to_numpy())
        rows.append({"start": start, "seed": seed, "order": convergence_order(sizes, gaps)})
    return pandas.DataFrame(rows)


def summary(results: pandas.DataFrame, depth: int) -> pandas.DataFrame:
    """The table to read: for each start at one depth medians over the seeds, lowest to highest; order over all depths.

    `results` are `DepthJob`s' rows. Errors and changes of the logits in %.
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
                "order": spread(orders[orders.start == start].order, 2),
            }
        )
    return pandas.DataFrame(rows)
