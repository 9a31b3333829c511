"""How far one step of training moves the end of a stack, and how that grows with the number of blocks."""

import torch
import torch.nn.functional as functional
from torch.func import functional_call

from course_utils.networks.deep_stack import DeepStack

# The step that an optimiser takes at rate 1, from a gradient; Adam's first step is the sign (Kingma and Ba 2015).
FIRST_STEPS = {"SGD": lambda gradient: -gradient, "Adam": lambda gradient: -gradient.sign()}

TINY = 1e-6  # of a step: small enough for first order, large enough for float64


def step_response(network: DeepStack, inputs: torch.Tensor, labels: torch.Tensor, optimiser: str = "SGD") -> float:
    """Root mean square by which x_L changes, to first order and a unit of rate, when the blocks take their first step.

    Only the blocks' weights move, stem and head stay. A central difference in float64 on the CPU; the network is left
    as it is. `inputs` `(N, ...)`, `labels` `(N,)`. Raises `ValueError` for an unknown optimiser.
    """
    if optimiser not in FIRST_STEPS:
        raise ValueError(f"No optimiser is called {optimiser!r}. Choose one of {', '.join(FIRST_STEPS)}.")
    weights = {name: weight.detach().cpu().double() for name, weight in network.named_parameters()}
    inputs, labels = inputs.cpu().double(), labels.cpu()

    def run(blocks, **others):
        return functional_call(network, weights | {"weights": blocks} | others, (inputs,))

    blocks = weights["weights"].clone().requires_grad_()
    (gradient,) = torch.autograd.grad(functional.cross_entropy(run(blocks), labels), blocks)
    step, bare = FIRST_STEPS[optimiser](gradient), _bare_head(weights)
    with torch.no_grad():
        ends = [run(blocks + sign * TINY * step, **bare) for sign in (1, -1)]
    return ((ends[0] - ends[1]) / (2 * TINY)).square().mean().sqrt().item()


def _bare_head(weights):
    """A head that hands x_L on as it is."""
    eye = torch.eye(weights["weights"].shape[-1], dtype=torch.float64)
    return {"head.weight": eye, "head.bias": torch.zeros(len(eye), dtype=torch.float64)}


def exponent(depths: list[int], values: list[float]) -> float:
    """The q of `values ~ depths^q`: the slope of a straight line fitted to the logarithms."""
    x, y = (torch.tensor(numbers, dtype=torch.float64).log() for numbers in (depths, values))
    x = x - x.mean()
    return ((x * y).sum() / x.square().sum()).item()
