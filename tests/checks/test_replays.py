"""Outputs of one draw earn nothing in another: where they may be right there too, the order of the calls is another."""

import itertools
import random

import torch

from course_utils.checks import EXERCISES
from course_utils.checks.answer import Answer
from course_utils.checks.check import examine
from course_utils.checks.exercise import Draw
from course_utils.checks.gradient_highways import placements
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


def test_a_mean_of_many_draws_is_seldom_replayed_where_one_is_asked_for():
    """2.7: a replay earns a point where each request for many draws meets an answer for as many."""

    def many(seed, positive, widths, pairs):
        asked = []

        def answer(D, draws, positive):
            asked.append(draws)
            return [1.0 + len(asked), 2.0, 3.0]

        for _ in placements.each_request(answer, Draw(seed), positive, widths, pairs):
            pass
        return {place for place, draws in enumerate(asked) if draws == placements.FEW}

    places = [many(seed, False, [20] * 5, 0) for seed in range(200)]
    met = sum(first == second for first, second in itertools.combinations(places, 2))
    assert all(len(where) == 5 for where in places) and met == 0  # with 4 of 24, as it was, it was 2


def test_one_draw_is_asked_for_at_eight_widths():
    """Each call meets the same random numbers: of three widths, which gave three means, three were once alike."""
    asked = []

    def answer(D, draws, positive):
        asked.append((D, draws))
        return [float(D), 2.0, 3.0]

    for _ in placements.each_request(answer, Draw(111), False, [20], 0):
        pass
    assert {D for D, draws in asked if draws == 1} == set(range(1, 9))


def test_verdicts_cannot_be_guessed():
    """5.6: an answer is checked twelve times at most, and of 60 throws of a coin none hits ten verdicts or twelve."""
    thrown, earned = random.Random(5), 0
    for seed in range(60):
        known = {}

        def guess(J, h, known=known):
            verdict = known.setdefault(tuple(J.flatten().tolist()), [thrown.random() < 0.5 for _ in range(2)])
            return [*verdict, torch.zeros((), dtype=J.dtype)]

        earned += examine(EXERCISES["5.6"], Answer(guess, "verdicts(J, h)"), seed).points
    assert earned == 0  # with five verdicts and six, as it was, it was 4
