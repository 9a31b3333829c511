"""Exercise 4.6: the accuracy that is left without each block, and without k of them."""

from itertools import combinations

import torch

from course_utils.checks import adapters
from course_utils.checks.ensembles.operations import network_inputs, run
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces, require
from course_utils.checks.report import Curve

lesions = Exercise("4.6", "A lesion curve", "lesion_curves(network, x, labels)", 3, 18, adapters.lesioned, tables=True)
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
    """The share of samples that the network without some blocks gets right."""
    return (run(x, weights, range(len(weights)), dropped).argmax(1) == labels).double().mean()


def curves(x, labels, weights):
    """Accuracy without each block, and for every count the mean accuracy over all choices of so many blocks."""
    L = len(weights)
    by_block = torch.stack([accuracy(x, labels, weights, [index]) for index in range(L)])
    means = [[accuracy(x, labels, weights, chosen) for chosen in combinations(range(L), k)] for k in range(L + 1)]
    return by_block, torch.stack([torch.stack(mean).mean() for mean in means])


def measured(answer, x, labels, weights):
    """The two curves, modules in training mode, modules in all, and the network's output afterwards."""
    return pieces(answer(x, labels, weights), "curves, training, modules, afterwards")


def both_curves(answer, inputs):
    """The two curves alone."""
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
    own = both_curves(answer, inputs)[0]
    expect(own, by_block, "by_block", slips)


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
    reading, training, modules, afterwards = measured(answer, *inputs)
    by_block, _ = curves(*inputs)
    message = "Is the network in evaluation mode? Here dropout is on while it trains"
    for trial, given in enumerate((reading, measured(answer, *inputs)[0])):
        expect(pieces(given, CURVES)[0], by_block, f"{message}, and by_block of reading {trial + 1}")
    counts = type(training) is int and type(modules) is int
    message = f"{training} of {modules} modules are in training mode afterwards; before, all were: `network.train()`."
    require(counts and training == modules, message)
    expect(afterwards, run(x, weights, range(len(weights))), "the network's own output afterwards")


def lesion_picture(answer, draw):
    """Both curves, yours beside ours."""
    inputs = labelled(draw)
    own, wanted = both_curves(answer, inputs), curves(*inputs)
    labels = (("Accuracy with one block out", "block"), ("Mean accuracy with k blocks out", "k"))
    return [
        Curve(title, list(range(len(right))), torch.as_tensor(yours).tolist(), right.tolist(), x, "accuracy")
        for (title, x), yours, right in zip(labels, own, wanted, strict=True)
    ]


lesions.picture = lesion_picture
