"""roofline: the roof's corner, predictions by hand, a survey of small blocks."""

from types import SimpleNamespace

import pandas
import pytest
import torch

from course_utils.blocks import BottleneckBlock
from course_utils.cost import roofline
from course_utils.cost.counting import count, layer_costs
from course_utils.cost.roofline import BLOCKS, Machine, machine, predicted_seconds, survey
from course_utils.system.device import choose_hardware

HERE = Machine(peak=100.0, bandwidth=10.0, name="toy")


@pytest.mark.parametrize(("intensity", "rate"), [(1, 10), (5, 50), (10, 100), (50, 100)])
def test_the_roof(intensity, rate):
    assert HERE.roof(intensity) == rate and HERE.ridge == 10


def test_a_prediction_by_hand():
    layers = pandas.DataFrame({"multiply_adds": [100, 0, 5], "moved_bytes": [10, 30, 1]})
    assert predicted_seconds(layers, HERE) == pytest.approx(200 / 100 + 30 / 10 + 1 / 10)


def test_no_layer_beats_the_roof():
    layers, cost = (
        layer_costs(BottleneckBlock(16, 4, 16), (2, 16, 6, 6)),
        count(BottleneckBlock(16, 4, 16), (2, 16, 6, 6)),
    )
    predicted = predicted_seconds(layers, HERE)
    assert predicted > 0.999 * max(cost.moved_bytes / HERE.bandwidth, 2 * cost.multiply_adds / HERE.peak)


def test_this_machine_computes_more_than_it_fetches():
    here = machine(rounds=1)
    assert here.peak > here.bandwidth > 1e8 and here.ridge > 1 and "GFLOP/s" in str(here)


def test_a_survey_visits_every_block_at_every_size():
    spots = list(survey(HERE, channels=(16, 32), resolutions=(4,), batch=2))
    assert [(s.block, s.channels) for s in spots] == [(name, c) for c in (16, 32) for name in BLOCKS]
    for spot in spots:
        block, shape = BLOCKS[spot.block](spot.channels), (2, spot.channels, 4, 4)
        cost = count(block, shape)
        assert (spot.operations, spot.moved_bytes) == (2 * cost.multiply_adds, cost.moved_bytes)
        assert spot.intensity == pytest.approx(cost.intensity) and spot.measured > 0
        assert spot.rate == pytest.approx(spot.operations / spot.measured)
        assert spot.predicted == pytest.approx(predicted_seconds(layer_costs(block, shape), HERE))


def test_a_survey_fills_the_device(monkeypatch):
    """At every size it asks how large a batch has to be, and measures at that one."""
    asked = []

    def filling(turns, start, hardware):
        asked.append((start, list(turns(start))))
        return 2 * start

    monkeypatch.setattr(roofline, "filling_batch", filling)
    spots = list(survey(HERE, channels=(16,), resolutions=(4, 2), batch=3))
    assert asked == [(3, list(BLOCKS))] * 2 and {spot.batch for spot in spots} == {6}
    cost = count(BLOCKS["basic"](16), (6, 16, 4, 4))
    assert spots[0].operations == 2 * cost.multiply_adds


def test_an_addition_reads_two_vectors_and_writes_one(monkeypatch):
    """Three of them, none twice: what is read a second time comes from a register."""
    true, moved = torch.add, []

    def add(one, other, out):
        moved.append({tensor.data_ptr() for tensor in (one, other, out)})
        return true(one, other, out=out)

    def measure(function, *_):
        function()
        return SimpleNamespace(median=2.0)

    monkeypatch.setattr(torch, "add", add)
    monkeypatch.setattr(roofline, "measure", measure)
    here = machine(choose_hardware("cpu"))
    assert here.peak == 1024**3 and here.bandwidth == 3 * 4 * 2**24 / 2  # in bytes, as `layer_costs` counts them
    assert [len(vectors) for vectors in moved] == [3]
