"""Exercises 1.5 and 1.6: what a stack of blocks adds up to, and when a block's correction helps."""

import torch

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

telescope = Exercise("1.5", "The telescope", "telescope(x, branches, l)", 2, 10, adapters.with_branches)


def unrolled(x, weights):
    """All states x_0 .. x_L and all terms F_i(x_i) of the stack that the adapter builds."""
    states, terms = [x], []
    for W in weights:
        terms.append(torch.tanh(states[-1] @ W.T))
        states.append(states[-1] + terms[-1])
    return states, terms


def telescope_inputs(draw, dtype=torch.float64):
    """x (2, D) and L weights (D, D)."""
    D, L = draw.integer(3, 5), draw.integer(4, 6)
    return draw.normal(2, D, dtype=dtype), [draw.normal(D, D, dtype=dtype) for _ in range(L)]


@telescope.law
def state_before_block(answer, draw):
    """finds the state that enters block l"""
    for dtype in PRECISIONS:
        x, weights = telescope_inputs(draw, dtype)
        states, _ = unrolled(x, weights)
        for l in range(len(weights)):
            slips = [
                (states[l + 1], "That is the state after block l, one block too far."),
                (x, "That is still x_0."),
                (
                    states[-1],
                    "That is the output x_L. Does `x += ...` change the x_l that you kept? `x = x + ...` does not.",
                ),
            ]
            expect(pieces(answer(x, weights, l), "x_l, terms")[0], states[l], "x_l", slips, f"l = {l}")


@telescope.law
def later_terms(answer, draw):
    """finds what each later block adds, in order"""
    x, weights = telescope_inputs(draw)
    states, terms = unrolled(x, weights)
    for l in (*range(1, len(weights) - 1), 0):
        same = [torch.tanh(x @ W.T) for W in weights[l:]]
        slips = [
            (same, "Every branch is applied to the stack's input; block i sees x_i, which contains all earlier terms."),
            (
                [torch.tanh(states[l] @ W.T) for W in weights[l:]],
                "Every branch is applied to x_l; block i sees x_i.",
            ),
            (
                [torch.tanh(h @ W.T) for h, W in zip(states[l + 1 :], weights[l:], strict=True)],
                "Each branch is applied to the state behind its block; block i sees x_i.",
            ),
            (states[l + 1 :], "Those are the states x_i; expected what each block adds to its state."),
            (terms, "The terms of the blocks before l are in the list as well."),
            (
                terms[l:-1],
                "The last block's term is missing: the sum runs to L - 1, which is the last of L blocks.",
            ),
            (terms[l + 1 :], "The term of block l itself is missing: x_l is the state before it."),
            (terms[l:][::-1], "The terms come in reverse order."),
        ]
        expect(pieces(answer(x, weights, l), "x_l, terms")[1], terms[l:], "terms", slips, f"l = {l}")


@telescope.law
def state_and_terms_make_the_output(answer, draw):
    """x_l and the terms add up to the output, whichever l, and no term is left at l = L"""
    x, weights = telescope_inputs(draw)
    output = unrolled(x, weights)[0][-1]
    for l in range(len(weights) + 1):
        state, terms = pieces(answer(x, weights, l), "x_l, terms")
        state, terms = as_tensor(state, "x_l"), as_tensor(terms, "terms")
        if l == len(weights):
            require(terms.numel() == 0, f"At l = L = {l} there are {len(terms)} terms; expected an empty list.")
            terms = output.new_zeros(1)
        expect(state + terms.sum(0), output, "(x_l + sum(terms))", case=f"l = {l}")


def telescope_picture(answer, draw):
    """How much each block adds."""
    x, weights = telescope_inputs(draw)
    own = as_tensor(pieces(answer(x, weights, 0), "x_l, terms")[1], "terms")
    _, terms = unrolled(x, weights)
    sizes = [term.norm().item() for term in terms]
    index = list(range(len(terms)))
    return [Curve("What each block adds", index, own.flatten(1).norm(dim=1).tolist(), sizes, "block i", "|F_i(x_i)|")]


telescope.picture = telescope_picture


correction = Exercise("1.6", "When does a correction help?", "correction(x, target, f)", difficulty=3, minutes=12)


def cosine(a, b):
    """Cosine of each row of a with the same row of b; 0 where either is zero."""
    lengths = a.norm(dim=1) * b.norm(dim=1)
    return torch.where(lengths > 0, (a * b).sum(1) / lengths.clamp(min=1e-30), 0.0)


def correction_case(draw, steps, dtype=torch.float64):
    """Branch outputs that go `steps` of the way along the error, plus something orthogonal to it for the last ones."""
    N, D = len(steps), draw.integer(3, 6)
    x, error, other = draw.normal(N, D), draw.normal(N, D), draw.normal(N, D)
    aside = other - (other * error).sum(1, keepdim=True) / (error * error).sum(1, keepdim=True) * error
    along, across = torch.tensor(steps).double().T[:, :, None]
    f = along * error + across * aside / aside.norm(dim=1, keepdim=True) * error.norm(dim=1, keepdim=True)
    return [value.to(dtype) for value in (x, x + error, f)]


def expect_cosine(answer, x, target, f):
    """Compare the cosine (N,) of branch and error."""
    slips = [
        (cosine(target, f), "That is the cosine with the target; the branch should match the error, target - x."),
        (cosine(x, f), "That is the cosine with x; the branch should match the error, target - x."),
        (-cosine(target - x, f), "The sign is turned: the error is target - x, what has to be added to x."),
        (cosine(target - x - f, f), "That is the cosine with what is left after the correction."),
        ((f * (target - x)).sum(1), "That is the inner product, not yet divided by both lengths."),
    ]
    expect(pieces(answer(x, target, f), "cosine, helps")[0], cosine(target - x, f), "cosine", slips)


def expect_helps(answer, x, target, f):
    """Compare which corrections (N,) help."""
    error = target - x
    cos, ratio = cosine(error, f), f.norm(dim=1) / error.norm(dim=1).clamp(min=1e-30)
    overshoot = "A step in the right direction can go too far: f = 3 e has cosine 1 and leaves an error of 2 e."
    slips = [
        (cos > 0, overshoot + " A positive cosine is not enough."),
        (cos >= 0, overshoot + " A positive cosine is not enough."),
        (cos > ratio, "The bound is too strict by a factor: expand |e - f|^2 < |e|^2 once more and look for the 2."),
        (cos < ratio / 2, "The answers are the wrong way round."),
        (
            cos > ratio / 2 - 1e-9,
            "A correction that changes nothing leaves the error as large as it was: that is no help.",
        ),
    ]
    expect(pieces(answer(x, target, f), "cosine, helps")[1], 2 * (error * f).sum(1) > (f * f).sum(1), "helps", slips)


STEPS = [(0.5, 0.3), (1.7, 0.2), (3.0, 0.0), (0.1, 0.6), (0.1, 0.8), (-0.5, 0.4), (0.6, 0.6), (1.0, 0.7)]


def some_steps(draw):
    """The same kinds of steps, three of each, in another order and of other sizes: which of them help is drawn anew."""
    order = draw.order(3 * len(STEPS))
    return [tuple(part * draw.uniform(0.95, 1.05) for part in STEPS[i % len(STEPS)]) for i in order]


def close_steps(draw, count=40):
    """Steps a little short of the border along^2 + across^2 = 2 along, or a little past it: another norm errs there."""
    alongs = [draw.uniform(0.1, 1.9) for _ in range(count)]
    return [(a, (2 * a - a * a) ** 0.5 * draw.uniform(*((0.8, 0.9), (1.1, 1.2))[draw.integer(0, 1)])) for a in alongs]


def zero_case(draw):
    """Inputs with a row without an error, one without a correction, and one with neither; and the other rows mixed."""
    x, target, f = correction_case(draw, some_steps(draw))
    bare, still, both = draw.order(len(x))[:3]
    target[bare], f[still] = x[bare], 0.0
    target[both], f[both] = x[both], 0.0
    return x, target, f


@correction.law
def cosine_of_branch_and_error(answer, draw):
    """measures the cosine of branch and error, row by row"""
    for dtype in PRECISIONS:
        expect_cosine(answer, *correction_case(draw, some_steps(draw), dtype))


@correction.law
def cosine_with_zero_is_zero(answer, draw):
    """calls a cosine with a zero vector 0"""
    expect_cosine(answer, *zero_case(draw))


@correction.law
def error_really_falls(answer, draw):
    """knows when the error really falls"""
    for dtype in PRECISIONS:
        expect_helps(answer, *correction_case(draw, some_steps(draw), dtype))
        expect_helps(answer, *correction_case(draw, close_steps(draw), dtype))


@correction.law
def zero_vectors_never_help(answer, draw):
    """knows it for zero vectors too: no error to mend, or no correction made"""
    expect_helps(answer, *zero_case(draw))
