"""Exercises 3.13 and 3.14: a bottleneck turned around, and the price of a separable convolution."""

import torch
from torch import relu
from torch.nn.functional import conv2d

from course_utils.checks import adapters, layers
from course_utils.checks.bottleneck_efficiency.bottleneck import norm
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import exact, expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

inverted = Exercise(
    "3.13", "A bottleneck turned around", "Inverted(c_in, c_out, stride, t)", 3, 20, adapters.with_weights
)


def forms_of(x, weights, stride, skip):
    """What the block makes of x, and what some slips do."""
    W1, W2, W3 = weights

    def branch(f=relu, g=relu, N=norm, first=1):
        wide = f(N(conv2d(x, W1, stride=first)))
        return N(conv2d(g(N(conv2d(wide, W2, stride=stride // first, padding=1, groups=len(W2)))), W3))

    F, shortcut = branch(), x if skip else 0
    forms = {
        "y": shortcut + F,
        "A ReLU follows the addition; nothing does here.": relu(shortcut + F),
        "A ReLU follows the last 1x1; it is linear.": shortcut + relu(F),
        "The ReLU after the first 1x1 is missing.": shortcut + branch(f=lambda z: z),
        "The ReLU after the depthwise 3x3 is missing.": shortcut + branch(g=lambda z: z),
        "There is no ReLU at all; two belong into the branch.": shortcut + branch(lambda z: z, lambda z: z),
    }
    if skip:
        forms["The shortcut is missing: that is the branch alone."] = F
        forms["A norm acts on the sum; each acts on a convolution's output."] = norm(x + F)
    if stride > 1:
        forms["The stride sits on the first 1x1; put it on the 3x3."] = shortcut + branch(first=stride)
    return forms


def expect_inverted(answer, draw, change, stride, dtype=torch.float64):
    """A random block: first its layers, then its output. Returns the gradient at x and what it should be."""
    c_in, t = draw.integer(2, 4), draw.integer(2, 3)
    c_out = c_in + (draw.integer(1, 3) if change else 0)
    N, H, W, wide = draw.integer(2, 3), 2 * draw.integer(2, 3), 2 * draw.integer(2, 3) - 1, t * c_in
    x = draw.normal(N, c_in, H, W, dtype=dtype)
    weights = [draw.normal(*shape, dtype=dtype) for shape in ((wide, c_in, 1, 1), (wide, 1, 3, 3), (c_out, wide, 1, 1))]
    g = draw.normal(N, c_out, (H + stride - 1) // stride, (W + stride - 1) // stride, dtype=dtype)
    pairs = [[weight, layers.NO_BIAS] for weight in weights] + [layers.untouched_norm(len(w), x) for w in weights]
    told, _, y, back = pieces(answer((c_in, c_out, stride, t), x, pairs, g), layers.TOLD)
    case = f"c_in = {c_in}, c_out = {c_out}, stride = {stride}, t = {t}"
    have, want = sorted(layers.convolutions(told)), sorted(list(weight.shape[:3]) for weight in weights)
    require(have == want, f"With {case}, the block calls {calls(have)}; expected {calls(want)}.{likely(have, want)}")
    count = layers.norms(told)
    require(count == 3, f"With {case}, it calls {count} different norms; expected one for each convolution, 3.")
    exactly, *them = exact(x, *weights)
    forms = forms_of(exactly, them, stride, not change and stride == 1)
    expect(y, forms["y"], "y", [(value, said) for said, value in forms.items() if said != "y"], case)
    return x, back, g, them, case


def calls(convs):
    """Convolutions [out, inputs seen, kernel] in words."""
    return ", ".join(f"{k}x{k} from {i} to {o}" for o, i, k in convs) or "no convolution"


def likely(have, want):
    """The slip that other layers tell of."""
    threes = [conv for conv in have if conv[2] == 3]
    if threes and threes[0][1] > 1:
        return " A depthwise 3x3 sees one input channel each: groups = channels."
    if len(have) > len(want):
        return " Where shapes differ there is no shortcut, and no projection."
    return " A plain list hides its layers from the module." if len(have) < len(want) else " Is the middle t c_in wide?"


@inverted.law
def around_an_identity(answer, draw):
    """1x1 up, depthwise 3x3, 1x1 down, around an identity, with nothing after the sum"""
    for dtype in PRECISIONS:
        expect_inverted(answer, draw, False, 1, dtype)


@inverted.law
def without_a_shortcut(answer, draw):
    """where the channels or the resolution change, there is no shortcut"""
    expect_inverted(answer, draw, True, 1)
    expect_inverted(answer, draw, False, 2)
    expect_inverted(answer, draw, True, 2)


@inverted.law
def the_gradient_passes(answer, draw):
    """the gradient at x is the whole gradient of y, and what comes back through the branch"""
    for dtype in PRECISIONS:
        x, back, g, weights, case = expect_inverted(answer, draw, False, 1, dtype)
        z = x.double().requires_grad_()
        right = torch.autograd.grad(forms_of(z, weights, 1, True)["y"], z, g.double())[0]
        expect(back, right, "gradient of x", [(right - g.double(), "No gradient passes by the branch.")], case)


price = Exercise("3.14", "Two layers for one", "price(N, c_in, c_out, k, size)", difficulty=3, minutes=15)
NAMES = "weights, multiply_adds, intensity"


def priced(N, c_in, c_out, k, size):
    """Weights and bytes of the depthwise layer and of the 1x1, and their multiply-adds."""
    own, mixing, pixels = k * k * c_in, c_in * c_out, N * size**2
    moved = [4 * (2 * c_in * pixels + own), 4 * ((c_in + c_out) * pixels + mixing)]
    return (own, mixing), (own * pixels, mixing * pixels), moved


def pair(draw):
    """Sizes of a random separable convolution."""
    c_in = draw.integer(3, 12)
    return draw.integer(2, 6), c_in, c_in + draw.integer(1, 12), (3, 5, 7)[draw.integer(0, 2)], draw.integer(5, 12)


def said(given):
    """Sizes in words."""
    return ", ".join(f"{name} = {value}" for name, value in zip("N c_in c_out k size".split(), given, strict=True))


@price.law
def weights_of_both(answer, draw):
    """weights: k k a channel, and one for each pair of channels"""
    for _ in range(3):
        _, c_in, c_out, k, _ = given = pair(draw)
        own, mixing = priced(*given)[0]
        slips = [
            (k * k * c_in * c_out, "That is the full convolution."),
            (own, "That is the depthwise layer alone."),
            (mixing, "That is the 1x1 alone."),
            (own * mixing, "The two layers follow each other: their weights add up."),
            (k * k * c_out + mixing, "The depthwise layer comes first: it has c_in channels."),
            (k * c_in + mixing, "A window has k * k weights."),
            (own + mixing + c_in + c_out, "There are no biases here."),
        ]
        expect(pieces(answer(*given), NAMES)[0], own + mixing, "weights", slips, said(given))


@price.law
def work_of_both(answer, draw):
    """multiply_adds: every weight once for each pixel of each image"""
    for _ in range(3):
        N, c_in, c_out, k, size = given = pair(draw)
        work = sum(priced(*given)[1])
        slips = [
            (k * k * c_in * c_out * N * size**2, "That is the full convolution."),
            (2 * work, "Those are operations; a multiply-add is counted once here."),
            (work // N, "That is one image; there are N."),
            (work // size, "There are size * size pixels."),
            (work // (N * size**2), "Each weight works at every pixel of every image."),
        ]
        expect(pieces(answer(*given), NAMES)[1], work, "multiply_adds", slips, said(given))


@price.law
def intensity_of_both(answer, draw):
    """intensity: operations for each byte that the two layers move, with the map between them written and read"""
    for _ in range(3):
        N, c_in, c_out, k, size = given = pair(draw)
        _, (first, second), moved = priced(*given)
        right = 2 * (first + second) / sum(moved)
        between = 8 * N * c_in * size**2
        slips = [
            (right / 2, "That is half: a multiply-add is two operations."),
            (4 * right, "That is operations for each number; a number has 4 bytes."),
            (1 / right, "That is bytes for each operation."),
            (2 * (first + second) / (sum(moved) - between), "The map between the layers is written, and read again."),
            (
                2 * (first + second) / (sum(moved) - between / 2),
                "The map between is written by one and read by the other.",
            ),
            (2 * first / moved[0] + 2 * second / moved[1], "Add operations and bytes first, and then divide."),
            ((first / moved[0] + second / moved[1]), "That is a mean of two quotients: add first, and then divide."),
            (2 * k * k * c_in * c_out * N * size**2 / sum(moved), "Those are the operations of the full convolution."),
            (
                2 * (first + second) / (sum(moved) - 4 * (k * k * c_in + c_in * c_out)),
                "The weights are read, too.",
            ),
        ]
        expect(pieces(answer(*given), NAMES)[2], right, "intensity", slips, said(given))
