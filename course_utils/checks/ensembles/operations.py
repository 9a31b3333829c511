"""Exercises 4.5 and 4.6: take blocks out of a network and put them in another order, and draw what it does."""

from itertools import combinations

import torch

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import exact, expect, pieces, require
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

surgery = Exercise("4.5", "Surgery without a scar", "operate(network, x, dropped, order)", 2, 12, adapters.operated)


def network_inputs(draw, dtype=torch.float64, N=4, L=5):
    D = draw.integer(5, 7)
    return draw.normal(N, D, dtype=dtype), [0.5 * draw.normal(2, D, D, dtype=dtype) for _ in range(L)]


def block(x, pair):
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


lesions = Exercise("4.6", "A lesion curve", "lesion_curves(network, x, labels)", 3, 18, adapters.lesioned)
CURVES = "by_block, by_count"


def labelled(draw, L=4):
    """A network, a batch, and labels that the network mostly gets right."""
    x, weights = network_inputs(draw, N=60, L=L)
    weights = [pair * (0.7 + 0.2 * place) for place, pair in enumerate(weights)]  # some blocks matter more
    labels = run(x, weights, range(L)).argmax(1)
    wrong = torch.randperm(len(x), generator=draw.generator)[:6]
    labels[wrong] = (labels[wrong] + 1) % x.shape[1]
    return x, labels, weights


def accuracy(x, labels, weights, dropped):
    return (run(x, weights, range(len(weights)), dropped).argmax(1) == labels).double().mean()


def curves(x, labels, weights):
    """Accuracy without each block, and for every count the mean accuracy over all choices of so many blocks."""
    L = len(weights)
    by_block = torch.stack([accuracy(x, labels, weights, [index]) for index in range(L)])
    means = [[accuracy(x, labels, weights, chosen) for chosen in combinations(range(L), k)] for k in range(L + 1)]
    return by_block, torch.stack([torch.stack(mean).mean() for mean in means])


def measured(answer, x, labels, weights):
    return pieces(answer(x, labels, weights), "curves, training, modules, afterwards")


def both_curves(answer, inputs):
    return pieces(measured(answer, *inputs)[0], CURVES)


@lesions.law
def accuracy_without_each_block(answer, draw):
    """by_block: accuracy with each block out, first block first"""
    x, labels, weights = inputs = labelled(draw)
    by_block, by_count = curves(*inputs)
    L = len(weights)
    only = torch.stack([accuracy(x, labels, weights, set(range(L)) - {i}) for i in range(L)])
    prefix = torch.stack([accuracy(x, labels, weights, range(i + 1)) for i in range(L)])
    suffix = torch.stack([accuracy(x, labels, weights, range(i, L)) for i in range(L)])
    slips = [
        (1 - by_block, "Those are errors; expected accuracies."),
        (by_count[0] - by_block, "Those are losses of accuracy; expected the accuracies themselves."),
        (100 * by_block, "Those are in percent; expected shares from 0 to 1."),
        (by_block * len(x), "Those are counts of right answers; expected shares."),
        (only, "That leaves all blocks out but one."),
        (prefix, "Each block that was taken out stays out: put it back before the next."),
        (suffix, "That cuts the network off before the block: the later blocks still work."),
        (by_block.flip(0), "They come in reverse order."),
    ]
    found = both_curves(answer, inputs)[0]
    expect(found, by_block, "by_block", slips)


@lesions.law(points=2)
def mean_accuracy_by_count(answer, draw):
    """by_count: mean accuracy over all choices of k blocks to leave out, k = 0 .. L"""
    for L in (3, 4):
        x, labels, weights = inputs = labelled(draw, L)
        by_block, by_count = curves(*inputs)
        first = torch.stack([accuracy(x, labels, weights, range(k)) for k in range(L + 1)])
        last = torch.stack([accuracy(x, labels, weights, range(L - k, L)) for k in range(L + 1)])
        counts = torch.tensor([len(list(combinations(range(L), k))) for k in range(L + 1)]).double()
        slips = [
            (by_count[1:], "The intact network, k = 0, is missing."),
            (by_count[:-1], "The network without any block, k = L, is missing."),
            (by_count.flip(0), "That is by the number of blocks that stay; expected by that of those left out."),
            (first, "That always leaves out the first k blocks; expected the mean over all choices."),
            (last, "That always leaves out the last k blocks; expected the mean over all choices."),
            (by_count * counts, "Those are sums over the choices; expected means."),
            (by_count * counts / 2**L, "Each k has its own number of choices: divide by that, not by 2^L."),
            (1 - by_count, "Those are errors; expected accuracies."),
        ]
        expect(both_curves(answer, inputs)[1], by_count, "by_count", slips, f"L = {L}")


@lesions.law
def measured_in_evaluation_mode(answer, draw):
    """measures in evaluation mode, and gives every module its mode back"""
    x, labels, weights = inputs = labelled(draw)
    found, training, modules, afterwards = measured(answer, *inputs)
    by_block, _ = curves(*inputs)
    message = "Is the network in evaluation mode? Here dropout is on while it trains"
    for trial, given in enumerate((found, measured(answer, *inputs)[0])):
        expect(pieces(given, CURVES)[0], by_block, f"{message}, and by_block of reading {trial + 1}")
    counts = type(training) is int and type(modules) is int
    message = f"{training} of {modules} modules are in training mode afterwards; before, all were: `network.train()`."
    require(counts and training == modules, message)
    expect(afterwards, run(x, weights, range(len(weights))), "the network's own output afterwards")


def lesion_picture(answer, draw):
    inputs = labelled(draw)
    found, wanted = both_curves(answer, inputs), curves(*inputs)
    labels = (("Accuracy with one block out", "block"), ("Mean accuracy with k blocks out", "k"))
    return [
        Curve(title, list(range(len(right))), torch.as_tensor(yours).tolist(), right.tolist(), x, "accuracy")
        for (title, x), yours, right in zip(labels, found, wanted, strict=True)
    ]


lesions.picture = lesion_picture
