"""Exercise 3.15: at which block may a sample leave, how many blocks does it pass, and is its answer right there?"""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces

PRECISIONS = (torch.float64, torch.float32)

going = Exercise("3.15", "Who may leave?", "leave(logits, labels, threshold)", difficulty=3, minutes=15)
PARTS = "block, depth, accuracy"


def exits(draw, dtype=torch.float64):
    """Logits of some exits, labels, and a threshold that some reach early, some late, some never, none nearly."""
    L, N, classes = draw.integer(4, 5), draw.integer(24, 40), draw.integer(3, 5)
    labels = torch.tensor([draw.integer(0, classes - 1) for _ in range(N)])
    hints = (
        torch.nn.functional.one_hot(labels, classes) * torch.tensor([draw.uniform(0, 2.5) for _ in range(N)])[:, None]
    )
    growth = torch.linspace(0.3, 1.0, L).view(L, 1, 1)
    logits = 1.1 * draw.normal(L, N, classes) + growth * hints
    ranked = logits.softmax(2).amax(2)[:-1].flatten().sort().values
    middle = ranked[int(0.6 * len(ranked)) : int(0.85 * len(ranked))]
    gap = int(middle.diff().argmax())
    return logits.to(dtype), labels, (middle[gap] + middle[gap + 1]).item() / 2


def departed(logits, labels, threshold):
    """Block, average depth and accuracy, and the confidence at each exit `(L, N)`."""
    confidence, answers = logits.double().softmax(2).max(2)
    sure = confidence >= threshold
    sure[-1] = True
    block = sure.int().argmax(0) + 1
    answer = answers.gather(0, block[None] - 1)[0]
    return block, block.double().mean(), (answer == labels).double().mean(), confidence, answers


@going.law
def the_first_exit_that_is_sure(answer, draw):
    """block: the first exit whose largest probability reaches the threshold, the last one for the others"""
    for dtype in PRECISIONS:
        logits, labels, threshold = given = exits(draw, dtype)
        block, _, _, confidence, answers = departed(*given)
        L, sure = len(logits), confidence >= threshold
        slips = [
            (block - 1, "Blocks are counted from 1."),
            (sure.int().argmax(0) + 1, "Who is never sure leaves at the last block, not at the first."),
            (torch.where(sure.any(0), sure.int().argmax(0) + 1, 0), "Who is never sure leaves at the last block."),
            (torch.where(sure.any(0), L - sure.int().flip(0).argmax(0), L), "That is the last exit that is sure."),
            (confidence.argmax(0) + 1, "That is the surest exit; take the first that reaches the threshold."),
            (first_above(logits.double().amax(2), threshold), "Logits are no probabilities: softmax them first."),
            (
                first_above(logits.double().sigmoid().amax(2), threshold),
                "Probabilities are a softmax over the classes.",
            ),
            (settled(answers), "That looks at the end of the network; a sample that leaves does not know it."),
            (first_above(-confidence, -threshold), "That is the first exit that is *not* sure."),
        ]
        expect(pieces(answer(*given), PARTS)[0], block, "block", slips)


def first_above(values, threshold):
    """The first row of `values` `(L, N)` that reaches the threshold, counted from 1, or L."""
    reached = values >= threshold
    reached[-1] = True
    return reached.int().argmax(0) + 1


def settled(answers):
    """The first exit from which on the answer stays."""
    return len(answers) + 1 - (answers == answers[-1]).int().flip(0).cumprod(0).sum(0)


@going.law
def blocks_passed(answer, draw):
    """depth: how many blocks a sample passes on average"""
    for dtype in PRECISIONS:
        for _ in range(2):
            logits, labels, threshold = given = exits(draw, dtype)
            block, depth, *_ = departed(*given)
            slips = [
                (depth - 1, "Blocks are counted from 1: who leaves at block 1 has passed one."),
                (depth / len(logits), "That is the share of all blocks; expected their number."),
                (block.sum(), "That is the sum; expected the average."),
                (block.median(), "That is the median."),
                (len(logits) - depth, "Those are the blocks saved."),
            ]
            expect(pieces(answer(*given), PARTS)[1], depth, "depth", slips)


@going.law
def right_where_they_left(answer, draw):
    """accuracy: the share of samples whose answer is right at the block where they leave"""
    for dtype in PRECISIONS:
        for _ in range(2):
            logits, labels, threshold = given = exits(draw, dtype)
            block, _, accuracy, confidence, answers = departed(*given)
            right, early = answers == labels, block < len(logits)
            here = right.gather(0, block[None] - 1)[0].double()
            slips = [
                (right[-1].double().mean(), "That is the accuracy of the last exit; take each sample where it left."),
                (right.any(0).double().mean(), "That counts whoever is right at some exit."),
                (right.double().mean(), "That is the mean over all exits."),
                (here[early].mean(), "Who stays to the end counts as well."),
                (100 * accuracy, "That is in per cent; expected a share."),
                (here.sum(), "That is a number of samples; expected a share."),
                (1 - accuracy, "That is the share of wrong answers."),
            ]
            expect(pieces(answer(*given), PARTS)[2], accuracy, "accuracy", slips)
