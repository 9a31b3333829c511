"""Networks of blocks: the CIFAR-style one of He et al. in three stages, one of a single shape, stacks on vectors.

A network is plain or residual by one keyword.
"""

import contextlib
from collections.abc import Callable

import torch
from torch import nn

from course_utils.blocks.preactivation import PreactivationBlock
from course_utils.blocks.residual import MLPBlock, ResidualBlock, conv3x3, he_init, make_norm


class StagedNet(nn.Module):
    """A 3x3 stem, three stages of `blocks_per_stage` blocks, global pooling, one linear layer: around any blocks.

    `make_block(in_channels, out_channels, stride)` builds a block. Input `(N, in_channels, H, W)`, output logits
    `(N, classes)`; for stages and widths see `CifarNet`. Raises `ValueError` for fewer than one block a stage, or for
    widths that are not three.
    """

    def __init__(
        self,
        blocks_per_stage: int,
        make_block: Callable[[int, int, int], nn.Module],
        widths: tuple[int, int, int] = (16, 32, 64),
        in_channels: int = 3,
        classes: int = 10,
        norm: str = "batch",
    ):
        super().__init__()
        if blocks_per_stage < 1:
            raise ValueError(f"A stage has 1 block or more, not {blocks_per_stage}.")
        if len(widths) != 3:
            raise ValueError(f"The network has three stages, so widths needs three numbers, not {widths}.")
        self.stem = nn.Sequential(conv3x3(in_channels, widths[0], norm=norm), make_norm(norm, widths[0]), nn.ReLU())
        self.blocks = nn.Sequential(*_stages(widths, blocks_per_stage, make_block))
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], classes))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))

    def states(self, x) -> list[torch.Tensor]:
        """`[x_0, x_1, ..., x_L]`: what enters the first block, and what leaves each block.

        Each `(N, C, H, W)` in the shape of its stage.
        """
        return states(self.blocks, self.stem(x))


class CifarNet(StagedNet):
    """A 3x3 stem, three stages of two-layer blocks, global pooling, one linear layer (He et al. 2015, section 4.2).

    `depth = 6 n + 2` counts the weight layers. Stages have `widths` channels; the second and third halve the
    resolution. `shortcut="none"` is the plain net, "identity" the residual one with zero padding where a stage begins
    (option A: the twins have the same parameters), "projection" a learned 1x1 convolution there (option B, whose draws
    shift those of all later blocks). Input `(N, in_channels, H, W)`, output logits `(N, classes)`. Unlike the paper's,
    the last layer keeps PyTorch's initialisation. Raises `ValueError` for a depth or widths that do not fit.
    """

    def __init__(
        self,
        depth: int,
        shortcut: str = "identity",
        widths: tuple[int, int, int] = (16, 32, 64),
        in_channels: int = 3,
        classes: int = 10,
        norm: str = "batch",
    ):
        def make_block(channels, width, stride):
            changes = width != channels or stride != 1
            kind = "padding" if shortcut == "identity" and changes else shortcut
            return ResidualBlock(channels, width, stride, kind, norm)

        super().__init__(blocks_per_stage(depth), make_block, widths, in_channels, classes, norm)


class PreactivationNet(StagedNet):
    """A `StagedNet` whose blocks end with the addition: one more norm and ReLU follow the last one.

    He et al. 2016, section 4.1. Arguments and shapes as for `StagedNet`, with batch normalisation.
    """

    def __init__(self, blocks_per_stage, make_block, widths=(16, 32, 64), in_channels=3, classes=10):
        super().__init__(blocks_per_stage, make_block, widths, in_channels, classes)
        self.head = nn.Sequential(make_norm("batch", widths[-1]), nn.ReLU(), *self.head)


class UniformNet(nn.Module):
    """A 3x3 stem of stride 2, `depth` pre-activation blocks of one shape, norm, ReLU, pooling, one linear layer.

    Any block can be left out or change places with any other. `shortcut="none"` is the plain net, "identity" the
    residual one, with the same parameters. Input `(N, in_channels, H, W)`, output logits `(N, classes)`.
    """

    def __init__(
        self, depth: int, shortcut: str = "identity", channels: int = 16, in_channels: int = 1, classes: int = 10
    ):
        super().__init__()
        if depth < 1:
            raise ValueError(f"The depth counts blocks: 1 or more, not {depth}.")
        self.stem = conv3x3(in_channels, channels, 2, "none")
        self.blocks = nn.Sequential(*(PreactivationBlock(channels, channels, 1, shortcut) for _ in range(depth)))
        pooled = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))
        self.head = nn.Sequential(make_norm("batch", channels), nn.ReLU(), *pooled)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))

    def states(self, x) -> list[torch.Tensor]:
        """`[x_0, x_1, ..., x_L]`, each `(N, channels, H / 2, W / 2)`."""
        return states(self.blocks, self.stem(x))


class VectorNet(nn.Module):
    """A linear stem, `depth` blocks of one width that `make_block()` builds, a linear head.

    Input `(N, inputs)` or anything that flattens to it, output `(N, classes)`.
    """

    def __init__(
        self, depth: int, make_block: Callable[[], nn.Module], width: int = 32, inputs: int = 64, classes: int = 10
    ):
        super().__init__()
        if depth < 0:
            raise ValueError(f"The depth counts blocks: 0 or more, not {depth}.")
        self.stem = nn.Sequential(nn.Flatten(), nn.Linear(inputs, width))
        self.blocks = nn.Sequential(*(make_block() for _ in range(depth)))
        self.head = nn.Linear(width, classes)
        he_init(self.stem[1], "linear")

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))

    def states(self, x) -> list[torch.Tensor]:
        """`[x_0, x_1, ..., x_L]`, each `(N, width)`."""
        return states(self.blocks, self.stem(x))


class ResidualMLP(VectorNet):
    """A `VectorNet` of `MLPBlock`s; the stack where eq. 4 of He et al. 2016 is exact.

    The name says what it is with a shortcut; with `shortcut="none"` it is its plain twin.
    """

    def __init__(
        self,
        depth: int,
        width: int = 64,
        shortcut: str = "identity",
        zero_init: bool = False,
        inputs: int = 64,
        classes: int = 10,
    ):
        super().__init__(depth, lambda: MLPBlock(width, 2, shortcut, zero_init), width, inputs, classes)


def states(blocks: nn.Sequential, x: torch.Tensor) -> list[torch.Tensor]:
    """`[x_0, ..., x_L]` for `x_0 = x` and `x_{l+1} = blocks[l](x_l)`.

    `x` `(N, ...)`, in the shape that the first block takes.
    """
    stream = [x]
    for block in blocks:
        stream.append(block(stream[-1]))
    return stream


@contextlib.contextmanager
def seeded(seed: int):
    """Build a network from `seed` inside this context; the random state outside stays untouched.

    Twins built from the same seed start from the same weights:
    `with seeded(0): plain = CifarNet(56, "none")`, then `with seeded(0): residual = CifarNet(56, "identity")`.
    """
    with torch.random.fork_rng(devices=[]):  # weights are drawn on the CPU, so that a seed means the same everywhere
        torch.default_generator.manual_seed(seed)
        yield


def blocks_per_stage(depth: int) -> int:
    """The n of a network of `depth = 6 n + 2` weight layers in two-layer blocks; raises `ValueError` for others."""
    if depth < 8 or (depth - 2) % 6:
        raise ValueError(f"The depth must be 6 n + 2 (8, 14, 20, ..., 56, 110), not {depth}.")
    return (depth - 2) // 6


def count_parameters(network: nn.Module) -> int:
    """How many numbers training may change."""
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)


def _stages(widths, blocks_per_stage, make_block):
    """The blocks in order; the second and third stage begin with stride 2."""
    channels = widths[0]
    for stage, width in enumerate(widths):
        for index in range(blocks_per_stage):
            yield make_block(channels, width, 2 if stage > 0 and index == 0 else 1)
            channels = width
