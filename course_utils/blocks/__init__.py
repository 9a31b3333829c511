"""What a residual network is made of: one module a family of blocks."""

from course_utils.blocks.bottleneck import BottleneckBlock
from course_utils.blocks.dense import DenseBlock, DenseLayer, Transition
from course_utils.blocks.gated import (
    VARIANTS,
    ExclusiveUnit,
    Gate,
    GatedShortcut,
    HighwayLayer,
    LSTMCell,
    Scale,
    variant_block,
)
from course_utils.blocks.mirrored import MirroredLayer
from course_utils.blocks.preactivation import ORDERS, OrderedBlock, OrderedMLPBlock, PreactivationBlock
from course_utils.blocks.residual import (
    MLPBlock,
    NoShortcut,
    PaddingShortcut,
    ProjectionShortcut,
    ResidualBlock,
    ResidualUnit,
    make_shortcut,
)
from course_utils.blocks.squeeze import SqueezeExcitation, squeezed
from course_utils.blocks.stochastic_depth import StochasticDepth, drop_blocks, survival
from course_utils.blocks.transformer import NORM_PLACES, NormedUnit, SelfAttention, TransformerBlock

__all__ = [
    "NORM_PLACES",
    "ORDERS",
    "VARIANTS",
    "BottleneckBlock",
    "DenseBlock",
    "DenseLayer",
    "ExclusiveUnit",
    "Gate",
    "GatedShortcut",
    "HighwayLayer",
    "LSTMCell",
    "MLPBlock",
    "MirroredLayer",
    "NoShortcut",
    "NormedUnit",
    "OrderedBlock",
    "OrderedMLPBlock",
    "PaddingShortcut",
    "PreactivationBlock",
    "ProjectionShortcut",
    "ResidualBlock",
    "ResidualUnit",
    "Scale",
    "SelfAttention",
    "SqueezeExcitation",
    "StochasticDepth",
    "TransformerBlock",
    "Transition",
    "drop_blocks",
    "make_shortcut",
    "squeezed",
    "survival",
    "variant_block",
]
