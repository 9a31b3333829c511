"""Exercise 5.9: a field of an augmented neural ODE whose flow exchanges -1 and +1."""

import math

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_real, expect, require
from course_utils.checks.report import Curve

swap = Exercise("5.9", "Past each other", "field(t, state)", 4, 15)

STEPS = 32


def arrows(answer, t, points):
    """The field at some points (N, 2), once it is sure that there is one arrow (N, 2) for each of them."""
    field = as_real(answer(t, points), "field")
    if field.shape != points.shape:
        text = f"field came back with shape {tuple(field.shape)} for states of shape {tuple(points.shape)}; expected "
        require(False, text + "one arrow for each state, of the same shape.")
    require(bool(field.isfinite().all()), "field should hold finite real numbers.")
    return field


def path(answer, starts, begin=0.0, end=1.0, steps=STEPS):
    """All states (steps + 1, N, 2) from time `begin` to `end`, by RK4: the field is asked, the way is ours."""
    h, states = (end - begin) / steps, [starts]
    for k in range(steps):
        x, now = states[-1], begin + k * h
        k1 = arrows(answer, now, x).double()
        k2 = arrows(answer, now + h / 2, x + h / 2 * k1).double()
        k3 = arrows(answer, now + h / 2, x + h / 2 * k2).double()
        k4 = arrows(answer, now + h, x + h * k3).double()
        states.append(x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
    return torch.stack(states)


def from_the_line(xs):
    """States (x, 0), where every sample begins."""
    return torch.tensor([[x, 0.0] for x in xs], dtype=torch.float64)


@swap.law
def field_without_memory(answer, draw):
    """gives each state an arrow of its own, whoever else is in the batch"""
    for dtype in (torch.float64, torch.float32):
        points, t = draw.normal(6, 2, dtype=dtype), draw.uniform(0, 1)
        order, some = draw.order(6), draw.order(6)[:3]
        together, turned, few = (arrows(answer, t, points[chosen]) for chosen in (list(range(6)), order, some))
        message = "A field has no memory: the arrow at a state changes with whoever else is in the batch or was before."
        expect(turned, together[order], "field", [(turned, message)])
        expect(few, together[some], "field", [(few, message)])


@swap.law
def field_is_continuous(answer, draw):
    """is continuous: neighbours have nearly the same arrow"""
    size = 1e-4
    a = torch.linspace(-1.5, 1.5, 7).double()
    left, right = (torch.stack([torch.full_like(a, s * size), a], 1) for s in (-1, 1))
    below, above = left.flip(1), right.flip(1)
    free = draw.normal(7, 2)
    for one, other, where in ((left, right, "x = 0"), (below, above, "a = 0"), (free, free + size, "a random state")):
        for t in (0.2, 0.7):
            order = draw.order(len(one))
            jump = (arrows(answer, t, one)[order] - arrows(answer, t, other[order])).double().norm(dim=1).max().item()
            message = (
                f"At {where} the arrows of two states {2 * size:g} apart differ by {jump:.3g}. Where a field jumps, "
            )
            require(
                jump < 0.3, message + "paths may meet, and the theorem that keeps them apart is lost: no sign, no if."
            )


@swap.law
def exchanges_the_two(answer, draw):
    """takes -1 to +1 and +1 to -1 between t = 0 and t = 1"""
    steps = draw.integer(24, 40)
    half = draw.integer(8, steps - 8)
    starts = from_the_line([-1.0, 1.0])
    whole = path(answer, starts, steps=steps)
    again = path(answer, whole[half].flip(0), half / steps, 1.0, steps - half)[-1].flip(0)
    for name, end in (("x(1)", whole[-1]), (f"x(1), when followed from its state at t = {half / steps:.2f}", again)):
        x, aside = end[:, 0], bool((end[:, 1].abs() > 0.5).all())
        close = bool(((x + starts[:, 0]).abs() < 0.05).all())
        likely = [] if close else [(x, sentence) for sentence in [likely_slip(x, starts[:, 0], aside)] if sentence]
        expect(-starts[:, 0] if close else x, -starts[:, 0], name, likely)


def likely_slip(x, start, aside: bool) -> str:
    """What an end x (2,) of the two that began at `start` hints at; `aside` is whether they ended beside the line."""

    def near(place):
        return bool(((x - place).abs() < 0.05).all())

    if near(start):
        return "They are where they began: is the flow standing still, or does it turn once all the way round?"
    if near(start * math.exp(-2)):
        return "x' = -2x says where to go, not how: both run into 0 and never reach it."
    if near(0 * start) and aside:
        return "Both end beside 0: half a turn is pi, not pi/2."
    if near(0 * start):
        return "Both run into 0, where they would meet: let a carry them past each other, one on either side."
    return ""


@swap.law
def neighbours_come_along(answer, draw):
    """takes what begins near them along to the other side"""
    xs = [(-1) ** number * draw.uniform(0.75, 1.25) for number in draw.order(2 * draw.integer(10, 30))]
    ends = path(answer, from_the_line(xs), steps=draw.integer(24, 40))[-1, :, 0].tolist()
    for x, end in zip(xs, ends, strict=True):
        message = f"What begins at {x:.3g} ends at {end:.3g}; expected it well on the other side of 0."
        require(math.isfinite(end) and -end * math.copysign(1, x) > 0.3, message)


def swap_picture(answer, draw):
    """The two ways from side to side, over time."""
    yours = path(answer, from_the_line([-1.0, 1.0]))[:, :, 0].T.tolist()
    times = [k / STEPS for k in range(STEPS + 1)]
    ours = [[side * math.cos(math.pi * t) for t in times] for side in (-1, 1)]
    titles = ("From -1 to +1", "From +1 to -1")
    return [Curve(title, times, y, o, "t", "x") for title, y, o in zip(titles, yours, ours, strict=True)]


swap.picture = swap_picture
