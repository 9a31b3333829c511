"""occupancy: what a step asks for grows with networks and batch as it must, and time is measured beside it."""

import pytest
import torch

from course_utils.cost import occupancy
from course_utils.cost.counting import count
from course_utils.cost.occupancy import _Operators, fillings
from course_utils.cost.roofline import Machine
from course_utils.system.device import choose_hardware

ROOF = Machine(peak=1e9, bandwidth=1e9, name="toy")
CPU = choose_hardware("cpu")


@pytest.fixture(scope="module")
def found():
    return {(each.networks, each.batch): each for each in fillings((1, 3), (4, 8), CPU, ROOF)}


def test_operators_grow_with_networks_alone_and_the_rest_with_images(found):
    one = found[1, 4]
    assert set(found) == {(1, 4), (3, 4), (1, 8), (3, 8)}
    assert one.operators > 100  # an 8-layer network, forward, backward, update
    for (networks, batch), each in found.items():
        assert each.operators == networks * one.operators
        assert each.operations == networks * batch // 4 * one.operations
        assert each.moved_bytes > networks * batch // 4 * one.moved_bytes / 2
        assert each.floor == pytest.approx(networks * found[1, batch].floor)


def test_operations_are_those_of_three_passes(found):
    """Two a multiply-add, forward and twice backward, without the gradient that the picture itself would get."""
    forward = 2 * count(occupancy._network(0), (4, 1, 8, 8)).multiply_adds
    assert 2.8 * forward < found[1, 4].operations <= 3 * forward


def test_time_is_measured_and_on_a_processor_there_is_one_way(found):
    for each in found.values():
        assert each.seconds == each.launched > 0
        assert each.images_a_second == pytest.approx(each.networks * each.batch / each.seconds)


def test_a_view_is_no_operator():
    x = torch.ones(4, 4)
    with _Operators() as operators:
        (x.view(16).t() + 1).relu_()
    assert operators.count == 2
