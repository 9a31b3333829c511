"""Depthwise blocks: a 3x3 that mixes no channels, 1x1 convolutions that do, and the inverted bottleneck of both."""

from torch import nn

from course_utils.blocks.bottleneck import conv_norm
from course_utils.blocks.residual import NoShortcut, ResidualUnit, make_shortcut


def separable(in_channels: int, out_channels: int, stride: int = 1) -> tuple[nn.Module, ...]:
    """A depthwise separable convolution in parts: a 3x3 for each channel, norm, ReLU, a 1x1 across channels, norm.

    Howard et al. 2017 (MobileNets). Input `(N, in_channels, H, W)`, output `(N, out_channels, H / stride, W / stride)`,
    rounded up. The ReLU that the paper puts behind the second norm is the caller's.
    """
    depthwise = conv_norm(in_channels, in_channels, 3, stride, groups=in_channels)
    return *depthwise, nn.ReLU(), *conv_norm(in_channels, out_channels, 1)


class SeparableBlock(ResidualUnit):
    """`relu(x + F(x))` of two depthwise separable convolutions: the basic block with both of its 3x3 taken apart.

    Shape `(N, channels, H, W)` in and out.
    """

    def __init__(self, channels: int):
        residual = nn.Sequential(*separable(channels, channels), nn.ReLU(), *separable(channels, channels))
        super().__init__(residual, None, nn.ReLU())


class InvertedBottleneck(ResidualUnit):
    """`x + F(x)` with F = 1x1 up, depthwise 3x3, 1x1 down, nothing after the sum (Sandler et al. 2018, MobileNetV2).

    The shortcut joins the *narrow* ends, and between them the branch is `expansion` times as wide as `in_channels`. The
    last 1x1 is linear: neither it nor the sum has a ReLU behind it. Input `(N, in_channels, H, W)`, output
    `(N, out_channels, H / stride, W / stride)`, rounded up; where the two differ in shape there is no shortcut. The
    paper's ReLU6 is a ReLU here. Raises `ValueError` for an expansion below 1.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, expansion: int = 4):
        if expansion < 1:
            raise ValueError(f"The branch is 1 time as wide as its input or more, not {expansion} times.")
        wide = expansion * in_channels
        residual = nn.Sequential(
            *conv_norm(in_channels, wide, 1),
            nn.ReLU(),
            *conv_norm(wide, wide, 3, stride, groups=wide),
            nn.ReLU(),
            *conv_norm(wide, out_channels, 1),
        )
        same = in_channels == out_channels and stride == 1
        super().__init__(residual, make_shortcut("identity", in_channels, out_channels) if same else NoShortcut())
