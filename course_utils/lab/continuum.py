"""Chapter 5's experiment: one branch as a residual network and as an equation, and networks made deeper and deeper.

The race of the four models is here, with Chen et al.'s table beside it; the second part is `deepening`.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas
import torch

from course_utils.data import Dataset
from course_utils.lab.deepening import DeepeningTraining
from course_utils.lab.experiments import register
from course_utils.lab.job import SCORES, Profile, Training, as_tuple, check_names
from course_utils.lab.published import published
from course_utils.lab.summary import median, shown, spread
from course_utils.networks.continuum import MODELS, ContinuumNet, cost, make_finer
from course_utils.networks.neural_ode import finite_steps
from course_utils.networks.staged import seeded
from course_utils.system.device import Hardware
from course_utils.training.loop import Recipe, evaluate

BATCH = 100  # test pictures that costs are counted on
PARTS = ("race", "deepening")
EVALUATIONS = {"residual": 6, "tied": 6, "RK4": 8, "ODE": 70}  # in a step, both ways: how long a training takes


@dataclass(frozen=True, kw_only=True)
class RaceTraining(Training):
    """One training of one of `MODELS`, then counted and solved more finely.

    `forward`, `backward` and `kept` are those of `networks.continuum.cost`; `finer_error` is the test error when the
    trained network takes `FINER` times as many steps (an adaptive one: a smaller tolerance), and `flips` the share of
    test pictures that are then read differently.
    """

    examined: ClassVar[tuple[str, ...]] = ("forward", "backward", "kept", "finer_error", "flips")
    exact: ClassVar[bool] = True  # a solver's error control needs the digits that bfloat16 drops

    model: str
    channels: int
    halvings: int
    tolerance: float

    @property
    def work(self) -> int:
        """A training takes as long as the branch is asked."""
        return EVALUATIONS.get(self.model, 1)

    @property
    def group(self) -> tuple:
        """Alone: a solver that finds no step ends the training that it belongs to, and no other."""
        return ()

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.model}, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the row is found again, among those of the deepening."""
        return {"part": "race"} | super().parameters

    def build(self, channels: int = 1, classes: int = 10, size: int = 8) -> ContinuumNet:
        """The network, its weights drawn from the seed, for ten classes of pictures `(N, channels, size, size)`."""
        with seeded(self.seed):
            return ContinuumNet(self.model, self.channels, self.tolerance, channels, size, self.halvings)

    def measure(self, data: Dataset, hardware: Hardware, progress: Callable[[float], None] | bool = False) -> dict:
        """As any training; where the adjoint's solver finds no step on the way back, it has diverged as well."""
        try:
            with finite_steps():
                return super().measure(data, hardware, progress)
        except FloatingPointError:
            lost = {**dict.fromkeys((*SCORES, "seconds"), math.nan), "curve": [], "status": "diverged"}
            return lost | {"batch_used": self.recipe.batch_size}

    def examine(self, network: ContinuumNet, data: Dataset) -> dict:
        """Count what the middle costs, then solve more finely: the network is changed by it."""
        counted = cost(network, data.seen(data.test_inputs[:BATCH]))
        before = _answers(network, data)
        make_finer(network)
        flips = (_answers(network, data) != before).float().mean().item()
        finer = evaluate(network, data.seen(data.test_inputs), data.test_labels)
        return counted | {"finer_error": 1 - finer["accuracy"], "flips": flips}


@dataclass(frozen=True, kw_only=True)
class ContinuumProfile(Profile):
    """Every model of the race, and every start at every depth of the deepening, from every seed.

    `channels` and `halvings` are those of `ContinuumNet`, `tolerance` that of its adaptive solver, `width` that of
    `refinement.DepthNet`. `recipe` belongs to the race, `depth_recipe` to the deepening.
    """

    experiment: ClassVar[str] = "continuum"
    by: ClassVar[str] = "part"

    channels: int
    halvings: int
    tolerance: float
    depths: tuple[int, ...]
    width: int
    depth_recipe: Recipe
    models: tuple[str, ...] = MODELS
    starts: tuple[str, ...] = ("full", "independent", "tied")
    seeds: tuple[int, ...] = (0, 1, 2)
    parts: tuple[str, ...] = PARTS

    def __post_init__(self):
        for axis in ("depths", "models", "starts", "seeds", "parts"):
            object.__setattr__(self, axis, as_tuple(getattr(self, axis), axis))
        check_names(self.parts, PARTS, "part")
        check_names(self.models, MODELS, "model")

    @property
    def setting(self) -> str:
        """The axes of both parts."""
        parts = {
            "race": f"{', '.join(self.models)} with {self.channels} channels",
            "deepening": f"starts {', '.join(self.starts)} with {', '.join(map(str, self.depths))} blocks, "
            f"{self.depth_recipe.epochs} epochs",
        }
        return "; ".join([*(parts[part] for part in self.parts), f"seeds {', '.join(map(str, self.seeds))}."])

    def only(self, *names: str) -> "ContinuumProfile":
        """One part alone: "race" or "deepening"."""
        check_names(names, self.parts, "part")
        return replace(self, parts=names)

    def jobs(self) -> list[Training]:
        """The jobs of both parts, each with the whole picture for the first seed first."""
        return [job for part in self.parts for job in {"race": self._race, "deepening": self._deepening}[part]()]

    def _race(self):
        common = {name: getattr(self, name) for name in ("data", "recipe", "channels", "halvings", "tolerance")}
        return [
            RaceTraining(model=model, seed=seed, **common) for seed, model in itertools.product(self.seeds, self.models)
        ]

    def _deepening(self):
        common = {"data": self.data, "recipe": self.depth_recipe, "width": self.width}
        return [
            DeepeningTraining(start=start, depth=depth, seed=seed, **common)
            for seed, start, depth in itertools.product(self.seeds, self.starts, self.depths)
        ]


@register("continuum")
def profiles() -> dict[str, ContinuumProfile]:
    """Both parts in three sizes: digits in half a minute of a CPU, photographs in minutes of a GPU, or in hours."""
    quick = {"data": "digits", "channels": 8, "halvings": 1, "tolerance": 1e-2, "width": 32}
    full = {"data": "cifar10", "channels": 64, "halvings": 2, "tolerance": 1e-3, "width": 128}
    quick |= {"recipe": _adam(4, 0.01, 64), "depths": (8, 16, 32, 64), "depth_recipe": _adam(12, 3e-3, 128)}
    full |= {"recipe": _adam(30, 1e-3, 128), "depths": (8, 16, 32, 64, 128), "depth_recipe": _adam(20, 1e-3, 128)}
    short = full | {"data": "photographs", "recipe": _adam(4, 1e-3, 256), "depths": (8, 16, 32, 64)}
    short |= {"tolerance": 1e-2, "depth_recipe": _adam(6, 1e-3, 256)}
    return {
        "quick": ContinuumProfile(name="quick", **quick),
        "short": ContinuumProfile(name="short", **short),
        "full": ContinuumProfile(name="full", seeds=(0, 1, 2, 3, 4), **full),
    }


def beside_published(results: pandas.DataFrame) -> pandas.DataFrame:
    """One row a model: error, parameters, evaluations, memory and time here, error and parameters as published."""
    known, rows = published("continuum").set_index("model"), []
    for model, runs in results.groupby("model", sort=False):
        paper = known.loc[model] if model in known.index else None
        rows.append(
            {
                "model": model,
                "test error %": spread(runs.test_error, 1, 100),
                "parameters": runs.parameters.iloc[0],
                "evaluations": f"{spread(runs.forward, 0)} + {spread(runs.backward, 0)}",
                "KB kept a picture": shown(median(runs.kept), 1, 1 / 1024),
                "s an epoch": shown(median(runs.seconds / runs.epochs), 2),
                "published error %": "" if paper is None else f"{100 * paper.test_error:.2f}",
                "published parameters": "" if paper is None else f"{paper.parameters / 1e6:.2f} M",
            }
        )
    return pandas.DataFrame(rows)


def _adam(epochs, rate, batch):
    return Recipe(epochs, rate, batch, weight_decay=0.0, optimiser="adam")


@torch.no_grad()
def _answers(network, data):
    return torch.cat([network(data.seen(batch)).argmax(1) for batch in data.test_inputs.split(500)])
