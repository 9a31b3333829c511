"""Numbers as a person writes them, and few points at which every two settings meet."""

import itertools
from types import SimpleNamespace

import pytest

from course_utils.panels.controls import Choice, Toggle
from course_utils.panels.sweep import pairwise
from course_utils.panels.words import counted, number, power, settings, signed, state


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (1.0, "1.0"),
        (0.2149, "0.21"),
        (0.00996, "0.010"),
        (9999.0, "10⁴"),
        (4321.0, "4,300"),
        (1.3e-5, "1.3·10⁻⁵"),
        (-2.04e12, "-2.0·10¹²"),
        (1e-200, "10⁻²⁰⁰"),
        (9.99e-6, "10⁻⁵"),
    ],
)
def test_numbers_have_two_digits_and_powers_their_exponent_raised(value, written):
    assert number(value) == written


def test_other_digits_powers_and_plurals():
    assert (number(123.4, 3), number(3e-8, 1), power(-400.2)) == ("123", "3·10⁻⁸", "10⁻⁴⁰⁰")
    assert [counted(count, "block") for count in (0, 1, 2)] == ["0 blocks", "1 block", "2 blocks"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("h λ = -2.10 + 0.00 i", "h λ = −2.10 + 0.00 i"),
        ("at -0.00, cosine -0.02, (-0.25), -1.2·10⁻⁵", "at 0.00, cosine −0.02, (−0.25), −1.2·10⁻⁵"),
        ("add +0.00, together -0", "add 0.00, together 0"),
        ("bias +0, ResNet-50, 1e-5, J = -r I, x-1, -0.5", "bias 0, ResNet-50, 1e-5, J = -r I, x-1, −0.5"),
        ("after 10-20 blocks −0.03", "after 10-20 blocks −0.03"),
    ],
)
def test_a_minus_is_one_and_a_zero_has_none(said, written):
    assert signed(said) == written == signed(written)


@pytest.mark.parametrize("sizes", [(3,), (2, 2), (3, 2, 3, 3, 3, 2), (2,) * 7, (2, 10, 2)])
def test_every_two_settings_meet_at_few_points(sizes):
    controls = [Choice(f"c{place}", "", tuple(range(size)), 0) for place, size in enumerate(sizes)]
    panel = SimpleNamespace(controls={control.name: control for control in [*controls, Toggle("last", "")]})
    points = list(pairwise(panel, 99))
    for one, other in itertools.combinations(panel.controls.values(), 2):
        met = {(point[one.name], point[other.name]) for point in points}
        assert met == set(itertools.product(one.samples(99), other.samples(99)))
    largest = sorted([*sizes, 2])[-2:]
    assert len(points) <= 3 * largest[0] * largest[1]


def test_states_have_their_number_below():
    assert [state(layer) for layer in (0, 12)] == ["x₀", "x₁₂"]


def test_settings_say_no_label_twice():
    controls = {
        "seed": Choice("seed", "seed", ["seed 0", "seed 1"], "seed 0"),
        "depth": Choice("depth", "depth", ["10 blocks"], "10 blocks"),
    }
    assert settings(controls, {"seed": "seed 0", "depth": "10 blocks"}) == " (seed 0, depth 10 blocks)"
