"""Toy problems in one and two dimensions."""

import math

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
