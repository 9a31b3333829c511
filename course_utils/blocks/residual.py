"""The residual unit `x_{l+1} = sigma(S(x_l) + F(x_l))`, its shortcuts, and its two plainest members.

A plain block and its residual twin differ by one keyword, `shortcut`: same layers, same parameters, same
initialisation from the same seed. (A projection is the exception: it adds weights of its own.)
"""

import torch.nn.functional as functional
from torch import nn

SHORTCUTS = ("none", "identity", "padding", "projection")
NORMS = ("batch", "none")


class ResidualUnit(nn.Module):
    """`y = S(x) + F(x)`, then `sigma(y)` (He et al. 2016, eq. 1 and 2, where S is h and sigma is f).

    `residual` is F, `shortcut` is S, `activation` is sigma. With S and sigma the identity, the unit is `x + F(x)`.
    Shapes: whatever S and F make equal.
    """

    def __init__(self, residual: nn.Module, shortcut: nn.Module | None = None, activation: nn.Module | None = None):
        super().__init__()
        self.residual = residual
        self.shortcut = nn.Identity() if shortcut is None else shortcut
        self.activation = nn.Identity() if activation is None else activation

    def forward(self, x):
        return self.activation(self.shortcut(x) + self.residual(x))


class ResidualBlock(ResidualUnit):
    """Two 3x3 convolutions and a shortcut, `relu(S(x) + F(x))` (He et al. 2015, section 3.1 and figure 2).

    Input `(N, in_channels, H, W)`, output `(N, out_channels, H / stride, W / stride)`, rounded up.
    `shortcut`: "none" (the plain twin), "identity", "padding" (option A) or "projection" (option B).
    `norm`: "batch" or "none". `zero_init` starts F at zero, so that a fresh block is `relu(S(x))`
    (Goyal et al. 2017, section 5.1). Raises `ValueError` where an identity shortcut cannot fit.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int = 1,
        shortcut: str = "identity",
        norm: str = "batch",
        zero_init: bool = False,
    ):
        residual = nn.Sequential(
            conv3x3(in_channels, out_channels, stride, norm),
            make_norm(norm, out_channels),
            nn.ReLU(),
            conv3x3(out_channels, out_channels, 1, norm),
            make_norm(norm, out_channels),
        )
        super().__init__(residual, make_shortcut(shortcut, in_channels, out_channels, stride, norm), nn.ReLU())
        if zero_init:
            last = residual[3] if norm == "none" else residual[4]
            set_to_zero(last)


class MLPBlock(ResidualUnit):
    """`S(x) + W_k relu(... relu(W_1 x + b_1) ...) + b_k` on vectors, with nothing after the addition.

    Shape `(N, width)` in and out. Initialised so that the branch keeps the mean square of its input: variance
    1 / width for W_1, which sees the stream, 2 / width for the rest, which see a ReLU. `layers` counts the weight
    layers k of the branch. With `layers=1` the branch is linear, so that the block collapses to one matrix, `W + I`.
    """

    def __init__(self, width: int, layers: int = 2, shortcut: str = "identity", zero_init: bool = False):
        if layers < 1:
            raise ValueError(f"A branch has at least one weight layer, not {layers}.")
        linears = [nn.Linear(width, width) for _ in range(layers)]
        for index, linear in enumerate(linears):
            he_init(linear, "relu" if index else "linear")
        modules = [module for linear in linears for module in (linear, nn.ReLU())][:-1]
        super().__init__(nn.Sequential(*modules), make_shortcut(shortcut, width, width))
        if zero_init:
            set_to_zero(linears[-1])


class NoShortcut(nn.Module):
    """`S(x) = 0`: what turns a residual block into its plain twin."""

    def forward(self, x):
        return 0.0


class PaddingShortcut(nn.Module):
    """Keep every `stride`-th pixel and append zero channels: no parameters (He et al. 2015, section 3.3, option A).

    Input `(N, in_channels, H, W)`, output `(N, out_channels, H / stride, W / stride)`, rounded up.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1):
        super().__init__()
        if out_channels < in_channels:
            raise ValueError(
                f"Zero padding can add channels, not remove them: {in_channels} to {out_channels}. "
                'Use shortcut="projection".'
            )
        self.extra, self.stride = out_channels - in_channels, stride

    def forward(self, x):
        return functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))

    def extra_repr(self):
        """Channels and stride, for `print(block)`."""
        return f"append {self.extra} zero channels, stride {self.stride}"


class ProjectionShortcut(nn.Sequential):
    """`S(x) = M x`: a learned 1x1 convolution, then the norm (He et al. 2015, section 3.3, option B)."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, norm: str = "batch"):
        conv = nn.Conv2d(in_channels, out_channels, 1, stride, bias=norm == "none")
        super().__init__(conv, make_norm(norm, out_channels))
        he_init(conv)


def make_shortcut(kind: str, in_channels: int, out_channels: int, stride: int = 1, norm: str = "batch") -> nn.Module:
    """The shortcut called `kind`. "padding" and "projection" are the identity where the shapes already agree.

    Raises `ValueError` for another kind, and for an identity between unlike shapes.
    """
    if kind not in SHORTCUTS:
        raise ValueError(f"No shortcut is called {kind!r}. Choose one of {', '.join(SHORTCUTS)}.")
    same = in_channels == out_channels and stride == 1
    if kind == "identity" and not same:
        raise ValueError(
            f"An identity shortcut cannot turn {in_channels} channels into {out_channels} at stride {stride}. "
            'Use shortcut="padding" (no parameters) or shortcut="projection" (a learned 1x1 convolution).'
        )
    if kind == "none":
        return NoShortcut()
    if same:
        return nn.Identity()
    if kind == "padding":
        return PaddingShortcut(in_channels, out_channels, stride)
    return ProjectionShortcut(in_channels, out_channels, stride, norm)


def make_norm(norm: str, channels: int) -> nn.Module:
    """`nn.BatchNorm2d` for "batch", the identity for "none". Raises `ValueError` for another norm."""
    if norm not in NORMS:
        raise ValueError(f"No normalisation is called {norm!r}. Choose one of {', '.join(NORMS)}.")
    return nn.BatchNorm2d(channels) if norm == "batch" else nn.Identity()


def conv3x3(in_channels: int, out_channels: int, stride: int = 1, norm: str = "batch") -> nn.Conv2d:
    """A padded 3x3 convolution with He initialisation; it has a bias only where no norm follows."""
    conv = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=norm == "none")
    he_init(conv)
    return conv


def he_init(layer: nn.Module, after: str = "relu") -> None:
    """Weights from N(0, g / fan_in), g = 2 after a ReLU, 1 after "linear"; bias zero (He et al. 2015b, eq. 10)."""
    nn.init.kaiming_normal_(layer.weight, nonlinearity=after)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)


def set_to_zero(layer: nn.Module) -> None:
    """Set the weight and bias of the last layer of a branch to zero: F(x) = 0 for every x."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
