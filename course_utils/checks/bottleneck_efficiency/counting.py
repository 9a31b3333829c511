"""Exercises 3.1 and 3.2: what a convolution costs, and what two blocks made of it cost."""

import math

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces
from course_utils.checks.report import Curve

ARGUMENTS = "c_in, c_out, k, size, stride, padding, groups, bias"

conv = Exercise("3.1", "The price of a convolution", f"conv_cost({ARGUMENTS})", difficulty=1, minutes=10)


def side(size, k, stride, padding):
    """The side of a convolution's output."""
    return (size + 2 * padding - k) // stride + 1


def weights(c_in, c_out, k, groups):
    """The weights of a convolution without bias."""
    return c_out * (c_in // groups) * k * k


def layer(draw, stride=1, same=True, grouped=False, bias=False):
    """Arguments of a layer for which the slips below give different counts."""
    groups = draw.integer(2, 4) if grouped else 1
    c_in, c_out = groups * draw.integer(3, 5), groups * draw.integer(6, 9)
    k = (1, 3, 5)[draw.integer(0, 2)] if same and not grouped else 3
    # An even size and k = 3: with stride 2 or 3 the last window does not end at the border.
    size = 2 * draw.integer(4, 8)
    return c_in, c_out, k, size, stride, k // 2 if same else draw.integer(2, 3), groups, bias


def said(arguments):
    """Arguments in words."""
    return ", ".join(f"{name} = {value}" for name, value in zip(ARGUMENTS.split(", "), arguments, strict=True))


def expect_parameters(answer, arguments):
    """Compare the parameters of one layer."""
    c_in, c_out, k, size, stride, padding, groups, bias = arguments
    count = weights(c_in, c_out, k, groups)
    slips = [
        (count, "The bias is missing."),
        (count + c_out, "bias is False: there is none."),
        (count + c_in, "There is one bias for each output channel."),
        (count + 1, "There is one bias for each output channel."),
        (count + k * k * c_out, "There is one bias for each output channel."),
        (c_out * (c_in // groups + bias) * k * k, "There is one bias for each output channel, not for each filter."),
        (c_out * c_in * k * k + bias * c_out, "The groups are missing: a filter sees c_in / groups channels."),
        (
            (count + bias * c_out) // groups if bias else -1,
            "The bias is divided by groups as well: there is one for each output channel.",
        ),
        (count // groups + bias * c_out, "Divided by groups twice: there are groups convolutions of that size."),
        (c_out * (c_in // groups) * k + bias * c_out, "The kernel is square: k * k weights, not k."),
    ]
    expect(pieces(answer(*arguments), COUNTS)[0], count + bias * c_out, "parameters", slips, said(arguments))


COUNTS = "parameters, multiply_adds"


def expect_multiply_adds(answer, arguments):
    """Compare the multiply-adds of one layer."""
    c_in, c_out, k, size, stride, padding, groups, bias = arguments
    out, count = side(size, k, stride, padding), weights(c_in, c_out, k, groups)
    up, near = math.ceil((size + 2 * padding - k) / stride) + 1, "The output's side is (size + 2 padding - k) // stride"
    slips = [
        (2 * count * out**2, "That counts a multiply-add as two operations: FLOPs, not multiply-adds."),
        (count * out**2 + c_out * out**2, "The bias is added, not multiplied: it does not count here."),
        ((count + c_out) * out**2, "The bias is added, not multiplied: it does not count here."),
        (count * size**2, "That is the price at the input's resolution; one position for each *output* pixel."),
        (count * out, "The output has out * out positions, not out."),
        (count, "Those are the weights: each one works once at every output position."),
        (c_out * c_in * k * k * out**2, "The groups are missing: a filter sees c_in / groups channels."),
        (count // groups * out**2, "Divided by groups twice: there are groups convolutions of that size."),
        (count * up**2, f"{near} + 1, rounded down: a window that does not fit is left out."),
        (count * (size // stride) ** 2, f"{near} + 1: size // stride holds for the usual padding only."),
        (count * side(size, k, stride, 0) ** 2, "The padding is missing."),
        (count * ((size + padding - k) // stride + 1) ** 2, "The padding stands on both sides: twice."),
        (count * ((size + 2 * padding - k) // stride) ** 2, f"{near} + 1: the first window counts too."),
        (c_in * k * k * out**2, "c_out is missing: every output channel has filters of its own."),
    ]
    expect(pieces(answer(*arguments), COUNTS)[1], count * out**2, "multiply_adds", slips, said(arguments))


@conv.law
def parameters_of_a_convolution(answer, draw):
    """parameters, with a bias and without"""
    for bias in (False, True):
        expect_parameters(answer, layer(draw, stride=draw.integer(1, 2), bias=bias))


@conv.law
def multiply_adds_at_one_size(answer, draw):
    """multiply-adds where the size is kept"""
    for bias in (False, True):
        expect_multiply_adds(answer, layer(draw, bias=bias))


@conv.law
def multiply_adds_with_stride(answer, draw):
    """multiply-adds with any stride and padding"""
    for stride, same in ((2, True), (1, False), (2, False), (3, False)):
        expect_multiply_adds(answer, layer(draw, stride, same))


@conv.law
def groups_divide_both(answer, draw):
    """groups divide both prices, but not the bias"""
    for bias in (False, True):
        arguments = layer(draw, grouped=True, bias=bias)
        expect_parameters(answer, arguments)
        expect_multiply_adds(answer, arguments)


blocks = Exercise("3.2", "Two blocks, two prices", "two_blocks(c_in, c_mid, c_out)", difficulty=2, minutes=10)

NAMES = "basic, bottleneck, break_even"


def prices(c_in, m, c_out):
    """Weights of the basic block and of the bottleneck."""
    return 9 * c_in * c_out + 9 * c_out**2, c_in * m + 9 * m * m + m * c_out


def break_even(c_in, c_out):
    """The middle width at which both blocks cost the same."""
    basic, outer = prices(c_in, 0, c_out)[0], c_in + c_out
    return (math.sqrt(outer**2 + 36 * basic) - outer) / 18


def widths(draw):
    """Random widths c_in, c_mid, c_out, out of so many that two draws seldom agree."""
    c_in = 8 * draw.integer(4, 16)
    return c_in, draw.integer(14, 49), c_in + 8 * draw.integer(2, 13)


@blocks.law
def basic_block_price(answer, draw):
    """the basic block: 3x3 from c_in to c_out, 3x3 from c_out to c_out"""
    for _ in range(3):
        c_in, m, c_out = widths(draw)
        slips = [
            (18 * c_in * c_out, "The second convolution already sees c_out channels."),
            (9 * c_in * c_out, "That is the first convolution; there are two."),
            (18 * c_out**2, "The first convolution sees c_in channels, not c_out."),
            (9 * c_in**2 + 9 * c_in * c_out, "The first convolution changes the channels, the second keeps them."),
            (9 * c_in * m + 9 * m * c_out, "A basic block has no middle: c_mid does not enter."),
            (c_in * c_out + c_out**2, "A 3x3 kernel has 9 weights for each pair of channels."),
        ]
        expect(pieces(answer(c_in, m, c_out), NAMES)[0], prices(c_in, m, c_out)[0], "basic", slips)


@blocks.law
def bottleneck_price(answer, draw):
    """the bottleneck: 1x1 down, 3x3, 1x1 up"""
    for _ in range(2):
        c_in, m, c_out = widths(draw)
        slips = [
            (
                9 * prices(c_in, m, c_out)[1] - 72 * m * m,
                "The outer two are 1x1: one weight for each pair of channels.",
            ),
            (c_in * m + m * m + m * c_out, "The convolution in the middle is 3x3: 9 weights for each pair."),
            (c_in * m + 9 * m * m, "The 1x1 convolution back up is missing."),
            (9 * m * m + m * c_out, "The 1x1 convolution down is missing."),
            (c_in * m + 9 * m * c_out + c_out**2, "The 3x3 convolution works on c_mid channels and gives c_mid."),
            (c_in * m + 9 * m * c_out, "The 3x3 convolution keeps the width: the way up is a 1x1 of its own."),
            (2 * c_in * m + 9 * m * m, "The way up ends at c_out, not at c_in."),
        ]
        expect(pieces(answer(c_in, m, c_out), NAMES)[1], prices(c_in, m, c_out)[1], "bottleneck", slips)


@blocks.law
def price_breaks_even(answer, draw):
    """break_even: the middle width at which both cost the same"""
    for c_in, m, c_out in ((256, 64, 256), widths(draw), widths(draw)):
        wanted, basic = break_even(c_in, c_out), prices(c_in, m, c_out)[0]
        outer = c_in + c_out
        slips = [
            (wanted - 2 * math.sqrt(outer**2 + 36 * basic) / 18, "That is the other root; a width is positive."),
            (math.sqrt(basic) / 3, "That makes the 3x3 alone as dear as the basic block: the two 1x1 cost as well."),
            (c_out / 4, "That is the paper's choice; at which width does the advantage end?"),
            (c_out * (math.sqrt(163) - 1) / 9, "That holds for c_in = c_out only."),
            (float(round(wanted)), "That is rounded; the exact solution is asked, whole or not."),
            (float(math.floor(wanted)), "That is rounded; the exact solution is asked, whole or not."),
            (basic / (outer + 9 * m), "The 3x3's price grows with the square of the width: no c_mid on the right."),
            (basic / prices(c_in, m, c_out)[1], "That is how many times dearer the basic block is; asked is a width."),
        ]
        case = f"c_in = {c_in}, c_out = {c_out}"
        expect(pieces(answer(c_in, m, c_out), NAMES)[2], wanted, "break_even", slips, case)


def price_picture(answer, draw):
    """The bottleneck's price as a share of the basic block's, over the middle width."""
    widths = list(range(16, 401, 16))
    own = [pieces(answer(256, m, 256), NAMES) for m in widths]
    ours = [prices(256, m, 256) for m in widths]
    title = "256-m-256 against a basic block"
    shares = ([float(row[1]) / float(row[0]) for row in rows] for rows in (own, ours))
    return [Curve(title, widths, *shares, "m, width of the middle", "weights, basic = 1")]


blocks.picture = price_picture
