"""What a dense block keeps for the backward pass, in closed form, beside a residual stack of the same parameters.

`layers` is one depth or an array `(K,)` of depths; numbers are those of one pixel of one image.
"""

import numpy as np


def dense_numbers(channels: int, layers: np.ndarray, growth: int) -> np.ndarray:
    """Numbers a pixel that `DenseBlock` keeps: concatenation and ReLU of c_i, twice 4 k, and the output.

    c_i = channels + i k.
    """
    seen = channels + growth * np.arange(layers.max())
    return np.cumsum(2 * seen + 8 * growth)[layers - 1] + channels + growth * layers


def checkpointed_numbers(channels: int, layers: np.ndarray, growth: int) -> np.ndarray:
    """The same with checkpoints: twice 4 k a layer, each layer's k but the last one's, and the output."""
    return 8 * growth * layers + growth * (layers - 1) + channels + growth * layers


def residual_numbers(channels: int, layers: np.ndarray) -> np.ndarray:
    """Numbers a pixel that `layers` bottleneck blocks keep: four times a quarter of the channels, twice all."""
    return 3 * channels * layers


def dense_parameters(channels: int, layers: int, growth: int) -> int:
    """Of a `DenseBlock`: `c_i 4 k + 9 * 4 k * k` weights a layer, and its two norms."""
    seen = channels + growth * np.arange(layers)
    return int((4 * growth * seen + 36 * growth**2 + 2 * seen + 8 * growth).sum())


def matched_channels(parameters: int, layers: int) -> int:
    """The channels C, a multiple of 4, of `layers` bottleneck blocks C, C / 4, C with so many parameters."""
    quarter = np.sqrt(parameters / layers / 17)  # 17 weights for each pair of a quarter's channels
    return 4 * max(1, round(quarter))
