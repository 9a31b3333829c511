"""A digit drawn by hand, made like those of the data: 8 x 8 pixels from a bitmap of 32 x 32.

Alpaydin and Kaynak (1998) scaled each bitmap to one size and counted the dark pixels of every 4 x 4 square, 0 to 16.
"""

from collections.abc import Sequence

import torch

SIDE, LEVELS, PEN = 8, 16, 0.07  # PEN: half the width of the stroke, as a share of the digit's height
FINE = 4 * SIDE

Stroke = Sequence[Sequence[float]]


def written_digit(strokes: Sequence[Stroke]) -> torch.Tensor:
    """Strokes, lists of points (x, y) from the upper left corner, in any units, as an image `(1, 8, 8)` in [0, 1].

    The drawing is moved and scaled until it is as high as the image (or as wide, where it is wider than high). Without
    a point the image is empty.
    """
    lines = [torch.tensor(stroke, dtype=torch.float64)[:, :2] for stroke in strokes if len(stroke)]
    if not lines:
        return torch.zeros(1, SIDE, SIDE)
    points = torch.cat(lines)
    low, high = points.min(0).values, points.max(0).values
    extent = (high - low).max().clamp(min=1e-9)
    middle = (low + high) / 2
    ink = torch.zeros(FINE, FINE, dtype=torch.bool)
    for line in lines:
        ink |= _near((line - middle) / extent * (1 - 2 * PEN) + 0.5)
    squares = ink.view(SIDE, 4, SIDE, 4).sum((1, 3))
    return squares[None].float() / LEVELS


def _near(line):
    """Which pixels `(FINE, FINE)` lie within the pen's half width of a polyline `(n, 2)` in the unit square."""
    centres = (torch.arange(FINE, dtype=torch.float64) + 0.5) / FINE
    pixels = torch.stack(torch.meshgrid(centres, centres, indexing="xy"), -1)[:, :, None]
    begin, end = (line, line) if len(line) == 1 else (line[:-1], line[1:])
    along = end - begin
    share = ((pixels - begin) * along).sum(-1) / along.square().sum(-1).clamp(min=1e-12)
    nearest = begin + share.clamp(0, 1)[..., None] * along
    return ((pixels - nearest).norm(dim=-1) <= PEN).any(-1)


def levels(image: torch.Tensor) -> str:
    """An image `(1, 8, 8)` in [0, 1] as 64 letters, 0 to 9 and a to g for the levels 0 to 16, row by row."""
    return "".join("0123456789abcdefg"[level] for level in (LEVELS * image.flatten()).round().int().tolist())


def image_of(text: str) -> torch.Tensor:
    """The image `(1, 8, 8)` that `levels` wrote; raises `ValueError` for anything else."""
    try:
        numbers = [int(letter, LEVELS + 1) for letter in text]
    except ValueError:
        numbers = []
    if len(numbers) != SIDE * SIDE:
        raise ValueError(f"A digit is {SIDE * SIDE} letters from 0 to 9 and a to g, not {text!r}.")
    return torch.tensor(numbers, dtype=torch.float32).view(1, SIDE, SIDE) / LEVELS
