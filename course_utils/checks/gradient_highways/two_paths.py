"""Exercises 2.1 and 2.2: the two terms of a gradient, over one block and over a stack."""

import torch
from torch import tanh

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require
from course_utils.checks.report import Curve

PRECISIONS = (torch.float64, torch.float32)

split = Exercise("2.1", "The two terms of a gradient", "two_terms(x, W1, W2, g)", difficulty=1, minutes=10)


def split_inputs(draw, dtype=torch.float64):
    """x (N, D), W1 (H, D), W2 (D, H), and a gradient g (N, D)."""
    N, D, H = draw.integer(2, 4), draw.integer(3, 4), draw.integer(5, 6)
    return [draw.normal(*shape, dtype=dtype) for shape in ((N, D), (H, D), (D, H), (N, D))]


def branch_term(x, W1, W2, g):
    """g J_F for F(x) = W2 tanh(W1 x), samples in rows."""
    return ((g @ W2) * (1 - tanh(x @ W1.T) ** 2)) @ W1


@split.law
def shortcut_term(answer, draw):
    """the shortcut hands the gradient on as it came"""
    for dtype in PRECISIONS:
        x, W1, W2, g = split_inputs(draw, dtype)
        slips = [
            (x, "That is the input itself: on the way back the shortcut carries the gradient g."),
            (torch.ones_like(x), "The 1 of the formula is the identity matrix, and g is multiplied by it."),
            (branch_term(x, W1, W2, g), "That is the branch's term: the two are exchanged."),
            (g + branch_term(x, W1, W2, g), "That is already the sum of both terms."),
        ]
        expect(pieces(answer(x, W1, W2, g), "shortcut, branch")[0], g, "shortcut", slips)


@split.law
def branch_term_of_the_gradient(answer, draw):
    """the branch adds g J_F"""
    for dtype in PRECISIONS:
        x, W1, W2, g = inputs = split_inputs(draw, dtype)
        inner = tanh(x @ W1.T)
        term, slope = branch_term(*inputs), 1 - inner**2
        forward = (slope * (g @ W1.T)) @ W2.T
        slips = [
            (forward, "That is J_F g, the way forward. Back it is g J_F: first through W2, then through W1."),
            (g + term, "That is already the sum of both terms."),
            (g, "That is the shortcut's term: the two are exchanged."),
            (g @ W2 @ W1, "The slope of the tanh is missing."),
            (((g @ W2) * inner) @ W1, "The slope of tanh is 1 - tanh^2, not tanh itself."),
            (((g @ W2) * (1 - tanh(inner) ** 2)) @ W1, "The slope is taken at tanh(z) instead of z."),
            (inner @ W2.T, "That is F(x), the way forward."),
            (torch.zeros_like(g), "No gradient came through the branch: was it detached?"),
            (term.sum(0), "The samples are added up: keep one row for each."),
        ]
        expect(pieces(answer(*inputs), "shortcut, branch")[1], term, "branch", slips)


@split.law
def silent_branch_loses_nothing(answer, draw):
    """with a silent branch nothing is lost: the two add up to g"""
    x, W1, W2, g = split_inputs(draw)
    shortcut, branch = (as_tensor(part, "a term") for part in pieces(answer(x, W1, 0 * W2, g), "shortcut, branch"))
    expect(branch, 0 * g, "branch")
    expect(shortcut + branch, g, "(shortcut + branch)", [(2 * g, "g is counted twice.")])


stack = Exercise("2.2", "The telescope, backwards", "backwards(x, weights, g, l)", difficulty=2, minutes=12)


def stack_inputs(draw, dtype=torch.float64):
    """x (2, D), L weights (D, D), and a gradient g (2, D)."""
    D, L = draw.integer(3, 4), draw.integer(4, 5)
    weights = [draw.normal(D, D, dtype=dtype) * 0.7 for _ in range(L)]
    return draw.normal(2, D, dtype=dtype), weights, draw.normal(2, D, dtype=dtype)


def walk(x, weights, g, start_at_g=False, at=None, transposed=False):
    """All gradients g_0 .. g_L and all terms g_{i+1} J_i, or what a slip makes of them."""
    states = [x]
    for W in weights:
        states.append(states[-1] + tanh(states[-1] @ W.T))
    gradients, terms = [g], []
    for i in reversed(range(len(weights))):
        upstream = g if start_at_g else gradients[0]
        slope = 1 - tanh((states[i] if at is None else at) @ weights[i].T) ** 2
        terms.insert(0, slope * (upstream @ weights[i].T) if transposed else (upstream * slope) @ weights[i])
        gradients.insert(0, gradients[0] + terms[0])
    return gradients, terms


@stack.law
def gradient_at_each_state(answer, draw):
    """finds the gradient at x_l, for every l"""
    for dtype in PRECISIONS:
        x, weights, g = stack_inputs(draw, dtype)
        gradients, terms = walk(x, weights, g)
        for l in range(len(weights)):
            first_order = g + sum(walk(x, weights, g, start_at_g=True)[1][l:])
            plain = g
            for i in reversed(range(l, len(weights))):
                plain = walk(x, weights, plain, start_at_g=True)[1][i]
            slips = [
                (gradients[l + 1], "That is the gradient after block l, one block too far up."),
                (g, "That is still the gradient at x_L."),
                (first_order, "Each block's term starts from g itself; block i receives the gradient at x_{i+1}."),
                (walk(x, weights, g, at=x)[0][l], "The slopes are all taken at x_0; block i has seen x_i."),
                (walk(x, weights, g, transposed=True)[0][l], "That multiplies by J_F from the wrong side: g J_F."),
                (gradients[l] - g, "The untouched g is missing: that is the sum of the branches' terms alone."),
                (plain, "That is what a plain stack hands back, a product of J_F: each block adds its g as well."),
                (gradients[0], "That is the gradient at x_0."),
            ]
            expect(pieces(answer(x, weights, g, l), "g_l, terms")[0], gradients[l], "g_l", slips, f"l = {l}")


@stack.law
def contribution_of_each_branch(answer, draw):
    """finds what each later block's branch contributes, in order"""
    x, weights, g = stack_inputs(draw)
    gradients, terms = walk(x, weights, g)
    for l in (1, 2, 0):
        slips = [
            (
                walk(x, weights, g, start_at_g=True)[1][l:],
                "Every term starts from g; block i receives that at x_{i+1}.",
            ),
            (walk(x, weights, g, at=x)[1][l:], "The slopes are all taken at x_0; block i has seen x_i."),
            (walk(x, weights, g, transposed=True)[1][l:], "That multiplies by J_F from the wrong side: g J_F."),
            (gradients[l:-1], "Those are the gradients at x_i; expected what each branch adds to them."),
            (gradients[l + 1 :], "Those are the gradients at x_i; expected what each branch adds to them."),
            (terms, "The terms of the blocks before l are in the list as well."),
            (terms[l + 1 :], "The term of block l itself is missing."),
            (terms[l:][::-1], "The terms come in reverse order, as the way back meets them: sort them by block."),
        ]
        expect(pieces(answer(x, weights, g, l), "g_l, terms")[1], terms[l:], "terms", slips, f"l = {l}")


@stack.law
def terms_make_the_gradient(answer, draw):
    """g and the terms add up to the gradient at x_l, and no term is left at l = L"""
    x, weights, g = stack_inputs(draw)
    gradients, _ = walk(x, weights, g)
    for l in range(len(weights) + 1):
        gradient, terms = pieces(answer(x, weights, g, l), "g_l, terms")
        terms = as_tensor(terms, "terms")
        if l == len(weights):
            require(terms.numel() == 0, f"At l = L = {l} there are {len(terms)} terms; expected an empty list.")
            terms = g.new_zeros(1)
        expect(gradient, gradients[l], "g_l", case=f"l = {l}")
        expect(g + terms.sum(0), gradients[l], "(g + sum(terms))", case=f"l = {l}")


def stack_picture(answer, draw):
    """The length of the gradient at each state."""
    x, weights, g = stack_inputs(draw)
    gradients, _ = walk(x, weights, g)
    index = list(range(len(gradients)))
    yours = [as_tensor(pieces(answer(x, weights, g, l), "g_l, terms")[0], "g_l").norm().item() for l in index]
    return [Curve("Gradient on its way back", index, yours, [v.norm().item() for v in gradients], "state l", "|g_l|")]


stack.picture = stack_picture
