"""Exercise 3.3: the bottleneck block, with the right shortcut wherever it is put."""

import torch
from torch import relu
from torch.nn.functional import conv2d

from course_utils.checks import adapters, layers
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces, require

SIGNATURE = "Bottleneck(c_in, c_mid, c_out, stride)"
PRECISIONS = (torch.float64, torch.float32)

block = Exercise("3.3", "A bottleneck that fits anywhere", SIGNATURE, 3, 20, adapters.with_weights)


def norm(x):
    """Batch normalisation of x (N, C, H, W) with the batch's own mean and variance."""
    mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)
    return (x - mean) / torch.sqrt(var + 1e-5)


def outputs(x, weights, stride):
    """What the block makes of x, and what some slips do; with three weights the shortcut is the identity."""
    W1, W2, W3, *projection = weights

    def branch(z, s1=1, s2=stride, N=norm, f=relu, g=relu):
        return N(conv2d(g(N(conv2d(f(N(conv2d(z, W1, stride=s1))), W2, stride=s2, padding=1))), W3))

    raw = conv2d(x, projection[0], stride=stride) if projection else x
    shortcut, F = norm(raw) if projection else x, branch(x)
    forms = {
        "y": relu(shortcut + F),
        "A ReLU is missing after the addition.": shortcut + F,
        "The shortcut is missing: that is the branch alone.": relu(F),
        "The shortcut is missing: that is the branch alone, without its last ReLU.": F,
        "The branch ends with a ReLU before the addition; it stands after it.": relu(shortcut + relu(F)),
        "That ReLU stands before the addition; it stands after it.": shortcut + relu(F),
        "The norms are missing.": relu(raw + branch(x, N=lambda z: z)),
        "A norm acts on the sum; each acts on a convolution's output.": relu(norm(shortcut + F)),
        "The ReLU after the first convolution is missing.": relu(shortcut + branch(x, f=lambda z: z)),
        "The ReLU after the 3x3 convolution is missing.": relu(shortcut + branch(x, g=lambda z: z)),
        "There is no ReLU between the convolutions.": relu(shortcut + branch(x, f=lambda z: z, g=lambda z: z)),
    }
    if stride > 1:
        forms["The stride sits on the first 1x1, which throws three of four pixels away unread; put it on the 3x3."] = (
            relu(shortcut + branch(x, stride, 1))
        )
    if projection:
        forms["The projection has no norm of its own."] = relu(raw + F)
        forms["The projected shortcut has a ReLU of its own."] = relu(relu(shortcut) + F)
    return forms


def inputs(draw, change, stride, dtype=torch.float64):
    """Sizes, x, the weights of the branch and, where shapes change, of the projection, and a gradient for y."""
    m = draw.integer(2, 3)
    c_in = m + draw.integer(1, 3)
    c_out = c_in + (draw.integer(1, 3) if change else 0)
    N, H, W = draw.integer(2, 3), 2 * draw.integer(2, 3), 2 * draw.integer(2, 3) - 1
    shapes = [(m, c_in, 1, 1), (m, m, 3, 3), (c_out, m, 1, 1)]
    if change or stride > 1:
        shapes.append((c_out, c_in, 1, 1))
    h, w = (H + stride - 1) // stride, (W + stride - 1) // stride
    weights = [draw.normal(*shape, dtype=dtype) for shape in shapes]
    return (
        (c_in, m, c_out, stride),
        draw.normal(N, c_in, H, W, dtype=dtype),
        weights,
        draw.normal(N, c_out, h, w).to(dtype),
    )


def run(answer, sizes, x, weights, gradient):
    """Output, input gradient and the case in words, once it is sure that the layers are those of the task."""
    pairs = [[weight, layers.NO_BIAS] for weight in weights]
    pairs += [layers.untouched_norm(len(weight), x) for weight in weights]
    told, _, y, back = pieces(answer(sizes, x, pairs, gradient), layers.TOLD)
    names = SIGNATURE.partition("(")[2].rstrip(")").split(", ")
    case = ", ".join(f"{name} = {value}" for name, value in zip(names, sizes, strict=True))
    have, want = sorted(layers.convolutions(told)), sorted(list(weight.shape[:3]) for weight in weights)
    likely = EXTRA if len(have) > len(want) else FEWER if len(have) == 3 < len(want) else "" if have else HIDDEN
    require(have == want, f"With {case}, the block calls {calls(have)}; expected {calls(want)}.{likely}")
    norms = layers.norms(told)
    message = f"With {case}, the block calls {norms} different layers of nn.BatchNorm2d; expected one for each "
    require(norms == len(weights), f"{message}convolution, {len(weights)}.")
    normed, made = layers.channels_of_norms(told), sorted(len(weight) for weight in weights)
    message = f"With {case}, the norms have {normed} channels; expected {made}: each follows its convolution."
    require(normed == made, message)
    return y, back, case


HIDDEN = " A plain list hides its layers from the module: nn.Sequential or nn.ModuleList shows them."
EXTRA = " Where shapes agree, the shortcut is the identity, without weights."
FEWER = " Where the stride or the channels change, the shortcut needs a 1x1 convolution, too."


def calls(convs):
    """Convolutions [out, in, kernel] in words."""
    names = ", ".join(f"{k}x{k} {i}->{o}" for o, i, k in convs)
    return f"{len(convs)} different convolutions ({names or 'none'})"


def expect_block(answer, draw, change, stride, dtype=torch.float64):
    """Compare the output of a random block."""
    sizes, x, weights, gradient = inputs(draw, change, stride, dtype)
    y, _, case = run(answer, sizes, x, weights, gradient)
    forms = outputs(x, weights, stride)
    slips = [(value, sentence) for sentence, value in forms.items() if sentence != "y"]
    expect(y, forms["y"], "y", slips, case)


@block.law
def around_an_identity(answer, draw):
    """1x1 down, 3x3, 1x1 up, with norms and ReLUs in their places, around an identity"""
    for dtype in PRECISIONS:
        expect_block(answer, draw, change=False, stride=1, dtype=dtype)


@block.law
def around_a_projection(answer, draw):
    """where the resolution is halved and the channels change, the shortcut is projected and normalised"""
    for dtype in PRECISIONS:
        expect_block(answer, draw, change=True, stride=2, dtype=dtype)


@block.law
def projected_where_one_changes(answer, draw):
    """so it is where only one of the two changes"""
    expect_block(answer, draw, change=True, stride=1)
    expect_block(answer, draw, change=False, stride=2)


@block.law
def silent_branch(answer, draw):
    """a silent branch leaves relu(x), and the shortcut's gradient passes whole"""
    sizes, x, weights, g = inputs(draw, change=False, stride=1)
    weights[2] = 0 * weights[2]
    y, back, case = run(answer, sizes, x, weights, g)
    expect(y, relu(x), "y", [(x, "A ReLU is missing after the addition."), (0 * x, "Where is the shortcut?")], case)
    blocked = [(0 * g, "No gradient passes: where is the shortcut?"), (g, "A ReLU is missing after the addition.")]
    expect(back, g * (x > 0), "gradient of x", blocked, case)
