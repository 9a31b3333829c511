"""Exercise 3.7: dense connectivity, where every layer sees all that came before it."""

import torch
from torch import cat, relu
from torch.nn.functional import conv2d

from course_utils.checks import adapters, layers
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

SIGNATURE = "DenseBlock(channels, layers, growth)"
dense = Exercise("3.7", "Concatenate instead of add", SIGNATURE, 3, 18, adapters.with_weights)


def norm(x):
    """Batch normalisation of x (N, C, H, W) with the batch's own mean and variance."""
    mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)
    return (x - mean) / torch.sqrt(var + 1e-5)


def unit(x, W, order="nac"):
    """Norm, activation and convolution, in the order of their letters."""
    steps = {"n": norm, "a": relu, "c": lambda z: conv2d(z, W, padding=1)}
    for letter in order:
        x = steps[letter](x)
    return x


def forward(x, weights, order="nac", newest_first=False):
    """The output (N, C + L k, H, W) of the dense block."""
    for W in weights:
        new = unit(x, W, order)
        x = cat([new, x] if newest_first else [x, new], 1)
    return x


def inputs(draw, dtype=torch.float64, layers=None):
    """Sizes, x (N, C, H, W), the weights of all layers, and a gradient for the output."""
    C, k, L = draw.integer(6, 14), draw.integer(2, 5), layers or draw.integer(3, 5)
    N, H, W = draw.integer(2, 3), draw.integer(3, 4), draw.integer(3, 5)
    weights = [draw.normal(k, C + l * k, 3, 3, dtype=dtype) for l in range(L)]
    return (C, L, k), draw.normal(N, C, H, W, dtype=dtype), weights, draw.normal(N, C + L * k, H, W, dtype=dtype)


def run(answer, sizes, x, weights, gradient):
    """Output and input gradient, once it is sure that the layers are those of the task."""
    pairs = [[weight, layers.NO_BIAS] for weight in weights]
    pairs += [layers.untouched_norm(weight.shape[1], x) for weight in weights]
    told, _, y, back = pieces(answer(sizes, x, pairs, gradient), layers.TOLD)
    C, L, k = sizes
    case = f"channels = {C}, layers = {L}, growth = {k}"
    convs, norms = layers.convolutions(told), layers.norms(told)
    have, want = [row[1] for row in convs], [C + l * k for l in range(L)]
    hidden = "" if have else " A plain list hides its layers from the module: nn.ModuleList shows them."
    require(len(have) == L, f"With {case}, the block has {len(have)} convolutions that it calls; expected {L}.{hidden}")
    hints = {
        (C,) * L: " That is a stack or a sum: here each layer adds `growth` channels to what the next one sees.",
        (C, *(k,) * (L - 1)): " That is a chain: each layer sees the outputs of *all* layers before it, and x.",
        (C, *(C + k,) * (L - 1)): " That forgets all but x and the newest output.",
        (C, *(l * k for l in range(1, L))): " x itself belongs to what every layer sees.",
    }
    likely = hints.get(tuple(have), "")
    require(have == want, f"With {case}, the convolutions see {have} channels; expected {want}.{likely}")
    require([row[0] for row in convs] == [k] * L, f"With {case}, each convolution should make {k} new channels.")
    require([row[2] for row in convs] == [3] * L, f"With {case}, expected 3x3 convolutions.")
    require(norms == L, f"With {case}, the block calls {norms} different layers of nn.BatchNorm2d; expected {L}.")
    normed = layers.channels_of_norms(told)
    require(normed == want, f"With {case}, the norms have {normed} channels; expected {want}: the norm comes first.")
    return y, back, case


@dense.law
def channels_grow(answer, draw):
    """layer l sees channels + l * growth channels and makes growth new ones"""
    for dtype in (torch.float32, *PRECISIONS):
        run(answer, *inputs(draw, dtype))


@dense.law
def each_layer_joins_the_rest(answer, draw):
    """each layer is norm, ReLU, 3x3 convolution, and its output joins the rest"""
    for dtype in PRECISIONS:
        sizes, x, weights, g = inputs(draw, dtype)
        y, _, case = run(answer, sizes, x, weights, g)
        whole = forward(x, weights)
        slips = [
            (whole[:, x.shape[1] :], "x is missing: it belongs to the output, too."),
            (whole[:, -weights[0].shape[0] :], "That is the last layer's output alone; expected all of them, and x."),
            (forward(x, weights, newest_first=True), "The newest output stands first; expected it last."),
            (forward(x, weights, "anc"), "The norm comes first, then the ReLU."),
            (forward(x, weights, "nc"), "The ReLU is missing."),
            (forward(x, weights, "ac"), "The norm is missing."),
            (relu(whole), "A ReLU acts on the output: nothing acts on what has been concatenated."),
            (x.repeat(1, 2, 1, 1), "That is x twice."),
        ]
        expect(y, whole, "y", slips, case)


@dense.law
def one_layer_leaves_x_alone(answer, draw):
    """one layer: x passes untouched, and nothing is added to it"""
    sizes, x, weights, g = inputs(draw, layers=1)
    y, _, case = run(answer, sizes, x, weights, g)
    expect(y, forward(x, weights), "y", [(unit(x, weights[0]), "x is missing: it belongs to the output, too.")], case)


@dense.law
def gradient_from_every_layer(answer, draw):
    """gradients come back to x from every layer at once"""
    sizes, x, weights, g = inputs(draw)
    _, back, case = run(answer, sizes, x, weights, g)
    leaf = x.clone().requires_grad_()
    (whole,) = torch.autograd.grad(forward(leaf, weights), leaf, g)
    slips = [(g[:, : x.shape[1]], "Only the copied part passes a gradient: was the concatenation detached?")]
    expect(back, whole, "gradient of x", slips, case)
