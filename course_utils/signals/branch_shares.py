"""What each block adds to the variance of the stream, before training: the share of the newest term."""

from collections.abc import Iterable

import torch
from torch import nn


@torch.no_grad()
def branch_shares(blocks: Iterable[nn.Module], x: torch.Tensor) -> torch.Tensor:
    """`Var F(x_l) / Var x_l` of every residual unit in a row, `(L,)`, in the mode that they are in.

    `x` is x_0, `(N, ...)`; the variance is that of all entries. De and Smith (2020, arXiv:2002.10444) derive about
    1/l for a block whose branch begins with batch norm, and a constant for one without.
    """
    shares = []
    for block in blocks:
        shares.append(block.residual(x).var() / x.var())
        x = block(x)
    return torch.stack(shares).cpu()
