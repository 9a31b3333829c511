"""One branch, four networks: six blocks of their own weights, six Euler steps, RK4, and an adaptive solver."""

import torch
from torch import nn

from course_utils.blocks.residual import ResidualUnit
from course_utils.networks.neural_ode import NeuralODE, kept_for_backward

MODELS = ("residual", "tied", "RK4", "ODE")
BLOCKS = 6  # Chen et al. 2018, section 3
GROUP = 4  # channels that are normalised together
FINER = 8  # how many times more steps tell a network from its own limit


class ConvField(nn.Module):
    """`f(t, x)`: twice norm, ReLU and 3x3 convolution, each convolution with t as one more channel.

    The field of Chen et al. 2018's MNIST network, without its last norm. `sees_time=False` leaves t out: a residual
    block's branch. Shapes `(N, channels, H, W)`; channels are a multiple of 4.
    """

    def __init__(self, channels: int, sees_time: bool = True):
        super().__init__()
        if channels % GROUP:
            raise ValueError(f"The norms take groups of 4 channels: use a multiple of 4, not {channels}.")
        self.sees_time = sees_time
        groups, inputs = channels // GROUP, channels + sees_time
        self.norms = nn.ModuleList(nn.GroupNorm(groups, channels) for _ in range(2))
        self.convolutions = nn.ModuleList(nn.Conv2d(inputs, channels, 3, padding=1, bias=False) for _ in range(2))

    def forward(self, t, x):
        for norm, convolution in zip(self.norms, self.convolutions, strict=True):
            x = convolution(self._with_time(t, torch.relu(norm(x))))
        return x

    def _with_time(self, t, x):
        if not self.sees_time:
            return x
        clock = torch.as_tensor(t, dtype=x.dtype, device=x.device)
        return torch.cat((x, clock.expand(len(x), 1, *x.shape[2:])), 1)


class Blocks(nn.Module):
    """`x_{l+1} = x_l + F_l(x_l)`, each branch a `ConvField` of its own without time; counts them as `evaluations`."""

    def __init__(self, channels: int, depth: int = BLOCKS):
        super().__init__()
        self.evaluations, self.finer = 0, 1
        self.blocks = nn.Sequential(*(ResidualUnit(At0(ConvField(channels, sees_time=False))) for _ in range(depth)))

    def forward(self, x):
        for block in self.blocks:
            for _ in range(self.finer):  # 1, but for a network read as a solver whose steps can be made smaller
                x = x + block.residual(x) / self.finer
                self.evaluations += 1
        return x


class At0(nn.Module):
    """A field that does not see the time, as a branch."""

    def __init__(self, field: nn.Module):
        super().__init__()
        self.field = field

    def forward(self, x):
        return self.field(0.0, x)


class ContinuumNet(nn.Module):
    """A stem, a `middle`, a linear head; the middle is the residual network or the equation.

    "residual": `BLOCKS` blocks of their own weights. The others have one `ConvField` on t from 0 to 1: "tied", as many
    Euler steps, one block's weights in all of them; "RK4", two steps of it (Chen et al. 2018's RK-Net); "ODE", an
    adaptive solver and the adjoint (their ODE-Net). The stem halves the resolution `halvings` times. Input
    `(N, in_channels, size, size)`, output `(N, 10)`.
    """

    def __init__(
        self,
        model: str,
        channels: int = 8,
        tolerance: float = 1e-2,
        in_channels: int = 1,
        size: int = 8,
        halvings: int = 1,
    ):
        super().__init__()
        if size % 2**halvings:
            raise ValueError(f"Pictures of {size} pixels cannot be halved {halvings} times.")
        self.stem = nn.Sequential(nn.Conv2d(in_channels, channels, 3, padding=1), *_halvings(channels, halvings))
        self.middle = make_middle(model, channels, tolerance)
        features = channels * (size // 2**halvings) ** 2
        self.head = nn.Sequential(_norm(channels), nn.ReLU(), nn.Flatten(), nn.Linear(features, 10))

    def forward(self, x):
        return self.head(self.middle(self.stem(x)))


def make_middle(model: str, channels: int, tolerance: float) -> nn.Module:
    """The part in which the four models differ, with a counter `evaluations`; raises `ValueError` for another model."""
    if model not in MODELS:
        raise ValueError(f"No model is called {model!r}. Choose one of {', '.join(MODELS)}.")
    if model == "residual":
        return Blocks(channels)
    field = ConvField(channels)
    if model == "tied":
        return NeuralODE(field, "euler", steps=BLOCKS)
    if model == "RK4":
        return NeuralODE(field, "rk4", steps=2)
    return NeuralODE(field, "dopri5", tolerance=tolerance, adjoint=True)


def cost(network: ContinuumNet, inputs: torch.Tensor) -> dict:
    """What the middle costs for these inputs: evaluations forward and backward, bytes kept for backward a picture.

    `inputs` `(N, channels, size, size)`.
    """
    middle = network.middle
    entering = network.stem(inputs).detach().requires_grad_()
    middle.evaluations = 0
    with kept_for_backward(middle.parameters()) as kept:
        leaving = middle(entering)
    size, forward = kept.bytes, middle.evaluations
    torch.autograd.grad(leaving.sum(), [entering, *middle.parameters()])
    return {"forward": forward, "backward": middle.evaluations - forward, "kept": size / len(inputs)}


def make_finer(network: ContinuumNet, times: int = FINER) -> None:
    """Let the middle take `times` as many steps, each as much shorter; an adaptive one gets the tolerance over times^2.

    Of blocks with weights of their own, each is taken so often, its branch divided by `times`.
    """
    middle = network.middle
    if isinstance(middle, Blocks):
        middle.finer *= times
    else:
        middle.steps, middle.tolerance = middle.steps * times, middle.tolerance / times**2


def _halvings(channels, count):
    for _ in range(count):
        yield from (_norm(channels), nn.ReLU(), nn.Conv2d(channels, channels, 4, stride=2, padding=1))


def _norm(channels):
    return nn.GroupNorm(max(1, channels // GROUP), channels)
