"""Exercises 2.6 and 2.7: gradient norms block by block, and the expected square of what a placement hands back."""

import math
import time
from functools import cache

import torch
from torch.nn import functional

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, as_tensor, expect, pieces, require

PRECISIONS = (torch.float64, torch.float32)

hooks = Exercise(
    "2.6", "A gradient meter", "gradient_norms(network, x, labels)", 3, 15, adapters.with_network, tables=True
)


def network_inputs(draw, dtype=torch.float64):
    """A batch, its labels, and for each block the two weights of a residual branch."""
    N, D, L = draw.integer(4, 6), draw.integer(3, 5), draw.integer(3, 5)
    labels = torch.tensor([draw.integer(0, D - 1) for _ in range(N)])
    return draw.normal(N, D, dtype=dtype), labels, [draw.normal(2, D, D, dtype=dtype) * 0.6 for _ in range(L)]


def measured(x, labels, weights, reduction="mean"):
    """Gradients at x_0 .. x_L, and for each block those of its two weights."""
    weights = [pair.clone().requires_grad_() for pair in weights]
    states = [x.clone().requires_grad_()]
    for first, last in weights:
        states.append(states[-1] + torch.relu(states[-1] @ first.T) @ last.T)
    loss = functional.cross_entropy(states[-1], labels, reduction=reduction)
    gradients = torch.autograd.grad(loss, states + weights)
    return gradients[: len(states)], gradients[len(states) :]


def norms(tensors):
    """The norm of each tensor."""
    return torch.stack([tensor.norm() for tensor in tensors])


def read_meter(answer, draw, dtype=torch.float64):
    """The inputs, the first reading, the second one, how many hooks are left, and the network's output afterwards."""
    inputs = network_inputs(draw, dtype)
    first, *rest = pieces(answer(*inputs), "first, again, hooks_left, afterwards")
    return inputs, pieces(first, "states, weights"), *rest


@hooks.law
def norms_at_states(answer, draw):
    """states: the norm of the gradient at each block's output"""
    for dtype in PRECISIONS:
        inputs, (states, _), *_ = read_meter(answer, draw, dtype)
        at_states, at_weights = measured(*inputs)
        wanted = norms(at_states[1:])
        slips = [
            (wanted.flip(0), "They come in reverse order, as the way back meets the blocks."),
            (norms(at_states[:-1]), "Those are gradients at the blocks' inputs; a backward hook gets both."),
            (norms(at_states), "The gradient at the input x_0 is in the list as well."),
            (norms(at_weights), "Those are the norms at the weights: states and weights are exchanged."),
            (wanted**2, "Those are squared norms."),
            (wanted / wanted[0], "Those are divided by the first one."),
            (norms(measured(*inputs, "sum")[0][1:]), "The loss is the mean over the batch, not the sum."),
            (torch.stack([g.norm(dim=1).mean() for g in at_states[1:]]), "One norm for the whole batch, not a mean."),
            (torch.stack([g.abs().mean() for g in at_states[1:]]), "Those are mean absolute values."),
        ]
        expect(states, wanted, "states", slips)


@hooks.law
def norms_at_weights(answer, draw):
    """weights: the norm of the gradient of all of a block's parameters together"""
    for dtype in PRECISIONS:
        inputs, (_, weights), *_ = read_meter(answer, draw, dtype)
        at_states, at_weights = measured(*inputs)
        separate = torch.stack([norms(pair) for pair in at_weights])
        slips = [
            (norms(at_weights).flip(0), "They come in reverse order."),
            (separate.sum(1), "The norms of a block's tensors are added; together their squares add up."),
            (separate.mean(1), "That is the mean over the block's tensors; together their squares add up."),
            (separate[:, 0], "Only each block's first parameter is counted."),
            (separate.amax(1), "That is the largest of the block's tensors; together their squares add up."),
            (separate.flatten(), "That is one norm for each tensor; expected one for each block."),
            (norms(at_states[1:]), "Those are the norms at the states: states and weights are exchanged."),
            (norms(at_weights) ** 2, "Those are squared norms."),
        ]
        expect(weights, norms(at_weights), "weights", slips)


@hooks.law
def second_reading_is_the_first(answer, draw):
    """leaves the network as it found it: the second reading is the first, and no hook stays"""
    (x, _, weights), first, again, hooks_left, afterwards = read_meter(answer, draw)
    again = pieces(again, "states, weights")
    for name, before, after in zip(("states", "weights"), first, again, strict=True):
        before, after = as_tensor(before, name), as_tensor(after, name)
        slips = [(2 * before, "Gradients add up in `.grad`: empty it before you measure, or use autograd.grad.")]
        counts = f"The second reading has {after.numel()} {name}, the first {before.numel()}"
        require(after.shape == before.shape, f"{counts}: what stayed behind?")
        expect(after, before, f"{name} of the second reading", slips)
    require(hooks_left == 0, f"{hooks_left} hooks are left in the network; each has a handle with `.remove()`.")
    for first_weight, last_weight in weights:
        x = x + torch.relu(x @ first_weight.T) @ last_weight.T
    expect(afterwards, x, "the network's own output afterwards")


monte = Exercise("2.7", "Which placement passes more?", "placements(D, draws, positive)", difficulty=3, minutes=15)
PLACEMENTS = ("textbook", "pre", "post")
SPREAD = {"textbook": 2.4, "pre": 2.4, "post": 3.4}  # of one draw at D = 1, relative; it falls with the root of D
SIGMAS, SECONDS = 4.5, 0.2
PROBE, FEW, MANY = 25, 200, 20_000  # draws to measure an answer's speed by; at least and at most so many to judge it


@cache
def expected(D, positive, variance=2.0):
    """The three expectations for weights N(0, variance / D), by integrating over W; exact for inputs of either sign."""
    x = torch.randn(100_000 // D, D, generator=torch.Generator().manual_seed(0), dtype=torch.float64).abs()
    u, size = (x / x.norm(dim=1, keepdim=True) if positive else 0 * x), math.sqrt(variance / D)
    normal = torch.distributions.Normal(torch.zeros((), dtype=x.dtype), 1.0)

    def masked(shift):
        """Mean square of a row e_i + w_i where x_i shift + w_i x > 0, its parts along and across x taken apart."""
        t = shift * u / size
        on, density = normal.cdf(t), normal.log_prob(t).exp()
        across = on * (D - 1) * size**2
        return (on * shift + 2 * u * size * density + size**2 * (on - t * density) + across).mean().item()

    return {"textbook": 1 + masked(0), "pre": 1 + variance / (1 if positive else 2), "post": masked(1)}


def near_misses(part, D, positive):
    """What some slips make of one of the three numbers."""
    wanted, deep = expected(D, positive), "Is the variance of W 2 / D? That is what you get with"
    near = {
        "That is its root: the mean of squares is asked.": math.sqrt(wanted[part]),
        "That is not yet divided by the square of g.": D * wanted[part],
    }
    if part == "textbook":  # the first to be compared: where it is right, so is the variance
        near |= {
            f"{deep} 1 / D.": expected(D, positive, 1.0)[part],
            f"{deep} 4 / D^2, the square of 2 / D.": expected(D, positive, 4 / D)[part],
            f"{deep} 1.": expected(D, positive, float(D))[part],
        }
    if not positive:
        near["The shortcut is missing: that is the branch alone."] = wanted[part] - 1
    return near | {f"That is what the form called {name} passes.": wanted[name] for name in wanted if name != part}


def affordable(answer, D, positive):
    """As many draws as a fifth of a second gives: a fast answer is held to a few per cent, a slow one gets its time."""
    needed = []
    for _ in range(2):  # the machine may be busy with something else during one of them
        started = time.monotonic()
        answer(D, PROBE, positive)
        needed.append(max(time.monotonic() - started, 1e-6))
    return int(min(max(FEW, PROBE * SECONDS / min(needed)), MANY))


def bounded(draws, D):
    """No more draws than matrices of this size leave memory for."""
    return min(draws, max(MANY // D, FEW))


def means(answer, D, draws, positive):
    """The three numbers that an answer returns, by name."""
    named = dict(zip(PLACEMENTS, pieces(answer(D, draws, positive), "textbook, pre, post"), strict=True))
    numbers = {name: as_real(value, name) for name, value in named.items()}
    for name, value in numbers.items():
        require(value.dim() == 0, f"{name} has shape {tuple(value.shape)}; expected one number, the mean.")
    return {name: value.item() for name, value in numbers.items()}


def tolerance(part, D, draws):
    """How far, relatively, the mean of so many draws may be off."""
    return SIGMAS * SPREAD[part] / math.sqrt(D * draws)


def expect_placements(answer, D, draws, positive):
    """Compare the three means of so many draws with their expectations."""
    returned, wanted = means(answer, D, draws, positive), expected(D, positive)
    close = {part: tolerance(part, D, draws) for part in PLACEMENTS}
    other = expected(D, not positive)
    others = D > 4 and all(abs(returned[part] / other[part] - 1) < close[part] for part in PLACEMENTS)
    for part, value in returned.items():
        off = {sentence: abs(value / miss - 1) for sentence, miss in near_misses(part, D, positive).items()}
        likely = [sentence for sentence in off if off[sentence] == min(off.values()) < min(0.07, close[part])]
        if others:
            likely = ["Inputs are standard normal where `positive` is False, their absolute values where it is True."]
        if D == 1 and draws > 10 * FEW:
            likely = likely or ["Is W drawn anew for each draw? One W for all puts the mean where that W is."]
        case = f"D = {D}, {draws} draws and inputs {'that are never negative' if positive else 'of either sign'}"
        message = f"With {case}, {part} is {value:.3g}; expected {wanted[part]:.3g} within {close[part]:.0%}."
        require(abs(value / wanted[part] - 1) < close[part], " ".join([message, *likely[:1]]))


@monte.law
def inputs_of_either_sign(answer, draw):
    """all three forms, for inputs of either sign"""
    D = draw.integer(12, 20)
    draws = affordable(answer, D, False)
    for width in (D, 1):
        expect_placements(answer, width, bounded(draws, width), False)


@monte.law(points=2)
def inputs_never_negative(answer, draw):
    """all three forms, for inputs that are never negative"""
    wide = draw.integer(12, 20)
    draws = affordable(answer, wide, True)
    widths = [1, draw.integer(2, 4), (1, draw.integer(12, 20))[draw.integer(0, 1)]]
    for D in (wide, *(widths[i] for i in draw.order(len(widths)))):
        expect_placements(answer, D, bounded(draws, D), True)
