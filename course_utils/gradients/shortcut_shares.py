"""How the gradient divides between the two branches of each block, for shortcuts that are and are not the identity."""

import math
from dataclasses import dataclass

import torch

SHORTCUTS = ("identity", "scale", "gate", "exclusive gate", "matrix", "dropout")


@dataclass(frozen=True)
class Utilisation:
    """A gradient on its way back through L blocks `S(x) + F(x)`, for an upstream gradient of size 1.

    `shortcut`, `branch` `(L,)`: root mean square of what each block sends back through S and through F.
    `total` `(L + 1,)`: of the gradient with respect to x_0 .. x_L. `skips` `(L + 1,)`: of what came through the
    shortcuts alone.
    """

    shortcut: torch.Tensor
    branch: torch.Tensor
    total: torch.Tensor
    skips: torch.Tensor

    @property
    def share(self) -> torch.Tensor:
        """The shortcut's share of the two parts, 0 to 1, at each block: its utilisation, `(L,)`."""
        return self.shortcut / (self.shortcut + self.branch)


def utilisation(
    shortcut: str = "identity", depth: int = 50, scale: float = 0.5, bias: float = -4.0, width: int = 32, seed: int = 0
) -> Utilisation:
    """Split the gradient at each of `depth` random blocks `S(x) + W relu(x) / sqrt(L)`, W from N(0, 2 / width).

    S is one of `SHORTCUTS`: x; `scale` x (the branch is scaled as well); `(1 - g(x)) x` with a sigmoid gate of this
    `bias`; the same with g(x) F(x); M x, M from N(0, 1 / width); x with each entry kept with the chance `scale`. Raises
    `ValueError` for another shortcut.
    """
    if shortcut not in SHORTCUTS:
        raise ValueError(f"No shortcut is called {shortcut!r}. Choose one of {', '.join(SHORTCUTS)}.")
    generator = torch.Generator().manual_seed(seed)
    how = {"generator": generator, "dtype": torch.float64}
    state, upstream = torch.randn(2, 32, width, **how)
    weights = torch.randn(depth, width, width, **how) * math.sqrt(2 / width / depth)
    pairs = []
    for weight in weights:
        x = state.detach().requires_grad_()
        skipped, branched = _parts(shortcut, x, x.relu() @ weight, scale, bias, how)
        pairs.append((x, skipped, branched))
        state = skipped + branched
    return _backwards(pairs, upstream)


def split(shortcut: torch.Tensor, branch: torch.Tensor, x: torch.Tensor, upstream: torch.Tensor):
    """The two parts of dE/dx for `y = S(x) + F(x)` and `dE/dy = upstream`; their sum is dE/dx.

    `shortcut` is S(x) and `branch` F(x). All of one shape `(N, ...)`, as are the two that come back.
    """
    (skipped,) = torch.autograd.grad(shortcut, x, upstream, retain_graph=True, materialize_grads=True)
    (branched,) = torch.autograd.grad(branch, x, upstream, retain_graph=True, materialize_grads=True)
    return skipped, branched


def _parts(shortcut, x, branch, scale, bias, how):
    """S(x) and F(x) of one block."""
    if shortcut == "scale":
        return scale * x, scale * branch
    if shortcut in ("gate", "exclusive gate"):
        gate = torch.sigmoid(x @ torch.randn(x.shape[1], x.shape[1], **how) / math.sqrt(x.shape[1]) + bias)
        return (1 - gate) * x, gate * branch if shortcut == "exclusive gate" else branch
    if shortcut == "matrix":
        return x @ torch.randn(x.shape[1], x.shape[1], **how) / math.sqrt(x.shape[1]), branch
    if shortcut == "dropout":
        kept = torch.rand(x.shape, **how) < scale
        return x * kept / scale if scale else 0 * x, branch
    return 1 * x, branch


def _backwards(pairs, upstream):
    gradient = skips = upstream
    parts = [(upstream, upstream, upstream, upstream)]
    for x, shortcut, branch in reversed(pairs):
        skipped, branched = split(shortcut, branch, x, gradient)
        (skips,) = torch.autograd.grad(shortcut, x, skips, retain_graph=True)
        gradient = skipped + branched
        parts.append((skipped, branched, gradient, skips))
    sizes = [torch.stack([_size(x) for x in column]).flip(0) / _size(upstream) for column in zip(*parts, strict=True)]
    return Utilisation(sizes[0][:-1], sizes[1][:-1], sizes[2], sizes[3])


def _size(x):
    return x.square().mean().sqrt()
