"""Blocks on paper: the convolutions that a block consists of, with their cost by formula; no module is built."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Convolution:
    """`c_in` to `c_out` channels, a `kernel` x `kernel` window, an output of `size` x `size` pixels, no bias.

    `norm`: a BatchNorm follows, two numbers a channel. A linear layer
    is a 1x1 convolution on one pixel, with a bias.
    """

    c_in: int
    c_out: int
    kernel: int
    size: int
    groups: int = 1
    norm: bool = True
    bias: bool = False

    @property
    def weights(self) -> int:
        """`k^2 c_in c_out / g`."""
        return self.kernel**2 * self.c_in * self.c_out // self.groups

    @property
    def parameters(self) -> int:
        """The weights, the bias, and scale and shift of the norm."""
        return self.weights + self.bias * self.c_out + 2 * self.norm * self.c_out

    @property
    def multiply_adds(self) -> int:
        """Each weight once for each output pixel, for one image; the bias and the norm are not counted."""
        return self.weights * self.size**2


def basic(c_in: int, c_out: int, size: int, stride: int = 1) -> list[Convolution]:
    """3x3, 3x3, and a projection where shapes change; `size` is that of the output."""
    return [
        Convolution(c_in, c_out, 3, size),
        Convolution(c_out, c_out, 3, size),
        *projection(c_in, c_out, size, stride),
    ]


def bottleneck(c_in: int, mid: int, c_out: int, size: int, stride: int = 1, groups: int = 1) -> list[Convolution]:
    """1x1 down (still at the input's resolution), 3x3 with the stride, 1x1 up, and a projection where shapes change."""
    return [
        Convolution(c_in, mid, 1, size * stride),
        Convolution(mid, mid, 3, size, groups),
        Convolution(mid, c_out, 1, size),
        *projection(c_in, c_out, size, stride),
    ]


def projection(c_in: int, c_out: int, size: int, stride: int = 1) -> list[Convolution]:
    """The learned shortcut (option B), or nothing where the identity fits."""
    return [] if c_in == c_out and stride == 1 else [Convolution(c_in, c_out, 1, size)]


def squeeze_excitation(channels: int, reduction: int = 16) -> list[Convolution]:
    """Its two linear layers."""
    few = channels // reduction
    return [linear(channels, few), linear(few, channels)]


def linear(c_in: int, c_out: int) -> Convolution:
    """A linear layer with a bias."""
    return Convolution(c_in, c_out, 1, 1, norm=False, bias=True)


def parameters(layers: Iterable[Convolution]) -> int:
    """Of all layers together."""
    return sum(layer.parameters for layer in layers)


def multiply_adds(layers: Iterable[Convolution]) -> int:
    """Of all layers together, for one image."""
    return sum(layer.multiply_adds for layer in layers)


def kept(block: list[Convolution]) -> int:
    """Numbers that a block keeps for the backward pass of one image: what each norm and each next layer is given.

    `block` is one of `basic` or `bottleneck`. Of a projection only what its norm is given is kept; the input of the
    block is another's output and not counted, vectors are left out.
    """
    branch = 2 if block[0].kernel == 3 else 3
    sizes = [layer.c_out * layer.size**2 for layer in block]
    return 2 * sum(sizes[:branch]) + sum(sizes[branch:])


def break_even(c: int) -> float:
    """The m at which a bottleneck c, m, c has the weights of a basic block of c channels: `9 m^2 + 2 c m = 18 c^2`."""
    return c * (math.sqrt(1 + 9 * 18) - 1) / 9
