"""Pictograms: generated colour images of ten shapes, as hard as one wants, for what digits cannot tell apart.

Only the shape tells the class. Colours, textures, pose, clutter and noise are drawn without regard to it.
"""

import math

import torch

from course_utils.data.dataset import Dataset

CLASSES = ("disc", "ring", "square", "frame", "triangle", "plus", "star", "moon", "bars", "arrow")
PIECES = 3  # of clutter, at most


def pictograms(
    train: int = 2000, test: int = 2000, size: int = 16, difficulty: float = 0.5, seed: int = 0, device="cpu"
) -> Dataset:
    """Ten classes of generated images `(N, 3, size, size)` in [0, 1], as many of each class as can be.

    `difficulty` from 0 (one pose, plain colours, no clutter, no noise) to 1 moves, turns, shrinks, squeezes and hides
    the shape. `seed` fixes every image, whatever the device: numbers are drawn on the CPU, pixels computed on `device`.
    The two splits are drawn alike and apart. Raises `ValueError` for an empty split or another difficulty or size.
    """
    if train < 1 or test < 1:
        raise ValueError(f"Ask for at least one image to train and one to test on, not {train} and {test}.")
    if not 0 <= difficulty <= 1:
        raise ValueError(f"The difficulty goes from 0 to 1, it cannot be {difficulty}.")
    if size < 8:
        raise ValueError(f"Ten shapes need 8 pixels a side or more to differ, not {size}.")
    generator = torch.Generator().manual_seed(seed)
    labels = torch.cat([_labels(count, generator) for count in (train, test)])
    images = draw(labels, size, difficulty, generator, device)
    labels = labels.to(device)
    splits = images[:train], labels[:train], images[train:], labels[train:]
    return Dataset("pictograms", *splits, CLASSES)


def draw(labels: torch.Tensor, size: int, difficulty: float, generator: torch.Generator, device="cpu") -> torch.Tensor:
    """One image `(3, size, size)` for each of the `labels` `(N,)`; what a label leaves open comes from `generator`."""
    chance = Chance(len(labels), generator, device)
    noise = torch.randn(len(labels), 3, size, size, generator=generator).to(device)
    points = _grid(size, device)
    pixel, back, front = 2 / size, *_colours(chance, difficulty)
    images = _textured(points, back, chance, difficulty)
    for piece in range(PIECES):
        images = _strewn(images, points, piece < PIECES * difficulty, pixel, chance)
    inside = _coverage(points, labels.to(device), pixel, chance, difficulty)
    images = torch.lerp(images, _textured(points, front, chance, difficulty), inside)
    return (images + 0.15 * difficulty * noise).clamp(0, 1)


class Chance:
    """A well of uniform numbers, `(N, 1, 1, 1)` a draw: always the same ones in the same order from one generator."""

    def __init__(self, count: int, generator: torch.Generator, device):
        self.numbers = iter(torch.rand(200, count, 1, 1, 1, generator=generator).to(device))

    def between(self, low: float, high: float) -> torch.Tensor:
        """Uniform numbers from `low` to `high`, `(N, 1, 1, 1)`."""
        return low + (high - low) * next(self.numbers)


def _labels(count, generator):
    """`count` labels, as many of each class as can be, in random order."""
    return torch.randperm(count, generator=generator) % len(CLASSES)


def _grid(size, device):
    """The centres of the pixels, x and y from -1 to 1, each `(1, 1, size, size)`."""
    ticks = (torch.arange(size, device=device) + 0.5) * 2 / size - 1
    y, x = torch.meshgrid(ticks, ticks, indexing="ij")
    return x[None, None], y[None, None]


def _colours(chance, difficulty):
    """A pair of colours for the background and one for the shape, `(N, 3, 1, 1)` each.

    The two grounds differ in brightness, either way round, the less the harder; their hues are free.
    """
    gap = chance.between(0.7 - 0.25 * difficulty, 0.8 - 0.15 * difficulty)
    middle = chance.between(0.5, 0.5) + (0.5 - gap / 2) * chance.between(-1, 1) * 0.8
    sign = torch.sign(chance.between(-1, 1))
    return [_shades(middle + side * sign * gap / 2, chance, difficulty) for side in (-1, 1)]


def _shades(brightness, chance, difficulty):
    """Two colours around one brightness; the harder, the further apart in hue."""
    hues = torch.cat([chance.between(-1, 1) for _ in range(3)], 1)
    hues = 0.3 * (hues - hues.mean(1, keepdim=True))
    change = torch.cat([chance.between(-1, 1) for _ in range(3)], 1)
    return brightness + hues, brightness + hues + 0.25 * difficulty * change


def _textured(points, colours, chance, difficulty):
    """Stripes or checks that go from one colour to the other, of a random width and direction."""
    x, y = _turned(points, chance.between(0, math.pi))
    pitch, phase = chance.between(3, 10), chance.between(0, 2 * math.pi)
    across = chance.between(0, 1) < 0.5
    wave = torch.sin(pitch * x + phase) * torch.where(across, torch.sin(pitch * y), 1.0)
    return torch.lerp(*colours, (0.5 + 0.5 * wave).expand(-1, 3, -1, -1))


def _strewn(images, points, there, pixel, chance):
    """Strew one short bar of clutter over each image, where `there` says so; the numbers are drawn in any case."""
    x, y = points[0] - chance.between(-1, 1), points[1] - chance.between(-1, 1)
    x, y = _turned((x, y), chance.between(0, math.pi))
    length, width = chance.between(0.05, 0.45), chance.between(0.06, 0.14)
    colour = torch.cat([chance.between(0, 1) for _ in range(3)], 1)
    outside = torch.hypot((x.abs() - length).clamp(min=0), y) - width
    return torch.lerp(images, colour, (0.5 - outside / pixel).clamp(0, 1)) if there else images


def _coverage(points, labels, pixel, chance, difficulty):
    """How much of each pixel the shape covers, 0 to 1, `(N, 1, size, size)`, in a pose of its own."""
    x, y = (axis - chance.between(-0.25, 0.25) * difficulty for axis in points)
    x, y = _turned((x, y), chance.between(-math.pi / 2, math.pi / 2) * difficulty)
    scale = 0.8 - chance.between(0, 0.3) * difficulty
    squeeze = 1 - chance.between(0, 0.35) * difficulty
    x, y = x / scale, y / (scale * squeeze)
    outside = torch.empty(len(labels), 1, *points[0].shape[2:], device=labels.device)
    for index, name in enumerate(CLASSES):
        mine = labels == index
        outside[mine] = SHAPES[name](x[mine], y[mine])
    return (0.5 - outside * scale * squeeze / pixel).clamp(0, 1)


def _turned(points, angle):
    """The points as seen from axes turned by `angle`."""
    (x, y), cos, sin = points, torch.cos(angle), torch.sin(angle)
    return cos * x + sin * y, cos * y - sin * x


# Shapes: negative inside, positive outside, and close to the distance from the edge. All fit in a circle of radius 1.1.


def _box(x, y, width, height):
    return torch.maximum(x.abs() - width, y.abs() - height)


def _triangle(x, y):
    return torch.maximum(y - 0.5, 0.866 * x.abs() - 0.5 * y - 0.5)


def _plus(x, y):
    return torch.minimum(_box(x, y, 0.28, 0.95), _box(x, y, 0.95, 0.28))


def _star(x, y):
    fold = 2 * math.pi / 5
    angle = torch.remainder(torch.atan2(x, -y) + fold / 2, fold) - fold / 2
    along, off = torch.hypot(x, y) * torch.cos(angle), torch.hypot(x, y) * torch.sin(angle).abs()
    return 0.45 * (along - 1.05) + 0.89 * off  # the edge from a tip to the notch beside it


def _moon(x, y):
    return torch.maximum(torch.hypot(x, y) - 0.95, 0.75 - torch.hypot(x - 0.45, y))


def _arrow(x, y):
    head = torch.maximum(-x + 0.0, 0.7 * (x + y.abs()) - 0.7)
    return torch.minimum(head, torch.maximum(x - 0.1, _box(x + 0.4, y, 0.6, 0.25)))


SHAPES = {
    "disc": lambda x, y: torch.hypot(x, y) - 0.85,
    "ring": lambda x, y: (torch.hypot(x, y) - 0.68).abs() - 0.2,
    "square": lambda x, y: _box(x, y, 0.75, 0.75),
    "frame": lambda x, y: _box(x, y, 0.62, 0.62).abs() - 0.18,
    "triangle": _triangle,
    "plus": _plus,
    "star": _star,
    "moon": _moon,
    "bars": lambda x, y: _box(x, y.abs() - 0.5, 0.85, 0.22),
    "arrow": _arrow,
}
