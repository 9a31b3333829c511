"""Residual networks of several streams: hyper-connections, with mixing matrices that are free or doubly stochastic."""

import torch
from torch import nn

from course_utils.networks.deep_stack import DeepStack

MIXINGS = ("one stream", "free", "doubly stochastic", "rotations")
SHARPNESS = 4.0  # exp(4 I) has 1 / 55 beside the diagonal: a block hands on 1/20 of a stream to the others


class StreamStack(DeepStack):
    """`X_{l+1} = A_l X_l + b_l F_l(a_l X_l)` on n streams, X `(n, width)`, with `F_l(x) = W_l relu(x) / sqrt(L)`.

    Static hyper-connections (Zhu et al. 2024): a_l `(n,)` reads the branch's input, b_l `(n,)` writes its output, A_l
    `(n, n)` mixes the streams, and all three are learned. The stem's output is copied to every stream, a_l begins
    reading stream l mod n alone and b_l writing to all; we average the streams before the head. `mixing` says what A_l
    is, of raw matrices `R_l = I + noise N` at the start:

    - "free": R_l itself;
    - "doubly stochastic": `sinkhorn(exp(4 R_l))` (Xie et al. 2025, section 4.2; there it also depends on the input);
    - "rotations": `exp(R_l - R_l^T)`, a control;
    - "one stream": n = 1 and A = a = b = 1 for good, a `DeepStack` of the same draws.

    With `noise` 0, "free" computes at the start what one stream does. Input `(N, 64)` or what flattens to it, output
    `(N, 10)`. Raises ValueError for another mixing.
    """

    def __init__(self, depth: int, mixing: str = "free", noise: float = 0.0, streams: int = 4, width: int = 16):
        if mixing not in MIXINGS:
            raise ValueError(f"No mixing of streams is called {mixing!r}. Choose one of {', '.join(MIXINGS)}.")
        super().__init__(depth, width)
        self.mixing, n = mixing, 1 if mixing == "one stream" else streams
        parts = {"raw": raw_matrices(depth, n, noise if n > 1 else 0.0)}
        parts |= {"reads": torch.eye(n)[torch.arange(depth) % n], "writes": torch.ones(depth, n)}
        for name, values in parts.items():
            if n > 1:
                self.register_parameter(name, nn.Parameter(values))
            else:  # the skip of a residual block is nobody's to learn
                self.register_buffer(name, values)

    def matrices(self) -> torch.Tensor:
        """The mixing matrices A_l, `(L, n, n)`."""
        return mixed(self.raw, self.mixing)

    def forward(self, x):
        x = self.stem(x)
        n, shape = self.raw.shape[-1], x.shape
        streams = x.flatten().expand(n, -1)
        both = torch.cat((self.matrices(), self.reads[:, None]), 1)  # (L, n + 1, n): A_l over a_l, one product
        for taps, write, weight in zip(both, self.writes, self.weights, strict=True):
            out = taps @ streams
            branch = out[n].view(shape).relu() @ weight * self.branch
            streams = torch.addmm(out[:n], write[:, None], branch.view(1, -1))
        return self.head(streams.mean(0).view(shape))

    def extra_repr(self):
        """Depth, streams and mixing, for `print(network)`."""
        return f"{len(self.weights)} blocks on {self.raw.shape[-1]} streams, mixing {self.mixing}"


def raw_matrices(depth: int, streams: int, noise: float) -> torch.Tensor:
    """`I + noise N`, N standard normal: raw matrices `(depth, streams, streams)`, from torch's own generator."""
    return torch.eye(streams) + noise * torch.randn(depth, streams, streams)


def mixed(raw: torch.Tensor, mixing: str) -> torch.Tensor:
    """The mixing matrices that raw ones `(L, n, n)` stand for, by the keyword of a `StreamStack`."""
    if mixing == "doubly stochastic":
        return sinkhorn((SHARPNESS * raw).exp())
    return torch.matrix_exp(raw - raw.mT) if mixing == "rotations" else raw


def sinkhorn(matrix: torch.Tensor, iterations: int = 20) -> torch.Tensor:
    """Divide columns, then rows, by their sums, `iterations` times: nearly doubly stochastic (Xie et al. 2025, eq. 9).

    `matrix` `(..., n, n)` with positive entries. The result has its shape: rows add up to 1 to rounding, columns to
    what the iterations have reached.
    """
    for _ in range(iterations):
        matrix = matrix / matrix.sum(-2, keepdim=True)
        matrix = matrix / matrix.sum(-1, keepdim=True)
    return matrix
