"""The bottleneck block: a 1x1 convolution down, a 3x3 between, a 1x1 up, and a shortcut."""

from torch import nn

from course_utils.blocks.residual import ResidualUnit, he_init, make_norm, make_shortcut


class BottleneckBlock(ResidualUnit):
    """`relu(S(x) + F(x))` with F = 1x1 down, 3x3, 1x1 up (He et al. 2015, section 4.1 and figure 5).

    Input `(N, in_channels, H, W)`, output `(N, out_channels, H / stride, W / stride)`, rounded up; between them the
    branch carries `mid_channels`, a quarter of `out_channels` in the paper. With `groups` above 1 the 3x3 is cut into
    that many independent convolutions, and the block is ResNeXt's (Xie et al. 2017, figure 3c). `shortcut`: "none",
    "identity", "padding" or "projection". As in torchvision the 3x3 carries the stride; in the paper the first 1x1
    does. Raises `ValueError` where `groups` does not divide `mid_channels` or an identity shortcut cannot fit.
    """

    def __init__(
        self,
        in_channels: int,
        mid_channels: int,
        out_channels: int,
        stride: int = 1,
        shortcut: str = "identity",
        groups: int = 1,
    ):
        residual = nn.Sequential(
            *conv_norm(in_channels, mid_channels, 1),
            nn.ReLU(),
            *conv_norm(mid_channels, mid_channels, 3, stride, groups),
            nn.ReLU(),
            *conv_norm(mid_channels, out_channels, 1),
        )
        super().__init__(residual, make_shortcut(shortcut, in_channels, out_channels, stride), nn.ReLU())


def conv_norm(
    in_channels: int, out_channels: int, kernel: int, stride: int = 1, groups: int = 1
) -> tuple[nn.Conv2d, nn.Module]:
    """A padded convolution without bias, He-initialised, and the BatchNorm after it.

    Raises `ValueError` where the groups do not divide the channels.
    """
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise ValueError(
            f"{groups} groups cannot share out {in_channels} input and {out_channels} output channels evenly: "
            "choose a number of groups that divides both."
        )
    conv = nn.Conv2d(in_channels, out_channels, kernel, stride, kernel // 2, groups=groups, bias=False)
    he_init(conv)
    return conv, make_norm("batch", out_channels)
