"""What every set of data is: inputs and labels in two splits, on one device."""

from dataclasses import dataclass, replace

import torch

PARTS = ("train_inputs", "train_labels", "test_inputs", "test_labels", "mean", "deviation")


@dataclass(frozen=True)
class Dataset:
    """Inputs `(N, C, H, W)` or `(N, D)` and labels `(N,)` as int64, in two splits, all on one device.

    Inputs are float32; or bytes (uint8), a quarter of the memory, which a network gets to see as `seen` makes them:
    with the channels' `mean` and `deviation`, `(C, 1, 1)`, taken out.
    """

    name: str
    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    classes: tuple[str, ...]
    mean: torch.Tensor | None = None
    deviation: torch.Tensor | None = None

    def __str__(self):
        shape = "x".join(str(size) for size in self.train_inputs.shape[1:])
        train, test = len(self.train_labels), len(self.test_labels)
        return f"{self.name}: {train} training and {test} test inputs of {shape}, {len(self.classes)} classes"

    def to(self, device) -> "Dataset":
        """The same data on another device."""
        parts = {name: getattr(self, name) for name in PARTS}
        return replace(self, **{name: part.to(device) for name, part in parts.items() if part is not None})

    def first(self, count: int) -> "Dataset":
        """The first `count` inputs `(count, ...)` of each split. Raises `ValueError` for a count below one."""
        if count < 1:
            raise ValueError(f"Take the first input or more of {self.name}, not {count}.")
        some = {name: getattr(self, name)[:count] for name in PARTS[:4]}
        return replace(self, name=f"{self.name}, the first {count}", **some)

    def seen(self, inputs: torch.Tensor) -> torch.Tensor:
        """Some of the inputs, `(N, ...)`, as a network takes them: float32, from bytes (uint8) on the same device."""
        return (inputs.float() / 255 - self.mean) / self.deviation if inputs.dtype == torch.uint8 else inputs

    def one_of_each(self) -> torch.Tensor:
        """The first training input of each class, in the order of `classes`. Shape `(classes, C, H, W)`."""
        first = [self.train_inputs[self.train_labels == label][0] for label in range(len(self.classes))]
        return self.seen(torch.stack(first))
