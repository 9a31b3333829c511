"""A small transformer block: attention and an MLP, each a residual unit, with the norm's place as a keyword."""

import torch.nn.functional as functional
from torch import nn

from course_utils.blocks.residual import NoShortcut

NORM_PLACES = ("pre", "post", "none")


class SelfAttention(nn.Module):
    """Multi-head self-attention (Vaswani et al. 2017, section 3.2), `(N, T, width)` in and out."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        if width % heads:
            raise ValueError(f"{width} channels cannot be shared by {heads} heads: choose a divisor of {width}.")
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        nn.init.xavier_uniform_(self.qkv.weight)
        for layer in (self.qkv, self.out):
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        n, t, width = x.shape
        query, key, value = self.qkv(x).view(n, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value)
        return self.out(mixed.transpose(1, 2).reshape(n, t, width))


class NormedUnit(nn.Module):
    """`S(x) + F(norm(x))` for norm="pre", `norm(S(x) + F(x))` for "post" (Xiong et al. 2020, table 1), or no norm."""

    def __init__(self, residual: nn.Module, width: int, norm: str = "pre", shortcut: str = "identity"):
        super().__init__()
        if norm not in NORM_PLACES:
            raise ValueError(f"No place of the norm is called {norm!r}. Choose one of {', '.join(NORM_PLACES)}.")
        self.residual, self.shortcut = residual, NoShortcut() if shortcut == "none" else nn.Identity()
        self.before = nn.LayerNorm(width) if norm == "pre" else nn.Identity()
        self.after = nn.LayerNorm(width) if norm == "post" else nn.Identity()

    def forward(self, x):
        return self.after(self.shortcut(x) + self.residual(self.before(x)))


class TransformerBlock(nn.Sequential):
    """Self-attention, then a ReLU MLP of four times the width, each in a `NormedUnit`; `(N, T, width)` in and out.

    `norm`: "pre" (since GPT-2: Radford et al. 2019, section 2.3), "post" (Vaswani et al. 2017, section 3.1) or "none".
    `shortcut`: "identity", or "none" for both. Same layers as `torch.nn.TransformerEncoderLayer` without dropout.
    """

    def __init__(self, width: int = 32, heads: int = 4, norm: str = "pre", shortcut: str = "identity"):
        mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))
        super().__init__(
            NormedUnit(SelfAttention(width, heads), width, norm, shortcut), NormedUnit(mlp, width, norm, shortcut)
        )
