"""A small transformer that reads an image row by row."""

import torch
from torch import nn

from course_utils.blocks.transformer import TransformerBlock
from course_utils.networks.staged import states


class RowTransformer(nn.Module):
    """Reads an image row by row: each row is a token, embedded with its place, through `depth` transformer blocks.

    Input `(N, 1, rows, rows)`, ten logits `(N, 10)` from all tokens side by side; with norm="pre" a last layer norm
    precedes the head (Radford et al. 2019, section 2.3). `norm` and `shortcut` are `TransformerBlock`'s.
    """

    def __init__(self, depth: int, width: int = 16, norm: str = "pre", shortcut: str = "identity", rows: int = 8):
        super().__init__()
        self.embed, self.places = nn.Linear(rows, width), nn.Parameter(0.02 * torch.randn(rows, width))
        self.blocks = nn.Sequential(*(TransformerBlock(width, 4, norm, shortcut) for _ in range(depth)))
        self.last_norm = nn.LayerNorm(width) if norm == "pre" else nn.Identity()
        self.read_out = nn.Linear(rows * width, 10)

    def stem(self, x):
        """Rows of `(N, 1, rows, rows)` as tokens `(N, rows, width)`, each with its place."""
        return self.embed(x[:, 0]) + self.places

    def head(self, x):
        """Logits `(N, 10)` of the tokens `(N, rows, width)`."""
        return self.read_out(self.last_norm(x).flatten(1))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))

    def states(self, x) -> list[torch.Tensor]:
        """`[x_0, x_1, ..., x_L]`, each `(N, rows, width)`."""
        return states(self.blocks, self.stem(x))
