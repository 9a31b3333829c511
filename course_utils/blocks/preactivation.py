"""Where norm and ReLU stand in a residual unit: the five orders of He et al. 2016, figure 4."""

from torch import nn

from course_utils.blocks.residual import ResidualUnit, conv3x3, he_init, make_norm, make_shortcut, set_to_zero

# What the branch does, and what is done after the addition. "full pre-activation" is He et al.'s proposal.
ORDERS = {
    "original": ("weight norm relu weight norm", "relu"),
    "norm after addition": ("weight norm relu weight", "norm relu"),
    "relu before addition": ("weight norm relu weight norm relu", ""),
    "relu-only pre-activation": ("relu weight norm relu weight norm", ""),
    "full pre-activation": ("norm relu weight norm relu weight", ""),
}


class OrderedBlock(ResidualUnit):
    """Two 3x3 convolutions, two norms, two ReLUs in one of the `ORDERS` (He et al. 2016, figure 4 and table 2).

    Input `(N, in_channels, H, W)`, output `(N, out_channels, H / stride, W / stride)`, rounded up. The shortcut stays
    outside: the paper lets the first pre-activation of a stage act on the shortcut too, we do not.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int = 1,
        order: str = "full pre-activation",
        shortcut: str = "identity",
        norm: str = "batch",
    ):
        convs = [conv3x3(in_channels, out_channels, stride, norm), conv3x3(out_channels, out_channels, 1, norm)]
        residual, after = arrange(order, convs, lambda channels: make_norm(norm, channels))
        super().__init__(residual, make_shortcut(shortcut, in_channels, out_channels, stride, norm), after)


class PreactivationBlock(OrderedBlock):
    """`S(x) + W2 relu(norm(W1 relu(norm(x))))`, nothing after the addition (He et al. 2016, figure 1b).

    Shapes as for `OrderedBlock`. `zero_init` starts F at zero, so that a fresh block is `S(x)`.
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
        super().__init__(in_channels, out_channels, stride, "full pre-activation", shortcut, norm)
        if zero_init:
            set_to_zero(self.residual[-1])


class OrderedMLPBlock(ResidualUnit):
    """`OrderedBlock` on vectors `(N, width)`: two linear layers with batch normalisation, in one of the `ORDERS`."""

    def __init__(self, width: int, order: str = "full pre-activation", shortcut: str = "identity"):
        linears = [nn.Linear(width, width, bias=False) for _ in range(2)]
        for linear in linears:
            he_init(linear)
        residual, after = arrange(order, linears, nn.BatchNorm1d)
        super().__init__(residual, make_shortcut(shortcut, width, width), after)


def arrange(order: str, weights, make_norm) -> tuple[nn.Sequential, nn.Sequential]:
    """The branch and what follows the addition, as `ORDERS[order]` says, around two given weight layers.

    `make_norm(channels)` builds a norm for what reaches its place. Raises `ValueError` for an unknown order.
    """
    if order not in ORDERS:
        raise ValueError(f"No order is called {order!r}. Choose one of {', '.join(ORDERS)}.")
    sizes = [_sizes(weight) for weight in weights]
    layers, channels = iter(zip(weights, sizes, strict=True)), sizes[0][0]
    parts = []
    for words in ORDERS[order]:
        modules = []
        for word in words.split():
            if word == "weight":
                weight, (_, channels) = next(layers)
            modules.append(weight if word == "weight" else make_norm(channels) if word == "norm" else nn.ReLU())
        parts.append(nn.Sequential(*modules))
    return tuple(parts)


def _sizes(weight):
    """Channels in and out of a convolution or a linear layer."""
    return weight.weight.shape[1], weight.weight.shape[0]
