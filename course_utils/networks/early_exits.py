"""Networks of one shape around any block, and the same with a head behind every block: where may a sample leave?"""

from collections.abc import Callable

import torch
from torch import nn

from course_utils.blocks.residual import conv3x3, make_norm
from course_utils.networks.staged import states


def reading_head(channels: int, classes: int = 10) -> nn.Sequential:
    """Norm, ReLU, global pooling and a linear layer: `(N, channels, H, W)` to logits `(N, classes)`."""
    pooled = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)
    return nn.Sequential(make_norm("batch", channels), nn.ReLU(), *pooled)


class BlockNet(nn.Module):
    """A 3x3 stem of stride 2 with its norm, `depth` blocks of one shape that `make_block(channels)` builds, a head.

    Input `(N, in_channels, H, W)`, output logits `(N, classes)`. Raises `ValueError` for fewer than one block.
    """

    def __init__(
        self,
        depth: int,
        make_block: Callable[[int], nn.Module],
        channels: int = 16,
        in_channels: int = 3,
        classes: int = 10,
    ):
        super().__init__()
        if depth < 1:
            raise ValueError(f"The depth counts blocks: 1 or more, not {depth}.")
        self.stem = nn.Sequential(conv3x3(in_channels, channels, 2), make_norm("batch", channels))
        self.blocks = nn.Sequential(*(make_block(channels) for _ in range(depth)))
        self.head = reading_head(channels, classes)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))

    def states(self, x) -> list[torch.Tensor]:
        """`[x_0, x_1, ..., x_L]`, each `(N, channels, H / 2, W / 2)`."""
        return states(self.blocks, self.stem(x))


class ExitNet(BlockNet):
    """A `BlockNet` with a head of its own behind every block: logits `(L, N, classes)`, the last ones the network's.

    `shaped=True` lets the early heads' losses train the blocks as well (trained with exits); with `shaped=False` they
    read the states and send nothing back, so that blocks and last head learn what they would without them. Twins by
    this keyword have the same parameters from the same seed. Arguments and errors else as for `BlockNet`.
    """

    def __init__(
        self,
        depth: int,
        make_block: Callable[[int], nn.Module],
        channels: int = 16,
        in_channels: int = 3,
        shaped: bool = True,
    ):
        super().__init__(depth, make_block, channels, in_channels)
        self.exits = nn.ModuleList(reading_head(channels) for _ in range(depth - 1))
        self.shaped = shaped

    def forward(self, x):
        *early, last = self.states(x)[1:]
        read = [head(state if self.shaped else state.detach()) for head, state in zip(self.exits, early, strict=True)]
        return torch.stack([*read, self.head(last)])
