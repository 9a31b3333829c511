"""What a product of mixing matrices does to streams: how far it amplifies them, and what it still tells apart."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Mixed:
    """Of the products `A_{l-1} ... A_0` of mixing matrices, for l = 0 .. L, each `(L + 1,)`, in float64.

    `gain`: largest absolute row sum, by which a product can enlarge the largest entry of a signal (Xie et al. 2025,
    section 3.1, forward). `second`: second singular value over the first, 1 where all combinations of streams are kept
    alike, 0 where a single one is left (and for one stream, which has no second).
    """

    gain: torch.Tensor
    second: torch.Tensor


def products(matrices: torch.Tensor) -> torch.Tensor:
    """The identity, `A_0`, `A_1 A_0`, ...: the products of `(L, n, n)`, as `(L + 1, n, n)` in float64 on the CPU."""
    found = [torch.eye(matrices.shape[-1], dtype=torch.float64)]
    for matrix in matrices.detach().cpu().double():
        found.append(matrix @ found[-1])
    return torch.stack(found)


def stream_mixing(matrices: torch.Tensor) -> Mixed:
    """Measure the products of mixing matrices `(L, n, n)`; returns a `Mixed`.

    Raises ValueError for anything but a stack of square matrices.
    """
    if matrices.dim() != 3 or matrices.shape[1] != matrices.shape[2]:
        raise ValueError(f"Mixing matrices have the shape (L, n, n), not {tuple(matrices.shape)}.")
    product = products(matrices)
    values = torch.linalg.svdvals(product)
    second = values[:, 1] / values[:, 0] if matrices.shape[1] > 1 else torch.zeros(len(product), dtype=torch.float64)
    return Mixed(product.abs().sum(2).amax(1), second)
