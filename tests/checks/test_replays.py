"""Outputs of one draw earn nothing in another: where they may be right there too, the order of the calls is another."""

from course_utils.checks.exercise import Draw
from course_utils.checks.ode_view import stability

STABLE = [[[-1.0, 0.0], [0.0, -1.0]]] * 2


def order_of_calls(seed):
    """At which call each input of 5.7 came first, for every call."""
    asked = []
    for _ in stability.each_example(lambda h: asked.append(h) or STABLE, Draw(seed)):
        pass
    return tuple(map(asked.index, asked))


def test_no_two_draws_ask_for_witnesses_in_the_same_order():
    assert len({order_of_calls(seed) for seed in range(300)}) == 300
