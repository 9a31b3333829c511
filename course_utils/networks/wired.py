"""A stack on vectors wired by hand: blocks in a row, and a skip from any state to any later one, as data."""

import re
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.blocks.residual import he_init, set_to_zero
from course_utils.networks.staged import seeded

DEEPEST = 40
# What a branch does, and what is done after the addition.
ORDERS = {
    "pre-activation": ("norm relu weight", ""),
    "ReLU before addition": ("weight norm relu", ""),
    "post-activation": ("weight norm", "relu"),
}

# What the weights of the blocks begin with: `nn.Linear`'s own draws, He et al. 2015b's, zero.
INITIAL = {"PyTorch": lambda layer: None, "He": he_init, "zero": set_to_zero}

Skips = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Wiring:
    """A row of `depth` blocks and its skips: `(a, b)` adds the state x_a to the state x_b.

    `order` names where norm, ReLU and the weights W of a block stand (`ORDERS`), `norm` says whether there is a norm
    (LayerNorm); `scale` is the factor before each branch, `initial` says how the blocks' W begin (`INITIAL`). Raises
    `ValueError` for a depth outside 1 .. 40, another order or beginning, and a skip that leads to no later state.
    """

    depth: int = 24
    skips: Skips = ()
    order: str = "pre-activation"
    norm: bool = False
    scale: float = 1.0
    initial: str = "PyTorch"

    def __post_init__(self):
        if not 1 <= self.depth <= DEEPEST:
            raise ValueError(f"The depth counts blocks: 1 to {DEEPEST}, not {self.depth}.")
        if self.order not in ORDERS:
            raise ValueError(f"No order is called {self.order!r}. Choose one of {', '.join(map(repr, ORDERS))}.")
        if self.initial not in INITIAL:
            raise ValueError(f"No W begins {self.initial!r}. Choose one of {', '.join(map(repr, INITIAL))}.")
        object.__setattr__(self, "skips", tuple(sorted(set(self.skips))))
        for start, end in self.skips:
            if not 0 <= start < end <= self.depth:
                raise ValueError(f"A skip leads from a state to a later one, 0 to {self.depth}, not {start}-{end}.")


class WiredNet(nn.Module):
    """`x_{l+1} = f(scale F_l(x_l) + the sum of x_a over all skips (a, l + 1))`: a `Wiring` that computes.

    A linear stem makes x_0, a linear head reads x_L. Without skips it is a plain network, with all skips of length 1 a
    residual one, of the same parameters. Input `(N, inputs)` or what flattens to it, output `(N, classes)`.
    """

    def __init__(self, wiring: Wiring, inputs: int = 2, classes: int = 2, width: int = 16):
        super().__init__()
        self.wiring = wiring
        self.stem = nn.Sequential(nn.Flatten(), nn.Linear(inputs, width))
        he_init(self.stem[1], "linear")
        self.blocks = nn.ModuleList(_branch(wiring, width) for _ in range(wiring.depth))
        self.after = nn.ReLU() if ORDERS[wiring.order][1] else nn.Identity()
        self.head = nn.Linear(width, classes)
        self.arriving = [[a for a, b in wiring.skips if b == place] for place in range(wiring.depth + 1)]

    def forward(self, x):
        return self.head(self.states(x)[-1])

    def states(self, x) -> list[torch.Tensor]:
        """`[x_0, x_1, ..., x_L]`, each `(N, width)`."""
        stream = [self.stem(x)]
        for place, block in enumerate(self.blocks, 1):
            total = block(stream[-1])
            for start in self.arriving[place]:
                total = total + stream[start]
            stream.append(self.after(total))
        return stream

    def extra_repr(self):
        """The wiring, for `print(network)`."""
        return f"{self.wiring.depth} blocks, skips {written(self.wiring.skips) or 'none'}"


class Scaled(nn.Module):
    """`scale x`, of any shape: what stands at the end of a branch."""

    def __init__(self, scale: float):
        super().__init__()
        self.scale = scale

    def forward(self, x):
        return self.scale * x

    def extra_repr(self):
        """The factor, for `print(network)`."""
        return f"{self.scale:g}"


def wired(wiring: Wiring, inputs: int = 2, classes: int = 2, seed: int = 0) -> WiredNet:
    """A `WiredNet` whose weights come from `seed`: the same for every choice of skips, as far as it is deep."""
    with seeded(seed):
        return WiredNet(wiring, inputs, classes)


def skips(text: str) -> Skips:
    """The skips of a text: "2-5" is one from x_2 to x_5, "0-12/3" a chain from x_0 to x_12 in strides of 3.

    Several are separated by spaces, and the text may be empty. Raises `ValueError` for anything else.
    """
    found = set()
    for word in text.replace(",", " ").split():
        match = re.fullmatch(r"(\d+)-(\d+)(?:/(\d+))?", word)
        start, end, stride = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
        stride = stride or end - start
        if not match or not start < end or stride > end - start:
            raise ValueError(f'{word!r} is no skip: write "2-5", or "0-12/3" for a chain in strides of 3.')
        found |= {(place, place + stride) for place in range(start, end - stride + 1, stride)}
    return tuple(sorted(found))


def written(pairs: Skips) -> str:
    """The shortest text that `skips` reads as these pairs: chains first by stride, then by place."""
    words, left = [], set(pairs)
    for start, end in sorted(left, key=lambda pair: (pair[1] - pair[0], pair)):
        stride, stop = end - start, end
        if (start, end) not in left:
            continue  # part of a chain that is written already
        while (stop, stop + stride) in left:
            left.remove((stop, stop + stride))
            stop += stride
        words.append(f"{start}-{stop}" + (f"/{stride}" if stop > end else ""))
    return " ".join(words)


def _branch(wiring, width):
    """What a block adds: weights, norm and ReLU in the wiring's order, and the factor."""
    words = [word for word in ORDERS[wiring.order][0].split() if word != "norm" or wiring.norm]
    weight = nn.Linear(width, width)
    INITIAL[wiring.initial](weight)
    make = {"weight": lambda: weight, "norm": lambda: nn.LayerNorm(width, elementwise_affine=False), "relu": nn.ReLU}
    scale = [Scaled(wiring.scale)] if wiring.scale != 1 else []
    return nn.Sequential(*(make[word]() for word in words), *scale)
