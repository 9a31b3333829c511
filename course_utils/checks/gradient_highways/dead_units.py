"""Exercise 2.3: which samples get no gradient at all, with and without a shortcut past the ReLU."""

import torch
from torch import relu

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces

dead = Exercise("2.3", "Where a gradient dies", "dead(x, weights, biases, v)", difficulty=2, minutes=12)

STEPS = {
    "plain": lambda x, z: relu(z),
    "residual": lambda x, z: x + relu(z),
    "post": lambda x, z: relu(x + z),
}


NAMES = "plain, residual, post"
NEVER = {
    "plain": "That says never: where all ReLUs of a layer are off, nothing passes.",
    "residual": "That says never. Look at 1 + F'(x): which slope of the branch takes the 1 away?",
    "post": "That says never, as for a ReLU inside the branch: here it sits on the shortcut too.",
}


def run(x, weights, biases, step):
    """The output (N, 2) of a stack whose layers do `step(x, W x + b)`."""
    for W, b in zip(weights, biases, strict=True):
        x = step(x, x @ W.T + b)
    return x


def is_dead(x, weights, biases, v, step):
    """Which samples (N,) have a gradient of exactly 0 at the input."""
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad((run(x, weights, biases, step) @ v).sum(), x)
    return (gradient == 0).all(dim=1)


def dead_inputs(draw, L, dtype=torch.float64):
    """Samples (N, 2), weights and biases of L layers of width 2, and the vector v (2,) of E = v . x_L."""
    weights = [draw.normal(2, 2, dtype=dtype) for _ in range(L)]
    biases = [0.3 * draw.normal(2, dtype=dtype) for _ in range(L)]
    return draw.normal(draw.integer(9, 24), 2, dtype=dtype), weights, biases, draw.normal(2, dtype=dtype)


FAINT = 1e-12  # of a v so small a gradient is small, too, but not 0


def telling_inputs(draw, kind, L, dtype=torch.float64):
    """Inputs with dead and living samples, and with zero outputs elsewhere, so that a slip shows."""
    for _ in range(200):
        x, weights, biases, v = dead_inputs(draw, L, dtype)
        wanted = is_dead(x, weights, biases, v, STEPS[kind])
        silent = (run(x, weights, biases, STEPS[kind]) == 0).all(dim=1)
        mixed = all(mask.any() and not mask.all() for mask in (wanted, silent))
        if mixed and (L == 1 or not torch.equal(wanted, silent)):
            break
    return x, weights, biases, v


def expect_dead(answer, kind, inputs, case=""):
    """Compare one of the three parts, for inputs x, weights, biases, v, and for a v that makes gradients faint."""
    x, weights, biases, v = inputs
    part, wanted = list(STEPS).index(kind), is_dead(*inputs, STEPS[kind])
    output = run(x, weights, biases, STEPS[kind])
    slips = [
        (torch.zeros_like(wanted), NEVER[kind]),
        ((output == 0).all(dim=1), "That asks for a zero output; a later bias makes output, but no gradient."),
        (~wanted, "The answers are the wrong way round: True where no gradient arrives."),
    ]
    for other in STEPS:
        answers = is_dead(*inputs, STEPS[other])
        if other != kind and answers.any():
            slips.append((answers, f"That is the answer of the {other} stack."))
    without = is_dead(x, weights, [0 * b for b in biases], v, STEPS[kind])
    slips.append((without, "The biases are missing."))
    expect(pieces(answer(*inputs), NAMES)[part], wanted, kind, slips, case)
    faint = pieces(answer(x, weights, biases, FAINT * v), NAMES)[part]
    slips = [(torch.ones_like(wanted), "A small gradient is not a dead one: ask for exactly 0, without a threshold.")]
    expect(faint, wanted, kind, slips, f"v = {FAINT:g} times as long")


@dead.law
def dead_in_a_plain_stack(answer, draw):
    """tells for a plain stack which samples get no gradient"""
    for L, dtype in ((1, torch.float64), (4, torch.float64), (8, torch.float32)):
        expect_dead(answer, "plain", telling_inputs(draw, "plain", L, dtype), f"L = {L}")


@dead.law
def dead_past_a_shortcut(answer, draw):
    """tells it for ReLUs inside the branches, where the shortcut passes by"""
    for L in (1, 6):
        expect_dead(answer, "residual", dead_inputs(draw, L), f"L = {L}")


@dead.law
def minus_identity_kills(answer, draw):
    """finds the one branch that takes the shortcut's gradient away: W = -1"""
    x, weights, biases, v = dead_inputs(draw, 3)
    weights[1], biases[0], biases[1] = -torch.eye(2).double(), 0 * biases[0], 0 * biases[1]
    weights[0] = 0 * weights[0]
    x[0], x[1] = -x[0].abs() - 0.1, x[1].abs() + 0.1
    expect_dead(answer, "residual", (x, weights, biases, v))


@dead.law
def dead_after_the_addition(answer, draw):
    """tells it for a ReLU after the addition, which the shortcut cannot pass by"""
    for L, dtype in ((1, torch.float64), (5, torch.float64), (8, torch.float32)):
        expect_dead(answer, "post", telling_inputs(draw, "post", L, dtype), f"L = {L}")
