"""Networks for one budget: how wide may each kind be, for the same parameters or the same multiply-adds?"""

from dataclasses import dataclass

from course_utils.blocks import BottleneckBlock, ResidualBlock
from course_utils.networks import on_paper
from course_utils.networks.staged import StagedNet

KINDS = ("basic", "bottleneck", "resnext")
CURRENCIES = ("parameters", "multiply_adds")
WIDEST = 4096


@dataclass(frozen=True)
class Design:
    """A CIFAR-style network on paper: a 3x3 stem, three stages of `blocks` blocks, a linear head.

    `width` counts the channels of the first stage's 3x3 convolutions, twice and four times as many in the next two.
    "basic": the stream is as wide; "bottleneck": four times as wide (He et al. 2015); "resnext": twice as wide, the
    3x3 in `groups` groups (Xie et al. 2017, as in 32x4d). Shortcuts are projections where shapes change. A "wide"
    network is a basic one with fewer blocks and a larger width (Zagoruyko and Komodakis 2016).
    """

    kind: str
    blocks: int
    width: int
    groups: int = 1
    resolution: int = 32
    classes: int = 10

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"No kind is called {self.kind!r}. Choose one of {', '.join(KINDS)}.")
        if self.width % self.groups:
            raise ValueError(f"{self.groups} groups cannot share out {self.width} channels evenly.")

    @property
    def stream(self) -> tuple[int, int, int]:
        """Channels between the blocks of the three stages."""
        factor = {"basic": 1, "bottleneck": 4, "resnext": 2}[self.kind]
        return tuple(factor * self.width * 2**stage for stage in range(3))

    @property
    def depth(self) -> int:
        """Weight layers: the stem, all blocks, the head."""
        return 2 + 3 * self.blocks * (2 if self.kind == "basic" else 3)

    def block_plans(self) -> list[list[on_paper.Convolution]]:
        """The convolutions of each block on paper."""
        plans, channels = [], self.stream[0]
        for stage, out in enumerate(self.stream):
            size, mid = self.resolution // 2**stage, self.width * 2**stage
            for block in range(self.blocks):
                plans.append(self._block(channels, mid, out, size, 2 if stage > 0 and block == 0 else 1))
                channels = out
        return plans

    def plan(self) -> list[on_paper.Convolution]:
        """All its convolutions on paper, from the stem to the head."""
        stem = on_paper.Convolution(3, self.stream[0], 3, self.resolution)
        inside = [layer for block in self.block_plans() for layer in block]
        return [stem, *inside, on_paper.linear(self.stream[-1], self.classes)]

    def kept(self) -> int:
        """Numbers kept for the backward pass of one image, in the stem and the blocks."""
        return 2 * self.stream[0] * self.resolution**2 + sum(map(on_paper.kept, self.block_plans()))

    def _block(self, c_in, mid, c_out, size, stride):
        if self.kind == "basic":
            return on_paper.basic(c_in, c_out, size, stride)
        return on_paper.bottleneck(c_in, mid, c_out, size, stride, self.groups)

    def spends(self, currency: str) -> int:
        """Its parameters, or its multiply-adds for one image. Raises `ValueError` for another currency."""
        if currency not in CURRENCIES:
            raise ValueError(f"No currency is called {currency!r}. Choose one of {', '.join(CURRENCIES)}.")
        return getattr(on_paper, currency)(self.plan())

    def build(self, in_channels: int = 3) -> StagedNet:
        """The network itself, with PyTorch's present random state."""

        def make_block(c_in, c_out, stride):
            if self.kind == "basic":
                return ResidualBlock(c_in, c_out, stride, "projection")
            mid = self.width * c_out // self.stream[0]
            return BottleneckBlock(c_in, mid, c_out, stride, "projection", self.groups)

        return StagedNet(6 * self.blocks + 2, make_block, self.stream, in_channels, self.classes)

    def __str__(self):
        grouped = f", {self.groups} groups" if self.groups > 1 else ""
        return f"{self.kind}, {self.depth} layers, width {self.width}{grouped}"


def solve(
    kind: str,
    budget: float,
    currency: str = "parameters",
    blocks: int = 3,
    groups: int = 1,
    resolution: int = 32,
) -> Design:
    """The design whose cost comes nearest to `budget`, over all widths that `groups` divides.

    `currency`: "parameters" or "multiply_adds" (for one image). Raises `ValueError` where even the narrowest network is
    more than twice the budget, or the widest that is tried (4096 channels) less than half of it.
    """

    def spent(steps):
        return Design(kind, blocks, steps * groups, groups, resolution).spends(currency)

    low, high = 1, max(2, WIDEST // groups)
    while high - low > 1:  # the cost grows with the width
        middle = (low + high) // 2
        low, high = (middle, high) if spent(middle) <= budget else (low, middle)
    best = min((low, high), key=lambda steps: abs(spent(steps) - budget))
    if not 0.5 <= spent(best) / budget <= 2:
        raise ValueError(
            f"No {kind} network with {blocks} blocks a stage comes near {budget:,.0f} {currency.replace('_', '-')}: "
            f"the nearest spends {spent(best):,}. Change the budget, or the number of blocks."
        )
    return Design(kind, blocks, best * groups, groups, resolution)
