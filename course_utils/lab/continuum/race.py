"""Neural ODE against residual network: the trainings, and Chen et al.'s table beside them."""

from dataclasses import dataclass

import pandas
import torch

from course_utils.lab.continuum.models import ContinuumNet, cost, make_finer
from course_utils.lab.continuum.runs import flat, spread
from course_utils.networks.staged import count_parameters, seeded
from course_utils.training.loop import Recipe, evaluate, train

BATCH = 100  # test pictures that costs are counted on


@dataclass(frozen=True)
class ModelJob:
    """One training of one of `MODELS`: everything that decides its outcome."""

    data: str
    model: str
    channels: int
    halvings: int
    tolerance: float
    seed: int
    recipe: Recipe

    def __str__(self):
        return f"{self.model}, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the result is found again, as one flat row."""
        return {"experiment": "race"} | flat(self)

    def measure(self, data, hardware) -> dict:
        """Train, then count and solve more finely.

        `loss` is the mean over the last epoch, errors are shares, 0 to 1; `finer_error` is the test error when the
        trained network takes `FINER` times as many steps (an adaptive one: a smaller tolerance), and `flips` the share
        of test pictures that are then read differently; `seconds` are those of an epoch.
        """
        _, channels, size, _ = data.train_inputs.shape
        with seeded(self.seed):
            network = ContinuumNet(self.model, self.channels, self.tolerance, channels, size, self.halvings)
        history = train(network, data, self.recipe, self.seed, hardware, progress=False)
        found = {"loss": history.loss, "test_error": _error(network, data), "parameters": count_parameters(network)}
        found |= {"seconds": history.table().seconds.median(), "status": history.status}
        found |= cost(network, data.test_inputs[:BATCH])
        before = _answers(network, data)
        make_finer(network)
        changed = (_answers(network, data) != before).float().mean().item()
        return found | {"finer_error": _error(network, data), "flips": changed}


def published() -> pandas.DataFrame:
    """Chen et al. 2018, table 1, two rows: MNIST test error (a share), parameters, memory, protocol."""
    protocol = "MNIST, one number, count of runs not stated"
    rows = [("residual", 0.0041, 600_000, "O(L)", protocol), ("ODE", 0.0042, 220_000, "O(1)", protocol)]
    return pandas.DataFrame(rows, columns=["model", "test_error", "parameters", "memory", "protocol"])


def beside_published(results: pandas.DataFrame) -> pandas.DataFrame:
    """One row a model: error, parameters, evaluations, memory and time here, error and parameters as published."""
    known = published().set_index("model")
    rows = []
    for model, runs in results.groupby("model", sort=False):
        one, paper = runs.iloc[0], known.loc[model] if model in known.index else None
        rows.append(
            {
                "model": model,
                "test error %": spread(runs.test_error, 1, 100),
                "parameters": one.parameters,
                "evaluations": f"{spread(runs.forward, 0)} + {spread(runs.backward, 0)}",
                "KB kept a picture": round(runs.kept.median() / 1024, 1),
                "s an epoch": round(runs.seconds.median(), 2),
                "published error %": "" if paper is None else f"{100 * paper.test_error:.2f}",
                "published parameters": "" if paper is None else f"{paper.parameters / 1e6:.2f} M",
            }
        )
    return pandas.DataFrame(rows)


def _error(network, data):
    return 1 - evaluate(network, data.test_inputs, data.test_labels)["accuracy"]


@torch.no_grad()
def _answers(network, data):
    return torch.cat([network(batch).argmax(1) for batch in data.test_inputs.split(500)])
