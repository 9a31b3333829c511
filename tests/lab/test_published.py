"""published: the papers' numbers, each with its protocol and source, held against the networks where that can be."""

import pytest

from course_utils.blocks.units import UNITS
from course_utils.lab import published
from course_utils.lab.published import PAIRS, TABLES
from course_utils.networks.staged import CifarNet, count_parameters


@pytest.mark.parametrize("experiment", TABLES)
def test_every_number_has_a_protocol_and_a_source(experiment):
    known = published(experiment)
    assert known.protocol.str.contains("CIFAR-10|MNIST").all() and known.source.str.contains(r"et al\.|and .* 20").all()
    assert known.source.str.contains(r"20\d\d").all()


def test_another_name_is_a_sentence():
    with pytest.raises(ValueError, match="'race'. Choose one of degradation, units"):
        published("race")


def test_residual_networks():
    """He et al. 2015, table 6; the parameters are the network's own, rounded as there."""
    known = published("degradation")
    assert (100 * known.test_error).round(2).tolist() == [8.75, 7.51, 7.17, 6.97, 6.43]
    assert known.depth.tolist() == [20, 32, 44, 56, 110] and "best of 5" in known.protocol.iloc[-1]
    for row in known.itertuples():
        digits = -5 if row.depth == 110 else -4
        assert round(count_parameters(CifarNet(row.depth)), digits) == row.parameters


def test_units():
    """He et al. 2016, tables 1 and 2, column ResNet-110."""
    known = published("units").set_index("shortcut")
    assert known.test_error.mul(100).round(2).dropna().to_dict() == {
        "original": 6.61,
        "scaled 0.5": 12.35,
        "exclusive gate -6": 8.70,
        "shortcut gate 0": 12.86,
        "shortcut gate -6": 6.91,
        "1x1 convolution": 12.22,
        "norm after addition": 8.17,
        "relu before addition": 7.84,
        "relu-only pre-activation": 6.71,
        "full pre-activation": 6.37,
    }
    assert set(known.index) == set(UNITS) and known.protocol.str.contains("median of 5 runs").all()


def test_networks_of_one_budget():
    known = published("equal_budgets").set_index("network")
    assert known.test_error.mul(100).round(2).to_dict() == {
        "ResNet-56": 6.97, "ResNet-164": 5.46, "ResNet-1001": 4.92, "WRN-40-4": 4.53, "WRN-16-8": 4.27,
        "WRN-28-10": 4.00, "ResNeXt-29, 8x64d": 3.65, "ResNeXt-29, 16x64d": 3.58,
    }  # fmt: skip
    assert known.parameters["WRN-28-10"] == 36_500_000
    assert {kind for pair in PAIRS for kind in pair[:2]} <= set(known.kind)


def test_lesions():
    known = published("lesions")
    assert known.published.tolist() == ["19 to 35", "5 to 17", "6.41 %", "5.25 %"]


def test_neural_odes():
    known = published("continuum").set_index("model")
    assert known.test_error.to_dict() == {"residual": 0.0041, "ODE": 0.0042}
    assert known.parameters.to_dict() == {"residual": 600_000, "ODE": 220_000}
    assert known.protocol.str.startswith("MNIST").all()
