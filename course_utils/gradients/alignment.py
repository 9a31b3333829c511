"""Do the branches of a network work in the same directions? Overlaps of their Jacobians' singular vectors.

Li and Papyan 2023 ("Residual alignment", arXiv:2401.09018), property RA2: the top left and right singular vectors of
the Jacobians of all branches align with each other and across depths. RA1: the states of one input lie on a line.
"""

import torch
from torch import nn

from course_utils.system.device import device_of

PAIRS = {"left": ("left", "left"), "right": ("right", "right"), "left and right": ("left", "right")}


def branch_jacobians(network: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """`dF_l/dx` of every branch at its own state, for every input: `(L, N, D, D)`, in float64, on the CPU.

    `network` has a stem, `blocks` with a `residual` on vectors `(N, D)` without batch statistics, as a
    `networks.VectorNet` of `MLPBlock`s does. A plain block's branch is the whole block.
    """
    x, found = network.stem(inputs.to(device_of(network))).detach(), []
    for block in network.blocks:
        one = torch.func.jacrev(lambda row, branch=block.residual: branch(row[None])[0])
        found.append(torch.func.vmap(one)(x).detach())
        x = block(x).detach()
    return torch.stack(found).double().cpu()


def overlaps(jacobians: torch.Tensor, k: int = 3) -> dict[str, torch.Tensor]:
    """For every pair of branches the overlap of their top `k` singular subspaces, each of `PAIRS` as `(L, L)`.

    `|A_l^T B_m|^2 / k`, squared Frobenius norm, mean over the inputs, with A and B the first k left singular vectors
    (where a branch writes), the first k right ones (what it reads), or one of each. It is 1 where the two subspaces are
    one, and k / D between random ones. `jacobians` `(L, N, D, D)`. Raises `ValueError` for a k outside 1 .. D.
    """
    width = jacobians.shape[-1]
    if not 1 <= k <= width:
        raise ValueError(f"A branch of width {width} has 1 to {width} singular vectors, not {k}.")
    left, _, right = torch.linalg.svd(jacobians)
    vectors = {"left": left[..., :k], "right": right[..., :k, :].transpose(-1, -2)}
    return {name: _overlap(vectors[a], vectors[b]) for name, (a, b) in PAIRS.items()}


def _overlap(first, second):
    """`|A_l^T B_m|^2 / k` for all l and m, from bases `(L, N, D, k)`."""
    return torch.einsum("lndi,mndj->lmnij", first, second).square().sum((-1, -2)).mean(-1) / first.shape[-1]


def between(overlap: torch.Tensor) -> float:
    """The mean of `(L, L)` over pairs of different branches."""
    return overlap[~torch.eye(len(overlap), dtype=torch.bool)].mean().item()


@torch.no_grad()
def straightness(network: nn.Module, inputs: torch.Tensor) -> float:
    """`|x_L - x_0| / sum |x_{l+1} - x_l|`, mean over inputs `(N, ...)`: 1 where the states lie in order on a line."""
    path = torch.stack(network.states(inputs.to(device_of(network)))).flatten(2)
    steps = path[1:] - path[:-1]
    return (steps.sum(0).norm(dim=1) / steps.norm(dim=2).sum(0)).mean().item()
