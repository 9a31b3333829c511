"""What an exercise is: its place in the course, and the laws that a right answer keeps."""

import inspect
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import torch

EXERCISES: dict[str, "Exercise"] = {}


@dataclass
class Law:
    """One property of a right answer: `test(answer, draw)` raises Trouble where it does not hold."""

    name: str
    test: Callable
    points: float


@dataclass
class Exercise:
    """An exercise of the course; creating one lists it in EXERCISES."""

    id: str
    title: str
    signature: str
    difficulty: int  # 1 to 5
    minutes: int
    adapter: Callable | None = None
    picture: Callable | None = None
    by_hand: float = 0  # points that a person gives, for an answer in prose
    tables: bool = False  # whether it asks for lists of numbers, which have no precision of their own
    laws: list[Law] = field(default_factory=list, repr=False)

    def __post_init__(self):
        EXERCISES[self.id] = self

    @property
    def points(self) -> float:
        """Points of all laws together, or those given by hand."""
        return self.by_hand or sum(law.points for law in self.laws)

    def law(self, test: Callable | None = None, *, points: float = 1):
        """Decorate a function `test(answer, draw)` to make it a law of this exercise; its docstring is what it says."""
        if test is None:
            return partial(self.law, points=points)
        self.laws.append(Law(inspect.getdoc(test), test, points))
        return test


class Draw:
    """Random inputs of a check, the same for the same seed and name, whatever was drawn elsewhere."""

    def __init__(self, *names):
        self.seed = zlib.crc32("|".join(map(str, names)).encode())
        self.generator = torch.Generator().manual_seed(self.seed)

    def normal(self, *shape, dtype=torch.float64) -> torch.Tensor:
        """Independent standard normal numbers."""
        return torch.randn(*shape, generator=self.generator, dtype=torch.float64).to(dtype)

    def uniform(self, low: float, high: float) -> float:
        """One number between low and high."""
        return low + (high - low) * torch.rand((), generator=self.generator, dtype=torch.float64).item()

    def integer(self, low: int, high: int) -> int:
        """One whole number from low to high, both included."""
        return int(torch.randint(low, high + 1, (), generator=self.generator))

    def order(self, count: int) -> list[int]:
        """The numbers from 0 to count - 1 in random order."""
        return torch.randperm(count, generator=self.generator).tolist()
