"""Gates: shortcuts that let only a part through (He et al. 2016, table 1), highway layers, and the LSTM cell."""

import torch
from torch import nn

from course_utils.blocks.residual import PaddingShortcut, ResidualBlock, ResidualUnit, he_init

VARIANTS = ("identity", "none", "scale", "exclusive gate", "shortcut gate", "1x1", "dropout")


class Scale(nn.Module):
    """`factor * x`, a fixed number; as a shortcut the constant scaling of He et al. 2016, section 3.1."""

    def __init__(self, factor: float):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x

    def extra_repr(self):
        """The factor, for `print(block)`."""
        return f"{self.factor:g}"


class Gate(nn.Module):
    """`g(x) = sigmoid(W x + b)`: a share between 0 and 1 for each channel at each place; a fresh gate is near
    `sigmoid(bias)`.

    Vectors `(N, C)` or maps `(N, C, H, W)`; W is a matrix or a 1x1 convolution (He et al. 2016, section 3.2).
    """

    def __init__(self, channels: int, bias: float = 0.0, spatial: bool = True):
        super().__init__()
        self.affine = nn.Conv2d(channels, channels, 1) if spatial else nn.Linear(channels, channels)
        he_init(self.affine, "linear")
        nn.init.constant_(self.affine.bias, bias)

    def forward(self, x):
        return torch.sigmoid(self.affine(x))


class GatedShortcut(nn.Module):
    """`(1 - g(x)) x`: the branch is left alone (He et al. 2016, section 3.2, "shortcut-only gating")."""

    def __init__(self, gate: Gate):
        super().__init__()
        self.gate = gate

    def forward(self, x):
        return (1 - self.gate(x)) * x


class ExclusiveUnit(ResidualUnit):
    """`sigma((1 - g(x)) S(x) + g(x) F(x))`: what the branch gains the shortcut loses (He et al. 2016, section 3.2).

    `gate` must give the shape of F(x); with sigma the identity and S too this is a highway layer.
    """

    def __init__(self, residual: nn.Module, gate: nn.Module, shortcut=None, activation=None):
        super().__init__(residual, shortcut, activation)
        self.gate = gate

    def forward(self, x):
        carried = self.shortcut(x)
        share = self.gate(carried)
        return self.activation((1 - share) * carried + share * self.residual(x))


class HighwayLayer(ExclusiveUnit):
    """`T(x) H(x) + (1 - T(x)) x`, H(x) = relu(W x + b), T the transform gate (Srivastava et al. 2015, eq. 3).

    Shape `(N, width)` in and out. `bias` is the gate's: -4 starts nearly closed (the layer copies), +4 nearly open
    (the layer is plain). He initialisation for H.
    """

    def __init__(self, width: int, bias: float = -2.0):
        linear = nn.Linear(width, width)
        he_init(linear)
        super().__init__(nn.Sequential(linear, nn.ReLU()), Gate(width, bias, spatial=False))


class LSTMCell(nn.Module):
    """One step of an LSTM: `c' = f c + i g`, `h' = o tanh(c')` (Hochreiter and Schmidhuber 1997; Gers et al. 2000).

    Gates i, f, o = sigmoid and g = tanh of `W x + U h + b`, in the order i, f, g, o of `torch.nn.LSTMCell`. With
    `forget=False` the forget gate is held at 1, as in 1997: then c is a residual stream in time. `x` is `(N, inputs)`,
    the state `(h, c)` two tensors `(N, width)`. `forget_bias` is added to the forget gate's bias.
    """

    def __init__(self, inputs: int, width: int, forget_bias: float = 0.0, forget: bool = True):
        super().__init__()
        self.from_input = nn.Linear(inputs, 4 * width)
        self.from_state = nn.Linear(width, 4 * width, bias=False)
        self.forget = forget
        for layer in (self.from_input, self.from_state):
            nn.init.uniform_(layer.weight, -(width**-0.5), width**-0.5)
        nn.init.zeros_(self.from_input.bias)
        nn.init.constant_(self.from_input.bias[width : 2 * width], forget_bias)

    def forward(self, x, state):
        h, c = state
        i, f, g, o = self.sums(x, h)
        c = self.kept(f) * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c

    def carry(self, x, h):
        """The share of each entry of c that this step hands on: the forget gate, or ones."""
        return self.kept(self.sums(x, h)[1])

    def sums(self, x, h):
        """`W x + U h + b` for the gates i, f, g, o, each `(N, width)`."""
        return (self.from_input(x) + self.from_state(h)).chunk(4, dim=-1)

    def kept(self, f):
        """The share of the old state that is kept: sigmoid of `f` `(N, width)`, or 1 without a forget gate."""
        return f.sigmoid() if self.forget else torch.ones_like(f)


def variant_block(
    kind: str, in_channels: int, out_channels: int, stride: int = 1, bias: float = 0.0, factor: float = 0.5
) -> ResidualUnit:
    """A post-activation block whose shortcut is one of the `VARIANTS` (He et al. 2016, figure 2 and table 1).

    Where shapes change, zero padding comes first. `bias` is that of a gate; `factor` scales shortcut and branch
    ("scale": the paper's 0.5 and 0.5) or is the rate of dropout. Branch, norm and ReLU are `ResidualBlock`'s. Raises
    `ValueError` for another kind.
    """
    if kind not in VARIANTS:
        raise ValueError(f"No variant is called {kind!r}. Choose one of {', '.join(VARIANTS)}.")
    same = in_channels == out_channels and stride == 1
    fit = nn.Identity() if same else PaddingShortcut(in_channels, out_channels, stride)
    if kind in ("identity", "none"):
        return ResidualBlock(in_channels, out_channels, stride, "none" if kind == "none" else "padding")
    residual = ResidualBlock(in_channels, out_channels, stride, "none").residual
    if kind == "exclusive gate":
        return ExclusiveUnit(residual, Gate(out_channels, bias), fit, nn.ReLU())
    if kind == "scale":
        residual = nn.Sequential(residual, Scale(factor))
    return ResidualUnit(residual, nn.Sequential(fit, _shortcut(kind, out_channels, bias, factor)), nn.ReLU())


def _shortcut(kind, channels, bias, factor):
    if kind == "shortcut gate":
        return GatedShortcut(Gate(channels, bias))
    if kind == "scale":
        return Scale(factor)
    if kind == "dropout":
        return nn.Dropout(factor)
    conv = nn.Conv2d(channels, channels, 1)
    he_init(conv, "linear")
    return conv
