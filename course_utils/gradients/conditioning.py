"""How a product of Jacobians treats directions: alike (well conditioned), or a few at the cost of all others.

The size of a gradient says nothing of this. Where all singular values are near one another, what told two gradients
apart at the end still tells them apart at the start (Saxe et al. 2014; Xiao et al. 2018, "dynamical isometry").
"""

import torch
from torch import nn

from course_utils.gradients.norms import jacobian


def spectrum(matrices: torch.Tensor) -> torch.Tensor:
    """Singular values of the product `M_{L-1} ... M_1 M_0` of `(L, D, D)`, each over the largest, falling, `(D,)`.

    The product is kept at norm 1 on its way. Below the rounding of the dtype, about 1e-16 in float64, a value says only
    that it is small. Raises `ValueError` for anything but a stack of square matrices.
    """
    if matrices.dim() != 3 or matrices.shape[1] != matrices.shape[2]:
        raise ValueError(f"A spectrum needs square matrices (L, D, D), not {tuple(matrices.shape)}.")
    product = torch.eye(matrices.shape[-1], dtype=matrices.dtype)
    for matrix in matrices:
        product = matrix @ product
        product = product / product.norm()
    values = torch.linalg.svdvals(product)
    return values / values[0]


def stack_spectrum(blocks: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The `spectrum` of the Jacobian of a stack of blocks at one input `x` `(D,)`, in float64; the stack is unchanged.

    The Jacobian is taken block by block, each at its own state.
    """
    factors, state = [], x.detach().cpu().double()
    for block in blocks:
        block = _double(block)
        factors.append(jacobian(block, state))
        state = block(state).detach()
    return spectrum(torch.stack(factors))


def _double(block):
    """The block as a function in float64, on the CPU, without changing it."""
    weights = {name: tensor.detach().cpu().double() for name, tensor in block.state_dict().items()}
    return lambda x: torch.func.functional_call(block, weights, (x,))
