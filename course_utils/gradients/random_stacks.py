"""How large the gradient is at each block of a random stack, by architecture, initialisation, activation and norm."""

import functools
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as functional

# (a, b) of the update x_{l+1} = a x_l + b F(x_l), at depth L.
ARCHITECTURES = {
    "plain, F": lambda depth: (0.0, 1.0),
    "residual, x + F": lambda depth: (1.0, 1.0),
    "residual, x + F/sqrt(L)": lambda depth: (1.0, depth**-0.5),
}
INITIALISATIONS = {"PyTorch default": 1 / 3, "Xavier": 1.0, "He": 2.0}  # variance of a weight, times the fan-in
ACTIVATIONS = {"ReLU": torch.relu, "tanh": torch.tanh, "none": lambda x: x}
NORMS = {
    "none": lambda x: x,
    "batch": lambda x: functional.batch_norm(x, None, None, training=True),
    "layer": lambda x: functional.layer_norm(x, x.shape[1:]),
}


@dataclass(frozen=True)
class GradientFlow:
    """Root mean squares along a stack of L blocks, for an upstream gradient of size 1.

    `states` `(L + 1,)`: of the gradient with respect to x_0 .. x_L. `weights` `(L,)`: of the gradient with respect to
    the weights of each block, over the square root of the number of samples. `signal` `(L + 1,)`: of x_0 .. x_L.
    """

    states: torch.Tensor
    weights: torch.Tensor
    signal: torch.Tensor


def gradient_flow(
    architecture: str = "plain, F",
    depth: int = 50,
    initialisation: str = "He",
    activation: str = "ReLU",
    norm: str = "none",
    seed: int = 0,
) -> GradientFlow:
    """Send 64 Gaussian inputs of width 64 up through `x_{l+1} = a x_l + b F(x_l)`, and a Gaussian gradient back down.

    `F(x) = W activation(norm(x))`, the weights drawn anew for each block, the same draws for every setting but for
    their size. In float64, since a gradient that shrinks by 0.4 a block leaves the range of float32 after 100.
    """
    skip, branch = ARCHITECTURES[architecture](depth)
    start, upstream, draws = _draw(depth, seed)
    size = math.sqrt(INITIALISATIONS[initialisation] / len(upstream[0]))
    weights = [(size * draw).requires_grad_() for draw in draws]
    states = [start.clone().requires_grad_()]
    for weight in weights:
        branched = ACTIVATIONS[activation](NORMS[norm](states[-1])) @ weight
        states.append(skip * states[-1] + branch * branched if skip else branched)
    gradients = torch.autograd.grad((states[-1] * upstream).sum(), states + weights)
    sizes = torch.stack([gradient.square().mean().sqrt() for gradient in gradients])
    signal = torch.stack([state.detach().square().mean().sqrt() for state in states])
    return GradientFlow(sizes[: depth + 1], sizes[depth + 1 :] / math.sqrt(len(start)), signal)


@functools.lru_cache(maxsize=8)
def _draw(depth, seed, samples=64, width=64):
    """Inputs and upstream gradient `(samples, width)`, weights `(depth, width, width)` of variance 1."""
    generator = torch.Generator().manual_seed(seed)
    start, upstream = torch.randn(2, samples, width, generator=generator, dtype=torch.float64)
    return start, upstream, torch.randn(depth, width, width, generator=generator, dtype=torch.float64)
