"""Exercises 2.4 and 2.5: what bounds on a stack's Jacobian say, and stacks that reach them."""

import math

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces, require, told_apart

PRECISIONS = (torch.float64, torch.float32)

bounds = Exercise("2.4", "Bounds above and below", "bounds(jacobians)", difficulty=2, minutes=12)


def jacobians(draw, norms, dtype=torch.float64):
    """One random matrix for each of the spectral norms asked for."""
    D = draw.integer(3, 4)
    matrices = [draw.normal(D, D) for _ in norms]
    return [(r * J / torch.linalg.matrix_norm(J, 2)).to(dtype) for r, J in zip(norms, matrices, strict=True)]


def product(matrices):
    """The product (D, D) of a stack's matrices, the first acting first."""
    whole = torch.eye(len(matrices[0]), dtype=matrices[0].dtype)
    for M in matrices:
        whole = M @ whole
    return whole


def with_identity(matrices):
    """I + M for each matrix."""
    return [M + torch.eye(len(M), dtype=M.dtype) for M in matrices]


def norms_of(matrices):
    """The spectral norm of each matrix."""
    return torch.stack([torch.linalg.matrix_norm(J, 2) for J in matrices])


NAMES = "lower, smallest, largest, upper"


def small_norms(draw, L=4):
    """Norms below 1."""
    return [draw.uniform(0.1, 0.7) for _ in range(L)]


@bounds.law
def largest_singular_value(answer, draw):
    """largest: how much a gradient can grow on its way through"""
    for dtype in PRECISIONS:
        given = jacobians(draw, [draw.uniform(0.5, 1.5) for _ in range(4)], dtype)
        expect_singular(answer, given, 2, "largest", 0)


@bounds.law
def smallest_singular_value(answer, draw):
    """smallest: how much of it is left at worst"""
    for dtype in PRECISIONS:
        expect_singular(answer, jacobians(draw, small_norms(draw), dtype), 1, "smallest", -1)


def expect_singular(answer, given, part, name, which):
    """Compare the largest (which = 0) or smallest (-1) singular value of a stack's Jacobian."""
    whole = product(with_identity(given))
    values = torch.linalg.svdvals(whole)
    single = torch.stack([torch.linalg.svdvals(M)[which] for M in with_identity(given)])
    slips = [
        (values[-1 - which], "Smallest and largest are exchanged."),
        (
            torch.linalg.svdvals(product(given))[which],
            "That is a plain stack's: the identity is missing in each factor.",
        ),
        (torch.linalg.svdvals(product(given) + torch.eye(len(whole)).to(whole))[which], "Each block adds an identity."),
        (torch.linalg.svdvals(product(with_identity(given)[::-1]))[which], "Block 0 acts first: it stands right."),
        (
            torch.linalg.eigvals(whole).abs().sort(descending=True)[0][which],
            "Those are eigenvalues, not singular ones.",
        ),
        (single.prod(), "That multiplies the blocks' own singular values: a bound, not the product's value."),
        (values.square()[which], "That is its square."),
        (torch.linalg.matrix_norm(whole), "That is the Frobenius norm; expected the spectral one."),
    ]
    expect(pieces(answer(given), NAMES)[part], values[which], name, slips)


@bounds.law
def upper_bound(answer, draw):
    """upper: the product of 1 + r_l"""
    for dtype in PRECISIONS:
        given = jacobians(draw, small_norms(draw), dtype)
        r, sizes = norms_of(given), torch.stack([torch.linalg.matrix_norm(J) for J in given])
        slips = [
            ((1 + r.max()) ** len(r), "True, but looser than it need be: each block has its own r_l."),
            ((1 + sizes).prod(), "That takes Frobenius norms; the bound holds with the smaller spectral ones."),
            (norms_of(with_identity(given)).prod(), "That takes norms of I + J_l; here only the r_l are known."),
            (1 + r.prod(), "The 1 belongs into every factor."),
            (1 + r.sum(), "That is the first two terms of the product, multiplied out."),
            (r.sum().exp(), "True, but looser: 1 + r <= exp(r)."),
            (r.prod(), "That is a plain stack's bound."),
        ]
        expect(pieces(answer(given), NAMES)[3], (1 + r).prod(), "upper", slips)


@bounds.law
def lower_bound(answer, draw):
    """lower: the product of 1 - r_l, which says something while every r_l is below 1"""
    for dtype in PRECISIONS:
        given = jacobians(draw, small_norms(draw), dtype)
        r = norms_of(given)
        slips = [
            (torch.zeros(()).to(r), "0 is always true and says nothing. While r_l < 1 for all l, more is known."),
            ((1 - r.max()) ** len(r), "True, but looser than it need be: each block has its own r_l."),
            (1 - r.prod(), "The 1 belongs into every factor."),
            (1 / (1 + r).prod(), "That is one over the upper bound, which bounds nothing here."),
            ((1 - r.sum()).clamp(min=0), "True, but looser: that is the product's beginning, multiplied out."),
            (torch.ones(()).to(r), "The untouched term alone proves nothing: the branch may point against it."),
        ]
        expect(pieces(answer(given), NAMES)[0], (1 - r).prod(), "lower", slips)


@bounds.law
def lower_bound_is_cut_at_zero(answer, draw):
    """lower: 0, and no more, as soon as one r_l reaches 1, and only then"""
    cases = [[draw.uniform(1.5, 3), 0.3, draw.uniform(2, 3)], [0.5, draw.uniform(1.2, 3), 0.4], small_norms(draw)]
    order = [0, 1]
    order.insert(draw.integer(0, 2), 2)
    for number in order:
        given = jacobians(draw, cases[number])
        loose = (1 - norms_of(given)).prod()
        wanted = loose if number == 2 else torch.zeros(()).double()
        slips = [
            (loose, "Two factors below zero make a positive number, but no bound: cut each factor off at 0."),
            (loose.abs(), "A factor 1 - r_l below zero says only that the gradient may vanish: cut it off at 0."),
        ]
        if loose < 0:
            slips[0] = (loose, "A size is never negative: what is the largest number that surely lies below it?")
        expect(pieces(answer(given), NAMES)[0], wanted, "lower", slips)


witnesses = Exercise("2.5", "Two stacks that reach the bounds", "witnesses(r, L, D)", difficulty=3, minutes=12)


def witness_cases(answer, draw, part, large=False):
    """(r, L, J, singular values of the stack's Jacobian) for the part (0 high, 1 low) of each answer."""
    for r in (
        (1.0, draw.uniform(1.3, 2.5), draw.uniform(1.1, 3))
        if large
        else (draw.uniform(0.2, 0.4), draw.uniform(0.45, 0.6))
    ):
        L, D = draw.integer(2, 4), draw.integer(2, 40 if large else 7)
        J = pieces(answer(r, L, D), "high, low")[part]
        name = ("high", "low")[part]
        J = as_real(J, name).double()
        expect(J, J if J.shape == (D, D) else torch.zeros(D, D), name)
        require(bool(J.isfinite().all()), f"{name} should hold finite real numbers.")
        yield r, L, J, torch.linalg.svdvals(torch.linalg.matrix_power(torch.eye(D).double() + J, L))


@witnesses.law
def branches_keep_to_the_norm(answer, draw):
    """both keep to the premise: no branch has a norm above r"""
    for part, name in enumerate(("high", "low")):
        for large in (False, True):
            for r, _, J, _ in witness_cases(answer, draw, part, large):
                norm = torch.linalg.matrix_norm(J, 2).item()
                have, most = told_apart(norm, r)
                require(norm <= r * (1 + 1e-5), f"The norm of {name} is {have}; expected at most r = {most}.")


@witnesses.law
def high_reaches_the_upper_bound(answer, draw):
    """high: some gradient grows by (1 + r)^L"""
    for r, L, _, values in witness_cases(answer, draw, 0):
        slips = [
            (1.0, "That stack leaves every gradient's size as it was."),
            ((1 - r) ** L, "That is what the other one should do: J points against the identity."),
            (math.hypot(1, r) ** L, "A branch at right angles to the shortcut grows by sqrt(1 + r^2) only."),
            (1 + r, "That is one block's growth."),
        ]
        expect(values[0], (1 + r) ** L, "the largest singular value", slips, f"r = {r:.3g}, L = {L}")


@witnesses.law
def low_reaches_the_lower_bound(answer, draw):
    """low: every gradient shrinks by (1 - r)^L, though the bound above is as large as ever"""
    for r, L, _, values in witness_cases(answer, draw, 1):
        slips = [
            (1.0, "Some direction passes undamped: the branch must point against every gradient."),
            ((1 + r) ** L, "That is what the other one should do: J points along the identity."),
            (math.hypot(1, r) ** L, "A branch at right angles to the shortcut takes nothing away."),
        ]
        expect(values[0], (1 - r) ** L, "the largest singular value", slips, f"r = {r:.3g}, L = {L}")


@witnesses.law
def low_lets_nothing_through(answer, draw):
    """low: from r = 1 on, nothing at all arrives"""
    for r, L, _, values in witness_cases(answer, draw, 1, large=True):
        slips = [(abs(1 - r) ** L, "The branch overshoots: a shorter one, -1 times the identity, is allowed too.")]
        expect(values[0], 0.0, "the largest singular value", slips, f"r = {r:.3g}, L = {L}")
