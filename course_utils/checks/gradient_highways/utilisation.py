"""Exercise 2.11: how much of a gradient comes through the shortcut, and what is left when both paths meet."""

import torch
from torch import tanh

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces

PRECISIONS = (torch.float64, torch.float32)

use = Exercise("2.11", "How much does the shortcut carry?", "utilisation(x, W, a, g)", difficulty=3, minutes=12)
USES = "share, net, gate"


def paths(x, W, a, g):
    """The two terms of the gradient of y = tanh(W x) + a x."""
    return a * g, (g * (1 - tanh(x @ W.T) ** 2)) @ W


def over(top, bottom):
    """A ratio, 0 where its denominator is 0."""
    return torch.where(bottom > 0, top / bottom.clamp(min=1e-30), 0.0)


def use_inputs(draw, dtype=torch.float64):
    """x (N, D), W (D, D), and a gradient g (N, D)."""
    N, D = draw.integer(3, 5), draw.integer(3, 5)
    return draw.normal(N, D, dtype=dtype), draw.normal(D, D, dtype=dtype), draw.normal(N, D, dtype=dtype)


def expect_share(answer, x, W, a, g):
    """Compare the shortcut's share (N,)."""
    s, f = (term.norm(dim=1) for term in paths(x, W, a, g))
    f_forward = (a * x).norm(dim=1), tanh(x @ W.T).norm(dim=1)
    batch = over(s.norm(), s.norm() + f.norm())
    slips = [
        (over(f, s + f), "That is the branch's share."),
        (over(s, (sum(paths(x, W, a, g))).norm(dim=1)), "The two parts are compared with the length of their sum."),
        (over(s**2, s**2 + f**2), "The lengths are squared."),
        (over(s, f), "That is the ratio of the two; a share is one part over both."),
        (over(f_forward[0], sum(f_forward)), "That compares what goes forward; asked is the gradient, going back."),
        (over(g.norm(dim=1), g.norm(dim=1) + f), "The gate is left out: the shortcut hands on a g."),
        (a * g.norm(dim=1) / (a * g.norm(dim=1) + f), "The gate is negative here: take its absolute value."),
        (batch, "That is one share for the whole batch; take one for each sample."),
        (batch.expand(len(x)), "That is one share for the whole batch; take one for each sample."),
        (over(s, s + f).mean(), "That is the mean; expected one number for each sample."),
    ]
    expect(pieces(answer(x, W, a, g), USES)[0], over(s, s + f), "share", slips, f"a = {a:.3g}")


def expect_net(answer, x, W, a, g):
    """Compare what is left (N,) when both paths meet."""
    shortcut, branch = paths(x, W, a, g)
    total, both = (shortcut + branch).norm(dim=1), shortcut.norm(dim=1) + branch.norm(dim=1)
    slips = [
        (total, "That is the length of the sum, not yet divided by the sum of the lengths."),
        (over((shortcut - branch).norm(dim=1), both), "That takes the difference; the two paths add up."),
        (over(both, total), "The ratio is upside down."),
        (torch.where(both > 0, 1.0, 0.0).to(g), "Lengths of vectors do not add: the two may point apart."),
        (torch.nn.functional.cosine_similarity(shortcut, branch, dim=1), "That is the cosine between the two paths."),
    ]
    expect(pieces(answer(x, W, a, g), USES)[1], over(total, both), "net", slips, f"a = {a:.3g}")


@use.law
def share_of_the_shortcut(answer, draw):
    """share: how much of the gradient comes through the shortcut, for each sample"""
    for dtype in PRECISIONS:
        for a in (draw.uniform(0.2, 2), draw.uniform(-2, -0.2)):
            x, W, g = use_inputs(draw, dtype)
            expect_share(answer, x, W, a, g)


@use.law
def net_of_both_paths(answer, draw):
    """net: what is left of both when they meet, 1 where they agree, 0 where they cancel"""
    for a in (draw.uniform(0.2, 2), draw.uniform(-2, -0.2)):
        x, W, g = use_inputs(draw)
        expect_net(answer, x, W, a, g)
    expect_net(answer, 0 * x, torch.eye(len(W)).double(), -1.0, g)


@use.law
def gradient_of_the_gate(answer, draw):
    """gate: the gradient that the gate itself receives"""
    for a in (draw.uniform(0.2, 2), draw.uniform(-2, -0.2)):
        x, W, g = use_inputs(draw)
        shortcut, branch = paths(x, W, a, g)
        slips = [
            ((g * x).mean(), "That is a mean; one number a scales every entry, so their gradients add up."),
            ((g * x).sum(1), "That is one number for each sample; the gate is the same for all of them."),
            ((g * x).sum(0), "That is one number for each entry; the gate is the same for all of them."),
            (a * (g * x).sum(), "y is linear in a: its slope is x, without another a."),
            (g.sum(), "The slope of a x by a is x: multiply by it."),
            ((g * (tanh(x @ W.T) + a * x)).sum(), "That multiplies g by the whole output; a stands before x alone."),
        ]
        expect(pieces(answer(x, W, a, g), USES)[2], (g * x).sum(), "gate", slips)


@use.law
def no_gradient_no_share(answer, draw):
    """a sample without any gradient has the share 0 and the net 0"""
    x, W, g = use_inputs(draw)
    g[1] = 0.0
    expect_share(answer, x, W, 0.7, g)
    expect_net(answer, x, W, 0.7, g)
