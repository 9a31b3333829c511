"""Exercises 2.9 and 2.10: the highway layer, and the bias that keeps it open over a depth."""

import math

import torch
from torch import relu, sigmoid, tanh

from course_utils.checks import adapters, layers
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require, require_kind, told_apart
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

highway = Exercise("2.9", "A highway layer", "Highway(width, bias)", 2, 12, adapters.with_weights)


def layer(x, W, b, W_T, b_T):
    """The highway layer's output (N, D)."""
    T = sigmoid(x @ W_T.T + b_T)
    return T * relu(x @ W.T + b) + (1 - T) * x


def highway_inputs(draw, dtype=torch.float64):
    """x (N, D), W, b, W_T, b_T, and a gradient (N, D)."""
    N, D = draw.integer(3, 5), draw.integer(3, 5)
    return [draw.normal(*shape, dtype=dtype) for shape in ((N, D), (D, D), (D,), (D, D), (D,), (N, D))]


def run_highway(answer, inputs, bias=-2.0):
    """The biases that gate and branch started with, y, and the gradient at x."""
    x, W, b, W_T, b_T, g = inputs
    told = answer([x.shape[1], bias], x, [[W, b], [W_T, b_T]], g, ["branch", "gate"])
    told, started, y, gradient = pieces(told, layers.TOLD)
    shapes = [row[:2] for row in layers.described(told)]
    wanted = [list(W.shape)] * 2
    require(shapes == wanted, f"branch and gate have weights of shapes {shapes}; expected {wanted}.")
    biases = len(started) == 2 if type(started) is list else False
    require(biases, "branch and gate need a bias each: `nn.Linear` has one.")
    return started[1], started[0], y, gradient


@highway.law
def gate_bias_starts_as_asked(answer, draw):
    """the gate's bias starts where it was asked to"""
    for bias in (draw.uniform(-4, -1), draw.uniform(1, 3)):
        inputs = highway_inputs(draw)
        start, branch, *_ = run_highway(answer, inputs, bias)
        wanted = torch.full_like(inputs[2], bias)
        slips = [(-wanted, "The sign is turned.")]
        same = as_tensor(branch, "branch").shape == wanted.shape and torch.allclose(branch.double(), wanted)
        if same:
            slips.append((start, "It is the branch's bias that was set."))
        slips.append((start, "PyTorch fills biases with small random numbers: `nn.init.constant_` sets them."))
        expect(start, wanted, "gate.bias", slips)
        require(not same, f"Both biases start at {bias:.3g}; only the gate's should, the branch's is its own affair.")


@highway.law
def mixes_by_the_gate(answer, draw):
    """mixes branch and input by the gate, entry for entry"""
    for dtype in PRECISIONS:
        x, W, b, W_T, b_T, g = inputs = highway_inputs(draw, dtype)
        T, F = sigmoid(x @ W_T.T + b_T), relu(x @ W.T + b)
        slips = [
            ((1 - T) * F + T * x, "T and 1 - T are exchanged: T is the share of the branch."),
            (T * F + x, "The shortcut is not gated: that layer adds, a highway layer mixes."),
            (T * F, "The carried part, (1 - T) x, is missing."),
            (F + (1 - T) * x, "The branch is not gated."),
            (T * (x @ W.T + b) + (1 - T) * x, "The branch has no ReLU."),
            (T * tanh(x @ W.T + b) + (1 - T) * x, "The branch has a tanh; here it is a ReLU."),
            (T.mean(1, keepdim=True) * F + (1 - T.mean(1, keepdim=True)) * x, "One gate for each entry, not a sample."),
            ((x @ W_T.T + b_T) * (F - x) + x, "The gate has no sigmoid, so it is no share."),
            (relu(layer(*inputs[:-1])), "A ReLU acts after the addition."),
        ]
        expect(run_highway(answer, inputs)[2], layer(x, W, b, W_T, b_T), "y", slips)


@highway.law
def closed_and_open_gate(answer, draw):
    """the closed gate is the identity, the open one the plain layer"""
    x, W, b, W_T, b_T, g = highway_inputs(draw)
    for bias, wanted, name in ((-40.0, x, "T = 0"), (40.0, relu(x @ W.T + b), "T = 1")):
        other = x if bias > 0 else relu(x @ W.T + b)
        slips = [(other, "T and 1 - T are exchanged."), (wanted + x, "x is added besides: the two gates are coupled.")]
        y = run_highway(answer, [x, W, b, 0 * W_T, 0 * b_T + bias, g])[2]
        expect(y, wanted, "y", slips, name)


@highway.law
def gradient_passes_three_ways(answer, draw):
    """gradients pass the branch, the shortcut and the gate"""
    x, *weights, g = inputs = highway_inputs(draw)
    T = sigmoid(x @ weights[2].T + weights[3])
    F = relu(x @ weights[0].T + weights[1])
    detached = g * (1 - T) + ((g * T) * (F > 0)) @ weights[0]
    whole = detached + (g * (F - x) * T * (1 - T)) @ weights[2]
    slips = [(detached, "No gradient passes the gate, which depends on x as well: was it detached?")]
    expect(run_highway(answer, inputs)[3], whole, "gradient of x", slips)


bias = Exercise("2.10", "The bias that a depth asks for", "gate_bias(L, kept)", difficulty=3, minutes=10)


def wanted_bias(L, kept):
    """The bias with which a stack of L layers keeps a share of its input."""
    T = -math.expm1(math.log(kept) / L)
    return math.log(T) - math.log1p(-T)


def expect_bias(answer, L, kept):
    """Compare the bias for a depth and a share."""
    own = as_tensor(answer(L, kept), "b")
    require_kind(own, torch.zeros(()), "b")
    require(own.dim() == 0, f"b has shape {tuple(own.shape)}; expected one number.")
    b = wanted_bias(L, kept)
    left = sigmoid(-own.double()).item() ** L
    have, want = told_apart(left, kept)
    said = f"With L = {L} the stack keeps {have} of its input; expected {want}. b"
    slips = [
        (-b, "The sign is turned: that is the bias for a carry gate T, here the carry gate is 1 - T."),
        (wanted_bias(1, kept), "That is the bias for one layer; L of them multiply."),
        (wanted_bias(1, 1 - (1 - kept) / L), "(1 - T)^L is not 1 - L T: the losses do not add up, they multiply."),
        (math.log(kept) / L, "That is log(1 - T); the bias sits inside a sigmoid."),
        (
            -math.expm1(math.log(kept) / L),
            "That is the gate T itself; expected the bias that the sigmoid turns into it.",
        ),
        (kept ** (1 / L), "That is the carry 1 - T itself; expected the bias that the sigmoid turns into T."),
    ]
    expect(own, b, said, [slip for slip in slips if abs(slip[0] - b) > 1e-9])


@bias.law
def bias_of_one_layer(answer, draw):
    """one layer"""
    for _ in range(2):
        expect_bias(answer, 1, draw.uniform(0.1, 0.9))


@bias.law
def bias_of_a_stack(answer, draw):
    """a stack of layers: their carry gates multiply"""
    for _ in range(3):
        expect_bias(answer, draw.integer(2, 60), draw.uniform(0.1, 0.9))


@bias.law
def bias_of_a_deep_stack(answer, draw):
    """a thousand layers and more, and a stack that keeps nearly everything"""
    expect_bias(answer, draw.integer(1000, 2000), draw.uniform(0.3, 0.6))
    expect_bias(answer, draw.integer(40, 60), 0.999)


def bias_picture(answer, draw):
    """What is left of the input after each of 50 layers."""
    own = as_tensor(answer(50, 0.5), "b").double()
    index, carry = list(range(51)), sigmoid(-own).item()
    ours = 0.5 ** (1 / 50)
    title = "Input kept, L = 50, half asked for"
    return [Curve(title, index, [carry**i for i in index], [ours**i for i in index], "layer", "product of 1 - T")]


bias.picture = bias_picture
