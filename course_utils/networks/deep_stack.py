"""A stack of a thousand blocks, fast because of how it is stored: the weights of all blocks are one tensor."""

import math

import torch
from torch import nn

STREAMS = ("identity", "none")


class DeepStack(nn.Module):
    """`x_{l+1} = x_l + W_l relu(x_l) / sqrt(L)`, pre-activation with one weight layer a block.

    All W_l are one parameter `(L, width, width)`: an optimiser's step is then a few calls instead of thousands, and a
    block is a single fused `addmm` on a slice. The branch ends linear, so that it can push both ways; divided by
    sqrt(L), the whole stack multiplies the variance by about e. `shortcut="none"` is the plain twin of the same draws,
    `x_{l+1} = W_l relu(x_l)`: without the skip the branch has to keep its size itself, so nothing divides it.
    Input `(N, inputs)` or what flattens to it, output `(N, classes)`. He initialisation.
    """

    def __init__(
        self, depth: int = 1000, width: int = 32, shortcut: str = "identity", inputs: int = 64, classes: int = 10
    ):
        super().__init__()
        if shortcut not in STREAMS:
            raise ValueError(f"No shortcut of a deep stack is called {shortcut!r}. Choose one of {', '.join(STREAMS)}.")
        self.skip = 1.0 if shortcut == "identity" else 0.0
        self.branch = depth**-0.5 if self.skip else 1.0
        self.stem, self.head = nn.Sequential(nn.Flatten(), nn.Linear(inputs, width)), nn.Linear(width, classes)
        self.weights = nn.Parameter(torch.randn(depth, width, width) * math.sqrt(2 / width))

    def forward(self, x):
        x = self.stem(x)
        for weight in self.weights.unbind():
            x = torch.addmm(x, x.relu(), weight, beta=self.skip, alpha=self.branch)
        return self.head(x)

    def extra_repr(self):
        """Depth, width and shortcut, for `print(network)`."""
        return f"{len(self.weights)} blocks, weights {tuple(self.weights.shape)}, skip {self.skip:g}"
