"""The gradient along each of the 2^n paths through a stack, as a product of the branches' Jacobians."""

import torch

from course_utils.paths.paths import all_paths


def path_products(jacobians: torch.Tensor) -> torch.Tensor:
    """For Jacobians J of n branches `(n, d, d)`, what each path multiplies, `(2^n, d, d)`, numbered as in `all_paths`.

    Block l hands on I + J_l, so that the products add up to the Jacobian of the stack (Veit et al. 2016, eq. 6). Raises
    `ValueError` above 16 blocks.
    """
    all_paths(len(jacobians))  # raises where there are too many
    products = torch.eye(jacobians.shape[-1], dtype=jacobians.dtype)[None]
    for jacobian in jacobians:
        products = torch.cat((products, jacobian @ products))
    return products


def strongest(norms: torch.Tensor, block: int, taken: int) -> int:
    """The number of the path of largest `norms` `(2^n,)` among those that take `taken` of their first `block` branches.

    Raises `ValueError` where no path does.
    """
    paths = all_paths(len(norms).bit_length() - 1)
    if not 0 <= taken <= block <= paths.shape[1]:
        raise ValueError(f"No path of {paths.shape[1]} blocks takes {taken} of its first {block} branches.")
    through = paths[:, :block].sum(1) == taken
    return int(norms.masked_fill(~through, -1).argmax())
