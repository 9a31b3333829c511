"""Exercises 2.12 and 2.13: an LSTM's memory as a residual stream in time, and an argument to read."""

import torch
from torch import sigmoid, tanh

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces

PRECISIONS = (torch.float64, torch.float32)

memory = Exercise("2.12", "A memory is a residual stream in time", "memory(x, h, c, W, U, b)", difficulty=4, minutes=18)


def lstm_inputs(draw, dtype=torch.float64):
    """x (T, N, D), h and c (N, H), W (4 H, D), U (4 H, H), b (4 H,)."""
    T, N, D, H = draw.integer(3, 5), draw.integer(2, 3), draw.integer(2, 3), draw.integer(2, 3)
    shapes = ((T, N, D), (N, H), (N, H), (4 * H, D), (4 * H, H), (4 * H,))
    return [draw.normal(*shape, dtype=dtype) for shape in shapes]


def gates_of(inputs, order="ifgo", squash=tanh):
    """Forget gates (T, N, H), what is written (T, N, H), and the last memory, as nn.LSTMCell has them."""
    x, h, c, W, U, b = inputs
    forget, written = [], []
    for x_t in x:
        parts = dict(zip(order, (x_t @ W.T + h @ U.T + b).chunk(4, dim=1), strict=True))
        forget.append(sigmoid(parts["f"]))
        written.append(sigmoid(parts["i"]) * squash(parts["g"]))
        c = forget[-1] * c + written[-1]
        h = sigmoid(parts["o"]) * tanh(c)
    return torch.stack(forget), torch.stack(written), c


def later(forget):
    """For each step the product of the forget gates after it."""
    ones = torch.ones_like(forget[:1])
    return torch.cat([forget.flip(0).cumprod(0).flip(0)[1:], ones])


MEMORY = "c_T, kept, terms"


@memory.law
def last_memory(answer, draw):
    """the memory at the end is nn.LSTMCell's"""
    for dtype in PRECISIONS:
        x, h, c, W, U, b = inputs = lstm_inputs(draw, dtype)
        state = (h, c)
        for x_t in x:
            state = torch.lstm_cell(x_t, state, W, U, b, 0 * b)  # what nn.LSTMCell calls
        slips = [
            (state[0], "That is h_T, what the cell shows; c_T is what it remembers."),
            (gates_of(inputs, order="figo")[2], "The gates come in PyTorch's order: input, forget, cell, output."),
            (gates_of(inputs, order="ifog")[2], "The gates come in PyTorch's order: input, forget, cell, output."),
            (gates_of(inputs, order="iofg")[2], "The gates come in PyTorch's order: input, forget, cell, output."),
            (gates_of(inputs, squash=sigmoid)[2], "What is written passes a tanh, not a sigmoid: it may be negative."),
            (gates_of((x, h, c, W, U, 0 * b))[2], "The bias is missing."),
            (gates_of((x, h, c, W, 0 * U, b))[2], "The hidden state is left out: the gates see h_{t-1} as well."),
            (gates_of((x, h, 0 * c, W, U, b))[2], "The memory starts at c, not at 0."),
        ]
        expect(pieces(answer(*inputs), MEMORY)[0], state[1], "c_T", slips)


@memory.law
def kept_factor(answer, draw):
    """kept: the factor of c_0 along the memory's own path"""
    inputs = lstm_inputs(draw)
    forget, written, c = gates_of(inputs)
    slips = [
        (forget[-1], "That is the last step's gate; all T of them multiply."),
        (forget.sum(0), "One step follows another: the gates multiply."),
        (forget.mean(0), "One step follows another: the gates multiply."),
        (forget[1:].prod(0), "The first step forgets too."),
        (forget[:-1].prod(0), "The last step forgets too."),
        (forget, "Those are the gates of all steps; expected their product."),
        (forget.prod(0) * inputs[2], "That is what is left of c_0; expected its factor."),
    ]
    expect(pieces(answer(*inputs), MEMORY)[1], forget.prod(0), "kept", slips)


@memory.law
def written_terms(answer, draw):
    """terms: what each step wrote, as far as it is still there at the end"""
    inputs = lstm_inputs(draw)
    forget, written, c = gates_of(inputs)
    left = later(forget)
    slips = [
        (written, "That is what was written; the steps after it have forgotten some of it."),
        (written * forget.flip(0).cumprod(0).flip(0), "Step t forgets before it writes: its own gate does not count."),
        (written * forget.cumprod(0), "Those are the gates before step t; what was written passes the ones after it."),
        ((written * left).flip(0), "The terms come in reverse order."),
    ]
    parts = pieces(answer(*inputs), MEMORY)
    expect(parts[2], written * left, "terms", slips)
    total = as_tensor(parts[1], "kept").double() * inputs[2] + as_tensor(parts[2], "terms").double().sum(0)
    expect(total, c, "(kept * c_0 + sum(terms))")


@memory.law
def open_gates_telescope(answer, draw):
    """with every forget gate at 1 it is the telescope: c_T = c_0 + all that was written"""
    x, h, c, W, U, b = lstm_inputs(draw)
    H = h.shape[1]
    W[H : 2 * H], U[H : 2 * H], b[H : 2 * H] = 0.0, 0.0, 50.0
    _, written, end = gates_of((x, h, c, W, U, b))
    parts = pieces(answer(x, h, c, W, U, b), MEMORY)
    expect(parts[1], torch.ones_like(c), "kept")
    expect(parts[2], written, "terms")
    expect(parts[0], c + written.sum(0), "c_T")


argument = Exercise("2.13", "Read a proof", "", difficulty=3, minutes=15, by_hand=4)
