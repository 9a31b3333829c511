"""ImageNet recipes as data, the networks built from them with the course's own blocks, and their count by formula."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.blocks import BottleneckBlock, DenseBlock, ResidualBlock, Transition
from course_utils.blocks.bottleneck import conv_norm
from course_utils.networks import on_paper

BLOCKS = ("basic", "bottleneck")
CLASSES, IMAGE = 1000, 224


@dataclass(frozen=True)
class ResNetRecipe:
    """Four stages of `counts` blocks; `width` channels in the first stage's 3x3, twice as many at each further stage.

    He et al. 2015, table 1. "basic": a stage hands on as many channels as its 3x3 has. "bottleneck": 256, 512, 1024,
    2048, whatever the width (so ResNeXt and Wide ResNet differ by `width` and `groups` alone). Raises `ValueError` for
    another block, for counts that are not four, for groups in a basic block.
    """

    block: str
    counts: tuple[int, int, int, int]
    width: int = 64
    groups: int = 1

    def __post_init__(self):
        if self.block not in BLOCKS:
            raise ValueError(f"No block is called {self.block!r}. Choose one of {', '.join(BLOCKS)}.")
        if len(self.counts) != 4 or min(self.counts) < 1:
            raise ValueError(f"A recipe has four stages of one block or more, not {self.counts}.")
        if self.block == "basic" and self.groups != 1:
            raise ValueError("A basic block is not grouped here: use block='bottleneck'.")

    @property
    def depth(self) -> int:
        """Weight layers, as in the network's name: the stem, all blocks, the head; shortcuts are not counted."""
        return 2 + sum(self.counts) * (3 if self.block == "bottleneck" else 2)

    def stages(self) -> Iterator[list[tuple[int, int, int, int, int]]]:
        """For each stage its blocks as `(c_in, mid, c_out, size of the output, stride)`."""
        channels = 64
        for place, count in enumerate(self.counts):
            mid = self.width * 2**place
            out = 256 * 2**place if self.block == "bottleneck" else mid
            size, first = IMAGE // 4 // 2**place, 1 if place == 0 else 2
            yield [(out if n else channels, mid, out, size, 1 if n else first) for n in range(count)]
            channels = out


@dataclass(frozen=True)
class DenseNetRecipe:
    """Dense blocks of `counts` layers, halved in channels and resolution between them (Huang et al. 2016, table 1)."""

    counts: tuple[int, ...]
    growth: int = 32

    def channels(self) -> Iterator[tuple[int, int]]:
        """For each dense block how many channels enter and leave."""
        channels = 2 * self.growth
        for count in self.counts:
            yield channels, channels + count * self.growth
            channels = (channels + count * self.growth) // 2


RECIPES = {
    "resnet18": ResNetRecipe("basic", (2, 2, 2, 2)),
    "resnet34": ResNetRecipe("basic", (3, 4, 6, 3)),
    "resnet50": ResNetRecipe("bottleneck", (3, 4, 6, 3)),
    "resnet101": ResNetRecipe("bottleneck", (3, 4, 23, 3)),
    "resnet152": ResNetRecipe("bottleneck", (3, 8, 36, 3)),
    "resnext50_32x4d": ResNetRecipe("bottleneck", (3, 4, 6, 3), width=128, groups=32),
    "wide_resnet50_2": ResNetRecipe("bottleneck", (3, 4, 6, 3), width=128),
    "densenet121": DenseNetRecipe((6, 12, 24, 16)),
}
NAMES = {
    "resnet18": "ResNet-18",
    "resnet34": "ResNet-34",
    "resnet50": "ResNet-50",
    "resnet101": "ResNet-101",
    "resnet152": "ResNet-152",
    "resnext50_32x4d": "ResNeXt-50 (32x4d)",
    "wide_resnet50_2": "Wide ResNet-50-2",
    "densenet121": "DenseNet-121",
}


def imagenet_net(recipe: str | ResNetRecipe | DenseNetRecipe, device: str = "meta") -> nn.Sequential:
    """The network of a recipe or of a name in `RECIPES`; input `(N, 3, 224, 224)`, logits `(N, 1000)`.

    On the "meta" device tensors have shapes and no content: building and counting are instant and need no memory.
    Raises `ValueError` for a name without a recipe.
    """
    if isinstance(recipe, str):
        if recipe not in RECIPES:
            raise ValueError(f"No recipe is called {recipe!r}. Choose one of {', '.join(RECIPES)}.")
        recipe = RECIPES[recipe]
    with torch.device(device):
        parts = _dense_parts(recipe) if isinstance(recipe, DenseNetRecipe) else _residual_parts(recipe)
        return nn.Sequential(OrderedDict(parts))


def load_torchvision(network: nn.Module, weights: Mapping[str, torch.Tensor]) -> nn.Module:
    """Copy torchvision's `weights`, a state_dict of the network of the same recipe, into `network`; returns `network`.

    Both list the same layers in the same order under other names, so each tensor goes to the tensor at its place: a
    `(64, 3, 7, 7)` first, then what follows. For the networks of residual blocks and for DenseNet-121. Raises
    `ValueError` where the number of tensors or a shape differs, naming the first.
    """
    own = network.state_dict()
    if len(own) != len(weights):
        raise ValueError(f"The weights are {len(weights)} tensors and the network has {len(own)}: another recipe.")
    for (name, mine), (other, theirs) in zip(own.items(), weights.items(), strict=True):
        if mine.shape != theirs.shape:
            shapes = f"{tuple(theirs.shape)} cannot fill {tuple(mine.shape)}"
            raise ValueError(f"{other} does not fit {name}: {shapes}.")
    network.load_state_dict(dict(zip(own, weights.values(), strict=True)))
    return network


def stage_plans(recipe: ResNetRecipe) -> dict[str, list[on_paper.Convolution]]:
    """All convolutions of a residual recipe on paper, by "stem", "stage 1" .. "stage 4", "head"."""
    plans = {"stem": [on_paper.Convolution(3, 64, 7, IMAGE // 2)]}
    for place, blocks in enumerate(recipe.stages(), 1):
        plans[f"stage {place}"] = [conv for block in blocks for conv in _block_plan(recipe, *block)]
    return plans | {"head": [on_paper.linear(plans["stage 4"][-1].c_out, CLASSES)]}


def _block_plan(recipe, c_in, mid, c_out, size, stride):
    if recipe.block == "basic":
        return on_paper.basic(c_in, c_out, size, stride)
    return on_paper.bottleneck(c_in, mid, c_out, size, stride, recipe.groups)


def _stem(channels):
    return nn.Sequential(*conv_norm(3, channels, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1))


def _head(channels):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))


def _residual_parts(recipe):
    stages = [nn.Sequential(*(_block(recipe, *block) for block in blocks)) for blocks in recipe.stages()]
    *_, (*_, (_, _, channels, _, _)) = recipe.stages()
    return {"stem": _stem(64), "stages": nn.Sequential(*stages), "head": _head(channels)}


def _block(recipe, c_in, mid, c_out, _, stride):
    if recipe.block == "basic":
        return ResidualBlock(c_in, c_out, stride, "projection")
    return BottleneckBlock(c_in, mid, c_out, stride, "projection", recipe.groups)


def _dense_parts(recipe):
    stages = []
    for count, (entering, leaving) in zip(recipe.counts, recipe.channels(), strict=True):
        stages += [DenseBlock(entering, count, recipe.growth), Transition(leaving, leaving // 2)]
    stages[-1] = nn.Sequential(nn.BatchNorm2d(leaving), nn.ReLU())  # no transition after the last block
    return {"stem": _stem(2 * recipe.growth), "stages": nn.Sequential(*stages), "head": _head(leaving)}
