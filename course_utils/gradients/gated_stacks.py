"""How far a gradient comes through gates: down a highway network, back in time through an LSTM."""

import functools
import math
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.blocks.gated import HighwayLayer, LSTMCell


@dataclass(frozen=True)
class GatedFlow:
    """A gradient on its way back through L gated steps (layers or time), for an upstream gradient of size 1.

    `total` `(L + 1,)`: root mean square of the gradient with respect to the stream before each step, by autograd, on
    all paths. `direct` `(L + 1,)`: of the part that came along the stream alone, the product of the carries.
    `carry` `(L,)`: mean share of the stream that each step hands on.
    """

    total: torch.Tensor
    direct: torch.Tensor
    carry: torch.Tensor


def highway_flow(bias: float, depth: int = 50, width: int = 32, samples: int = 32, seed: int = 0) -> GatedFlow:
    """The gradient through `depth` random highway layers whose gates start at `bias`; the stream is x."""
    how = {"generator": torch.Generator().manual_seed(seed), "dtype": torch.float64}
    states, carries = [torch.randn(samples, width, **how).requires_grad_()], []
    for layer in _layers(64 * math.ceil(depth / 64), width, seed)[:depth]:
        nn.init.constant_(layer.gate.affine.bias, bias)
        carries.append(1 - layer.gate(states[-1]).detach())
        states.append(layer(states[-1]))
    return _flow(states, carries, torch.randn(samples, width, **how))


@functools.lru_cache(maxsize=8)
def _layers(depth, width, seed):
    """Random highway layers for any bias and less depth: making them takes longer than a gradient through them."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.ModuleList(HighwayLayer(width) for _ in range(depth)).double().requires_grad_(False)


def lstm_flow(
    forget_bias: float,
    steps: int = 50,
    forget: bool = True,
    width: int = 32,
    samples: int = 32,
    seed: int = 0,
) -> GatedFlow:
    """The gradient back through `steps` steps of a random LSTM on Gaussian inputs; the stream is its memory c.

    `forget=False` is the LSTM of 1997. The total runs through c and through the gates, which see h; it is measured
    from c_T alone.
    """
    how = {"generator": torch.Generator().manual_seed(seed), "dtype": torch.float64}
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        cell = LSTMCell(8, width, forget_bias, forget).double().requires_grad_(False)
    inputs = torch.randn(steps, samples, 8, **how)
    memory = [torch.randn(samples, width, **how).requires_grad_()]
    h, carries = torch.zeros_like(memory[0]), []
    for x in inputs:
        carries.append(cell.carry(x, h).detach())
        h, c = cell(x, (h, memory[-1]))
        memory.append(c)
    return _flow(memory, carries, torch.randn(samples, width, **how))


def _flow(states, carries, upstream):
    gradients = torch.autograd.grad((states[-1] * upstream).sum(), states)
    direct = [upstream]
    for carry in reversed(carries):
        direct.append(direct[-1] * carry)
    sizes = [torch.stack([x.square().mean().sqrt() for x in group]) for group in (gradients, direct[::-1])]
    scale = upstream.square().mean().sqrt()
    return GatedFlow(sizes[0] / scale, sizes[1] / scale, torch.stack([carry.mean() for carry in carries]))
