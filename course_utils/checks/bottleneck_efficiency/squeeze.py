"""Exercise 3.6: squeeze and excitation, a gate for each channel of each sample."""

import torch
from torch import relu, sigmoid

from course_utils.checks import adapters, layers
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

SIGNATURE = "SqueezeExcitation(channels, reduction)"
excite = Exercise("3.6", "A gate for each channel", SIGNATURE, 2, 15, adapters.with_weights)


def gates(s, weights, f=relu, h=sigmoid):
    """The gates (N, C, 1, 1) of squeezed channels s (N, C)."""
    W1, b1, W2, b2 = weights
    return h(f(s @ W1.T + b1) @ W2.T + b2)[:, :, None, None]


def everywhere(x, W1, b1, W2, b2):
    """What comes out without the squeeze: gates for each pixel."""
    hidden = relu(torch.einsum("rc,nchw->nrhw", W1, x) + b1[:, None, None])
    return sigmoid(torch.einsum("cr,nrhw->nchw", W2, hidden) + b2[:, None, None])


def inputs(draw, dtype=torch.float64):
    """Sizes, x, the two layers, and a gradient, drawn until the ReLU shuts some units off but no sample's all."""
    reduction, small = draw.integer(2, 5), draw.integer(2, 4)
    C, N, H, W = reduction * small, draw.integer(2, 3), draw.integer(3, 4), draw.integer(2, 5)
    shapes = ((N, C, 1, 1), (small, C), (small,), (C, small), (C,))
    for _ in range(500):
        shift, *weights = [draw.normal(*shape) for shape in shapes]
        x = draw.normal(N, C, H, W) + shift
        s = x.mean((2, 3))
        pooled = torch.cat([s, s.mean(0, keepdim=True), x.amax((2, 3))])
        on = pooled @ weights[0].T + weights[1] > 0.1
        if on.any(1).all() and not on[:N].all():
            break
    return (C, reduction), x.to(dtype), [weight.to(dtype) for weight in weights], draw.normal(N, C, H, W, dtype=dtype)


def run(answer, sizes, x, weights, gradient):
    """Output and input gradient, once it is sure that the layers are those of the task."""
    told, _, y, back = pieces(answer(sizes, x, [weights[:2], weights[2:]], gradient), layers.TOLD)
    C, reduction = sizes
    want = [[C // reduction, C], [C, C // reduction]]
    case = f"channels = {C}, reduction = {reduction}"
    rows = layers.described(told)
    have = ", ".join(f"{i} -> {o}" for o, i, *_ in rows)
    required = f"{C} -> {C // reduction}, {C // reduction} -> {C}"
    message = f"With {case}, the module calls {len(rows)} different layers ({have}); expected 2 ({required})."
    require([row[:2] for row in rows] == want, message)
    require(all(row[2] * row[3] == 1 for row in rows), f"With {case}, a convolution has a kernel larger than 1x1.")
    require(all(row[4] for row in rows), f"With {case}, a layer has no bias: closed and open gates need one.")
    return y, back, case


@excite.law
def two_layers_with_biases(answer, draw):
    """two layers with biases, down to channels / reduction and back: 2 C^2 / r + C / r + C parameters"""
    for _ in range(3):
        run(answer, *inputs(draw))


def gate_slips(x, weights):
    """What goes wrong with the gates, and the sentence for it."""
    s = x.mean((2, 3))
    G = gates(s, weights)
    return [
        (x * gates(x.amax((2, 3)), weights), "That pools by the maximum; expected the mean."),
        (x * gates(x.sum((2, 3)), weights), "That pools by the sum; expected the mean over H and W."),
        (x * gates(s, weights, f=lambda z: z), "There is no ReLU between the two layers."),
        (x * gates(s, weights, f=sigmoid), "The sigmoid stands after the second layer, a ReLU after the first."),
        (x * gates(s, weights, h=lambda z: z), "There is no sigmoid: a gate is a share between 0 and 1."),
        (x * gates(s, weights, h=relu), "The last activation is a sigmoid, not a ReLU."),
        (
            x * gates(s, weights, h=lambda z: z.softmax(1)),
            "A softmax makes channels compete; each has its own gate.",
        ),
        (x * G.mean(0, keepdim=True), "The gates are averaged over the batch: each sample has its own."),
        (
            x * gates(s.mean(0, keepdim=True), weights),
            "The batch is pooled as well: each sample has its own gates.",
        ),
        (x + x * G, "x is added besides: the gate multiplies, the shortcut is the residual block's."),
        (x + G, "The gate is added; it multiplies."),
        (G.expand_as(x), "Those are the gates; multiply x by them."),
        (G[:, :, 0, 0], "Those are the gates; multiply x by them."),
        (x * (1 - G), "That is 1 minus the gate."),
        (
            x * everywhere(x, *weights),
            "Each pixel got gates of its own: squeeze before the layers, one mean a channel.",
        ),
    ]


@excite.law
def gate_multiplies_the_channel(answer, draw):
    """squeezes each channel to its mean, and multiplies it by its gate"""
    for dtype in PRECISIONS:
        sizes, x, weights, g = inputs(draw, dtype)
        y, _, case = run(answer, sizes, x, weights, g)
        G, slips = gates(x.mean((2, 3)), weights), gate_slips(x, weights)
        expect(y, x * G, "y", slips, case)


@excite.law
def gate_halves_opens_and_shuts(answer, draw):
    """an undecided gate halves its channel, an open one lets it pass, a shut one silences it"""
    sizes, x, (W1, b1, W2, b2), g = inputs(draw)
    for bias, share, name in ((0.0, 0.5, "at 0"), (40.0, 1.0, "at +40"), (-40.0, 0.0, "at -40")):
        y, _, case = run(answer, sizes, x, [W1, b1, 0 * W2, 0 * b2 + bias], g)
        slips = [
            (x + share * x, "x is added besides: the gate multiplies."),
            (bias * x, "There is no sigmoid: a gate is a share between 0 and 1."),
            (x / x.shape[1], "A softmax makes channels compete; each has its own gate."),
        ]
        expect(y, share * x, "y", slips, f"{case}, W_2 = 0 and b_2 {name}")


@excite.law
def gradient_passes_the_gate(answer, draw):
    """gradients pass the channel and its gate"""
    sizes, x, weights, g = inputs(draw)
    _, back, case = run(answer, sizes, x, weights, g)
    leaf = x.clone().requires_grad_()
    (whole,) = torch.autograd.grad(leaf * gates(leaf.mean((2, 3)), weights), leaf, g)
    slips = [(g * gates(x.mean((2, 3)), weights), "No gradient passes the gate, which sees x too: was it detached?")]
    expect(back, whole, "gradient of x", slips, case)
