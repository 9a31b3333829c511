"""The residual units that He et al. 2016 compare, by the names of their tables 1 and 2."""

from course_utils.blocks.gated import variant_block
from course_utils.blocks.preactivation import ORDERS, OrderedBlock
from course_utils.blocks.residual import ResidualUnit

# Table 1, the shortcut changes and the ReLU stays after the addition: what `variant_block` is given.
SHORTCUT_UNITS = {
    "original": {"kind": "identity"},
    "plain": {"kind": "none"},
    "scaled 0.5": {"kind": "scale", "factor": 0.5},
    "exclusive gate 0": {"kind": "exclusive gate", "bias": 0.0},
    "exclusive gate -6": {"kind": "exclusive gate", "bias": -6.0},
    "shortcut gate 0": {"kind": "shortcut gate", "bias": 0.0},
    "shortcut gate -6": {"kind": "shortcut gate", "bias": -6.0},
    "1x1 convolution": {"kind": "1x1"},
    "dropout 0.5": {"kind": "dropout", "factor": 0.5},
}
# Table 2, the shortcut is the identity and norm and ReLU move: orders of `OrderedBlock`.
ACTIVATION_UNITS = tuple(order for order in ORDERS if order != "original")

UNITS = (*SHORTCUT_UNITS, *ACTIVATION_UNITS)


def published_unit(name: str, in_channels: int, out_channels: int, stride: int = 1) -> ResidualUnit:
    """The unit called `name`, one of `UNITS` (He et al. 2016, figure 2 with table 1, figure 4 with table 2).

    Input `(N, in_channels, H, W)`, output `(N, out_channels, H / stride, W / stride)`, rounded up; a number in a name
    is a gate's first bias, a factor before both branches, or a rate of dropout. Where shapes change, zero padding
    (option A) comes first. Raises `ValueError` for another name.
    """
    if name not in UNITS:
        raise ValueError(f"No unit is called {name!r}. Choose one of {', '.join(UNITS)}.")
    if name in SHORTCUT_UNITS:
        return variant_block(in_channels=in_channels, out_channels=out_channels, stride=stride, **SHORTCUT_UNITS[name])
    return OrderedBlock(in_channels, out_channels, stride, name, "padding")
