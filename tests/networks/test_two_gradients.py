"""networks/two_gradients: where the adjoint's gradient is backpropagation's, and where it is not."""

import pytest
import torch

from course_utils.networks.neural_ode import MLPField
from course_utils.networks.staged import seeded
from course_utils.networks.two_gradients import Fading, Pulled, both_gradients, gradient_distance


@pytest.mark.parametrize(("field", "apart"), [(lambda: MLPField(4, 16), False), (lambda: Fading(4), True)])
def test_the_gradients_agree_unless_the_past_cannot_be_found_again(field, apart):
    with seeded(0):
        made = field()
    through, adjoint = both_gradients(made, "rk4", (10,))[10]
    assert (gradient_distance(through, adjoint) > 0.1) == apart
    assert gradient_distance(through, through) == 0


def test_backpropagation_keeps_more_with_more_steps_and_the_adjoint_does_not():
    with seeded(0):
        ways = both_gradients(MLPField(4, 8), "euler", (5, 20), samples=8)
    assert ways[20][0].bytes > 3 * ways[5][0].bytes and ways[20][1].bytes == ways[5][1].bytes


def test_a_pulled_field_draws_states_together():
    x = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    inner = MLPField(4, 8)
    torch.testing.assert_close(Pulled(inner, 2.0)(0.0, x), inner(0.0, x) - 2 * x)


def test_the_first_half_of_a_fading_field_fades():
    x = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(Fading(4)(0.0, x)[:, :2], -20 * x[:, :2])
