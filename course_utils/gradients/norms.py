"""The gradient on its way back: its size at each block, its two terms, the Jacobian behind it, and how alike it is for
inputs that lie close together."""

import contextlib
import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.signals.propagation import scales


def weight_gradient_norms(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Norm of the loss gradient with respect to all parameters of each block of `network.blocks`, `(L,)`.

    Cross-entropy on one batch, in the mode the network is in (in training mode BatchNorm's running statistics move);
    no `.grad` is touched.
    """
    loss = functional.cross_entropy(network(images), labels)
    groups = [list(block.parameters()) for block in network.blocks]
    gradients = iter(torch.autograd.grad(loss, [parameter for group in groups for parameter in group]))
    norms = [torch.stack([next(gradients).norm() for _ in group]).norm() for group in groups]
    return torch.stack(norms)


def state_gradient_norms(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Norm of the loss gradient with respect to each activation x_0 .. x_L of `network.states`, `(L + 1,)`."""
    states = network.states(images)
    loss = functional.cross_entropy(network.head(states[-1]), labels)
    return torch.stack([gradient.norm() for gradient in torch.autograd.grad(loss, states)])


def gradient_ratio(network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """`|dE/dx_0| / |dE/dx_L|`: above 1 the gradient grows on its way back, below it fades.

    In training mode, as the optimiser sees it, on a copy: nothing of `network` changes, so that it may be called after
    each epoch of a training. `images` `(N, ...)` as the network takes them, `labels` `(N,)`.
    """
    norms = state_gradient_norms(copy.deepcopy(network).train(), images, labels)
    return (norms[0] / norms[-1]).item()


@contextlib.contextmanager
def recorded_gradients(modules: Iterable[nn.Module]):
    """A list that `backward` fills with the norm of the gradient at each module's output, in the order of `modules`.

    `with recorded_gradients(network.blocks) as norms: loss(network(x)).backward()`. Works by hooks, which are removed
    at the end, on any modules that return one tensor; what the gradient never reached stays NaN.
    """
    modules, norms = list(modules), []
    norms.extend(math.nan for _ in modules)

    def watch(place):
        def hook(_, __, output):
            output.register_hook(lambda gradient: norms.__setitem__(place, _norm(gradient)))

        return hook

    handles = [module.register_forward_hook(watch(place)) for place, module in enumerate(modules)]
    try:
        yield norms
    finally:
        for handle in handles:
            handle.remove()


def _norm(gradient):
    """The norm, also where the squares of the entries leave the range of float32."""
    largest = gradient.abs().max()
    return (largest * (gradient / largest).norm()).item() if largest > 0 else 0.0


@dataclass(frozen=True)
class TwoTerms:
    """`dE/dx_l = direct + branches`: the gradient at x_L as it is, and what comes through the branches."""

    direct: torch.Tensor
    branches: torch.Tensor


def two_terms(branches: Iterable[nn.Module], x: torch.Tensor, upstream: torch.Tensor) -> TwoTerms:
    """The two terms of He et al. 2016, eq. 5, from x = x_l and `upstream` = dE/dx_L, each of the shape of x.

    `branches` are F_l .. F_{L-1} of blocks `x + F(x)` with nothing after the addition. The second term is the
    vector-Jacobian product of `sum F(x_i)` as a function of x_l, by `torch.func`.
    """

    def total(x):
        added = torch.zeros_like(x)
        for branch in branches:
            added = added + branch(x + added)
        return added

    _, pull_back = torch.func.vjp(total, x)
    return TwoTerms(upstream, pull_back(upstream)[0])


def jacobian(function, x: torch.Tensor) -> torch.Tensor:
    """`dy/dx` of a function from one vector `(D,)` to another `(K,)`, as a matrix `(K, D)`."""
    return torch.func.jacrev(function)(x).detach()


@dataclass(frozen=True)
class SingularBounds:
    """The least and the largest singular value of a product of `I + J_l`, and the bounds from `r_l = |J_l|`."""

    lower: float
    least: float
    largest: float
    upper: float


def singular_bounds(jacobians: torch.Tensor) -> SingularBounds:
    """Measure `prod (I + J_l)` against `prod (1 - r_l)` (0 where an r_l is above 1) and `prod (1 + r_l)`.

    `jacobians` `(L, D, D)` of the branches, first block first; r_l is the largest singular value of J_l.
    """
    identity = torch.eye(jacobians.shape[-1], dtype=jacobians.dtype)
    product = identity
    for branch in jacobians:
        product = (identity + branch) @ product
    values, norms = torch.linalg.svdvals(product), torch.linalg.matrix_norm(jacobians, 2)
    lower, upper = (1 - norms).clamp(min=0).prod(), (1 + norms).prod()
    return SingularBounds(lower.item(), values[-1].item(), values[0].item(), upper.item())


def line_gradients(rule: str, depth: int, width: int = 200, points: int = 257, seed: int = 0) -> torch.Tensor:
    """`dy/dx` of a random network with one input and one output, at `points` even places on [-2, 2], `(points,)`.

    `x_0 = w x + b`, then `depth` blocks `a x_l + b relu(x_l) W` under a rule of `signals.RULES`, then a linear read-out
    of `relu(x_L)`; W from N(0, 2 / width), no biases but in the first layer. After Balduzzi et al. 2017, section 2.
    Raises `ValueError` for an unknown rule or a depth below 1.
    """
    skip, branch = scales(rule, depth)
    generator = torch.Generator().manual_seed(seed)
    x = torch.linspace(-2, 2, points)[:, None].requires_grad_()
    weight, bias = torch.randn(2, width, generator=generator)
    state = x * weight + bias
    for _ in range(depth):
        layer = torch.randn(width, width, generator=generator) * math.sqrt(2 / width)
        state = skip * state + branch * state.relu() @ layer
    output = state.relu() @ torch.randn(width, generator=generator) / math.sqrt(width)
    return torch.autograd.grad(output.sum(), x)[0][:, 0]


def autocorrelation(values: torch.Tensor, lag: int) -> torch.Tensor:
    """Correlation of a sequence `(..., N)` with itself `lag` places later, about its mean, averaged over the rest.

    1 at lag 0; near 0 where neighbours know nothing of each other (Balduzzi et al. 2017, section 2). Raises
    `ValueError` for a lag outside the sequence.
    """
    if not 0 <= lag < values.shape[-1]:
        raise ValueError(f"The lag must lie between 0 and {values.shape[-1] - 1}, not {lag}.")
    centred = values - values.mean(-1, keepdim=True)
    product = (centred[..., : centred.shape[-1] - lag] * centred[..., lag:]).mean(-1)
    return (product / centred.square().mean(-1)).mean()
