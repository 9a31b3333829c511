"""Exercises 5.13 and 5.14: stacks that run backwards, by subtraction and by division."""

import torch
from torch import tanh

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import exact, expect, pieces

PRECISIONS = (torch.float64, torch.float32)

undoing = Exercise("5.13", "Undo by subtraction", "undo(y1, y2, weights)", 3, 15)
HALVES = "x1, x2"


def coupled_inputs(draw, dtype=torch.float64):
    """Two halves (N, D) and three or four pairs (2, D, D) of weights."""
    N, D = draw.integer(4, 6), draw.integer(3, 4)
    weights = [draw.normal(2, D, D, dtype=dtype) for _ in range(draw.integer(3, 4))]
    return draw.normal(N, D, dtype=dtype), draw.normal(N, D, dtype=dtype), weights


def undone(y1, y2, weights, sign=1, flip=False, early=False):
    """The halves before all steps; with the usual slips on demand."""
    for A, B in reversed(weights):
        A, B = (B, A) if flip else (A, B)
        if early:  # F at y2, the half that has not been computed back yet
            y1, y2 = y1 - tanh(y2 @ A.T), y2 - tanh(y1 @ B.T)
        else:
            y2 = y2 - sign * tanh(y1 @ B.T)
            y1 = y1 - sign * tanh(y2 @ A.T)
    return y1, y2


def run(x1, x2, weights):
    """The halves after all steps."""
    for A, B in weights:
        x1 = x1 + tanh(x2 @ A.T)
        x2 = x2 + tanh(x1 @ B.T)
    return x1, x2


def undo_slips(y1, y2, weights, place):
    """What usual slips make of one half."""
    first = y1, y2
    for A, B in reversed(weights):
        a = first[0] - tanh(first[1] @ A.T)
        first = a, first[1] - tanh(a @ B.T)
    slips = [
        (run(y1, y2, weights), "That runs the stack forwards."),
        (undone(y1, y2, weights[::-1]), "The last step is undone first: go through the weights in reverse order."),
        (undone(y1, y2, weights, flip=True), "A belongs to F, which changes the first half, and B to G: exchanged."),
        (undone(y1, y2, weights, sign=-1), "The sign is turned: what was added has to be subtracted."),
        (undone(y1, y2, weights, early=True), "F has seen x2, and not y2: compute x2 first, then x1 with it."),
        (first, "x1 is computed before x2 here; F has seen x2, so x2 comes first."),
        (undone(y1, y2, weights[-1:]), "Only the last step is undone."),
        (undone(y1, y2, weights)[::-1], "The two halves are exchanged."),
    ]
    return [(value[place], sentence) for value, sentence in slips]


def undo_law(place):
    """A law for one of the two halves."""

    def law(answer, draw):
        for dtype in PRECISIONS:
            given = coupled_inputs(draw, dtype)
            y1, y2, weights = exact(*given)
            name = HALVES.split(", ")[place]
            returned = pieces(answer(*given), HALVES)[place]
            expect(returned, undone(y1, y2, weights)[place], name, undo_slips(y1, y2, weights, place))

    law.__doc__ = f"{HALVES.split(', ')[place]}: the half as it was before all steps"
    return law


undoing.law(undo_law(0), points=2)
undoing.law(undo_law(1), points=2)

dividing = Exercise("5.14", "Undo by division", "rewind(x, v, weights, gamma)", 3, 15)
PAIR = "x, v"


def momentum_inputs(draw, dtype=torch.float64):
    """A state and a velocity (N, D), weights, and a momentum that leaves enough digits."""
    N, D = draw.integer(4, 6), draw.integer(3, 4)
    weights = [draw.normal(D, D, dtype=dtype) for _ in range(draw.integer(3, 4))]
    return draw.normal(N, D, dtype=dtype), draw.normal(N, D, dtype=dtype), weights, round(draw.uniform(0.6, 0.85), 3)


def rewound(x, v, weights, gamma, share=None, slip=""):
    """State and velocity before all steps; with the usual slips on demand."""
    share = 1 - gamma if share is None else share
    for W in reversed(weights):
        before = x - v
        branch = share * tanh((x if slip == "late" else before) @ W.T)
        v = {"undivided": v - branch, "half divided": v / gamma - branch}.get(slip, (v - branch) / gamma)
        x = before
    return x, v


def forwards(x, v, weights, gamma):
    """State and velocity after all steps."""
    for W in weights:
        v = gamma * v + (1 - gamma) * tanh(x @ W.T)
        x = x + v
    return x, v


def rewind_slips(given, place):
    """What usual slips make of the state or of the velocity."""
    x, v, weights, gamma = given
    order = x, v
    for W in reversed(weights):
        back = (order[1] - (1 - gamma) * tanh(order[0] @ W.T)) / gamma
        order = order[0] - back, back
    slips = [
        (forwards(*given), "That runs the stack forwards."),
        (rewound(x, v, weights[::-1], gamma), "The last step is undone first: weights in reverse order."),
        (rewound(*given, slip="late"), "F has seen the state before the step: compute x - v first, and put that in."),
        (rewound(*given, slip="undivided"), "The velocity was multiplied by gamma: divide by it."),
        (rewound(*given, slip="half divided"), "All of v - (1 - gamma) F is divided by gamma, not v alone."),
        (rewound(*given, share=1.0), "The branch entered with the weight 1 - gamma."),
        (rewound(*given, share=gamma - 1), "The sign of the branch is turned: subtract what was added."),
        (order, "The velocity is undone before the state here: x' = x + v' used the new one, so x comes first."),
        (rewound(x, v, weights[-1:], gamma), "Only the last step is undone."),
        (rewound(*given)[::-1], "State and velocity are exchanged."),
    ]
    return [(value[place], sentence) for value, sentence in slips]


def rewind_law(place):
    """A law for the state or the velocity."""

    def law(answer, draw):
        for dtype in PRECISIONS:
            given = momentum_inputs(draw, dtype)
            wanted = exact(*given)
            name = PAIR.split(", ")[place]
            expect(pieces(answer(*given), PAIR)[place], rewound(*wanted)[place], name, rewind_slips(wanted, place))

    law.__doc__ = f"{PAIR.split(', ')[place]}: the {('state', 'velocity')[place]} as it was before all steps"
    return law


dividing.law(rewind_law(0), points=2)
dividing.law(rewind_law(1), points=2)
