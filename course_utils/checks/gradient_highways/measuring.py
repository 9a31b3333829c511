"""Exercise 2.6: gradient norms block by block."""

import torch
from torch.nn import functional

from course_utils.checks import adapters
from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require

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
