"""The gradient through an untrained transformer, and how alike its tokens become, by the place of the norm."""

import itertools
from dataclasses import dataclass

import torch

from course_utils.gradients.norms import state_gradient_norms, weight_gradient_norms
from course_utils.networks.row_transformer import RowTransformer
from course_utils.networks.staged import seeded

KINDS = {"pre-norm": ("pre", "identity"), "post-norm": ("post", "identity"), "no skip": ("pre", "none")}

DEPTHS, GAINS = (2, 6, 10, 24), (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class AttentionFlow:
    """Of an untrained `RowTransformer` of L blocks: gradient norms and the mean cosine between the rows of an image.

    `states` `(L + 1,)`: gradient of the cross-entropy with respect to x_0 .. x_L. `weights` `(L,)`: with respect to
    each block's weights. `alike` `(L + 1,)`: mean cosine of different tokens of one image at x_0 .. x_L.
    """

    states: torch.Tensor
    weights: torch.Tensor
    alike: torch.Tensor


def attention_flow(kind: str, depth: int, images: torch.Tensor, labels: torch.Tensor, gain: float = 1.0, seed: int = 0):
    """Measure the untrained transformer of this `kind`, one of `KINDS`; `gain` multiplies the weights of all blocks.

    Images `(N, 1, H, H)`. The twins start from the same weights. In float64. Returns an `AttentionFlow`.
    """
    norm, shortcut = KINDS[kind]
    with seeded(seed):
        network = RowTransformer(depth, norm=norm, shortcut=shortcut, rows=images.shape[-1]).double()
    with torch.no_grad():
        for parameter in network.blocks.parameters():
            if parameter.dim() == 2:
                parameter.mul_(gain)
    images = images.double()
    with torch.no_grad():
        alike = torch.stack([_alike(state) for state in network.states(images)])
    return AttentionFlow(
        state_gradient_norms(network, images, labels), weight_gradient_norms(network, images, labels), alike
    )


def attention_flows(images: torch.Tensor, labels: torch.Tensor) -> dict[tuple[str, int, float], AttentionFlow]:
    """`attention_flow` for every kind, every depth of `DEPTHS` and every gain of `GAINS`: about a second.

    `images` `(N, 1, 8, 8)`, `labels` `(N,)`.
    """
    settings = itertools.product(KINDS, DEPTHS, GAINS)
    return {setting: attention_flow(setting[0], setting[1], images, labels, setting[2]) for setting in settings}


def _alike(tokens):
    """Mean over the images of the mean cosine between different tokens, `(N, T, width)` to a number."""
    count = tokens.shape[1]
    total = torch.nn.functional.normalize(tokens.detach(), dim=2).sum(1).square().sum(1)
    return ((total - count) / (count * (count - 1))).mean()
