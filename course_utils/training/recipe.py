"""How to train, and what training did."""

import math
from dataclasses import dataclass, field
from numbers import Integral

import pandas

OPTIMISERS = ("sgd", "adam")


@dataclass(frozen=True)
class Recipe:
    """How to train. The rate falls to zero along a cosine, or by ten at each epoch of `milestones` where given.

    The defaults are the course's own for the digits; He et al. 2015, section 4.2, on CIFAR-10 is `HE_2015`.
    """

    epochs: int = 6
    learning_rate: float = 0.1
    batch_size: int = 128
    weight_decay: float = 1e-4
    optimiser: str = "sgd"
    milestones: tuple[int, ...] = ()
    padding: int = 0

    def __post_init__(self):
        if self.optimiser not in OPTIMISERS:
            raise ValueError(f"No optimiser is called {self.optimiser!r}. Choose one of {', '.join(OPTIMISERS)}.")
        for name in ("epochs", "batch_size", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}.")
        for name in ("weight_decay", "padding"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)}.")
        for name in ("epochs", "batch_size", "padding"):
            if not isinstance(getattr(self, name), Integral):
                raise ValueError(f"{name} must be a whole number, not {getattr(self, name)!r}.")

    def rate(self, progress: float) -> float:
        """The learning rate once the share `progress` (0 to 1) of all steps is done."""
        if self.milestones:
            return self.learning_rate * 0.1 ** sum(progress * self.epochs >= epoch for epoch in self.milestones)
        return self.learning_rate * (1 + math.cos(math.pi * progress)) / 2


HE_2015 = Recipe(epochs=164, learning_rate=0.1, milestones=(82, 123), padding=4)


@dataclass
class History:
    """What training did: one row an epoch, and how it ended ("finished", "interrupted" or "diverged")."""

    rows: list[dict] = field(default_factory=list)
    status: str = "running"
    message: str = ""

    @property
    def loss(self) -> float:
        """Mean training loss of the last whole epoch; NaN before the first."""
        return self.rows[-1]["loss"] if self.rows else math.nan

    def table(self) -> pandas.DataFrame:
        """The rows as a table: epoch, loss, accuracy, learning_rate, seconds."""
        return pandas.DataFrame(self.rows)
