"""Exercise 4.15: do two branches read and write in the same directions?"""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import exact, expect, pieces

PRECISIONS = (torch.float64, torch.float32)

overlapping = Exercise("4.15", "Do branches work together?", "overlaps(jacobians, k)", 3, 15)
NAMES = "write, read"


def overlap_inputs(draw, dtype=torch.float64):
    """Jacobians `(L, D, D)` whose singular values are well apart, so that their subspaces are sharp."""
    L, D = draw.integer(3, 4), draw.integer(5, 6)
    left, right = (torch.linalg.qr(draw.normal(L, D, D)).Q for _ in range(2))
    return (left * 2.0 ** -torch.arange(D, dtype=torch.float64) @ right).to(dtype), draw.integer(2, 3)


def bases(jacobians, k):
    """The first k left and right singular vectors, each `(L, D, k)`."""
    left, _, right = torch.linalg.svd(jacobians)
    return left[..., :k], right[..., :k, :].transpose(-1, -2)


def products(first, second):
    """`A_l^T B_m` for all l and m, `(L, L, k, k)`."""
    return torch.einsum("ldi,mdj->lmij", first, second)


def overlap(first, second):
    """`|A_l^T B_m|^2 / k`, `(L, L)`."""
    return products(first, second).square().sum((-1, -2)) / first.shape[-1]


def slips_of(jacobians, k, write):
    """What usual slips make of the overlap of what branches write, or of what they read."""
    left, right = bases(jacobians, k)
    own, other = (left, right) if write else (right, left)
    rows = torch.linalg.svd(jacobians)[2][..., :k]
    most = torch.linalg.svd(jacobians)
    last = most[0][..., -k:] if write else most[2][..., -k:, :].transpose(-1, -2)
    both = products(own, own)
    columns = "They write along columns of U and read along rows of V^T: the two are exchanged."
    return [
        (overlap(other, other), columns),
        (overlap(rows, rows), "`torch.linalg.svd` returns V^T: its first k *rows* are the right singular vectors."),
        (k * overlap(own, own), "Divide by k, so that a subspace overlaps itself by 1."),
        (overlap(own, own).sqrt(), "That is the square root; the overlap is the squared norm over k."),
        (both.square().sum((-1, -2)).sqrt() / k, "Square the norm before you divide by k."),
        (both.diagonal(dim1=-2, dim2=-1).square().mean(-1), "Vector i with vector i only; a subspace has no order."),
        (both.abs().sum((-1, -2)) / k, "Those are absolute values; expected squares."),
        (overlap(last, last), "Those are the *last* k singular vectors; the largest values come first."),
        (overlap(own, other), "That compares what one branch writes with what another reads."),
    ]


@overlapping.law(points=2)
def where_branches_write(answer, draw):
    """write: overlaps of the first k left singular vectors of every pair of branches"""
    for dtype in PRECISIONS:
        given = overlap_inputs(draw, dtype)
        jacobians, k = exact(*given)
        left, _ = bases(jacobians, k)
        expect(pieces(answer(*given), NAMES)[0], overlap(left, left), "write", slips_of(jacobians, k, True))


@overlapping.law(points=2)
def what_branches_read(answer, draw):
    """read: overlaps of the first k right singular vectors"""
    for dtype in PRECISIONS:
        given = overlap_inputs(draw, dtype)
        jacobians, k = exact(*given)
        _, right = bases(jacobians, k)
        expect(pieces(answer(*given), NAMES)[1], overlap(right, right), "read", slips_of(jacobians, k, False))
