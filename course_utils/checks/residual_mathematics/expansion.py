"""Exercises 1.11 and 1.12: an expansion with a slip in it to be mended, and a claim to be held against evidence."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require

slip = Exercise("1.11", "Find the slip", "mended(x, weights)", difficulty=4, minutes=15)


def expansion(x, weights):
    """x_{n-1}, then W_n x_{n-2}, W_n W_{n-1} x_{n-3}, ..., W_n .. W_2 x_0, and at last W_n .. W_1 x_0."""
    states = [x]
    for W in weights:
        states.append(states[-1] + W @ states[-1])
    terms, product = [], torch.eye(len(x), dtype=x.dtype)
    for k, W in enumerate(reversed(weights)):
        terms.append(product @ states[-2 - k])
        product = product @ W
    return [*terms, product @ x], states


def slip_inputs(draw, n, dtype=torch.float64):
    """x (D,) and n weights (D, D)."""
    D = draw.integer(3, 4)
    return draw.normal(D, dtype=dtype), [draw.normal(D, D, dtype=dtype) for _ in range(n)]


def listed(terms):
    """The terms as one tensor (n + 1, D)."""
    terms = as_tensor(terms, "terms")
    require(terms.dim() == 2 and len(terms) > 0, "The terms should come as a list of vectors.")
    return terms


@slip.law
def first_wrong_line(answer, draw):
    """names the first line that does not follow, and mends it: x_{n-1} stays, what is added to it changes"""
    hints = {
        1: "Line 1 is the definition for i = 1.",
        2: "Line 2 is the definition for i = 2.",
        4: "Line 4 follows from line 3; the slip is already there.",
        5: "Line 5 drops a term too, but it is not the first to go wrong.",
    }
    x, weights = slip_inputs(draw, 3)
    line, terms = pieces(answer(x, weights), "line, terms")
    expect(line, 3, "line", list(hints.items()))
    terms = listed(terms)
    expect(terms[0], expansion(x, weights)[1][-2], "Line 3 is the one, but the first term, x_{n-1},")


@slip.law
def terms_add_up(answer, draw):
    """its terms add up to what the stack computes"""
    for n in (2, draw.integer(4, 6)):
        x, weights = slip_inputs(draw, n)
        terms, states = expansion(x, weights)
        own = listed(pieces(answer(x, weights), "line, terms")[1])
        slips = [
            (
                states[-1] - terms[-1],
                "The last term is missing, the one that passes through every branch and no shortcut.",
            ),
            (states[-1] - terms[-2], "The last term but one is missing: W_n .. W_2 x_0."),
            (states[-1] + terms[-1], "The last term is counted twice."),
        ]
        expect(own.sum(0), states[-1], "sum(terms)", slips, f"n = {n}")


@slip.law
def each_term_in_order(answer, draw):
    """each term is the right product on the right state, in order, down to n = 1"""
    for n, dtype in ((1, torch.float64), (4, torch.float64), (3, torch.float32)):
        x, weights = slip_inputs(draw, n, dtype)
        terms, states = expansion(x, weights)
        shifted = expansion(x, weights[:-1])[0] if n > 1 else terms
        slips = [
            (terms[:-1], "One term is missing at the end: n blocks make n + 1 terms."),
            (terms[::-1], "The terms come in reverse order."),
            (shifted, "The last block never appears: the products should begin with W_n."),
            (
                transposed_order(x, weights, states),
                "The products run in the wrong order: W_n, the last block, stands left.",
            ),
        ]
        expect(pieces(answer(x, weights), "line, terms")[1], terms, "terms", slips, f"n = {n}")


def transposed_order(x, weights, states):
    """The terms of the expansion with the products in the wrong order."""
    terms, product = [], torch.eye(len(x), dtype=x.dtype)
    for k, W in enumerate(reversed(weights)):
        terms.append(product @ states[-2 - k])
        product = W @ product
    return [*terms, product @ x]


why = Exercise("1.12", "Two sources, one puzzle", "", difficulty=3, minutes=15, by_hand=4)
