"""Three places for one ReLU in a residual block: the gradient each lets through, and what it does to the stream.

Each block has one weight matrix W, so that the places of the ReLU are all that differs.
"""

import math
from dataclasses import dataclass

import torch

# From x and the branch, a function of x without the ReLU, to the block's output. "ReLU before addition" is what one
# textbook calls pre-activation.
PLACEMENTS = {
    "post-activation": lambda x, branch: (x + branch(x)).relu(),
    "ReLU before addition": lambda x, branch: x + branch(x).relu(),
    "pre-activation": lambda x, branch: x + branch(x.relu()),
}
INPUTS = {
    "Gaussian": lambda *shape, **how: torch.randn(*shape, **how),
    "not negative": lambda *shape, **how: torch.randn(*shape, **how).abs(),
}


@dataclass(frozen=True)
class Stream:
    """What happens to a stream x_0 .. x_L: mean, spread and share of exact zeros of its entries, each `(L + 1,)`."""

    placement: str
    mean: torch.Tensor
    spread: torch.Tensor
    zeros: torch.Tensor


def squared_gradients(placement: str, inputs: str = "Gaussian", draws: int = 2000, width: int = 32, seed: int = 0):
    """`|dE/dx|^2 / |dE/dy|^2` of one block for each of `draws` random W, x and dE/dy, `(draws,)`.

    W from N(0, 2 / width) (He et al. 2015b, eq. 10), dE/dy Gaussian, x as `INPUTS` says; the same W and dE/dy for every
    placement and input.
    """
    generator = torch.Generator().manual_seed(seed)
    how = {"generator": generator, "dtype": torch.float64}
    weight = torch.randn(draws, width, width, **how) * math.sqrt(2 / width)
    upstream = torch.randn(draws, width, **how)
    x = INPUTS[inputs](draws, width, **how).requires_grad_()
    y = PLACEMENTS[placement](x, lambda z: torch.einsum("dw,dwv->dv", z, weight))
    (gradient,) = torch.autograd.grad((y * upstream).sum(), x)
    return gradient.square().sum(1) / upstream.square().sum(1)


@torch.no_grad()
def stream(placement: str, depth: int = 50, gain: float = 1.0, width: int = 64, samples: int = 64, seed: int = 0):
    """Send Gaussian inputs through `depth` random blocks of one placement and return the `Stream`.

    The branch is normalised over the batch before its ReLU, as in He et al. 2016, figure 4, and multiplied by `gain`:
    `norm(x W)` where the ReLU comes later, `norm(x)` before it in pre-activation.
    """
    generator = torch.Generator().manual_seed(seed)
    state = torch.randn(samples, width, generator=generator)
    states, draws = [state], torch.randn(depth, width, width, generator=generator) / math.sqrt(width)
    pre = placement == "pre-activation"
    for weight in draws:
        normed = _normed(state) if pre else state
        branch = _into(weight, gain, pre)
        state = state + branch(normed.relu()) if pre else PLACEMENTS[placement](state, branch)
        states.append(state)
    states = torch.stack(states).flatten(1)
    return Stream(placement, states.mean(1), states.std(1), (states == 0).float().mean(1))


def _into(weight, gain, pre):
    """The branch's weight layer: He's factor of 2 after a ReLU, a norm where no norm came before."""
    return lambda z: gain * (math.sqrt(2) * z @ weight if pre else _normed(z @ weight))


def _normed(x):
    """Each feature with mean 0 and variance 1 over the batch."""
    return (x - x.mean(0)) / (x.std(0) + 1e-5)
