"""Toy problems in one and two dimensions."""

import math
import re

import torch

from course_utils.data.dataset import Dataset


def wave(count: int = 200, noise: float = 0.1, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """A 1-D regression problem: x in [-1, 1] and `sin(3 pi x) / 2 + x` plus Gaussian noise, each `(count, 1)`."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.linspace(-1, 1, count)[:, None]
    return x, torch.sin(3 * math.pi * x) / 2 + x + noise * torch.randn(count, 1, generator=generator)


def spirals(count: int = 400, noise: float = 0.03, seed: int = 0) -> Dataset:
    """A 2-D classification problem: two interleaved spirals, points `(count, 2)` in train and as many in test."""
    generator = torch.Generator().manual_seed(seed)
    label = torch.arange(2 * count) % 2
    radius = torch.rand(2 * count, generator=generator).sqrt()
    angle = 3 * math.pi * radius + math.pi * label
    points = torch.stack((radius * angle.cos(), radius * angle.sin()), 1)
    points = points + noise * torch.randn(2 * count, 2, generator=generator)
    return Dataset("spirals", points[:count], label[:count], points[count:], label[count:], ("first", "second"))


def rings(count: int = 400, noise: float = 0.08, seed: int = 0) -> Dataset:
    """A 2-D classification problem: a ring inside another, points `(count, 2)` in train and as many in test."""
    generator = torch.Generator().manual_seed(seed)
    label = torch.arange(2 * count) % 2
    angle = 2 * math.pi * torch.rand(2 * count, generator=generator)
    points = (0.35 + 0.5 * label)[:, None] * torch.stack((angle.cos(), angle.sin()), 1)
    points = points + noise * torch.randn(2 * count, 2, generator=generator)
    return Dataset("rings", points[:count], label[:count], points[count:], label[count:], ("inner", "outer"))


def drawn(text: str) -> Dataset:
    """Points set by hand, as 2-D data of two classes: "a 0.1,0.2 -0.5,0 b 0.3,0.3". The test split is the same.

    Points `(count, 2)` from -2 to 2. Raises `ValueError` for other text, and where one class has no point.
    """
    points, labels, label = [], [], None
    for word in text.split():
        match = re.fullmatch(r"(-?\d*\.?\d+),(-?\d*\.?\d+)", word)
        if word in ("a", "b"):
            label = "ab".index(word)
        elif match and label is not None and all(abs(float(part)) <= 2 for part in match.groups()):
            points.append([float(part) for part in match.groups()])
            labels.append(label)
        else:
            raise ValueError(f'{word!r} is no point: write "a 0.1,0.2 b 0.3,0.3", of numbers from -2 to 2.')
    if set(labels) != {0, 1}:
        raise ValueError("Each of the classes a and b needs a point.")
    inputs, labels = torch.tensor(points), torch.tensor(labels)
    return Dataset("drawn points", inputs, labels, inputs, labels, ("a", "b"))
