"""Exercises 4.10 to 4.12: branches against the functional gradient, early exits, and what an explanation needs."""

import torch
from torch.nn import functional

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, exact, expect, pieces, require
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

aligned = Exercise(
    "4.10",
    "Does a block descend the loss?",
    "alignment(network, x, labels, directions)",
    4,
    18,
    adapters.with_directions,
    tables=True,
)
NAMES = "cosines, control"


def network_inputs(draw, dtype=torch.float64, silent=None):
    """A batch, labels, weights of a stack of residual blocks, and a random direction for each block and sample.

    Drawn again while a sample is so sure of its label that its gradient is near 0: a cosine needs a length.
    """
    while True:
        N, D, L = draw.integer(5, 7), draw.integer(4, 5), draw.integer(3, 4)
        labels = torch.tensor([draw.integer(0, D - 1) for _ in range(N)])
        weights = [draw.normal(2, D, D, dtype=dtype) * 0.6 for _ in range(L)]
        if silent is not None:
            weights[silent][1] = 0
        x, directions = draw.normal(N, D, dtype=dtype), draw.normal(L, N, D, dtype=dtype)
        branches, gradients, _ = branches_and_gradients(*exact(x, labels, weights))
        lengths = [branches.norm(dim=-1)[index] for index in range(L) if index != silent]
        if min(gradients.norm(dim=-1).min(), *(length.min() for length in lengths)) > 1e-3:
            return x, labels, weights, directions


def branches_and_gradients(x, labels, weights):
    """F_l(x_l) and dE/dx_l for every state, each (L, N, D) and (L + 1, N, D); and the states (L + 1, N, D)."""
    states, branches = [x.clone().requires_grad_()], []
    for first, last in weights:
        branches.append(torch.relu(states[-1] @ first.T) @ last.T)
        states.append(states[-1] + branches[-1])
    gradients = torch.autograd.grad(functional.cross_entropy(states[-1], labels), states)
    return torch.stack(branches).detach(), torch.stack(gradients), torch.stack(states).detach()


def cosine(a, b):
    """The mean over the samples of their cosines, (L,); a vector of zeros has cosine 0 with everything."""
    both = (a.norm(dim=-1) * b.norm(dim=-1)).clamp(min=1e-30)
    return ((a * b).sum(-1) / both).mean(-1)


@aligned.law(points=2)
def branches_against_the_gradient(answer, draw):
    """cosines: each branch against minus the gradient at the state that it sees"""
    for dtype in PRECISIONS:
        given = network_inputs(draw, dtype)
        x, labels, weights, directions = exact(*given)
        F, g, states = branches_and_gradients(x, labels, weights)
        wanted = cosine(F, -g[:-1])
        exits = states.softmax(-1) - functional.one_hot(labels, x.shape[1])
        slips = [
            (-wanted, "The sign is turned: the way down is minus the gradient."),
            (cosine(F, -g[1:]), "That is the gradient at x_{l+1}, after the block; expected that at x_l, before it."),
            (cosine(F, -exits[:-1]), "That is an early exit's gradient; expected that of E, through later blocks."),
            (
                cosine(F, -g[-1:].expand_as(F)),
                "That is the gradient at the output for every block; expected that at x_l.",
            ),
            (cosine(states[:-1], -g[:-1]), "Those are cosines of the states; expected the branches, F_l(x_l)."),
            (cosine(states[1:], -g[:-1]), "`network[l](x)` is x + F(x); the branch is what it adds."),
            (
                functional.cosine_similarity(F.flatten(1), -g[:-1].flatten(1)),
                "One cosine for the whole batch; expected one for each sample, then their mean.",
            ),
            ((F * -g[:-1]).sum(-1).mean(-1), "Those are dot products; divide by both lengths."),
            (cosine(F, -g[:-1]).flip(0), "They come in reverse order."),
            (cosine(directions, -g[:-1]), "That is the control: the two are exchanged."),
            (functional.cosine_similarity(F, -g[:-1], dim=-1), "One cosine for each sample; expected their mean."),
        ]
        expect(pieces(answer(*given), NAMES)[0], wanted, "cosines", slips)


@aligned.law
def directions_against_the_gradient(answer, draw):
    """control: random directions in the branches' place"""
    for dtype in PRECISIONS:
        given = network_inputs(draw, dtype)
        x, labels, weights, directions = exact(*given)
        F, g, _ = branches_and_gradients(x, labels, weights)
        wanted = cosine(directions, -g[:-1])
        slips = [
            (-wanted, "The sign is turned: the control is measured like the branches, against minus the gradient."),
            (cosine(F, directions), "That puts the directions in the gradient's place; expected the branch's."),
            (cosine(F, -g[:-1]), "Those are the branches' cosines: the two are exchanged."),
            (cosine(directions, -g[1:]), "That is the gradient at x_{l+1}, after the block; expected that at x_l."),
            (torch.zeros_like(wanted), "On average over many draws it is 0; here it is asked for these directions."),
        ]
        expect(pieces(answer(*given), NAMES)[1], wanted, "control", slips)


@aligned.law
def silent_branch_has_cosine_zero(answer, draw):
    """a silent branch has cosine 0, not NaN, and shifts no other"""
    x, labels, weights, directions = inputs = network_inputs(draw, silent=1)
    F, g, _ = branches_and_gradients(x, labels, weights)
    cosines = as_tensor(pieces(answer(*inputs), NAMES)[0], "cosines")
    require(
        not bool(cosines.isnan().any()), "cosines has a NaN: 0 / 0 where a branch adds nothing. Call that cosine 0."
    )
    expect(cosines, cosine(F, -g[:-1]), "cosines")


exits = Exercise("4.11", "Early exits", "early_exits(states, W, b, labels)", 2, 12, tables=True)
PARTS = "accuracies, settled"


def exit_inputs(draw, dtype=torch.float64):
    """States that drift towards their label's row of W, more or less directly."""
    N, D, L, classes = draw.integer(30, 40), 4, draw.integer(5, 6), 3
    W, b = draw.normal(classes, D, dtype=dtype), 0.8 * draw.normal(classes, dtype=dtype)
    labels = torch.tensor([draw.integer(0, classes - 1) for _ in range(N)])
    states = [draw.normal(N, D, dtype=dtype)]
    for _ in range(L):
        states.append(states[-1] + 0.25 * W[labels] + 0.5 * draw.normal(N, D, dtype=dtype))
    return states, W, b, labels


def predictions(states, W, b=0.0):
    """The classes (L + 1, N) that a last layer reads from each state."""
    return torch.stack([(state @ W.T + b).argmax(1) for state in states])


def settled_at(said, final=None):
    """For each sample the first exit from which on all say the same."""
    agree = (said == (said[-1] if final is None else final)).int()
    return len(said) - agree.flip(0).cumprod(0).sum(0)


@exits.law
def accuracy_of_every_exit(answer, draw):
    """accuracies: the last layer reads every state"""
    for dtype in PRECISIONS:
        given = exit_inputs(draw, dtype)
        states, W, b, labels = exact(*given)
        right = (predictions(states, W, b) == labels).double()
        wanted = right.mean(1)
        slips = [
            ((predictions(states, W) == labels).double().mean(1), "The bias b is missing."),
            (wanted[1:], "The exit before the first block, at x_0, is missing."),
            (wanted[:-1], "The last exit, at x_L, is missing."),
            (1 - wanted, "Those are errors; expected accuracies."),
            (100 * wanted, "Those are in percent; expected shares from 0 to 1."),
            (wanted.flip(0), "They come from the last exit to the first."),
            (right.sum(1), "Those are counts; expected shares."),
            (
                (predictions([s.relu() for s in states], W, b) == labels).double().mean(1),
                "No ReLU stands before the last layer.",
            ),
        ]
        expect(pieces(answer(*given), PARTS)[0], wanted, "accuracies", slips)


@exits.law(points=2)
def exit_where_samples_settle(answer, draw):
    """settled: from which exit on a sample's answer never changes again"""
    for dtype in PRECISIONS:
        given = exit_inputs(draw, dtype)
        states, W, b, labels = exact(*given)
        said = predictions(states, W, b)
        first = (said == said[-1]).int().argmax(0)
        never = said == labels
        right = torch.where(never.any(0), never.int().argmax(0), len(states))
        wanted = settled_at(said)
        slips = [
            (first, "That is the first exit that says what the last one says; in between some change their mind."),
            (right, "That asks for the label; a sample may settle on a wrong answer, too."),
            (
                torch.where(never.any(0), never.int().argmax(0), len(states) - 1),
                "That asks for the label; a sample may settle on a wrong answer, too.",
            ),
            (settled_at(said, labels), "That asks for the label; a sample may settle on a wrong answer, too."),
            (wanted + 1, "Exits are numbered from 0: exit 0 reads x_0."),
            (wanted - 1, "That is the last exit that says something else; expected the one after it."),
            ((said[1:] != said[:-1]).sum(0), "That is how often a sample changes its mind."),
            (len(states) - wanted, "That counts from the end."),
            (len(states) - 1 - wanted, "That counts from the end."),
            (settled_at(predictions(states, W)), "The bias b is missing."),
        ]
        expect(pieces(answer(*given), PARTS)[1], wanted, "settled", slips)


def exits_picture(answer, draw):
    """The accuracy of every exit."""
    inputs = exit_inputs(draw)
    yours, _ = pieces(answer(*inputs), PARTS)
    wanted = (predictions(*inputs[:3]) == inputs[3]).double().mean(1)
    index = list(range(len(wanted)))
    return [Curve("Accuracy of every exit", index, as_tensor(yours, "accuracies").tolist(), wanted.tolist(), "state l")]


exits.picture = exits_picture

argument = Exercise("4.12", "For and against", "", difficulty=4, minutes=20, by_hand=4)
