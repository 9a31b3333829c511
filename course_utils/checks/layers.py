"""What the adapter `with_weights` tells of the layers that a module uses, in words and numbers."""

import torch

NO_BIAS = torch.zeros(0)  # in the pairs (weight, bias) that the adapter copies into layers
TOLD = "layers, biases, y, gradient"


def described(layers) -> list[list[int]]:
    """Rows [out, in, kernel height, kernel width, whether there is a bias]; [] where the adapter told no such thing."""
    return [row for row in layers if type(row) is list and len(row) == 5] if type(layers) is list else []


def convolutions(layers) -> list[list[int]]:
    """[out, in, kernel] of the layers that are no norms."""
    return [row[:3] for row in described(layers) if row[1]]


def norms(layers) -> int:
    """How many norms there are."""
    return sum(not row[1] for row in described(layers))


def channels_of_norms(layers) -> list[int]:
    """How many channels each norm has, the fewest first: the weights of the task fit no other."""
    return sorted(row[0] for row in described(layers) if not row[1])


def untouched_norm(channels: int, like: torch.Tensor) -> list[torch.Tensor]:
    """Scale 1 and offset 0, as a norm starts."""
    return [torch.ones(channels).to(like), torch.zeros(channels).to(like)]
