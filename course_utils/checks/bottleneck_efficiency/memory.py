"""Exercise 3.10: what a training step keeps in memory for its way back."""

import torch

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require
from course_utils.checks.report import Curve

COUNTED = "The weights are counted as well: they are there whether you train or not."
TWICE = "Some memory is counted twice: what one layer made and the next one read is one storage."

LOST = "Some is missing. Does `pack` return the tensor itself? If not, its memory is freed, and its address used again."

meter = Exercise("3.10", "A memory meter", "saved_bytes(network, x)", 4, 18, adapters.with_stack)


def stack_inputs(draw, blocks=False, **options):
    """An input and the weights of layers or, in pairs, of residual blocks; all sizes differ, so that a slip shows."""
    N, D, H = draw.integer(3, 30), draw.integer(6, 30), draw.integer(31, 80)
    L = 2 * draw.integer(2, 3) + (not blocks)  # odd, so that the first width is not the last
    weights = [draw.normal(*((H, D), (D, H))[i % 2], **options) for i in range(L)]
    if blocks:
        weights = [list(pair) for pair in zip(weights[::2], weights[1::2], strict=True)]
    return draw.normal(N, D, **options), weights


def widths(x, weights):
    """The widths of all activations, x first."""
    return [x.shape[1], *(W.shape[0] for W in weights)]


def expect_bytes(answer, given, wanted, slips, case):
    """The first of the two readings, in numbers times their bytes; `wanted` and slips are numbers for one sample."""
    x, *_ = given
    first, *_ = pieces(answer(*given), "first, second, left")
    N, size = x.shape[0], x.element_size()
    scaled = [(N * size * value if slip else value, sentence) for value, sentence, slip in slips]
    other = [(N * wanted * (4 if size == 8 else 8), f"A number of {x.dtype} has {size} bytes: ask `element_size()`.")]
    other.append((N * wanted, f"Those are numbers; asked are bytes, {size} for each."))
    got = as_tensor(first, "bytes")
    known = got.numel() == 1 and got.item() in [value for value, _ in scaled + other]
    if got.dtype is torch.int64 and got.numel() == 1 and got.item() < N * size * wanted and not known:
        other.append((got, LOST))
    expect(first, N * size * wanted, "bytes", scaled + other, case)


def chain_slips(x, weights, kept, twice, more=0):
    """(value, sentence, whether the value is in numbers for one sample) for a stack of layers."""
    N, size, dims = x.shape[0], x.element_size(), widths(x, weights)
    parameters = size * sum(W.numel() for W in weights[1:])  # x wants no gradient, so the first one is not needed
    own = N * size * kept
    return [
        (own + parameters, COUNTED, False),
        *([(N * size * twice + parameters, "The weights are counted, and some memory twice.", False)] * (twice > kept)),
        (
            own + parameters + size * weights[0].numel(),
            "The weights are counted as well: they are there anyway.",
            False,
        ),
        (twice, TWICE, True),
        (kept - dims[0], "x is kept too: the first layer's weight needs it on the way back.", True),
        (kept - more, "The last activation is kept too: its slope is read off its output.", True),
        (sum(dims[1:]), "Those are the layers' outputs; ask what autograd keeps, not what was computed.", True),
        (2 * sum(dims[1:]), "Those are all outputs, kept or not; ask what autograd keeps.", True),
        (dims[0] + 2 * sum(dims[1:]), "Those are all outputs, kept or not; ask what autograd keeps.", True),
        (0, "Nothing was recorded: were gradients off, or did the hooks come too late?", True),
    ]


@meter.law
def relu_activations_once(answer, draw):
    """layers with a ReLU: each activation once, however many operations read it"""
    for dtype in (torch.float64, torch.float32):
        x, weights = stack_inputs(draw, dtype=dtype)
        dims = widths(x, weights)
        slips = chain_slips(x, weights, sum(dims), sum(dims) + sum(dims[1:-1]), dims[-1])
        expect_bytes(answer, (x, weights, "relu"), sum(dims), slips, f'{len(weights)} layers with "relu", {dtype}')


@meter.law
def gelu_keeps_its_input(answer, draw):
    """layers with a GELU, which keeps its own input: nearly twice as much"""
    for dtype in (torch.float64, torch.float32):
        x, weights = stack_inputs(draw, dtype=dtype)
        dims = widths(x, weights)
        kept = sum(dims[:-1]) + sum(dims[1:])
        slips = chain_slips(x, weights, kept, kept)
        slips.insert(0, (sum(dims), "A GELU needs its input on the way back, and the next layer its output.", True))
        expect_bytes(answer, (x, weights, "gelu"), kept, slips, f'{len(weights)} layers with "gelu", {dtype}')


@meter.law
def shortcut_keeps_nothing(answer, draw):
    """residual blocks: a shortcut keeps nothing more"""
    for dtype in (torch.float64, torch.float32):
        x, pairs = stack_inputs(draw, blocks=True, dtype=dtype)
        D, H, L = x.shape[1], pairs[0][0].shape[0], len(pairs)
        parameters = x.element_size() * (2 * L - 1) * D * H
        slips = [
            (L * (2 * D + H), "An addition needs neither of its terms on the way back.", True),
            (L * (D + 2 * H), TWICE + " Or were all outputs added up? Ask what autograd keeps.", True),
            (x.element_size() * x.shape[0] * L * (D + H) + parameters, COUNTED, False),
            (L * D, "The ReLUs inside the branches keep their outputs, too.", True),
            (L * H, "The first layer of each block keeps what it reads: the stream.", True),
            (0, "Nothing was recorded: were gradients off, or did the hooks come too late?", True),
        ]
        case = f"{L} blocks x + W_2 relu(W_1 x), {dtype}"
        expect_bytes(answer, (x, pairs, "relu"), L * (D + H), slips, case)


@meter.law
def second_reading_is_the_first(answer, draw):
    """a second reading is the same, and no gradient is left behind"""
    for dtype in (torch.float64, torch.float32):
        x, weights = stack_inputs(draw, dtype=dtype)
        first, second, left = pieces(answer(x, weights, "relu"), "first, second, left")
        expect(first, x.element_size() * x.shape[0] * sum(widths(x, weights)), "bytes")
        expect(second, first, "bytes of the second reading")
        require(left == 0, f"{left} parameters have a `.grad` afterwards: a meter needs no way back.")


def meter_picture(answer, draw):
    """How much more a stack of equal layers keeps with GELUs than with ReLUs, over its depth."""
    depths, width = list(range(1, 13)), 16
    W, x = draw.normal(width, width), draw.normal(1, width)

    def ratio(L):
        gelu, relu = (pieces(answer(x, [W] * L, name), "first, second, left")[0] for name in ("gelu", "relu"))
        return float(gelu) / float(relu)

    yours, ours = [ratio(L) for L in depths], [2 * L / (L + 1) for L in depths]
    return [Curve("GELUs against ReLUs", depths, yours, ours, "layers", "bytes kept, ReLU = 1")]


meter.picture = meter_picture
