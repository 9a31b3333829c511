"""Images changed a little at random, so that a network never sees one twice."""

from typing import NamedTuple

import torch


class Moves(NamedTuple):
    """What happens to each image of a batch: whether it is flipped, and its first row and column in the padded one."""

    flip: torch.Tensor
    top: torch.Tensor
    left: torch.Tensor


def draw_moves(count: int, padding: int, generator: torch.Generator) -> Moves:
    """Flips with probability 1/2 and shifts by up to `padding` pixels for `count` images, each of shape `(count,)`.

    Draws come from `generator`, a CPU generator, so that a seed means the same on every device.
    """
    flip = torch.rand(count, generator=generator) < 0.5
    top, left = torch.randint(0, 2 * padding + 1, (2, count, 1), generator=generator).squeeze(2)
    return Moves(flip, top, left)


def moved(images: torch.Tensor, moves: Moves, padding: int) -> torch.Tensor:
    """Images `(N, C, H, W)` flipped left to right and shifted, zeros moved in at the border; `moves` on their device.

    One gather, without a decision on the host, so that a CUDA graph can hold it.
    """
    count, _, height, width = images.shape
    rows = torch.arange(height, device=images.device) + moves.top[:, None] - padding
    columns = torch.arange(width, device=images.device) + moves.left[:, None] - padding
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    columns = torch.where(moves.flip[:, None], width - 1 - columns, columns)
    everyone = torch.arange(count, device=images.device)[:, None, None]
    rows, columns = rows.clamp(0, height - 1)[:, :, None], columns.clamp(0, width - 1)[:, None, :]
    pixels = images.permute(0, 2, 3, 1)[everyone, rows, columns]
    return torch.where(inside[..., None], pixels, 0.0).permute(0, 3, 1, 2)


def augment(images: torch.Tensor, padding: int, generator: torch.Generator) -> torch.Tensor:
    """Flip each image left to right with probability 1/2, then shift it by up to `padding` pixels.

    He et al. 2015, section 4.2. One flip and one shift an image. Images `(N, C, H, W)`; draws as for `draw_moves`.
    """
    moves = Moves(*(draw.to(images.device) for draw in draw_moves(len(images), padding, generator)))
    return moved(images, moves, padding)
