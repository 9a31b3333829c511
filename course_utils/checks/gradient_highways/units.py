"""Exercise 2.8: three places for the activation, as modules."""

import torch
from torch import relu

from course_utils.checks import adapters, layers
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces, require

orders = Exercise("2.8", "Three places for the activation", "Unit(width, order)", 3, 15, adapters.with_weights)


def norm(x, scale, offset):
    """Batch normalisation of x (N, D) with the batch's own mean and variance."""
    return (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + 1e-5) * scale + offset


def outputs(x, weights, scales, offsets):
    """What each order makes of x, and what some slips do."""

    def N(z, i):
        return norm(z, scales[i], offsets[i])

    W1, W2 = weights
    branch = N(relu(N(x @ W1.T, 0)) @ W2.T, 1)
    pre = relu(N(relu(N(x, 0)) @ W1.T, 1)) @ W2.T
    return {
        "post": relu(x + branch),
        "textbook": x + relu(branch),
        "pre": x + pre,
        "original without its last ReLU": x + branch,
        "pre-activation with a ReLU after the addition": relu(x + pre),
        "pre-activation whose shortcut is activated as well": relu(N(x, 0)) + pre,
        "post-activation normalised after the addition": relu(N(x + relu(N(x @ W1.T, 0)) @ W2.T, 1)),
        "textbook form without its norms": x + relu(relu(x @ W1.T) @ W2.T),
        "pre-activation with ReLU before the norm": x + N(relu(N(relu(x), 0) @ W1.T), 1) @ W2.T,
        "branch alone": branch,
        "pre-activated branch alone": pre,
    }


def unit_inputs(draw, silent=None):
    """x (N, D), two weights, scales and offsets of two norms, and a gradient (N, D); `silent` shuts the branch."""
    N, D = draw.integer(8, 12), draw.integer(3, 5)
    scales, offsets = draw.normal(2, D), draw.normal(2, D)
    weights = [draw.normal(D, D), draw.normal(D, D)]
    if silent:
        weights[1], scales[1], offsets[1] = 0 * weights[1], 0 * scales[1], 0 * offsets[1]
    return draw.normal(N, D), weights, list(scales), list(offsets), draw.normal(N, D)


def run_unit(answer, order, inputs):
    """Output and input gradient, once it is sure that the parts are those of the task."""
    x, weights, scales, offsets, g = inputs
    pairs = [[weight, layers.NO_BIAS] for weight in weights] + [
        list(pair) for pair in zip(scales, offsets, strict=True)
    ]
    told, _, y, gradient = pieces(answer([x.shape[1], order], x, pairs, g), layers.TOLD)
    for count, name in ((len(layers.convolutions(told)), "nn.Linear"), (layers.norms(told), "nn.BatchNorm1d")):
        hint = "each norm keeps its own scale and offset, so it needs a layer of its own"
        require(count == 2, f'order="{order}" calls {count} different layers of {name}; expected 2: {hint}.')
    return y, gradient


def expect_order(answer, draw, order):
    """Compare the output of one order on random inputs."""
    for _ in range(2):
        inputs = unit_inputs(draw)
        forms = outputs(*inputs[:-1])
        slips = [(value, f"That is the {name}.") for name, value in forms.items() if name != order]
        expect(run_unit(answer, order, inputs)[0], forms[order], "y", slips, f'order="{order}"')


@orders.law
def post_activation(answer, draw):
    """ "post": He et al. 2015, a ReLU after the addition"""
    expect_order(answer, draw, "post")


@orders.law
def textbook_form(answer, draw):
    """ "textbook": the branch ends with a ReLU, before the addition"""
    expect_order(answer, draw, "textbook")


@orders.law
def pre_activation(answer, draw):
    """ "pre": norm and ReLU before each layer, He et al. 2016"""
    expect_order(answer, draw, "pre")


@orders.law
def silent_branch_of_each_order(answer, draw):
    """with a silent branch, "textbook" and "pre" are the identity, forwards and backwards; "post" is a ReLU"""
    for order in ("textbook", "pre", "post"):
        x, *_, g = inputs = unit_inputs(draw, silent=True)
        y, gradient = run_unit(answer, order, inputs)
        masked = order == "post"
        lost = [(relu(x), "The negative entries are gone: a ReLU stands on the shortcut.")]
        blocked = [(g * (x > 0), "A ReLU on the shortcut blocks the gradient where x is negative.")]
        expect(y, relu(x) if masked else x, "y", lost, f'order="{order}"')
        expect(gradient, g * (x > 0) if masked else g, "gradient of x", blocked, f'order="{order}"')
