"""Exercise 5.15: the field that flow matching would learn with endless data and time, for noise and a few points."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, exact, expect, require

PRECISIONS = (torch.float64, torch.float32)

best = Exercise("5.15", "The field behind the loss", "best_field(x, t, points)", 4, 20)


def field_inputs(draw, dtype=torch.float64):
    """Places (N, 2), a time, and data points (K, 2); drawn again where a place leaves no doubt of its point."""
    while True:
        points = 1.5 * draw.normal(draw.integer(3, 4), 2)
        t = round(draw.uniform(0.3, 0.6), 3)
        x = t * points[:2].repeat(2, 1) + (1 - t) * draw.normal(4, 2)
        sure = (-torch.cdist(x, t * points).square() / (1 - t) ** 2).softmax(1).max(1).values
        if sure.min() < 0.9:
            return x.to(dtype), t, points.to(dtype)


def velocity(x, t, points, spread=None, scale=None, centre=None):
    """`sum_k w_k (p_k - x) / (1 - t)`, `w_k` by the Gaussian of x about t p_k; other numbers give the usual slips."""
    spread, scale, centre = 1 - t if spread is None else spread, scale or 1 - t, t if centre is None else centre
    w = (-torch.cdist(x, centre * points).square() / (2 * spread**2)).softmax(1)
    return (w @ points - x) / scale


def spreads(t):
    """Wrong deviations of the Gaussian about t p_k, and what was done there."""
    return [
        (1e6, "Every data point counts alike here; weigh them by how likely x makes them."),
        (1.0, "The noise has shrunk to 1 - t by then: that is the Gaussian's deviation."),
        ((1 - t) ** 0.5, "Divide by 2 (1 - t)^2: the deviation is 1 - t, not the variance."),
        ((1 - t) / 2**0.5, "The 2 in exp(-d^2 / (2 s^2)) is missing."),
    ]


def across(x, t, points):
    """The velocities with weights that add up to 1 over the places, not over the points; twice."""
    w = (-torch.cdist(x, t * points).square() / (2 * (1 - t) ** 2)).softmax(0)
    return [(w @ points - share * x) / (1 - t) for share in (1, w.sum(1, keepdim=True))]


def field_slips(x, t, points):
    """What usual slips make of it."""
    exact_one = velocity(x, t, points)
    distance = torch.cdist(x, t * points)
    w = (-distance.square() / (2 * (1 - t) ** 2)).softmax(1)
    nearest = (points[distance.argmin(1)] - x) / (1 - t)
    return [
        (nearest, "Only the nearest point counts here; expected the mean over all of them."),
        *((velocity(x, t, points, spread=spread), words) for spread, words in spreads(t)),
        ((-distance / (2 * (1 - t) ** 2)).softmax(1) @ points / (1 - t) - x / (1 - t), "The distance is not squared."),
        (velocity(x, t, points, centre=1.0), "At time t the noise around p_k has its centre at t p_k."),
        (velocity(x, t, points, scale=1.0), "p_k - x is what is left to go, in the time 1 - t: divide by it."),
        (w @ points, "That is the expected data point; expected a velocity."),
        (-exact_one, "The sign is turned: the velocity leads to the data."),
        ((w @ points - x) / t, "Divide by 1 - t, the time that is left, and not by t."),
        *(
            (value, "The weights add up to 1 over the places; they should over the points.")
            for value in across(x, t, points)
        ),
    ]


@best.law(points=3)
def the_mean_velocity(answer, draw):
    """the mean velocity of all lines through x at time t"""
    for dtype in PRECISIONS:
        given = field_inputs(draw, dtype)
        wanted = exact(*given)
        expect(answer(*given), velocity(*wanted), "result", field_slips(*wanted), f"t = {given[1]}")


@best.law(points=1)
def at_the_start_it_leads_to_the_mean(answer, draw):
    """at t = 0 it is the mean of the data less x"""
    x, _, points = field_inputs(draw)
    slips = [(points.mean(0).expand_as(x), "That is the mean of the data; expected the way there, less x.")]
    expect(answer(x, 0.0, points), points.mean(0) - x, "result", slips, "t = 0")


@best.law(points=1)
def weights_far_from_all_points(answer, draw):
    """where all weights would round to zero, the nearest point still counts"""
    x, t, points = field_inputs(draw)
    far = x + 300
    returned = as_tensor(answer(far, 0.9, points), "result")
    rounded = bool(returned.isnan().any())
    require(not rounded, "result has a NaN: 0 / 0. Subtract the greatest exponent first, or take a softmax.")
    expect(returned, velocity(far, 0.9, points), "result", case="x far away")
