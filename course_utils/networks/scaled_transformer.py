"""Transformers of lesson 2 whose late branches are made smaller, in the two ways that are in use."""

import torch
from torch import nn

from course_utils.blocks.gated import Scale
from course_utils.networks.row_transformer import RowTransformer

SCALINGS = ("none", "1/sqrt(l)", "1/sqrt(2L)")


class ScaledRowTransformer(RowTransformer):
    """A pre-norm `RowTransformer` with the same draws, and a keyword for what makes its branches smaller.

    `scaling`: "none"; "1/sqrt(l)" multiplies what each layer norm of block l, counted from 1, hands to its branch by
    1/sqrt(l), always (Sun et al. 2025, "LayerNorm scaling"); "1/sqrt(2L)" divides the last layer of each of the 2 L
    branches by sqrt(2 L), at the start only (Radford et al. 2019, section 2.3). Shapes as for `RowTransformer`. Raises
    ValueError for another scaling.
    """

    def __init__(self, depth: int, scaling: str = "none", width: int = 16, rows: int = 8):
        if scaling not in SCALINGS:
            raise ValueError(f"No scaling is called {scaling!r}. Choose one of {', '.join(SCALINGS)}.")
        super().__init__(depth, width, rows=rows)
        for place, block in enumerate(self.blocks, 1):
            attention, mlp = block
            if scaling == "1/sqrt(l)":
                for unit in (attention, mlp):
                    unit.before = nn.Sequential(unit.before, Scale(place**-0.5))
            if scaling == "1/sqrt(2L)":
                with torch.no_grad():
                    for last in (attention.residual.out, mlp.residual[-1]):
                        last.weight.mul_((2 * depth) ** -0.5)
                        last.bias.mul_((2 * depth) ** -0.5)
