"""Depth as a price: at which block is a sample decided, where does it leave, and what is an average depth worth?

Blocks are counted from 1; whatever has not left before leaves at the last one, L.
"""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Departure:
    """What a rule of leaving costs and brings: `block` `(N,)` for each sample, its answer `(N,)`, both on the CPU."""

    block: torch.Tensor
    answer: torch.Tensor

    @property
    def depth(self) -> float:
        """Blocks that a sample passes on average."""
        return self.block.double().mean().item()

    def accuracy(self, labels: torch.Tensor) -> float:
        """The share of right answers; `labels` `(N,)`."""
        return (self.answer == labels.cpu()).double().mean().item()


def settled(logits: torch.Tensor) -> torch.Tensor:
    """The first block from which on the answer is the last block's, `(N,)`; `logits` `(L, N, classes)`.

    A sample is decided there, and only the end shows it: no rule can use this.
    """
    answers = logits.argmax(2).cpu()
    same = (answers == answers[-1]).int().flip(0).cumprod(0).sum(0)
    return len(answers) + 1 - same


def leave(logits: torch.Tensor, threshold: float) -> Departure:
    """Each sample leaves at the first block whose largest probability is `threshold` or more.

    `logits` `(L, N, classes)`.
    """
    sure = logits.softmax(2).amax(2).cpu() >= threshold
    sure[-1] = True
    return leave_at(logits, sure.int().argmax(0) + 1)


def leave_at(logits: torch.Tensor, block: torch.Tensor) -> Departure:
    """The sample n leaves at `block[n]`, 1 to L; `logits` `(L, N, classes)`, `block` `(N,)`."""
    answers = logits.argmax(2).cpu()
    return Departure(block, answers.gather(0, block[None] - 1)[0])


def shuffled(departure: Departure, logits: torch.Tensor, seed: int = 0) -> Departure:
    """As many samples leave at each block as in `departure`, but which ones is drawn from `seed`: the rule unlearnt.

    `logits` `(L, N, classes)`.
    """
    order = torch.randperm(len(departure.block), generator=torch.Generator().manual_seed(seed))
    return leave_at(logits, departure.block[order])


def threshold_for(logits: torch.Tensor, labels: torch.Tensor, loss: float, thresholds: torch.Tensor) -> float:
    """Of all `thresholds` the one of least depth whose accuracy is at most `loss` below that of the last block.

    `logits` `(L, N, classes)`, `labels` `(N,)`. Where none will do, 2.0, which no probability reaches. What is found
    for some samples is to be tried on others.
    """
    never = 2.0
    wanted = leave(logits, never).accuracy(labels) - loss
    tried = {threshold: leave(logits, threshold) for threshold in [*thresholds.tolist(), never]}
    fine = [threshold for threshold, gone in tried.items() if gone.accuracy(labels) >= wanted]
    return min(fine, key=lambda threshold: tried[threshold].depth)
