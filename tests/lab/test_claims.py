"""claims: verdicts that say what was found and expected, on every machine, and never raise for what was measured."""

import math

import pandas
import pytest
import torch

from course_utils.lab.claims import CONDITION, HOLDS, REFUTED, claim, derived, measured


def test_a_verdict_that_stands_names_claim_evidence_and_range():
    verdict = claim("R4", "holds: a deeper plain network fits worse", measured("least gap", 0.92, above=0.5))
    assert verdict.stands
    assert str(verdict) == (
        "R4 holds: a deeper plain network fits worse.\n  measured: least gap: 0.92 (expected above 0.5)"
    )


def test_a_verdict_that_fails_says_what_was_found_and_expected():
    verdict = claim("R4", "holds: it is so", measured("gap", 0.31, above=0.5), measured("share", 1, above=0.5))
    assert not verdict.stands
    assert str(verdict).startswith("R4: not on this machine. Found gap: 0.31 (expected above 0.5).\n")
    assert "share" not in str(verdict).splitlines()[0]


@pytest.mark.parametrize(
    ("value", "above", "below", "stands"),
    [(1, 0, 2, True), (0, 0, 2, False), (2, 0, 2, False), (3, 0, 2, False), (math.nan, -1, 1, False)],
)
def test_a_range_is_open_and_nan_is_outside(value, above, below, stands):
    assert measured("x", value, above=above, below=below).stands == stands


def test_tensors_and_words_for_ranges():
    assert measured("x", torch.tensor([0.5]), below=1).expected == "below 1"
    assert measured("x", 0.5, above=0, below=1).expected == "between 0 and 1"


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [("holds: so", HOLDS), ("holds where branches start small", CONDITION), ("does not hold: one will do", REFUTED)],
)
def test_kind_of_a_verdict(verdict, kind):
    assert claim("X1", verdict, derived("gap", 0, below=1)).kind == kind


def test_derived_and_measured_are_two_words():
    text = str(claim("X1", "holds: so", derived("gap", 0, below=1), measured("share", 0.7, above=0.5)))
    assert "derived: gap: 0 (expected below 1)" in text
    assert "measured: share: 0.7 (expected above 0.5)" in text


def test_what_cannot_fail_is_refused():
    with pytest.raises(ValueError, match="could fail"):
        measured("gap", 1)
    with pytest.raises(ValueError, match="evidence"):
        claim("X1", "holds: so")
    with pytest.raises(ValueError, match="begins with"):
        claim("X1", "perhaps", measured("gap", 1, above=0))


def test_record_is_plain_and_reaches_the_notebook():
    verdict = claim("X1", "holds: so", measured("gap", 1, above=0), table=pandas.DataFrame({"loss": [0.12345]}))
    data, metadata = verdict._repr_mimebundle_()
    assert data["text/plain"].endswith("0  0.123")
    assert metadata["claim"] == {
        "id": "X1",
        "verdict": "holds: so",
        "kind": HOLDS,
        "stands": True,
        "evidence": [{"name": "gap", "value": 1.0, "above": 0.0, "derived": False, "stands": True}],
    }
