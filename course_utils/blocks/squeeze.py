"""Squeeze-and-excitation: a branch looks at the whole image and decides how loud each of its channels is."""

from torch import nn

from course_utils.blocks.residual import ResidualUnit


class SqueezeExcitation(nn.Module):
    """`y = s(x) x`, one factor a channel, `s = sigmoid(W_2 relu(W_1 mean(x) + b_1) + b_2)`.

    Hu et al. 2017, eq. 2 to 4. Shape `(N, channels, H, W)` in and out; the mean is over H and W. W_1 leads to
    `channels // reduction` numbers. With biases, as in torchvision. Raises `ValueError` where no channel is left.
    """

    def __init__(self, channels: int, reduction: int = 16):
        super().__init__()
        if not 1 <= reduction <= channels:
            raise ValueError(f"A reduction of {reduction} leaves none of {channels} channels: choose 1 to {channels}.")
        few = channels // reduction
        self.scale = nn.Sequential(nn.Linear(channels, few), nn.ReLU(), nn.Linear(few, channels), nn.Sigmoid())

    def forward(self, x):
        return x * self.scale(x.mean((2, 3)))[:, :, None, None]


def squeezed(block: ResidualUnit, channels: int, reduction: int = 16) -> ResidualUnit:
    """The same block with squeeze-and-excitation as the last step of its branch (Hu et al. 2017, figure 3)."""
    block.residual.append(SqueezeExcitation(channels, reduction))
    return block
