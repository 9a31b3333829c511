"""Exercise 4.5: take blocks out of a network and put them in another order."""

import torch

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import exact, expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

surgery = Exercise("4.5", "Surgery without a scar", "operate(network, x, dropped, order)", 2, 12, adapters.operated)


def network_inputs(draw, dtype=torch.float64, N=4, L=5):
    """x (N, D) and L pairs of weights (2, D, D)."""
    D = draw.integer(5, 7)
    return draw.normal(N, D, dtype=dtype), [0.5 * draw.normal(2, D, D, dtype=dtype) for _ in range(L)]


def block(x, pair):
    """x + W2 relu(W1 x), for x (N, D) and a pair of weights."""
    return x + torch.relu(x @ pair[0].T) @ pair[1].T


def run(x, weights, order, dropped=()):
    """The network with its blocks in this order, those in `dropped` left out."""
    for index in order:
        if index not in dropped:
            x = block(x, weights[index])
    return x


def shuffled(draw, count):
    """An order of the blocks in which none keeps its place, and which is not its own inverse."""
    while True:
        order = torch.randperm(count, generator=draw.generator).tolist()
        inverse = [order.index(i) for i in range(count)]
        if inverse != order and all(i != j for i, j in enumerate(order)):
            return order


def outcome(answer, x, weights, dropped, order):
    """The output, how many blocks are left, and the network's own output afterwards."""
    return pieces(answer(x, weights, dropped, order), "output, blocks, afterwards")


@surgery.law
def leaves_blocks_out(answer, draw):
    """leaves blocks out, and hands on what came in"""
    for dtype in PRECISIONS:
        given = network_inputs(draw, dtype)
        x, weights = exact(*given)
        L = len(weights)
        one = draw.integer(0, L - 2)
        for dropped in ([one], [one, L - 1], [draw.integer(1, L - 1)], list(range(L))):
            order = list(range(L))
            silent = x
            for index in order:  # the whole block, shortcut and all, gives zero
                silent = 0 * silent if index in dropped else block(silent, weights[index])
            plain = x
            for index in order:
                if index not in dropped:
                    plain = block(plain, weights[index]) - plain
            kept = [index for index in order if index in dropped]
            slips = [
                (run(x, weights, order), "Every block is still at work."),
                (run(x, weights, kept), "That runs the dropped blocks and leaves out the others."),
                (plain, "The shortcuts are gone: call the block, which adds its input itself."),
                (silent, "A block that is left out hands on what came in, not zero: its shortcut stays."),
                (run(x, weights, order, [index + 1 for index in dropped]), "Blocks are numbered from 0."),
                (run(x, weights, order[: min(dropped)]), "Nothing runs after the first dropped block."),
            ]
            expect(outcome(answer, *given, dropped, order)[0], run(x, weights, order, dropped), "output", slips)


@surgery.law
def reorders_blocks(answer, draw):
    """runs the blocks in another order"""
    for dtype in PRECISIONS:
        given = network_inputs(draw, dtype)
        x, weights = exact(*given)
        order = shuffled(draw, len(weights))
        inverse = [order.index(i) for i in range(len(order))]
        slips = [
            (run(x, weights, range(len(weights))), "The blocks still run in their old order."),
            (run(x, weights, order[::-1]), "The last of `order` runs first."),
            (run(x, weights, inverse), "order[0] is the block that runs first, not the place of block 0."),
        ]
        expect(outcome(answer, *given, [], order)[0], run(x, weights, order), "output", slips, f"order = {order}")


@surgery.law
def drops_by_number_in_any_order(answer, draw):
    """does both at once: a dropped block is named by its number, wherever it has gone"""
    x, weights = network_inputs(draw)
    for _ in range(2):
        order, dropped = shuffled(draw, len(weights)), [draw.integer(0, 2), 3]
        by_place = run(x, weights, [block for place, block in enumerate(order) if place not in dropped])
        after = [order[i] for i in range(len(order)) if i not in dropped]
        closed = [i for i in range(len(weights)) if i not in dropped]
        slips = [
            (by_place, "Dropped are the places in the new order; expected the blocks of these numbers."),
            (run(x, weights, after), "Dropped are the places in the new order; expected the blocks of these numbers."),
            (run(x, weights, closed), "The order is forgotten as soon as a block is dropped."),
            (run(x, weights, order), "Every block is still at work."),
        ]
        case = f"dropped = {dropped}, order = {order}"
        expect(outcome(answer, x, weights, dropped, order)[0], run(x, weights, order, dropped), "output", slips, case)


@surgery.law
def patient_is_unharmed(answer, draw):
    """leaves the patient as it was"""
    x, weights = network_inputs(draw)
    order, dropped = shuffled(draw, len(weights)), [draw.integer(0, len(weights) - 1)]
    _, blocks, afterwards = outcome(answer, x, weights, dropped, order)
    message = f"The network has {blocks} blocks afterwards; it had {len(weights)}. Choose blocks, delete none."
    require(type(blocks) is int and blocks == len(weights), message)
    slips = [
        (run(x, weights, order), "Its blocks are still in the new order."),
        (run(x, weights, range(len(weights)), dropped), "The dropped block is still silent: were its weights changed?"),
    ]
    expect(afterwards, run(x, weights, range(len(weights))), "the network's own output afterwards", slips)
