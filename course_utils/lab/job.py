"""What the engine knows of an experiment: a job is one row of results, a profile names its jobs.

`run` asks a job for `parameters` (the key of its row), `data` (which data set) and `measure` (the rest of the row). A
`Training` is a job that trains a network; each experiment has its own, and a `Profile` with its own axes.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from numbers import Integral
from typing import Any, ClassVar, Protocol

from torch import nn

from course_utils.data import Dataset
from course_utils.networks.staged import count_parameters
from course_utils.system.device import Hardware
from course_utils.training.loop import History, Recipe, evaluate, train_together

SCORES = ("loss", "train_error", "test_error")
SMALLEST_BATCH = 8  # below it a step is no longer the recipe's


class Job(Protocol):
    """One row of results: everything that decides it, and how the rest is measured.

    `title` is what the bar says, `work` how long it takes beside other jobs of its profile, `measures` the names that
    `measure` gives. `defaults` are what parameters stand for that an older row does not name. Where `exact` is true
    everything is computed in float32. Jobs of one `group` may be measured at the same time; an empty one is alone.
    """

    data: str
    title: str
    work: int
    parameters: dict
    defaults: dict
    measures: tuple[str, ...]
    exact: bool
    group: tuple

    def measure(self, data: Dataset, hardware: Hardware, progress: Callable[[float], None] | bool = False) -> dict:
        """The rest of the row, with `status` "finished" or "diverged"; `progress` is told the finished share."""

    def measure_with(
        self, others: Sequence["Job"], data: Dataset, hardware: Hardware, progress=False
    ) -> Iterator[dict]:
        """`measure` of this job and of `others` of its group, all at the same time; a row each, this one's first."""

    def with_half_the_batch(self) -> "Job | None":
        """The same job on batches half as large, for a device without room; None where they are as small as can be."""


@dataclass(frozen=True, kw_only=True)
class Training:
    """A job that trains one network. A subclass has fields for what else decides the outcome, and `build`s it.

    It may also `examine` the trained network, under the names `examined`.
    """

    examined: ClassVar[tuple[str, ...]] = ()
    exact: ClassVar[bool] = False

    data: str
    seed: int
    recipe: Recipe

    @property
    def measures(self) -> tuple[str, ...]:
        """The names that `measure` gives, but for the status."""
        return (*SCORES, "seconds", *self.examined, "parameters", "curve", "batch_used")

    @property
    def parameters(self) -> dict:
        """The key under which the row is found again: all fields in one flat row; "8/16/32" stands for a tuple."""
        return {field.name: _plain(value) for field, value in _leaves(self)}

    @property
    def defaults(self) -> dict:
        """What `parameters` are where a field is not given: a row saved before the field existed stands for these."""
        return {field.name: _plain(field.default) for field, _ in _leaves(self) if field.default is not MISSING}

    @property
    def group(self) -> tuple:
        """Trainings that may share a device's steps: alike in kind, data, recipe and length."""
        return (type(self), self.data, self.recipe, self.work)

    def build(self, channels: int, classes: int = 10, size: int = 8) -> nn.Module:
        """The network, its weights drawn from the seed, for pictures `(N, channels, size, size)`."""
        raise NotImplementedError

    def examine(self, network: nn.Module, data: Dataset) -> dict:
        """What else is measured on the trained network: values that JSON can say, by the names in `examined`."""
        return {}

    def measure(self, data: Dataset, hardware: Hardware, progress: Callable[[float], None] | bool = False) -> dict:
        """Train on `data.train_inputs` `(N, C, H, W)` and return what was measured.

        `loss` and `train_error` are means over the last epoch, while the weights still moved; errors are shares, 0 to
        1; `seconds` are those of the training, its share where several ran at once; `curve` has the training error of
        each epoch; `batch_used` is smaller than the recipe's where memory was. A training that diverged (its loss, or
        that of the test pictures, is not finite) has the status "diverged", NaN for its scores, and was not examined.
        """
        return next(self.measure_with((), data, hardware, progress))

    def measure_with(
        self,
        others: Sequence["Training"],
        data: Dataset,
        hardware: Hardware,
        progress: Callable[[float], None] | bool = False,
    ) -> Iterator[dict]:
        """What `measure` returns, for this training and `others` of its group, trained at the same time."""
        everyone, (_, channels, size, _) = [self, *others], data.train_inputs.shape
        networks = [training.build(channels, len(data.classes), size) for training in everyone]
        seeds = [training.seed for training in everyone]
        histories = train_together(networks, data, self.recipe, seeds, hardware, progress)
        for training, network, history in zip(everyone, networks, histories, strict=True):
            yield training._row(network, history, data)

    def with_half_the_batch(self) -> "Training | None":
        """The same training on batches half as large; None below `SMALLEST_BATCH`."""
        half = self.recipe.batch_size // 2
        return replace(self, recipe=replace(self.recipe, batch_size=half)) if half >= SMALLEST_BATCH else None

    def _row(self, network: nn.Module, history: History, data: Dataset) -> dict:
        row = {
            "seconds": sum(epoch["seconds"] for epoch in history.rows),
            "parameters": count_parameters(network),
            "curve": [1 - epoch["accuracy"] for epoch in history.rows],
            "batch_used": self.recipe.batch_size,
        }
        try:
            return row | _scores(network, data, history) | self.examine(network, data) | {"status": "finished"}
        except FloatingPointError:
            return row | dict.fromkeys(SCORES, math.nan) | {"status": "diverged"}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What to train under one name. A subclass has the axes and the setting, and makes the jobs of them.

    `experiment` names the file of results; `by` is the column of its rows whose entries `only` chooses among. Where
    there are `rates`, each entry chooses its learning rate among them first.
    """

    experiment: ClassVar[str]
    by: ClassVar[str]

    name: str
    data: str
    recipe: Recipe
    rates: tuple[float, ...] = ()

    @property
    def setting(self) -> str:
        """The axes and the setting in words."""
        raise NotImplementedError

    def jobs(self) -> list[Job]:
        """All jobs, the whole picture for the first seed first."""
        raise NotImplementedError

    def only(self, *names: str) -> "Profile":
        """The same profile for some entries of its axis alone; `ValueError` for a name that is not among them."""
        raise NotImplementedError

    def __str__(self):
        jobs = f"{len(self.jobs())} trainings on {self.data}"
        return f"{self.name}: {jobs}, {self.recipe.epochs} epochs each; {self.setting}"


def as_tuple(values: Any, axis: str) -> tuple:
    """One value or several as a tuple without repeats, whole numbers of any library as Python's own.

    Raises `ValueError`, which names the `axis`, where there is none.
    """
    values = (values,) if isinstance(values, Integral | str) else values
    values = tuple(dict.fromkeys(int(value) if isinstance(value, Integral) else value for value in values))
    if not values:
        raise ValueError(f"{axis} is empty: name at least one.")
    return values


def check_names(names: tuple[str, ...], known: tuple[str, ...], what: str) -> None:
    """Raise a `ValueError` that lists the `known` names where one of `names` is not among them."""
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"No {what} is called {unknown[0]!r}. Choose among {', '.join(known)}.")


def _scores(network: nn.Module, data: Dataset, history: History) -> dict:
    """Loss and errors of a training; raises `FloatingPointError` where it diverged or the test loss is not finite."""
    if history.status == "diverged":
        raise FloatingPointError(history.message)
    test = evaluate(network, data.seen(data.test_inputs), data.test_labels)
    if not math.isfinite(test["loss"]):
        raise FloatingPointError(f"The loss on the test pictures is {test['loss']}.")
    errors = 1 - history.rows[-1]["accuracy"], 1 - test["accuracy"]
    return dict(zip(SCORES, (history.loss, *errors), strict=True))


def _leaves(job: Any) -> Iterator[tuple[Field, Any]]:
    """Each field with its value; those of a dataclass within stand in its place."""
    for field in fields(job):
        value = getattr(job, field.name)
        if is_dataclass(value):
            yield from _leaves(value)
        else:
            yield field, value


def _plain(value: Any) -> Any:
    return "/".join(map(str, value)) if isinstance(value, tuple) else value
