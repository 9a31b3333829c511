"""Exercises 1.13 to 1.15: a rate for another depth, what a zero factor trains first, a step in units of filters."""

import math

import torch
from torch import relu

from course_utils.checks.asking import in_random_order
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, pieces

PRECISIONS = (torch.float64, torch.float32)

rate = Exercise(
    "1.13", "A rate for another depth", "rate_at(rate, start, depth, p, optimiser)", difficulty=2, minutes=10
)


def rate_slips(eta, start, depth, power, other):
    """What usual slips make of a rate; `power` and `other` are the exponents of this and of the other law."""
    ratio = depth / start
    return [
        (eta * ratio**-power, "The ratio of the depths is upside down."),
        (eta * ratio ** (power + 1), "The number of blocks is left out: L changes add up."),
        (eta, "The rate never changes; that is right for one power only."),
        (eta * depth**power, "The depth that the rate was chosen at is left out: divide by it."),
        (eta * (depth - start) ** power, "Depths are compared by their ratio, not by their difference."),
        (eta * (depth // start) ** power, "The ratio of the depths is cut off to a whole number: `/`, not `//`."),
        (eta * ratio**other, "That is the law of the other optimiser: "),
    ]


def rates_at(answer, draw, optimiser, powers):
    """Ask for rates at drawn depths and hold them against the law of the response; p = 0.5 and 1 among the powers."""
    times, cases = {"SGD": 2, "Adam": 1}[optimiser], []
    for p in powers:
        start = draw.integer(2, 9)
        depth = start * draw.integer(2, 9) + draw.integer(1, start - 1)  # no whole ratio
        cases.append((draw.uniform(0.01, 0.5), start, depth, p, optimiser))
    for (eta, start, depth, p, _), returned in in_random_order(answer, draw, cases):
        *slips, (exchanged, words) = rate_slips(eta, start, depth, times * p - 1, (3 - times) * p - 1)
        words += f"in a step of {optimiser} the factor 1/L^p stands {['once', 'twice'][times - 1]}."
        case = f"{optimiser}, p = {p:.3g}, {start} to {depth} blocks"
        wanted = torch.tensor(eta * (depth / start) ** (times * p - 1), dtype=torch.float64)
        expect(as_real(returned, "rate"), wanted, "rate", [(exchanged, words), *slips], case)


@rate.law
def a_step_of_sgd(answer, draw):
    """SGD: the response of the stack at the new depth is what it was at the old one, for any power"""
    rates_at(answer, draw, "SGD", (draw.uniform(0.6, 0.9), draw.uniform(0.1, 0.4), 0.5, 1.0, 0.0))


@rate.law
def a_step_of_adam(answer, draw):
    """Adam: the same, where a step has the size of its rate"""
    rates_at(answer, draw, "Adam", (draw.uniform(0.6, 0.9), draw.uniform(0.1, 0.4), 0.5, 1.0, 0.0))


@rate.law
def only_the_ratio_counts(answer, draw):
    """there and back again is the rate one began with, and twice the rate is twice the rate"""
    for optimiser in ("SGD", "Adam"):
        p, eta = draw.uniform(0.1, 0.9), draw.uniform(0.01, 0.5)
        start, depth = draw.integer(2, 9), draw.integer(10, 99)
        there = as_real(answer(eta, start, depth, p, optimiser), "rate")
        wanted = eta * (depth / start) ** ((2 if optimiser == "SGD" else 1) * p - 1)
        case = f"{optimiser}, p = {p:.3g}"
        expect(as_real(answer(2 * eta, start, depth, p, optimiser), "rate"), 2 * wanted, "twice the rate", (), case)
        there = there.item() if there.numel() == 1 else math.nan
        if not (math.isfinite(there) and there > 0):
            there = wanted
        back = as_real(answer(there, depth, start, p, optimiser), "rate")
        expect(back, eta, f"rate from {start} to {depth} blocks and back", (), case)


first = Exercise("1.14", "What a factor of zero trains first", "gradients(x, W, a, g)", difficulty=3, minutes=12)


def scaled_inputs(draw, dtype, factor=None):
    """x (N, D), W (D, D), a number a, g (N, D)."""
    N, D = draw.integer(3, 5), draw.integer(3, 5)
    a = draw.uniform(0.3, 2.0) if factor is None else factor
    return draw.normal(N, D, dtype=dtype), draw.normal(D, D, dtype=dtype), a, draw.normal(N, D, dtype=dtype)


@first.law
def gradient_of_the_factor(answer, draw):
    """da: how the loss moves with the factor a, the sum over all entries of g times the branch"""
    for dtype in PRECISIONS:
        x, W, a, g = scaled_inputs(draw, dtype)
        branch = relu(x) @ W.T
        right = (g * branch).sum()
        slips = [
            (a * right, "The factor a stands in it; the derivative of a F by a is F."),
            ((g * branch).sum(1), "That is one number for each sample: one factor serves all, so add them up."),
            ((g * branch).mean(), "The mean was taken: g is already the gradient of the loss, its parts add up."),
            ((g * (x @ W.T)).sum(), "The ReLU is missing."),
            ((g * (relu(x) @ W)).sum(), "W is the wrong way round: for rows the branch is relu(x) @ W.T."),
            ((g * (x + a * branch)).sum(), "The whole block was multiplied by g; the shortcut does not depend on a."),
            (g.sum(), "The branch is missing: the derivative of a F by a is F."),
        ]
        expect(pieces(answer(x, W, a, g), "da, dW")[0], right, "da", slips)


@first.law
def gradient_of_the_weights(answer, draw):
    """dW: what reaches the weights, in the shape of W"""
    for dtype in PRECISIONS:
        x, W, a, g = scaled_inputs(draw, dtype)
        right = a * g.T @ relu(x)
        slips = [
            (right / a, "The factor a is missing: what flows back into the branch passes it."),
            (right.T, "That is the transpose: dW[i, j] belongs to W[i, j], from relu(x)[:, j] to output i."),
            (a * g.T @ x, "The ReLU is missing."),
            (right / len(x), "Divided by the number of samples; g is already the gradient of the loss."),
            (a * g.T @ (relu(x) @ W.T), "That is g times the branch's output; expected what W is multiplied with."),
        ]
        expect(pieces(answer(x, W, a, g), "da, dW")[1], right, "dW", slips)


@first.law
def nothing_reaches_the_weights_at_zero(answer, draw):
    """at a = 0 the weights get nothing at all, and the factor gets what it gets at any a"""
    x, W, _, g = scaled_inputs(draw, torch.float64)
    da, dW = pieces(answer(x, W, 0.0, g), "da, dW")
    expect(
        da,
        (g * (relu(x) @ W.T)).sum(),
        "da at a = 0",
        [(torch.tensor(0.0), "It must not vanish: it starts the branch.")],
    )
    expect(dW, torch.zeros_like(W), "dW at a = 0")


filters = Exercise("1.15", "A direction that knows its filters", "normalised(step, weight)", difficulty=3, minutes=10)


def lengths(weight):
    """The length of each filter, in a shape that broadcasts."""
    return weight.flatten(1).norm(dim=1).view(-1, *[1] * (weight.dim() - 1))


def pair(draw, *shape, dtype=torch.float64):
    """A step and a weight of one shape, the weight's filters of unlike lengths."""
    sizes = torch.tensor([draw.uniform(0.2, 4.0) for _ in range(shape[0])], dtype=torch.float64)
    weight = draw.normal(*shape) * sizes.view(-1, *[1] * (len(shape) - 1))
    return draw.normal(*shape, dtype=dtype), weight.to(dtype)


def compare(answer, step, weight, case):
    """Hold the answer against the definition, with its slips."""
    flat, dims = weight.flatten(1), tuple(range(1, weight.dim()))
    slips = [
        (step * weight.norm() / step.norm(), "One factor for the whole layer; each filter has a length of its own."),
        (step / lengths(step), "Every filter has length 1; expected that of the weight's filter."),
        (step * lengths(weight), "The step's own filters are not yet divided by their lengths."),
        (step * lengths(step) / lengths(weight), "The ratio is upside down."),
        (
            step * flat.abs().sum(1).view(lengths(weight).shape) / step.abs().sum(dims, keepdim=True),
            "Lengths are sums of absolute values; expected square roots of sums of squares.",
        ),
        (step * (lengths(weight) / lengths(step)) ** 2, "The lengths are squared: the square root is missing."),
        (weight, "That is the weight itself; expected the step's direction at the weight's lengths."),
    ]
    if weight.dim() > 2:
        channels = weight.norm(dim=dims[1:], keepdim=True) / step.norm(dim=dims[1:], keepdim=True)
        slips.append((step * channels, "Each kernel has a length of its own; a filter is all that makes one output."))
        columns = weight.norm(dim=1, keepdim=True) / step.norm(dim=1, keepdim=True)
        slips.append((step * columns, "Lengths were taken along axis 1 alone; a filter has all axes but the first."))
    inputs = weight.norm(dim=0, keepdim=True) / step.norm(dim=0, keepdim=True)
    slips.append((step * inputs, "Lengths were taken over the outputs, axis 0; a filter is one entry of axis 0."))
    expect(answer(step, weight), step * lengths(weight) / lengths(step), "direction", slips, case)


@filters.law
def of_a_linear_layer(answer, draw):
    """a linear layer (outputs, inputs): each row gets the length of the weight's row"""
    for dtype in PRECISIONS:
        compare(answer, *pair(draw, draw.integer(3, 5), draw.integer(6, 8), dtype=dtype), "a linear layer")


@filters.law
def of_a_convolution(answer, draw):
    """a convolution (outputs, inputs, 3, 3): a filter is everything that makes one output channel"""
    for dtype in PRECISIONS:
        compare(answer, *pair(draw, draw.integer(3, 5), draw.integer(2, 3), 3, 3, dtype=dtype), "a convolution")


@filters.law
def rescaled_filters(answer, draw):
    """a filter made c times as large gets a step c times as large, and the draw's own lengths do not matter"""
    step, weight = pair(draw, draw.integer(3, 4), 2, 3, 3)
    scale = torch.tensor([draw.uniform(0.1, 9.0) for _ in weight], dtype=torch.float64).view(-1, 1, 1, 1)
    right = step * lengths(weight) / lengths(step)
    expect(answer(step, scale * weight), scale * right, "direction for the rescaled weight")
    expect(answer(scale * step, weight), right, "direction for the rescaled step")
