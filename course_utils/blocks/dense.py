"""Dense blocks: every layer sees what all earlier ones put out, side by side instead of added up."""

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from course_utils.blocks.bottleneck import conv_norm


class DenseLayer(nn.Module):
    """`H([x_0, ..., x_l])`: norm, ReLU, 1x1 to 4 k channels, norm, ReLU, 3x3 to k (Huang et al. 2016, section 3).

    `growth` is k. Called with all earlier outputs, `(N, c_i, H, W)` with `in_channels` in sum; returns `(N, k, H, W)`.
    With `checkpointed`, the concatenation and what follows it up to the 1x1 are forgotten and computed once more in the
    backward pass (Pleiss et al. 2017).
    """

    def __init__(self, in_channels: int, growth: int, checkpointed: bool = False):
        super().__init__()
        wide = 4 * growth
        squeeze, norm = conv_norm(in_channels, wide, 1)
        self.compress = nn.Sequential(nn.BatchNorm2d(in_channels), nn.ReLU(), squeeze)
        self.extract = nn.Sequential(norm, nn.ReLU(), conv_norm(wide, growth, 3)[0])
        self.checkpointed = checkpointed

    def forward(self, *earlier):
        if self.checkpointed and torch.is_grad_enabled():
            return self.extract(checkpoint(self._see, *earlier, use_reentrant=False))
        return self.extract(self._see(*earlier))

    def _see(self, *earlier):
        return self.compress(torch.cat(earlier, 1))


class DenseBlock(nn.ModuleList):
    """`x_{l+1} = H_l([x_0, ..., x_l])`, l = 0 .. layers - 1 (Huang et al. 2016, eq. 2).

    Input `(N, in_channels, H, W)`, output `(N, in_channels + layers * growth, H, W)`: all that was seen.
    """

    def __init__(self, in_channels: int, layers: int, growth: int, checkpointed: bool = False):
        super().__init__(DenseLayer(in_channels + place * growth, growth, checkpointed) for place in range(layers))

    def forward(self, x):
        seen = [x]
        for layer in self:
            seen.append(layer(*seen))
        return torch.cat(seen, 1)


class Transition(nn.Sequential):
    """Between two dense blocks: norm, ReLU, 1x1 to `out_channels`, half the resolution (Huang et al. 2016, section 3).

    Input `(N, in_channels, H, W)`, output `(N, out_channels, H / 2, W / 2)`, rounded down.
    """

    def __init__(self, in_channels: int, out_channels: int):
        conv, _ = conv_norm(in_channels, out_channels, 1)
        super().__init__(nn.BatchNorm2d(in_channels), nn.ReLU(), conv, nn.AvgPool2d(2))
