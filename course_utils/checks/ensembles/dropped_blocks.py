"""Exercise 4.9: stochastic depth, with the right expectation where nothing is dropped."""

import torch
from torch import relu

from course_utils.checks import adapters, layers
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, exact, expect, pieces, require, require_kind

PRECISIONS = (torch.float64, torch.float32)
RUNS, TOLERANCE = 200, 0.15  # a right answer's share is off by 0.03, one standard deviation

stochastic = Exercise("4.9", "Stochastic depth", "Stochastic(width, survival)", 3, 15, adapters.stochastic_block)


def block_inputs(draw, dtype=torch.float64):
    """x (N, D), W (D, D) and b (D,)."""
    N, D = draw.integer(4, 5), draw.integer(4, 5)
    return draw.normal(N, D, dtype=dtype), draw.normal(D, D, dtype=dtype), draw.normal(D, dtype=dtype)


def run_block(answer, x, W, b, survival, runs=RUNS):
    """Outputs in training mode (runs, N, D) and two in evaluation mode (2, N, D)."""
    told, training, evaluation = pieces(answer([x.shape[1], survival], x, [W, b], runs), "layers, training, evaluation")
    rows = layers.described(told)
    require(len(rows) == 1, f"The block has {len(rows)} nn.Linear layers; expected 1.")
    shape, has_bias = rows[0][:2], rows[0][4]
    require(shape == list(W.shape), f"Its nn.Linear has a weight of shape {shape}; expected {list(W.shape)}.")
    require(has_bias == 1, "Its nn.Linear has no bias: F(x) = relu(W x + b).")
    for outputs, count, mode in ((training, runs, "training"), (evaluation, 2, "evaluation")):
        outputs = as_tensor(outputs, "y")
        require_kind(outputs, x, "y")
        shape = tuple(outputs.shape[1:])
        message = f"In {mode} mode y has shape {shape}; expected {tuple(x.shape)}."
        require(outputs.shape == (count, *x.shape), message)
    return training, evaluation


def whole_rows(y, x, branch):
    """Whether each sample of a run (..., N, D) is x or x + F(x); by chance that may be so where entries are dropped."""
    with_branch, without = (((y - wanted).abs() < 1e-4).all(-1) for wanted in (x + branch, x))
    return (with_branch | without).all(-1)


def kept_runs(training, x, branch, survival):
    """Which runs kept the branch, where each run is x or x + F(x) as a whole."""
    tolerance = 1e-3 if training.dtype in (torch.float16, torch.bfloat16) else 1e-4
    near = [
        ((training.double() - wanted.double()).abs() < 10 * tolerance).flatten(1).all(1) for wanted in (x + branch, x)
    ]
    odd = (~(near[0] | near[1])).nonzero().flatten()
    for index in odd[torch.argsort(whole_rows(training[odd], x, branch), stable=True)][:1].tolist():
        y = training[index]
        slips = [
            (
                x + branch / survival,
                "That is torchvision's block, which divides by the survival probability in training.",
            ),
            (x + survival * branch, "The factor belongs to evaluation: in training the branch is there or it is not."),
            (branch, "The shortcut is missing: what may be dropped is the branch alone."),
            (torch.zeros_like(x), "The shortcut was dropped as well: without the branch, y is x."),
        ]
        if whole_rows(y, x, branch):
            slips.append((y, "Some samples kept the branch and some lost it: one draw decides for the whole batch."))
        else:
            slips.append((y, "Neither x nor x + F(x). Were single entries dropped, or was the kept branch rescaled?"))
        expect(y, x + branch, "y in training mode", slips)
    return near[0]


@stochastic.law
def training_keeps_or_drops(answer, draw):
    """in training mode a call gives x + F(x) or x, for the whole batch"""
    for dtype in PRECISIONS:
        given = block_inputs(draw, dtype)
        x, W, b = exact(*given)
        survival = draw.uniform(0.4, 0.6)
        training, _ = run_block(answer, *given, survival)
        kept = kept_runs(training, x, relu(x @ W.T + b), survival)
        message = f"In {RUNS} calls in training mode with survival {survival:.2f} the branch was "
        require(bool(kept.any()), message + "never there; expected it in some.")
        require(not bool(kept.all()), message + "always there; expected it gone in some.")


@stochastic.law
def survival_as_asked(answer, draw):
    """the branch survives with the probability asked for; 1 is always and 0 is never"""
    for survival in (draw.uniform(0.65, 0.8), draw.uniform(0.2, 0.35), 1.0, 0.0):
        x, W, b = block_inputs(draw)
        training, _ = run_block(answer, x, W, b, survival)
        share = kept_runs(training, x, relu(x @ W.T + b), survival).double().mean().item()
        sure = survival in (0.0, 1.0)
        limits = "exactly" if sure else f"within {TOLERANCE}"
        turned = " Survival and dropping are exchanged." if abs(share - (1 - survival)) < TOLERANCE else ""
        message = f"With survival {survival:.2f} the branch was there in {share:.2f} of {RUNS} calls, "
        message += f"expected: in that share, {limits}."
        require(abs(share - survival) <= (0 if sure else TOLERANCE), message + turned)


@stochastic.law(points=2)
def evaluation_is_the_mean(answer, draw):
    """in evaluation mode nothing is random: x + p F(x), the mean of what training gives"""
    for dtype in PRECISIONS:
        given = block_inputs(draw, dtype)
        x, W, b = exact(*given)
        survival = draw.uniform(0.5, 0.8)
        _, (first, again) = run_block(answer, *given, survival, runs=2)
        branch = relu(x @ W.T + b)
        slips = [
            (x + branch, "The branch has its full size; in training it was there only a share p of the time."),
            (x, "The branch is missing: in evaluation mode it is always there, p times its size."),
            (survival * (x + branch), "The shortcut is never dropped, so only the branch is multiplied by p."),
            (x + branch / survival, "Divided, where p should multiply."),
            (x + survival * relu(x @ W.T), "The layer's bias is missing."),
            (x + (1 - survival) * branch, "The factor is the probability to survive, not to be dropped."),
        ]
        expect(first, x + survival * branch, "y in evaluation mode", slips)
        expect(again, first, "y of a second call in evaluation mode", [(again, "Is there still a draw?")])
