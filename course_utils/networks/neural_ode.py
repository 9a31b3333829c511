"""Continuous depth: a learned field followed by a solver from `torchdiffeq`, and what it costs to differentiate it."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakSet

import torch
from torch import nn

from course_utils.networks.staged import seeded

FIXED = ("euler", "midpoint", "heun2", "rk4")  # torchdiffeq's names; its rk4 is Kutta's 3/8 rule
ADAPTIVE = ("dopri5", "bosh3", "adaptive_heun")  # its dopri8 interpolates worse than it steps: left out


class MLPField(nn.Module):
    """`f(t, x) = W2 tanh(W1 (x, t) + b1) + b2`: a smooth velocity for each time and state. Shapes `(N, D)`."""

    def __init__(self, width: int, hidden: int = 16, sees_time: bool = True):
        super().__init__()
        self.sees_time = sees_time
        self.layers = nn.Sequential(nn.Linear(width + sees_time, hidden), nn.Tanh(), nn.Linear(hidden, width))

    def forward(self, t, x):
        if self.sees_time:
            x = torch.cat((x, torch.as_tensor(t, dtype=x.dtype, device=x.device).expand(len(x), 1)), 1)
        return self.layers(x)


class Counted(nn.Module):
    """A field that counts how often it is asked."""

    def __init__(self, inner: nn.Module):
        super().__init__()
        self.inner, self.calls = inner, 0

    def forward(self, t, x):
        self.calls += 1
        return self.inner(t, x)


class NeuralODE(nn.Module):
    """`x(1)`, where `dx/dt = f(t, x)` and `x(0)` is the input (Chen et al. 2018).

    `method` is one of torchdiffeq's: with a fixed step (`FIXED`; `steps` of them) or adaptive (`ADAPTIVE`; error held
    below `tolerance`, relative and absolute). `augment` appends that many zero channels to the input, which are cut
    off again at the end (Dupont et al. 2019, section 4). `adjoint=True` computes gradients by integrating the adjoint
    backwards (Chen et al. 2018, section 2, algorithm 1) rather than through the solver. Shapes: `(N, D, ...)` in and
    out; the field sees `(N, D + augment, ...)` and is called as `f(t, x)`.
    """

    host_decisions = True  # the solver looks at its times: no CUDA graph can hold that

    def __init__(
        self,
        field: nn.Module,
        method: str = "dopri5",
        steps: int = 10,
        tolerance: float = 1e-4,
        augment: int = 0,
        adjoint: bool = False,
    ):
        super().__init__()
        if method not in FIXED + ADAPTIVE:
            raise ValueError(f"No method is called {method!r}. Choose one of {', '.join(FIXED + ADAPTIVE)}.")
        self.field, self.method, self.steps = Counted(field), method, steps
        self.tolerance, self.augment, self.adjoint = tolerance, augment, adjoint

    @property
    def evaluations(self) -> int:
        """Calls of the field since this was last set to 0: forward ones, and those of an adjoint's backward pass."""
        return self.field.calls

    @evaluations.setter
    def evaluations(self, count: int) -> None:
        """Set the count, to 0 before what is to be counted."""
        self.field.calls = count

    def forward(self, x):
        return self.trajectory(x, torch.tensor([0.0, 1.0]))[-1][:, : x.shape[1]]

    def trajectory(self, x: torch.Tensor, times: torch.Tensor) -> torch.Tensor:
        """The states at `times` `(T,)`, the first of which is the time of x: `(T, N, D + augment, ...)`."""
        from torchdiffeq import odeint, odeint_adjoint

        solve = odeint_adjoint if self.adjoint else odeint
        options = {"step_size": 1 / self.steps} if self.method in FIXED else {}
        limits = {"rtol": self.tolerance, "atol": self.tolerance}
        times = times.to(x.device, x.dtype)
        return solve(self.field, self._augmented(x), times, method=self.method, options=options, **limits)

    def _augmented(self, x):
        zeros = x.new_zeros(len(x), self.augment, *x.shape[2:])
        return torch.cat((x, zeros), 1)

    def extra_repr(self):
        """Method, steps and added channels, for `print(network)`."""
        how = f"{self.steps} steps" if self.method in FIXED else f"tolerance {self.tolerance:g}"
        return (
            f"{self.method}, {how}, {self.augment} channels added, {'adjoint' if self.adjoint else 'backpropagation'}"
        )


class Kept:
    """What autograd keeps for the backward pass at this moment."""

    def __init__(self, without: Iterable[torch.Tensor]):
        self.known = {tensor.untyped_storage().data_ptr() for tensor in without}
        self.held = WeakSet()  # a piece leaves it when its part of the graph is freed

    @property
    def bytes(self) -> int:
        """Their size, each piece of memory counted once."""
        storages = [held.tensor.untyped_storage() for held in self.held]
        return sum({storage.data_ptr(): storage.nbytes() for storage in storages}.values())


@dataclass(eq=False)
class Held:
    """One tensor that autograd has saved."""

    tensor: torch.Tensor


@contextlib.contextmanager
def kept_for_backward(without: Iterable[torch.Tensor] = ()):
    """Count the memory that the forward passes inside this context keep alive for `backward`.

    `with kept_for_backward(network.parameters()) as kept: loss = network(x).sum()`, then `kept.bytes`, before `loss` is
    gone. By `torch.autograd.graph.saved_tensors_hooks`; the tensors in `without`, weights for instance, do not count.
    Tensors of any shape.
    """
    kept = Kept(without)

    def pack(tensor):
        held = Held(tensor.detach())  # an output that held its own graph would never be freed
        if tensor.untyped_storage().data_ptr() not in kept.known:
            kept.held.add(held)
        return held

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda held: held.tensor):
        yield kept


@dataclass(frozen=True)
class Backward:
    """One forward and backward pass: the flat gradient of all parameters, bytes kept, evaluations of the field."""

    gradient: torch.Tensor
    bytes: int
    forward_evaluations: int
    backward_evaluations: int


def differentiate(flow: NeuralODE, x: torch.Tensor) -> Backward:
    """Gradient of the mean square of `flow(x)` by the flow's parameters, and what it took. No `.grad` is touched.

    `x` `(N, width)`; the gradient comes back flat, of shape `(parameters,)`.
    """
    parameters = list(flow.parameters())
    flow.evaluations = 0
    with kept_for_backward(parameters) as kept:
        loss = flow(x).square().mean()
    size, forward = kept.bytes, flow.evaluations
    gradients = torch.autograd.grad(loss, parameters)
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    return Backward(flat, size, forward, flow.evaluations - forward)


SWAP = torch.tensor([[-1.0], [1.0]]), torch.tensor([[1.0], [-1.0]])  # inputs and targets: two points change places


def swap_models(seed: int = 0) -> dict[str, nn.Module]:
    """Three untrained models for the 1-D swap: a flow, a flow with one channel added, a residual net of three blocks.

    The residual net is `x + F_l(x)` with the flow's own kind of branch, a tanh layer of 16 units, once for each block.
    """
    models = {}
    with seeded(seed):
        models["flow"] = NeuralODE(MLPField(1), "rk4", 10)
    with seeded(seed):
        models["augmented flow"] = NeuralODE(MLPField(2), "rk4", 10, augment=1)
    with seeded(seed):
        models["residual net"] = ResidualChain(3)
    return models


class ResidualChain(nn.Module):
    """`x_{l+1} = x_l + F_l(x_l)` on `(N, width)`, L blocks whose branches are `MLPField`s without time."""

    def __init__(self, depth: int, width: int = 1, hidden: int = 16):
        super().__init__()
        self.branches = nn.ModuleList(MLPField(width, hidden, sees_time=False) for _ in range(depth))

    def forward(self, x):
        return self.states(x)[-1]

    def states(self, x: torch.Tensor) -> torch.Tensor:
        """`(L + 1, N, width)`: the input and what leaves each block."""
        states = [x]
        for branch in self.branches:
            states.append(states[-1] + branch(0.0, states[-1]))
        return torch.stack(states)
