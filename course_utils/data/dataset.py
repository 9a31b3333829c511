"""What every set of data is: inputs and labels in two splits, on one device."""

from dataclasses import dataclass, replace

import torch


@dataclass(frozen=True)
class Dataset:
    """Inputs `(N, C, H, W)` or `(N, D)` as float32 and labels `(N,)` as int64, in two splits, all on one device."""

    name: str
    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    classes: tuple[str, ...]

    def __str__(self):
        shape = "x".join(str(size) for size in self.train_inputs.shape[1:])
        train, test = len(self.train_labels), len(self.test_labels)
        return f"{self.name}: {train} training and {test} test inputs of {shape}, {len(self.classes)} classes"

    def to(self, device) -> "Dataset":
        """The same data on another device."""
        names = ("train_inputs", "train_labels", "test_inputs", "test_labels")
        return replace(self, **{name: getattr(self, name).to(device) for name in names})

    def one_of_each(self) -> torch.Tensor:
        """The first training input of each class, in the order of `classes`. Shape `(classes, C, H, W)`."""
        return torch.stack([self.train_inputs[self.train_labels == label][0] for label in range(len(self.classes))])
